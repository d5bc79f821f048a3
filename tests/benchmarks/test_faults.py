"""Random scripts of faults: a few of them, and what the check of the promise notices."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, insert, update

from benchmarks import faults
from benchmarks.faults_promise import MARK, UNCLEAR, Heard, Told, broken_promises
from demo.telegram.chats import Account, Chat, Message
from demo.telegram.faults import KINDS
from storage import booking, buyers, outbox, shops, updates
from storage.outbox import NewLetter
from storage.purchases import NewPurchase
from storage.tables.buyers import buyer
from storage.tables.reminders import digest

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
SELLER, BUYER = 1, 2
TOLD = Told(SELLER, BUYER, (1, 2))
ANSWERS = ("✅ Anna: Nr1", "✅ Anna: Nr2")
RECEIPTS = ("Danke: Nr1", "Danke: Nr2")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_a_few_scripts_break_nothing(database_url: str) -> None:
    found = await faults.played(database_url, range(9000, 9004))
    assert [(lines, broken) for _, lines, broken in found if broken] == []
    assert len(found) == 4


def test_scripts_hold_every_kind_of_fault() -> None:
    scripts = " ".join(faults.script(random.Random(seed)) for seed in range(300)).split()
    assert set(KINDS) | {"again"} <= set(scripts)


def said(*words: str) -> list[Message]:
    """What the bot said in a chat."""
    chat, bot = Chat(person=Account(1, "Maria")), Account(9, "Bot", is_bot=True)
    return [Message(message_id=at, chat=chat, sender=bot, date=0, text=text) for at, text in enumerate(words)]


@pytest.fixture
def booked(db: Connection) -> Connection:
    """Two purchases of a linked buyer."""
    shop = shops.found(db, SELLER, "Wolle", "Europe/Berlin", NOW)
    anna = buyers.create(db, shop.id, "Anna", NOW)
    for number in TOLD.numbers:
        booking.book(db, shop, anna, NewPurchase(date(2026, 5, 4), 100, item=f"Nr{number}"), NOW)
    return db


def found(
    db: Connection, told: Told = TOLD, seller: tuple[str, ...] = ANSWERS, buyer: tuple[str, ...] = RECEIPTS
) -> list[str]:
    """What the check says."""
    return list(broken_promises(db, told, Heard(said(*seller), said(*buyer)), ()))


def test_a_kept_promise_is_not_found_fault_with(booked: Connection) -> None:
    assert found(booked) == []
    assert found(booked, seller=(*ANSWERS, f"{ANSWERS[0]} {MARK}"), buyer=()) == []


CHATS = [
    pytest.param({"seller": ANSWERS[:1]}, "Nr2 was never answered", id="no answer"),
    pytest.param({"seller": (*ANSWERS, ANSWERS[0])}, "said 2 times: ✅ Anna: Nr1", id="the same answer twice"),
    pytest.param(
        {"buyer": (*RECEIPTS, RECEIPTS[1])}, "the buyer reads 2 times: Danke: Nr2", id="the same receipt twice"
    ),
    pytest.param({"buyer": (f"x {MARK}",)}, f"the buyer reads a mark: x {MARK}", id="a marked receipt"),
    pytest.param(
        {"told": Told(1, 2, (1, 2, 3)), "seller": (*ANSWERS, "Nr3")}, "Nr3 is booked 0 times", id="not booked"
    ),
    pytest.param({"told": Told(1, 2, (1,))}, "Nr2 was never typed", id="never typed"),
]


@pytest.mark.parametrize(("chats", "words"), CHATS)
def test_a_broken_promise_is_seen_in_the_chats(booked: Connection, chats: dict, words: str) -> None:  # type: ignore[type-arg]
    assert found(booked, **chats) == [words]


def letter(db: Connection, chat: int, state: str) -> None:
    """Something in the outbox."""
    audience = "buyer" if chat == BUYER else "seller"
    outbox.put_all(db, [NewLetter(chat, audience, "sendMessage", "{}", purpose="receipts")], NOW, state)


def twice_a_day(db: Connection) -> None:
    shop = shops.of_seller(db, SELLER)
    assert shop is not None
    days = [date(2026, 5, 4), date(2026, 5, 5)]
    db.execute(insert(digest), [{"shop_id": shop.id, "day": day, "created_at": NOW} for day in days])


DATABASE: list[object] = [
    pytest.param(
        lambda db: letter(db, SELLER, "queued"), "a letter (sendMessage) stays queued", id="a letter that stays"
    ),
    pytest.param(
        lambda db: letter(db, BUYER, "unclear"), "1 messages to the buyer are in doubt", id="a doubt nobody told"
    ),
    pytest.param(lambda db: updates.bury(db, "in", "x", "Fault", NOW), "put aside: Fault", id="a dead letter"),
    pytest.param(
        lambda db: db.execute(update(buyer).values(net_cents=1)), "Anna has 1 of 200 cents", id="wrong figures"
    ),
    pytest.param(twice_a_day, "two daily messages", id="two daily messages"),
]


@pytest.mark.parametrize(("spoil", "words"), DATABASE)
def test_a_broken_promise_is_seen_in_the_database(
    booked: Connection, spoil: Callable[[Connection], object], words: str
) -> None:
    spoil(booked)
    (broken,) = found(booked)
    assert broken.startswith(words)


def test_a_history_may_be_read_twice(booked: Connection) -> None:
    assert found(booked, seller=(*ANSWERS, "Verlauf: Nr1", "Verlauf: Nr1")) == []


def test_a_doubt_the_seller_was_told_of_is_fine(booked: Connection) -> None:
    letter(booked, BUYER, "unclear")
    assert found(booked, seller=(*ANSWERS, f"{UNCLEAR}Anna")) == []


def test_who_was_refused_may_have_missed_something(booked: Connection) -> None:
    letter(booked, BUYER, "unclear")
    assert list(broken_promises(booked, TOLD, Heard((), ()), {SELLER})) == []
