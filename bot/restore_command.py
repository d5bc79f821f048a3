"""`stammkunde restore FILE`: asks for the passphrase, keeps everybody else off the database, and says what was done."""

import sys
from collections.abc import Callable
from getpass import getpass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from bot.clock import Clock, utc_now
from bot.prepare import make_folder
from bot.restoring import Restored, finish, restore
from bot.settings import Settings
from messages_de import plain
from rules.recovery import shown
from storage import lock, sealing
from storage.backup import DamagedError, file_of
from storage.engine import open_engine
from storage.journal_file import DamagedJournalError
from storage.lock import DatabaseInUseError
from storage.migrate import NewerSchemaError
from storage.sealing import NotOpenedError

FAILED = 1


def run(
    settings: Settings,
    backup: Path | None,
    journal: Path | None,
    clock: Clock = utc_now,
    ask: Callable[..., str] = getpass,
) -> int:
    """Restore, or say in one sentence why not; gives the exit code. Without a file, a database on a server is finished."""
    engine = open_engine(settings.database_url)
    make_folder(engine)
    held = lock.lock_of(engine)
    try:
        lock.take(held)
        return _restored(engine, settings, backup, journal, clock, ask)
    except DatabaseInUseError:
        return _complain("cli.restore_in_use")
    except NotOpenedError:
        return _complain("cli.restore_not_opened")
    except DamagedError:
        return _complain("cli.restore_damaged")
    except DamagedJournalError as error:
        return _complain("cli.restore_bad_journal", line=str(error))
    except NewerSchemaError as error:
        return _complain("cli.newer_schema", version=str(error))
    finally:
        held.release()
        engine.dispose()


def _restored(
    engine: Engine, settings: Settings, backup: Path | None, journal: Path | None, clock: Clock, ask: Callable[..., str]
) -> int:
    on_server = file_of(engine) is None
    if on_server != (backup is None):
        return _complain("cli.restore_server" if on_server else "cli.restore_what")
    if journal is not None and not journal.is_file():
        return _complain("cli.restore_no_journal", file=str(journal))
    if backup is None:
        return _report(finish(engine, clock(), settings.seller_ids, journal), settings)
    if not backup.is_file():
        return _complain("cli.restore_missing", file=str(backup))
    passphrase = _passphrase(settings, backup, ask)
    return _report(restore(engine, backup, passphrase, clock(), settings.seller_ids, journal), settings)


def _passphrase(settings: Settings, backup: Path, ask: Callable[..., str]) -> str:
    """That of the settings; asked for where there is none and one is needed."""
    with backup.open("rb") as packed:
        sealed = sealing.is_sealed(packed)
    known = settings.backup_passphrase.get_secret_value()
    if known and not sealed:
        print(plain("cli.restore_plain"))
    return known if known or not sealed else ask(plain("cli.restore_ask"))


def _report(restored: Restored, settings: Settings) -> int:
    if restored.since is not None:
        print(plain("cli.restored_since", since=restored.since.astimezone(ZoneInfo(settings.default_timezone))))
    if restored.aside is not None:
        print(plain("cli.restored_aside", file=str(restored.aside)))
    _report_replayed(restored)
    for name, code in restored.done.codes:
        print(plain("cli.restored_taken", shop=name, code=shown(code)))
    print(plain("cli.restored_unsaid", n=restored.done.unsaid))
    print(plain("cli.restored"))
    return 0


def _report_replayed(restored: Restored) -> None:
    """Without a journal nothing could be caught up: that is something else than nothing to catch up."""
    replayed = restored.done.replayed
    if restored.without is not None:
        print(plain("cli.restored_without", file=str(restored.without)))
        return
    print(plain("cli.restored_withdrawn", n=replayed.withdrawn))
    print(plain("cli.restored_erased", n=replayed.erased))
    print(plain("cli.restored_unlinked", n=replayed.unlinked))
    print(plain("cli.restored_closed", n=replayed.closed))


def _complain(key: str, **values: Any) -> int:
    print(plain(key, **values), file=sys.stderr)
    return FAILED
