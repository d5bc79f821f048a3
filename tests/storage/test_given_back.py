"""A database of PostgreSQL goes from test to test: empty, and with nobody in it."""

import psycopg
import pytest

from tests.postgres import Postgres

ROW = "INSERT INTO processed_update (update_id, created_at) VALUES (%s, now())"


def inside(postgres: Postgres, name: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection to it."""
    return psycopg.connect(postgres.server.get_uri(name), autocommit=True)


def test_the_next_test_finds_no_row_and_the_numbers_from_one(postgres: Postgres) -> None:
    name = postgres.take()
    with inside(postgres, name) as db:
        db.execute(ROW, [1])
        db.execute("SELECT nextval('buyer_id_seq')")
    left_open = inside(postgres, name)
    left_open.autocommit = False
    left_open.execute(ROW, [2])
    postgres.give_back(name)
    left_open.close()
    assert postgres.take() == name
    with inside(postgres, name) as db:
        assert db.execute("SELECT count(*) FROM processed_update").fetchone() == (0,)
        assert db.execute("SELECT nextval('buyer_id_seq')").fetchone() == (1,)
    postgres.give_back(name)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE shop ADD COLUMN extra integer",
        "DROP INDEX ix_keyboard_created_at",
        "UPDATE alembic_version SET version_num = '9999'",
        "CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    ],
    ids=["a column", "an index", "the version", "a function"],
)
def test_a_changed_schema_is_not_handed_on(postgres: Postgres, change: str) -> None:
    name = postgres.take()
    with inside(postgres, name) as db:
        db.execute(change)
    postgres.give_back(name)
    assert name not in postgres.free
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        inside(postgres, name)
