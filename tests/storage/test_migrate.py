"""The schema's way from an empty database to the tables of this program."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from storage import tables
from storage.engine import open_engine
from storage.migrate import NewerSchemaError, Schema, config, revisions, state, upgrade, version


def checks(connection: Connection) -> dict[str, list[str]]:
    inspector = inspect(connection)
    names = [name for name in inspector.get_table_names() if name != "alembic_version"]
    return {name: sorted(str(check["name"]) for check in inspector.get_check_constraints(name)) for name in names}


def test_migrated_schema_equals_the_tables(engine: Engine) -> None:
    """Nobody who migrates gets another schema than the one the code was written for."""
    with engine.connect() as connection:
        differences: list[Any] = compare_metadata(MigrationContext.configure(connection), tables.metadata)
    assert differences == []


def test_migrated_schema_has_every_check(engine: Engine, empty_database_url: str) -> None:
    """Alembic does not compare CHECK constraints, so they are compared here."""
    fresh = open_engine(empty_database_url)
    tables.metadata.create_all(fresh)
    with engine.connect() as migrated, fresh.connect() as created:
        assert checks(migrated) == checks(created)
    fresh.dispose()


def test_an_empty_database_is_brought_up_to_date(empty_database_url: str) -> None:
    engine = open_engine(empty_database_url)
    assert state(engine) is Schema.EMPTY
    assert upgrade(engine) is True
    assert state(engine) is Schema.CURRENT
    engine.dispose()


def test_a_current_database_is_left_alone(engine: Engine) -> None:
    assert upgrade(engine) is False


def test_foreign_keys_hold_again_after_migrating(empty_database_url: str) -> None:
    """Migrating switches SQLite's foreign keys off; the connection that did so is not used again."""
    engine = open_engine(empty_database_url)
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.dialect.name != "sqlite" or connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    engine.dispose()


def test_a_newer_schema_is_refused(engine: Engine) -> None:
    """An old program never touches what a newer one has written."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert state(engine) is Schema.NEWER
    with pytest.raises(NewerSchemaError):
        upgrade(engine)
    assert version(engine) == "9999"


def test_the_last_number_is_alembics_head(engine: Engine) -> None:
    """The quick look at start, which does without Alembic, comes to the same result as Alembic."""
    with engine.connect() as connection:
        assert ScriptDirectory.from_config(config(connection)).get_current_head() == revisions()[-1]


def test_an_interrupted_migration_leaves_nothing(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All tables come in one transaction, on both databases."""

    def broken(*_: object) -> None:
        raise RuntimeError("power cut")

    engine = open_engine(empty_database_url)
    monkeypatch.setattr("alembic.op.create_index", broken)
    with pytest.raises(RuntimeError, match="power cut"):
        upgrade(engine)
    assert state(engine) is Schema.EMPTY
    assert inspect(engine).get_table_names() == []
    engine.dispose()
