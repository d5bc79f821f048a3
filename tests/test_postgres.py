"""What a test leaves open does not reach the next one."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError

from storage.tables.dialogs import tap
from tests.conftest import Shared
from tests.postgres import Postgres

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def test_a_transaction_that_a_test_leaves_open_ends_with_it(postgres: Postgres) -> None:
    name = postgres.take()
    shared = Shared(postgres.server.get_uri(name))
    with shared.on(postgres.server.get_uri(name)) as engine:
        left_open = engine.connect()
        left_open.execute(insert(tap), {"token": "A", "created_at": NOW})
    postgres.give_back(name)
    with pytest.raises(OperationalError):
        left_open.commit()
    left_open.invalidate()
    with shared.on(postgres.server.get_uri(name)) as engine, engine.connect() as db:
        assert db.scalars(select(tap.c.token)).all() == []
    shared.engine.dispose()


def test_connections_that_a_test_has_closed_go_on(postgres: Postgres) -> None:
    name = postgres.take()
    url = postgres.server.get_uri(name)
    shared, numbers = Shared(url), []
    for _ in range(2):
        with shared.on(url) as engine, engine.begin() as db:
            numbers.append(db.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
            db.execute(insert(tap), {"token": "A", "created_at": NOW})
        postgres.give_back(name)
        assert postgres.take() == name
    postgres.give_back(name)
    assert numbers[0] == numbers[1]
    shared.engine.dispose()
