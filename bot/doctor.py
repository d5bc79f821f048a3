"""Looking whether everything the bot needs is there, and saying what to do where it is not."""

import asyncio
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import InvalidToken, TelegramError

from bot import checks
from bot.findings import Finding, fine, wrong
from bot.request import AiohttpRequest
from bot.settings import Settings
from bot.wire import Wire
from storage import migrate
from storage.backup import file_of
from storage.engine import READING, open_engine
from storage.migrate import Schema
from storage.shops import without_imprint

OLDEST_PYTHON = (3, 11)
SPACE_MB = 200
ENV = Path(".env")


def examine(settings: Settings) -> list[Finding]:
    """All findings, in the order a person would want to look at them."""
    return [finding for check in CHECKS for finding in check(settings)]


def token(settings: Settings) -> Iterator[Finding]:
    """Telegram knows the token."""
    secret = settings.bot_token.get_secret_value()
    if not secret:
        yield wrong("cli.no_token")
        return
    try:
        me = asyncio.run(_me(settings.bot_api + secret))
    except InvalidToken:
        yield wrong("cli.token_refused")
    except TelegramError as error:
        yield wrong("cli.token_unreachable", error=type(error).__name__)
    else:
        yield fine("cli.token_fine", name=me)


def sellers(settings: Settings) -> Iterator[Finding]:
    """Somebody may sell."""
    count = len(settings.seller_ids)
    yield fine("cli.sellers_fine", n=count) if count else wrong("cli.no_sellers")


def database(settings: Settings) -> Iterator[Finding]:
    """The database can be reached, is undamaged from end to end, and is not from a newer program."""
    engine = open_engine(settings.database_url)
    file = file_of(engine)
    try:
        if file is not None and not file.exists():
            yield fine("cli.database_new", file=str(file))
        elif file is not None and checks.is_damaged(file):
            yield wrong("cli.damaged")
        else:
            yield _SCHEMA[migrate.state(engine)]()
            yield from [fine("cli.undamaged")] if file else []
    except SQLAlchemyError as error:
        yield wrong("cli.database_unreachable", error=type(error).__name__)
    finally:
        engine.dispose()


def imprints(settings: Settings) -> Iterator[Finding]:
    """Buyers can read who runs each shop; asked only of a database that is there and up to date."""
    engine = open_engine(settings.database_url)
    file = file_of(engine)
    try:
        if (file is None or file.exists()) and migrate.state(engine) is Schema.CURRENT:
            with engine.connect().execution_options(**{READING: True}) as connection:
                missing = without_imprint(connection)
            yield wrong("cli.imprint_missing", n=missing) if missing else fine("cli.imprint_fine")
    except SQLAlchemyError:
        return
    finally:
        engine.dispose()


def zone(settings: Settings) -> Iterator[Finding]:
    """The time zone is known on this machine."""
    yield fine("cli.zone_fine", zone=str(ZoneInfo(settings.default_timezone)))


def secrets(_settings: Settings) -> Iterator[Finding]:
    """Nobody else can read the token."""
    if not ENV.exists():
        yield fine("cli.env_missing")
    elif ENV.stat().st_mode & checks.OTHERS:
        yield wrong("cli.env_open")
    else:
        yield fine("cli.env_fine")


def space(settings: Settings) -> Iterator[Finding]:
    """There is room for the database."""
    file = file_of(open_engine(settings.database_url))
    folder = next((parent for parent in file.absolute().parents if parent.exists()), Path()) if file else Path()
    free = shutil.disk_usage(folder).free // 1_000_000
    yield (fine if free >= SPACE_MB else wrong)("cli.space_fine" if free >= SPACE_MB else "cli.space_low", mb=free)


def python(_settings: Settings) -> Iterator[Finding]:
    """Python is new enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    new = sys.version_info >= OLDEST_PYTHON
    yield (fine if new else wrong)("cli.python_fine" if new else "cli.python_old", version=version)


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    python,
    secrets,
    token,
    checks.instance,
    sellers,
    database,
    checks.private,
    checks.failures,
    checks.backups,
    checks.aside,
    imprints,
    zone,
    checks.clock,
    space,
)


async def _me(base_url: str) -> str:
    async with AiohttpRequest(1) as request:
        me = await Wire(request, base_url).call("getMe", {})
    return str(me["username"])


_SCHEMA: dict[Schema, Callable[[], Finding]] = {
    Schema.EMPTY: lambda: fine("cli.database_empty"),
    Schema.OLD: lambda: fine("cli.database_old"),
    Schema.CURRENT: lambda: fine("cli.database_fine"),
    Schema.NEWER: lambda: wrong("cli.database_newer"),
}
