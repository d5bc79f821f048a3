"""Before the bot starts: the database is there and has the schema of this program."""

import logging
from datetime import datetime

from sqlalchemy import Engine

from bot.settings import Settings
from storage import migrate
from storage.backup import PRIVATE, Shelf, backup, file_of

log = logging.getLogger(__name__)

PRIVATE_FOLDER = 0o700


class PortInUseError(Exception):
    """Another program listens there already, or it may not be used."""


def prepare(engine: Engine, now: datetime, shelf: Shelf | None = None) -> bool:
    """Bring the database up to date, after a copy of it if there is something in it; True if it was not.

    Raises NewerSchemaError for a database of a newer program.
    """
    make_folder(engine)
    make_file(engine)
    if migrate.state(engine) is migrate.Schema.OLD:
        copy = backup(engine, now, shelf, before_migration=True)
        log.info("The database is migrated; before that it was copied to %s", copy or "nowhere: that is up to you")
    return migrate.upgrade(engine)


def shelf_of(settings: Settings) -> Shelf:
    """Where the backups of this bot lie, and how they are encrypted."""
    return Shelf(settings.backup_folder, settings.backup_passphrase.get_secret_value())


def make_folder(engine: Engine) -> None:
    """The folder of a SQLite file is there, for its owner only."""
    file = file_of(engine)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)


def make_file(engine: Engine) -> None:
    """A SQLite file that is not there yet is its owner's only; what SQLite writes beside it gets the same permissions."""
    file = file_of(engine)
    if file is not None and not file.exists():
        file.touch(PRIVATE)
