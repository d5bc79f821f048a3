"""The balance as it was at the end of a day."""

from __future__ import annotations

from datetime import date

from handlers.answers import Say
from handlers.punkte.whose import Card
from handlers.sentences import owed
from messages_de import Html, text
from storage import ledger


def balance_on(card: Card, day: date) -> Say:
    """Points and stamps at the end of a day; today's as they are now."""
    shop, buyer = card.shop.id, card.buyer.id
    if day < card.today:
        balance = ledger.balance_on(card.db, shop, buyer, day)
    else:
        balance = ledger.balance(card.db, shop, buyer, card.today)
    head = text(
        "punkte.own_on" if card.own else "punkte.of_on",
        form=card.form,
        shop=card.shop.name,
        name=card.buyer.name,
        day=day,
        points=text("count.points", n=max(balance.points, 0)),
        stamps=text("count.stamps", n=max(balance.stamps, 0)),
    )
    return Say(Html("\n".join([head, *(text("punkte.debt_then", what=what) for what in owed(balance))])))
