"""What the database itself refuses in the outbox, and at what price it looks."""

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from storage.prepared import savepoint

INSERT = (
    "INSERT INTO outbox (chat_id, audience, method, payload, purpose, since, state, attempts, next_try, created_at) "
    "VALUES (1, '{audience}', 'sendMessage', '{{}}', 'answer', 0, '{state}', 0, '2026-05-04', '2026-05-04')"
)


@pytest.mark.parametrize("state", ["queued", "sending", "unclear", "dead"])
@pytest.mark.parametrize("audience", ["seller", "buyer", "stranger"])
def test_every_known_word_is_taken(db: Connection, audience: str, state: str) -> None:
    db.execute(text(INSERT.format(audience=audience, state=state)))
    assert db.execute(text("SELECT audience, state FROM outbox")).one() == (audience, state)


@pytest.mark.parametrize(("audience", "state"), [("everybody", "queued"), ("seller", "lost")])
def test_no_other_word_is_taken(db: Connection, audience: str, state: str) -> None:
    with pytest.raises(IntegrityError), savepoint(db):
        db.execute(text(INSERT.format(audience=audience, state=state)))


def test_a_message_is_written_down_without_a_table_of_its_own(db: Connection) -> None:
    """SQLite would make one for each check that lists more than two words."""
    if db.dialect.name != "sqlite":
        pytest.skip("SQLite's way of doing it")
    steps = db.execute(text("EXPLAIN " + INSERT.format(audience="seller", state="queued")))
    assert "OpenEphemeral" not in {step.opcode for step in steps}
