"""A stranger who writes too much is not answered for a while; a seller always is, and a buyer as long as he is no program."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select
from toy import BUYER_ID, SELLER, SetClock, toy_app

from bot.dispatch import process
from bot.flood import ALL_AT_ONCE, ALL_PER_SECOND, MEMBER_PER_MINUTE, PER_MINUTE, Flood, writer_of
from handlers.registry import Operator
from storage import buyers, shops
from storage.tables.delivery import outbox, processed_update
from storage.tables.dialogs import keyboard

STRANGER = 77


def typed(number: int, person: int) -> dict[str, Any]:
    """A raw update with a command that stores buttons."""
    who = {"id": person, "is_bot": False, "first_name": "X"}
    chat = {"id": person, "type": "private"}
    return {
        "update_id": number,
        "message": {"message_id": number, "from": who, "chat": chat, "date": 1, "text": "/echo a"},
    }


@pytest.fixture
def heard(db: Connection, clock: SetClock) -> Callable[[int, int], int]:
    """Processes updates of one person; gives how many were answered."""
    app, flood, numbers = toy_app(), Flood(), iter(range(1, 10_000))
    app.operator = Operator(sellers=frozenset({SELLER}))

    def heard(person: int, count: int) -> int:
        raw = [typed(next(numbers), person) for _ in range(count)]
        return len(process(app, db, raw, clock(), "StammkundeBot", flood).at_once)

    return heard


def test_a_stranger_is_answered_ten_times_a_minute(
    heard: Callable[[int, int], int], db: Connection, clock: SetClock
) -> None:
    """What goes beyond that counts as processed, and leaves nothing in the database."""
    assert heard(STRANGER, 60) == 10
    counts = [db.scalar(select(func.count()).select_from(table)) for table in (processed_update, keyboard, outbox)]
    assert counts == [60, 10, 10]
    assert heard(STRANGER + 1, 1) == 1
    clock.forward(seconds=60)
    assert heard(STRANGER, 60) == 10


def test_a_seller_is_always_answered(heard: Callable[[int, int], int]) -> None:
    assert heard(SELLER, 60) == 60


def test_a_buyer_is_always_answered(heard: Callable[[int, int], int], db: Connection, clock: SetClock) -> None:
    shop = shops.found(db, SELLER, "Wolle", "Europe/Berlin", clock())
    anna = buyers.create(db, shop.id, "Anna", clock())
    buyers.change(db, shop.id, anna, telegram_id=BUYER_ID)
    assert heard(STRANGER, 60) == 10
    heard(BUYER_ID, 60)
    assert db.scalar(select(func.count()).select_from(outbox).where(outbox.c.chat_id == BUYER_ID)) == 60


def test_a_buyer_who_writes_like_a_program_is_not_answered_for_a_while(
    heard: Callable[[int, int], int], db: Connection, clock: SetClock
) -> None:
    """Two messages a second, on and on, no person types; after a pause he is heard again."""
    shop = shops.found(db, SELLER, "Wolle", "Europe/Berlin", clock())
    buyers.change(db, shop.id, buyers.create(db, shop.id, "Anna", clock()), telegram_id=BUYER_ID)
    mine = select(func.count()).select_from(outbox).where(outbox.c.chat_id == BUYER_ID)
    heard(BUYER_ID, 500)
    assert db.scalar(mine) == PER_MINUTE + MEMBER_PER_MINUTE
    clock.forward(seconds=60)
    heard(BUYER_ID, 50)
    assert db.scalar(mine) == PER_MINUTE + MEMBER_PER_MINUTE + 50
    assert heard(SELLER, 500) == 500


def test_only_so_many_people_are_remembered(clock: SetClock) -> None:
    flood = Flood(per_minute=1, remembered=2)
    assert [flood.is_too_much(person, clock()) for person in (1, 1, 2, 3, 1)] == [False, True, False, False, False]
    assert len(flood._buckets) == 2


def test_tokens_come_back_one_by_one(clock: SetClock) -> None:
    flood = Flood(per_minute=10)
    assert sum(flood.is_too_much(1, clock()) for _ in range(12)) == 2
    assert [flood.is_too_much(1, clock() + timedelta(seconds=7)) for _ in range(2)] == [False, True]


@pytest.mark.parametrize("raw", [{}, {"message": None}, {"message": {"from": []}}, {"message": {"from": {"id": "x"}}}])
def test_an_odd_update_has_no_writer(raw: dict[str, Any]) -> None:
    assert writer_of(raw) is None


def test_all_strangers_together_have_a_limit(heard: Callable[[int, int], int], clock: SetClock) -> None:
    """Ten thousand accounts that write once each do not fill the way out."""
    assert sum(heard(5000 + number, 1) for number in range(200)) == ALL_AT_ONCE
    clock.forward(seconds=1)
    assert sum(heard(6000 + number, 1) for number in range(200)) == ALL_PER_SECOND
    assert heard(SELLER, 5) == 5


def test_a_buyer_is_answered_in_the_middle_of_a_flood(
    heard: Callable[[int, int], int], db: Connection, clock: SetClock
) -> None:
    shop = shops.found(db, SELLER, "Wolle", "Europe/Berlin", clock())
    anna = buyers.create(db, shop.id, "Anna", clock())
    buyers.change(db, shop.id, anna, telegram_id=BUYER_ID)
    for number in range(100):
        heard(5000 + number, 1)
    heard(BUYER_ID, 3)
    assert db.scalar(select(func.count()).select_from(outbox).where(outbox.c.chat_id == BUYER_ID)) == 3


def test_a_clock_that_goes_back_takes_nothing_away(clock: SetClock) -> None:
    flood = Flood()
    assert not flood.is_too_much(1, clock())
    assert not flood.is_too_much(1, clock() - timedelta(days=1))
