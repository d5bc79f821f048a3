"""What is kept about updates and letters, and for how long."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from storage import outbox, updates
from storage.outbox import DEAD, QUEUED, SENDING, UNCLEAR, NewLetter
from storage.tables.delivery import dead_letter
from storage.tables.delivery import outbox as table

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
MONTH = timedelta(days=30)


@pytest.mark.parametrize(("age", "left"), [(timedelta(days=29), 1), (timedelta(days=31), 0)], ids=str)
def test_failures_are_kept_for_a_month(db: Connection, age: timedelta, left: int) -> None:
    """They hold what people typed."""
    updates.bury(db, "in", "{}", "ValueError", NOW)
    outbox.put_all(db, [NewLetter(5, "stranger", "sendMessage", "{}")], NOW, DEAD)
    updates.forget_old(db, NOW + age)
    assert len(db.execute(select(dead_letter)).all()) == len(db.execute(select(table)).all()) == left


@pytest.mark.parametrize(("state", "left"), [(QUEUED, 1), (SENDING, 1), (DEAD, 0), (UNCLEAR, 0)])
def test_a_letter_that_waits_is_never_dropped(db: Connection, state: str, left: int) -> None:
    outbox.put_all(db, [NewLetter(5, "buyer", "sendMessage", "{}", purpose="letters")], NOW, state)
    updates.forget_old(db, NOW + 2 * MONTH)
    assert len(db.execute(select(table)).all()) == left


def test_an_error_in_odd_words_can_be_kept(db: Connection) -> None:
    """PostgreSQL takes no zero bytes, and nobody takes half a character."""
    updates.bury(db, "in", "{}", "a\0b\ud83e", NOW)
    assert db.scalars(select(dead_letter.c.error)).one() == "a?b?"
