"""The simulated year: what it counts, and a few days of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import Connection, Engine

from benchmarks import year
from benchmarks.year_counts import Counts, crowded, over_limit
from benchmarks.year_life import HOUR, Life
from rules.occasions import Occasion
from storage import buyers, notes, reminders, shops, wordings
from tests.chat import START

DAY = date(2026, 5, 4)


def test_a_week_of_three_shops() -> None:
    figures = dict(pair.split("=") for pair in year.run(3, 7, seed=2).split())
    assert int(figures["digests"]) >= 3 * 5
    assert [figures[name] for name in ("doubled", "missed", "over_limit", "unexplained")] == ["0"] * 4


def test_a_second_message_and_one_that_did_not_come_are_counted() -> None:
    days = [DAY + timedelta(days=ahead) for ahead in range(4)]
    counts = Counts(
        wanted={(1, day) for day in days[:3]}, came=Counter({(1, days[0]): 2, (1, days[1]): 1, (1, days[3]): 1})
    )
    assert len(counts.doubled) == 2
    assert counts.missed == [(1, days[2])]


@dataclass
class Told:
    """A shop with a buyer, and what was said on which day."""

    db: Connection

    def __post_init__(self) -> None:
        self.shop = shops.found(self.db, 1, "Shop", "UTC", START).id
        self.anna = buyers.create(self.db, self.shop, "Anna", START)

    def card(self, ahead: int, *kinds: str) -> int:
        day = DAY + timedelta(days=ahead)
        together = [Occasion(kind, f"{day}", day, day, 2) for kind in kinds]
        return reminders.make_card(self.db, self.shop, self.anna, together, day)

    def note(self, ahead: int) -> None:
        notes.add(self.db, self.shop, self.anna, "telefoniert", DAY + timedelta(days=ahead), START)

    def text(self, ahead: int, number: int) -> None:
        reminders.handed_over(self.db, self.shop, number, DAY + timedelta(days=ahead))

    def apology(self, ahead: int) -> None:
        for write in (wordings.remember, wordings.mark_sent_to):
            write(self.db, self.shop, self.anna, "complaint.1:", DAY + timedelta(days=ahead))


@pytest.fixture
def backend() -> str:
    """The kind of database does not matter to what is counted."""
    return "sqlite"


@pytest.fixture
def told(engine: Engine) -> Iterator[Told]:
    """Nothing was said yet."""
    with engine.begin() as db:
        yield Told(db)


def test_two_cards_in_the_quiet_period_are_counted(told: Told) -> None:
    for ahead in (0, 3, 9):
        told.card(ahead, "follow_up")
    assert len(over_limit(told.db)) == 1


@pytest.mark.parametrize(("ahead", "over"), [(0, 0), (1, 1), (5, 1), (6, 0)])
@pytest.mark.parametrize("contact", ["note", "apology", "text of a question to the seller", "birthday"])
def test_a_card_soon_after_any_contact_is_counted(told: Told, contact: str, ahead: int, over: int) -> None:
    if contact == "note":
        told.note(0)
    elif contact == "apology":
        told.apology(0)
    else:
        told.text(0, told.card(-3, "birthday" if contact == "birthday" else "early_warning"))
    told.card(ahead, "anniversary")
    assert len(over_limit(told.db)) == over


def test_what_is_bound_to_its_day_and_what_is_on_one_card_is_not_counted(told: Told) -> None:
    told.note(0)
    told.card(1, "birthday", "anniversary")
    told.card(2, "promise")
    card = told.card(8, "follow_up", "expiry")
    told.text(9, card)
    reminders.snooze(told.db, told.shop, card, DAY + timedelta(days=11))
    reminders.wake(told.db, told.shop, card, DAY + timedelta(days=11))
    reminders.swallow(told.db, told.shop, told.anna, ["follow_up"])
    assert over_limit(told.db) == []


def test_two_cards_of_a_day_are_counted_once(told: Told) -> None:
    told.card(0, "anniversary")
    told.card(0, "expiry")
    assert len(over_limit(told.db)) == 1


def test_the_eighth_card_of_a_day_is_counted(told: Told) -> None:
    kinds = ("milestone", "birthday", "data_missing", "vip_proposal", "early_warning", "complaint_check", "surprise")
    for kind in kinds:
        told.card(0, kind)
    told.card(0, "promise")
    assert crowded(told.db) == [], "what is promised for tomorrow is said in the evening, beside the seven"
    told.card(0, "anniversary", "expiry")
    assert len(crowded(told.db)) == 1


def test_hours_that_are_slept_through_are_left_out() -> None:
    hours = list(Life(Random(1)).hours(60))
    for (now, what, lasting), (following, *_) in pairwise(hours):
        assert following - now == (lasting if what in {"off", "asleep"} else HOUR)
    assert {what for _, what, _ in hours} == {"", "off", "asleep", "restart", "set back"}
