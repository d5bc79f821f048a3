"""What people type instead of tapping under the card: /verlauf, /abzeichen, /quittung, /stopp."""

from __future__ import annotations

from collections.abc import Callable

from handlers.answers import SELLER, Answers, Say
from handlers.call import Call
from handlers.choosing import with_buyer
from handlers.punkte import badge_list, history, wishes
from handlers.punkte.whose import Card, card_of, own_cards
from messages_de import Html


def verlauf(call: Call) -> Answers:
    """The history of his own cards, or of the buyer whom the seller names."""
    return _each(call, history.latest, "punkte.history")


def abzeichen(call: Call) -> Answers:
    """The badges on his own cards, or those of the buyer whom the seller names."""
    return _each(call, badge_list.shown, "punkte.badges_of")


def _each(call: Call, shown: Callable[[Card], Say], action: str) -> Answers:
    cards = own_cards(call)
    if call.role != SELLER or (cards and not call.words):
        return [shown(card) for card in cards]
    data = {"shop": call.shop.id}
    return with_buyer(call, call.words, lambda on, row: [shown(card_of(on, on.shop, row, own=False))], action, data)


def quittung(call: Call) -> Answers:
    """Whether he wants receipts, for each of his cards."""
    return [wishes.RECEIPTS.question(card) for card in own_cards(call)]


def stopp(call: Call) -> Answers:
    """No shop writes to him any more of its own accord; what he asks for, he still gets."""
    return [Say(Html("\n\n".join(wish.silenced(call, card) for card in own_cards(call) for wish in wishes.WISHES)))]
