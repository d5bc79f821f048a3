"""What can go wrong while the bot is in use: another instance, the clock, a damaged database, backups, what failed."""

import asyncio
import shlex
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import Conflict, TelegramError

from bot.clock import Clock, utc_now
from bot.findings import Finding, fine, hint, wrong
from bot.prepare import shelf_of
from bot.request import AiohttpRequest
from bot.settings import Settings
from bot.wire import Wire
from storage import lock
from storage.backup import DAMAGE, DamagedError, Made, file_of, made, schema_of, unpacked
from storage.condition import condition
from storage.engine import open_engine
from storage.exchanging import BESIDE, kept_aside
from storage.journal_file import path_of
from storage.sealing import NotOpenedError

OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""Permissions nobody but the owner may have."""
MOST_NAMED = 20
OFF = timedelta(seconds=60)
OLD = timedelta(days=2)
KEPT_ASIDE = timedelta(days=7)
LATELY = timedelta(minutes=10)
PATIENCE_S = 10


def instance(settings: Settings) -> Iterator[Finding]:
    """Nobody else takes this bot's messages; asked of Telegram only when no bot runs here, for it would disturb that one."""
    runs_here = _runs_here(settings)
    info = None if runs_here and settings.bot_mode == "polling" else _called(settings, "getWebhookInfo")
    delivery = _delivery(settings, info, runs_here=runs_here) if info else None
    if delivery is not None:
        yield delivery
    if runs_here:
        yield fine("cli.runs_here")
    elif info and delivery is None:
        taken = not info["url"] and _called(settings, "getUpdates", limit=1, timeout=0) is Conflict
        yield wrong("cli.runs_elsewhere") if taken else fine("cli.runs_nowhere")


def _delivery(settings: Settings, info: Any, *, runs_here: bool) -> Finding | None:
    """What is wrong with the way Telegram delivers; nothing while it does."""
    if settings.bot_mode == "polling":
        return hint("cli.webhook_left") if info["url"] else None
    if info["url"] != settings.webhook_url and (info["url"] or runs_here):
        return wrong("cli.webhook_elsewhere", url=info["url"] or "–", own=settings.webhook_url)
    waits, failed_at = info.get("pending_update_count", 0), info.get("last_error_date")
    lately = failed_at is None or time.time() - failed_at < LATELY.total_seconds()
    if info.get("last_error_message") and (waits or lately):
        return wrong("cli.webhook_failing", error=info["last_error_message"], n=waits)
    return None


def clock(settings: Settings, now: Clock = utc_now) -> Iterator[Finding]:
    """This machine's clock agrees with Telegram's."""
    if not settings.bot_token.get_secret_value():
        return
    try:
        theirs = parsedate_to_datetime(asyncio.run(_date(settings.telegram_api_url)))
    except (aiohttp.ClientError, OSError, ValueError, LookupError):
        return  # whether Telegram can be reached is another check
    off = round((now() - theirs).total_seconds())
    if abs(off) > OFF.total_seconds():
        yield wrong("cli.clock_ahead" if off > 0 else "cli.clock_behind", n=abs(off))
    else:
        yield fine("cli.clock_fine")


def is_damaged(file: Path) -> bool:
    """Whether SQLite finds a database file out of order; one that is only locked is not."""
    try:
        with closing(sqlite3.connect(file)) as opened:
            return bool(opened.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except sqlite3.DatabaseError as error:
        return (error.sqlite_errorcode & 0xFF) in DAMAGE


def private(settings: Settings) -> Iterator[Finding]:
    """Nobody else on this machine reads the database, what SQLite keeps beside it, its backups and its journal."""
    engine, file = open_engine(settings.database_url), _file(settings)
    if file is None or not file.exists():
        return
    backups = [one.path for one in made(engine, shelf_of(settings))]
    kept = [Path(f"{file}{ending}") for ending in ("", *BESIDE)] + [*kept_aside(file), *backups, path_of(engine)]
    open_ = [path for path in kept if path.exists() and path.stat().st_mode & OTHERS]
    if open_:
        files = " ".join(shlex.quote(str(path)) for path in open_[:MOST_NAMED])
        yield wrong("cli.files_open", n=len(open_), file=str(open_[0]), files=files)
    else:
        yield fine("cli.files_private")


def backups(settings: Settings, now: Clock = utc_now) -> Iterator[Finding]:
    """There is a backup, not too old, that opens; and it is sealed."""
    engine, file = open_engine(settings.database_url), _file(settings)
    if file is None:
        yield hint("cli.backups_server")
        return
    if not settings.backup_passphrase.get_secret_value():
        yield hint("cli.backups_plain")
    if not file.exists():
        return
    found = made(engine, shelf_of(settings))
    if not found:
        yield hint("cli.backups_none")
    elif now() - found[-1].at > OLD:
        yield wrong("cli.backups_old", n=(now() - found[-1].at).days)
    else:
        yield _opened(found[-1], settings)


def aside(settings: Settings, now: Clock = utc_now) -> Iterator[Finding]:
    """What a restore has kept aside is not forgotten there."""
    file = _file(settings)
    for path in kept_aside(file) if file else []:
        if now().timestamp() - path.stat().st_ctime > KEPT_ASIDE.total_seconds():
            yield hint("cli.aside_left", file=str(path))


def failures(settings: Settings) -> Iterator[Finding]:
    """Nothing was left undone."""
    engine, file = open_engine(settings.database_url), _file(settings)
    if file is not None and not file.exists():
        return
    try:
        with engine.begin() as db:
            found = condition(db)
    except (SQLAlchemyError, sqlite3.Error):
        return  # whether there is a database is another check
    finally:
        engine.dispose()
    count = found.dead + found.failed
    yield wrong("cli.failures", n=count) if count else fine("cli.no_failures")


def _opened(newest: Made, settings: Settings) -> Finding:
    """Tried out now, with the passphrase of now."""
    with TemporaryDirectory() as folder:
        try:
            unpacked(newest.path, Path(folder) / "copy.db", settings.backup_passphrase.get_secret_value())
            schema_of(Path(folder) / "copy.db")
        except (NotOpenedError, DamagedError):
            return wrong("cli.backups_broken", file=newest.path.name)
    return fine("cli.backups_fine", at=newest.at.astimezone(ZoneInfo(settings.default_timezone)))


def _file(settings: Settings) -> Path | None:
    return file_of(open_engine(settings.database_url))


def _runs_here(settings: Settings) -> bool:
    """Whether a bot works on this database."""
    engine = open_engine(settings.database_url)
    held = lock.lock_of(engine)
    try:
        return not held.take()
    except (SQLAlchemyError, OSError):
        return False
    finally:
        held.release()
        engine.dispose()


def _called(settings: Settings, method: str, **values: Any) -> Any:
    """The result of a call; the class Conflict when another instance is in the way, None when there is no answer."""
    base = settings.bot_api + settings.bot_token.get_secret_value()

    async def call() -> Any:
        async with AiohttpRequest(1) as request:
            return await Wire(request, base).call(method, values)

    try:
        return asyncio.run(call()) if settings.bot_token.get_secret_value() else None
    except Conflict:
        return Conflict
    except TelegramError:
        return None


async def _date(url: str) -> str:
    timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
    async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url, allow_redirects=False) as answer:
        return answer.headers["Date"]
