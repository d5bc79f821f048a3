"""The reminders of a day: chosen among all that is due, and made."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from handlers.waking import wake
from rules.occasions import Occasion, cards, data_missing, due_occasions, promise
from rules.occasions.facts import ShopRules
from rules.occasions.rank import rank_key
from storage import candidates, occasions, reminders, shops
from storage.candidates import Candidate
from storage.shops import Shop, rules_of

MOST = 7
"""Reminders a day."""


class Choice(NamedTuple):
    """What can be shown on one card, and its place among all of the day."""

    place: tuple[int, float, int, str]
    buyer_id: int
    together: tuple[Occasion, ...]


def collect(db: Connection, shop: Shop, today: date, room: int = MOST, *, with_eves: bool = True) -> list[int]:
    """Make reminders of what is due: at most `room`, and as many as the day still holds; the rest stays due for the next.

    The most urgent come first, among them those with the most at stake. Promises for tomorrow may be left to the evening.
    """
    room = max(0, min(room, MOST - reminders.count_of_day(db, shop.id, today)))
    made = wake(db, shop, today, room)
    room -= len(made)
    refused: set[int] = set()
    while chosen := best(db, shop, today, room, refused, with_eves=with_eves):  # once more for whoever waits for two
        tried = [(one, reminders.make_once(db, shop.id, one.buyer_id, one.together, today)) for one in chosen]
        refused |= {one.buyer_id for one, numbers in tried if numbers is None}
        room -= sum(numbers is not None for _, numbers in tried)
        made += [number for _, numbers in tried for number in numbers or ()]
        if any(_asks(one) and numbers for one, numbers in tried):
            shop = shops.change(db, shop.id, data_asked_on=today)
        occasions.refresh_days(db, shop, sorted({one.buyer_id for one in chosen}), today)
    return made


def best(
    db: Connection, shop: Shop, today: date, room: int, without: Collection[int] = (), *, with_eves: bool = True
) -> list[Choice]:
    """The first `room` cards of all that are due; nobody is looked at who cannot be among them.

    What is withheld takes its place in the day, but is not shown.
    """
    chosen: list[Choice] = []
    rules = rules_of(shop)
    for one in candidates.in_order(db, shop, today) if room > 0 else ():
        if len(chosen) == room and chosen[-1].place < one.bound:
            break
        found = [
            Choice(rank_key(one.facts, together[0], rules, today), one.facts.buyer_id, together)
            for together in cards(one.found if with_eves else _without_eves(one, rules, today))
            if one.facts.buyer_id not in without
        ]
        chosen = _first([*chosen, *found], room)
    return chosen


def _without_eves(one: Candidate, rules: ShopRules, today: date) -> tuple[Occasion, ...]:
    if all(occasion.kind != promise.KIND for occasion in one.found):
        return one.found
    return due_occasions(promise.without_eves(one.facts, today), rules, today)


def _first(found: Iterable[Choice], room: int) -> list[Choice]:
    """The first of these; but at most one question for what is unknown: that has time."""
    ordered = sorted(found, key=lambda one: one.place)
    asking = [one for one in ordered if _asks(one)]
    return [one for one in ordered if one not in asking[1:]][:room]


def _asks(one: Choice) -> bool:
    return one.together[0].kind == data_missing.KIND
