"""Stars on follow-ups, on both databases."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from rules.occasions import Occasion
from storage import heard, ratings, reminders
from tests.storage.conftest import TODAY


def rated(shop: Any, buyer: int, *stars: int) -> list[int]:
    numbers = []
    for back, given in zip(range(len(stars), 0, -1), stars, strict=True):
        day = TODAY - timedelta(days=back)
        number = reminders.make(shop.db, shop.id, buyer, Occasion("follow_up", f"{day}", day, TODAY, 2), day)
        ratings.give(shop.db, shop.id, reminders.get(shop.db, shop.id, number), given, day)
        numbers.append(number)
    return numbers


def fell(shop: Any, buyer: int) -> date | None:
    told = heard.about_one(shop.db, shop.id, buyer, None)
    assert heard.about(shop.db, [buyer])[buyer].fell == told.fell
    return told.fell


@pytest.mark.parametrize(
    ("stars", "back"),
    [
        pytest.param((5,), None, id="the first is no fall"),
        pytest.param((5, 4, 3), None, id="one by one"),
        pytest.param((5, 3), 1, id="by two"),
        pytest.param((5, 1, 5), 2, id="the day it fell"),
        pytest.param((5, 3, 1), 1, id="the latest fall"),
        pytest.param((1, 5), None, id="a rise"),
    ],
)
def test_a_fall_is_two_stars_fewer_than_the_time_before(shop: Any, stars: tuple[int, ...], back: int | None) -> None:
    anna, ben = shop.buyer(), shop.buyer("Ben")
    rated(shop, ben, 5)
    rated(shop, anna, *stars)
    assert fell(shop, anna) == (back and TODAY - timedelta(days=back))


@pytest.mark.parametrize(
    ("which", "stars", "back"),
    [
        pytest.param(0, 5, 1, id="the first was better than he had said: it fell with the second"),
        pytest.param(0, 2, None, id="the first was worse: nothing fell"),
        pytest.param(1, 1, 0, id="the second was worse than he had said: it fell today"),
        pytest.param(1, 4, None, id="the second was better: nothing fell"),
    ],
)
def test_stars_put_right_stand_beside_those_of_the_time_before(
    shop: Any, which: int, stars: int, back: int | None
) -> None:
    anna = shop.buyer()
    numbers = rated(shop, anna, 3, 3)
    ratings.give(shop.db, shop.id, reminders.get(shop.db, shop.id, numbers[which]), stars, TODAY)
    assert fell(shop, anna) == (None if back is None else TODAY - timedelta(days=back))


def test_the_newest_come_first_and_another_shop_sees_none(shop: Any, other: Any) -> None:
    anna = shop.buyer()
    rated(shop, anna, 5, 2, 4)
    assert [row.stars for row in ratings.latest(shop.db, shop.id, anna, 2)] == [4, 2]
    assert ratings.latest(other.db, other.id, anna, 2) == []


@pytest.mark.parametrize("stars", [0, 6])
def test_there_are_five_stars(shop: Any, stars: int) -> None:
    with pytest.raises(IntegrityError), shop.db.begin_nested():
        rated(shop, shop.buyer(), stars)
