"""What people type instead of tapping under the card: /verlauf, /abzeichen, /quittung, /stopp."""

from __future__ import annotations

from collections.abc import Callable

from handlers import waiting
from handlers.answers import SELLER, Answers, Say
from handlers.call import Call
from handlers.choosing import with_buyer
from handlers.punkte import badge_list, history, wishes
from handlers.punkte.whose import Card, card_of, own_cards
from messages_de import text
from storage import consents, dialogs


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
    """No shop writes to him any more of its own accord, what waits is not sent, and he is thanked once."""
    cards = own_cards(call)
    was_on = [card for card in cards for wish in wishes.WISHES if wish.is_on(card)]
    for card in cards:
        for wish in wishes.WISHES:
            wish.silenced(call, card)
        consents.cancel(call.db, card.shop.id, call.user_id)
    forms = {card.form for card in cards}
    form = forms.pop() if len(forms) == 1 else ""
    return [Say(text("punkte.stopped" if was_on else "punkte.silent", form)), *waiting.shown(call)]


def stopp_or_leave(call: Call) -> Answers:
    """A seller leaves an open question; where she is a buyer herself, nobody writes to her any more either."""
    dialogs.close(call.db, call.user_id)
    left = Say(text("hilfe.cancelled"), remove_picker=True)
    return [left, *(stopp(call) if own_cards(call) else [])]
