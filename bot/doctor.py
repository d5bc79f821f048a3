"""Looking whether everything the bot needs is there, and saying what to do where it is not."""

import asyncio
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import InvalidToken, TelegramError

from bot.request import AiohttpRequest
from bot.settings import Settings
from bot.wire import Wire
from messages_de import plain
from storage import migrate
from storage.backup import file_of, is_sound
from storage.engine import open_engine
from storage.migrate import Schema
from storage.outage import DAMAGED, reason

OLDEST_PYTHON = (3, 11)
SPACE_MB = 200
ENV = Path(".env")
SECRET = stat.S_IRWXG | stat.S_IRWXO
"""Permissions nobody but the owner may have."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: in order or not, and the sentence about it."""

    fine: bool
    words: str


def examine(settings: Settings) -> list[Finding]:
    """All findings, in the order a person would want to look at them."""
    return [finding for check in CHECKS for finding in check(settings)]


def token(settings: Settings) -> Iterator[Finding]:
    """Telegram knows the token."""
    secret = settings.bot_token.get_secret_value()
    if not secret:
        yield _wrong("cli.no_token")
        return
    try:
        me = asyncio.run(_me(settings.bot_api + secret))
    except InvalidToken:
        yield _wrong("cli.token_refused")
    except TelegramError as error:
        yield _wrong("cli.token_unreachable", error=type(error).__name__)
    else:
        yield _fine("cli.token_fine", name=me)


def sellers(settings: Settings) -> Iterator[Finding]:
    """Somebody may sell."""
    count = len(settings.seller_ids)
    yield _fine("cli.sellers_fine", n=count) if count else _wrong("cli.no_sellers")


def database(settings: Settings) -> Iterator[Finding]:
    """The database can be reached and is not from a newer program."""
    engine = open_engine(settings.database_url)
    file = file_of(engine)
    try:
        if file is not None and not file.exists():
            yield _fine("cli.database_new", file=str(file))
        else:
            yield _SCHEMA[migrate.state(engine)]() if is_sound(engine) else _wrong("cli.outage_damaged")
    except SQLAlchemyError as error:
        damaged = reason(error) == DAMAGED
        yield (
            _wrong("cli.outage_damaged") if damaged else _wrong("cli.database_unreachable", error=type(error).__name__)
        )
    finally:
        engine.dispose()


def zone(settings: Settings) -> Iterator[Finding]:
    """The time zone is known on this machine."""
    yield _fine("cli.zone_fine", zone=str(ZoneInfo(settings.default_timezone)))


def secrets(_settings: Settings) -> Iterator[Finding]:
    """Nobody else can read the token."""
    if not ENV.exists():
        yield _fine("cli.env_missing")
    elif ENV.stat().st_mode & SECRET:
        yield _wrong("cli.env_open")
    else:
        yield _fine("cli.env_fine")


def space(settings: Settings) -> Iterator[Finding]:
    """There is room for the database."""
    file = file_of(open_engine(settings.database_url))
    folder = next((parent for parent in file.absolute().parents if parent.exists()), Path()) if file else Path()
    free = shutil.disk_usage(folder).free // 1_000_000
    yield (_fine if free >= SPACE_MB else _wrong)("cli.space_fine" if free >= SPACE_MB else "cli.space_low", mb=free)


def python(_settings: Settings) -> Iterator[Finding]:
    """Python is new enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    new = sys.version_info >= OLDEST_PYTHON
    yield (_fine if new else _wrong)("cli.python_fine" if new else "cli.python_old", version=version)


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    python,
    secrets,
    token,
    sellers,
    database,
    zone,
    space,
)


async def _me(base_url: str) -> str:
    async with AiohttpRequest(1) as request:
        me = await Wire(request, base_url).call("getMe", {})
    return str(me["username"])


def _fine(key: str, **values: Any) -> Finding:
    return Finding(fine=True, words=plain(key, **values))


def _wrong(key: str, **values: Any) -> Finding:
    return Finding(fine=False, words=plain(key, **values))


_SCHEMA: dict[Schema, Callable[[], Finding]] = {
    Schema.EMPTY: lambda: _fine("cli.database_empty"),
    Schema.OLD: lambda: _fine("cli.database_old"),
    Schema.CURRENT: lambda: _fine("cli.database_fine"),
    Schema.NEWER: lambda: _wrong("cli.database_newer"),
}
