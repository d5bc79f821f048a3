"""A letter to a buyer is sent while he agrees to its purpose, and not a moment longer."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from storage import consents, invitations, outbox
from storage.outbox import NewLetter
from storage.tables.delivery import outbox as rows
from tests.storage.conftest import NOW, Shop

ACCOUNT = 7_000_000_900


def decide(shop: Shop, buyer: int, purpose: str, version: int = 1, *, given: bool = True) -> None:
    """The buyer agrees, or withdraws."""
    invitations.log_consent(shop.db, shop.id, buyer, ACCOUNT, purpose, "Ja?", version, NOW, given=given)


def letter(shop: Shop, buyer: int, purpose: str = consents.LETTERS, since: int = 1, account: int = ACCOUNT) -> int:
    """A message waits."""
    new = NewLetter(account, "buyer", "sendMessage", '{"text": "Hallo"}', shop.id, buyer, None, purpose, since)
    return outbox.put(shop.db, new, NOW)


def claimed(shop: Shop) -> list[int | None]:
    return [one.id for one in outbox.claim(shop.db, NOW + timedelta(seconds=1), 10)]


def kept(shop: Shop, number: int) -> Any:
    return shop.db.execute(select(rows).where(rows.c.id == number)).one()


def test_what_he_agreed_to_is_sent(shop: Shop) -> None:
    buyer = shop.buyer()
    decide(shop, buyer, consents.LETTERS)
    assert claimed(shop) == []
    number = letter(shop, buyer)
    assert claimed(shop) == [number]


@pytest.mark.parametrize(
    "decisions",
    [[], [("receipts", 1, True)], [("letters", 1, True), ("letters", 1, False)]],
    ids=["never asked", "agreed to something else", "withdrawn"],
)
def test_what_he_does_not_agree_to_is_ended_with_its_reason(shop: Shop, decisions: list[tuple[str, int, bool]]) -> None:
    """Its words are gone with it."""
    buyer = shop.buyer()
    for purpose, version, given in decisions:
        decide(shop, buyer, purpose, version, given=given)
    number = letter(shop, buyer)
    assert claimed(shop) == []
    row = kept(shop, number)
    assert (row.state, row.reason, row.payload) == (outbox.DEAD, "no consent: letters", "{}")
    assert outbox.next_try(shop.db) is None


def test_who_agreed_again_is_written_to_again(shop: Shop) -> None:
    buyer = shop.buyer()
    for given in (True, False, True):
        decide(shop, buyer, consents.LETTERS, given=given)
    assert claimed(shop) == []
    number = letter(shop, buyer)
    assert claimed(shop) == [number]


@pytest.mark.parametrize(("agreed", "sent"), [(1, False), (2, True), (3, True)], ids=["older", "same", "newer"])
def test_a_letter_needs_the_wording_that_covers_it(shop: Shop, agreed: int, sent: bool) -> None:
    buyer = shop.buyer()
    decide(shop, buyer, consents.RECEIPTS, agreed)
    number = letter(shop, buyer, consents.RECEIPTS, since=2)
    assert claimed(shop) == ([number] if sent else [])


def test_consent_to_one_shop_is_none_to_another(shop: Shop, other: Shop) -> None:
    decide(shop, shop.buyer(), consents.LETTERS)
    letter(other, other.buyer())
    assert claimed(shop) == []


def test_consent_is_that_of_the_account(shop: Shop) -> None:
    """Somebody else's yes to the same buyer's card is none of his."""
    buyer = shop.buyer()
    decide(shop, buyer, consents.LETTERS)
    letter(shop, buyer, account=ACCOUNT + 1)
    assert claimed(shop) == []


def test_an_answer_needs_no_consent(shop: Shop) -> None:
    number = letter(shop, shop.buyer(), consents.ANSWER, since=0)
    assert claimed(shop) == [number]


def test_one_without_consent_keeps_no_other_waiting(shop: Shop) -> None:
    buyer = shop.buyer()
    letter(shop, buyer)
    number = letter(shop, buyer, consents.ANSWER, since=0)
    assert claimed(shop) == [number]


def test_the_database_takes_no_letter_to_a_buyer_without_its_purpose(shop: Shop) -> None:
    buyer = shop.buyer()
    with pytest.raises(IntegrityError, match="purpose_known"), shop.db.begin_nested():
        letter(shop, buyer, "", since=0)


def test_cancelling_drops_what_waits_for_these_purposes_only(shop: Shop, other: Shop) -> None:
    buyer = shop.buyer()
    letter(shop, buyer), letter(shop, buyer, consents.RECEIPTS)
    answer, elsewhere = letter(shop, buyer, consents.ANSWER, 0), letter(other, other.buyer())
    consents.cancel(shop.db, shop.id, ACCOUNT)
    assert set(shop.db.scalars(select(rows.c.id))) == {answer, elsewhere}


def taken(shop: Shop) -> int:
    """A letter he agreed to is claimed."""
    buyer = shop.buyer()
    decide(shop, buyer, consents.LETTERS)
    number = letter(shop, buyer)
    assert claimed(shop) == [number]
    return number


def test_what_was_claimed_may_be_said_while_he_agrees(shop: Shop) -> None:
    number = taken(shop)
    assert outbox.may_be_said(shop.db, number)
    assert kept(shop, number).state == outbox.SENDING


def test_what_was_claimed_is_ended_when_he_withdraws_before_it_is_said(shop: Shop) -> None:
    number = taken(shop)
    decide(shop, int(kept(shop, number).buyer_id), consents.LETTERS, given=False)
    assert not outbox.may_be_said(shop.db, number)
    assert (kept(shop, number).state, kept(shop, number).payload) == (outbox.DEAD, "{}")


def test_what_was_claimed_is_not_said_to_somebody_who_was_erased_meanwhile(shop: Shop) -> None:
    """Its row goes with the last thing that had to be known of it."""
    number = taken(shop)
    outbox.forget(shop.db, rows.c.id == number)
    assert not outbox.may_be_said(shop.db, number)
    assert shop.db.execute(select(rows)).all() == []


def test_a_long_queue_is_claimed_without_sorting_it(watched: Shop) -> None:
    """However many wait, only those that are taken are looked at."""
    shop = watched
    if shop.db.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by what it has counted")
    asked: list[tuple[str, Any]] = []

    def note(_db: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> None:
        asked.append((sql, values))

    event.listen(shop.db, "before_cursor_execute", note)
    claimed(shop)
    outbox.next_try(shop.db)
    cursor = shop.db.connection.cursor()
    steps = [str(row[3]) for sql, values in asked for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert not [step for step in steps if "TEMP B-TREE" in step]
    assert [step for step in steps if step.startswith("SCAN outbox USING INDEX ix_outbox_queued")]
    assert [step for step in steps if "ix_outbox_queued_next_try" in step]
