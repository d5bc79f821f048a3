"""The history of a card: every entry with its reason, what expires, and what is missing to the next point."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from sqlalchemy import Row

from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.punkte.reasons import about, reason
from handlers.punkte.whose import Card, tapped
from messages_de import Html, plain, text
from rules.money import Money
from rules.points import cents_to_next_point
from storage import earning, expiring, ledger, purchases
from storage.ledger import UNITS

PAGE = 12
"""Lines on a page."""
ALL = 10_000
"""More entries than a buyer has."""
AHEAD = 5
"""Days on which something expires that are named."""


def history(call: Call) -> Answers:
    """The latest entries of a card, by a button."""
    return [latest(tapped(call))]


def latest(card: Card) -> Say:
    """The latest entries, under what comes."""
    return Say(*_page(card, 0))


def turn(call: Call) -> Answers:
    """Another page in the place of this one."""
    return [Edit(*_page(tapped(call), int(call.data["page"])))]


def _page(card: Card, page: int) -> tuple[Html, Rows]:
    booked = _together(ledger.history(card.db, card.shop.id, card.buyer.id, ALL))
    if not booked:
        return text("punkte.history_empty"), []
    name = "punkte.history" if card.own else "punkte.history_of"
    head = text(name, shop=card.shop.name, name=card.buyer.name)
    entries = [_entry(card, rows) for rows in booked[page * PAGE : (page + 1) * PAGE]]
    lines = [head, *([] if page else _ahead(card)), *entries]
    return Html("\n".join(lines)), _turning(card, page, older=len(booked) > (page + 1) * PAGE)


def _together(rows: Iterable[Row[Any]]) -> list[list[Row[Any]]]:
    """What was booked for one thing on one day belongs together."""
    return [list(group) for _, group in groupby(rows, key=lambda row: (row.day, row.reason, about(row)))]


def _turning(card: Card, page: int, *, older: bool) -> Rows:
    pages = {"newer": page - 1} if page else {}
    pages |= {"older": page + 1} if older else {}
    buttons = [
        Button(plain(f"punkte.button.{name}"), "punkte.page", {**card.data, "page": number})
        for name, number in pages.items()
    ]
    return [buttons] if buttons else []


def _ahead(card: Card) -> list[Html]:
    """What is missing to the next point, and what expires, the next day first."""
    soon = expiring.ahead(card.db, card.shop.id, card.buyer.id, card.today)
    return [*_remainder(card), *(text("punkte.expires", n=one.points, day=one.last) for one in soon[:AHEAD])]


def _remainder(card: Card) -> list[Html]:
    rate = earning.rate_for(card.shop, card.buyer, card.today)
    missing = cents_to_next_point(purchases.net_at_rate(card.db, card.shop.id, card.buyer.id, rate), rate)
    return [text("punkte.remainder", amount=Money(missing, card.shop.currency))] if missing else []


def _entry(card: Card, rows: list[Row[Any]]) -> Html:
    sums = {unit: sum(row.amount for row in rows if row.unit == unit) for unit in UNITS}
    amounts = [
        text(f"punkte.amount_{unit}", n=abs(amount), sign="+" if amount > 0 else "−")
        for unit, amount in sums.items()
        if amount
    ]
    return text("punkte.entry", day=rows[0].day, amounts=Html(", ".join(amounts)), reason=reason(card, rows[0]))
