"""Cards that a purchase has filled: what they are good for, and handing it over at once."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.answers import Button, Rows
from handlers.rewarding import title
from messages_de import Html, plain, text
from storage.shops import Shop
from storage.vouchers import Voucher

MOST = 3
"""Rewards that have a button, and more codes than that are counted only."""


def sentence(shop: Shop, rows: Sequence[Voucher]) -> Html:
    """How many cards are full, and the reward with the code of each."""
    codes = [text("kauf.card_code", code=row.code) for row in rows[:MOST]]
    if len(rows) > MOST:
        codes.append(text("kauf.card_more", n=len(rows) - MOST))
    all_but_last = Html(", ".join(codes[:-1]))
    listed = text("kauf.card_codes", codes=all_but_last, last=codes[-1]) if len(codes) > 1 else codes[0]
    return text("kauf.card_full", n=len(rows), what=title(shop, rows[0]), codes=listed)


def buttons(rows: Sequence[Voucher]) -> Rows:
    """One row of buttons that hand the rewards over; the answer about the purchase stays as it is."""
    name = "hand" if len(rows) == 1 else "hand_code"
    found = [
        Button(plain(f"kauf.button.{name}", code=row.code), "einloesen.use", {"voucher": row.id, "below": True})
        for row in rows[:MOST]
    ]
    return [found] if found else []
