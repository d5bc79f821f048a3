"""The surprise extra that goes with a purchase: whether there is one today, and what the seller says about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.answers import Button, Rows
from messages_de import plain
from rules.occasions import Occasion, occasions, surprise
from rules.occasions.facts import Facts
from storage.shops import Shop, rules_of


def extra_of(shop: Shop, facts: Facts, today: date, coming: Sequence[Occasion] = ()) -> Occasion | None:
    """The extra that belongs to a purchase of today, if one was drawn and nothing stands against it.

    `coming`: what comes next for the buyer of these facts, if that is known.
    """
    if facts.last_day != today or not surprise.is_drawn(shop.surprise_seed, facts.buyer_id, facts.purchases):
        return None
    found = coming or occasions(facts, rules_of(shop), today)
    return next((one for one in found if one.kind == surprise.KIND and one.due <= today), None)


def question(shop: Shop, facts: Facts, today: date, coming: Sequence[Occasion] = ()) -> Rows:
    """Was the extra packed? Asked where the answer to a purchase says so; a present takes its place."""
    due = extra_of(shop, facts, today, coming) if facts.purchases != shop.gift_at else None
    return [pack_buttons(facts.buyer_id, due.key)] if due else []


def pack_buttons(buyer_id: int, key: str, *, on_card: bool = False) -> list[Button]:
    """Packed, or not today; under a purchase the last tap counts, a card of its own is settled by one."""
    data = {"buyer": buyer_id, "key": key, "card": on_card}
    return [
        Button(plain(f"surprise.button.{name}"), f"surprise.{name}", data, once=on_card)
        for name in ("packed", "not_today")
    ]
