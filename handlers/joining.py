"""Somebody opened a buyer's link: the question to the seller whether it is him."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from handlers.answers import Button, Rows, Say
from handlers.choosing import described
from handlers.rewarding import said_to
from messages_de import Html, plain, text
from storage import buyers, joinings
from storage.joinings import Joining
from storage.shops import Shop

PATIENCE = timedelta(hours=6)
"""Whoever opened his link longer ago is named again with the daily message."""


def question(db: Connection, shop: Shop, row: Joining) -> tuple[Html, Rows]:
    """Is that him? What he calls himself proves nothing, so his @name stands beside it; one tap answers."""
    buyer = buyers.survivor(db, shop.id, row.buyer_id)
    account = text("joining.account", username=row.username) if row.username else text("joining.no_username")
    words = text("joining.is_it", name=buyer.name, called=row.name, account=account, buyer=described(buyer))
    data = {"joining": row.token_hash}
    yes = Button(plain("joining.button.yes"), "einladen.confirm", data, once=True)
    no = Button(plain("joining.button.no"), "einladen.reject", data, once=True)
    return words, [[yes, no]]


def still_waiting(db: Connection, shop: Shop, sellers: Sequence[int], now: datetime) -> list[Say]:
    """With the daily message: everybody whom the seller has not answered for yet."""
    rows = joinings.of_shop(db, shop.id, now - PATIENCE)
    return [said for row in rows for said in said_to(shop, sellers, *question(db, shop, row), quiet=True)]
