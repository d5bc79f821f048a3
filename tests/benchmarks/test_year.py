"""The simulated year: what it counts, and a few days of it."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from sqlalchemy import Engine

from benchmarks import year
from benchmarks.year_counts import Counts, over_limit
from benchmarks.year_life import HOUR, Life
from rules.occasions import Occasion
from storage import buyers, reminders, shops
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
    assert counts.doubled == 2
    assert counts.missed == [(1, days[2])]


def test_two_cards_in_the_quiet_period_are_counted(engine: Engine) -> None:
    with engine.begin() as db:
        shop = shops.found(db, 1, "Shop", "UTC", START)
        anna = buyers.create(db, shop.id, "Anna", START)
        for number, ahead in enumerate((0, 3, 9)):
            day = DAY + timedelta(days=ahead)
            reminders.make(db, shop.id, anna, Occasion("follow_up", str(number), day, day, 2), day)
        assert len(over_limit(db)) == 1


def test_hours_that_are_slept_through_are_left_out() -> None:
    hours = list(Life(Random(1)).hours(60))
    for (now, what, lasting), (following, *_) in pairwise(hours):
        assert following - now == (lasting if what in {"off", "asleep"} else HOUR)
    assert {what for _, what, _ in hours} == {"", "off", "asleep", "restart", "set back"}
