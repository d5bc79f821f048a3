"""Every badge a buyer has earned, as he sees them himself or as his seller does."""

from __future__ import annotations

from handlers.answers import Answers, Say
from handlers.badges import list_of
from handlers.call import Call
from handlers.punkte.whose import Card, own_tapped, tapped
from messages_de import Html, text


def own(call: Call) -> Answers:
    """His own, by the button under his card."""
    return [shown(own_tapped(call))]


def of_buyer(call: Call) -> Answers:
    """The seller chose a buyer by a button."""
    return [shown(tapped(call))]


def shown(card: Card) -> Say:
    """The newest first, and the months in a row."""
    lines = list_of(card.db, card.shop, card.buyer, card.today)
    key = f"punkte.{'badges' if lines else 'no_badges'}{'' if card.own else '_of'}"
    return Say(Html("\n".join([text(key, card.form, shop=card.shop.name, name=card.buyer.name), *lines])))
