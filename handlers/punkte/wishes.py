"""Whether a buyer wants receipts, and a word about bonuses and before points expire: his consent, and its withdrawal."""

from __future__ import annotations

from handlers.answers import Answers, Button, Edit, Say
from handlers.call import Call
from handlers.punkte.whose import Card, own_tapped
from handlers.receipts import PURPOSE
from messages_de import Html, plain, text
from storage import buyers, invitations

VERSION = 2
"""Of the question he agrees to; a change of what is sent needs a new one."""


def ask(call: Call) -> Answers:
    """What he agrees to, in full, before he does."""
    return [question(own_tapped(call))]


def question(card: Card) -> Say:
    """The question for one card; who has agreed reads that he has, with the way to end it."""
    if has_agreed(card):
        off = Button(plain("receipt.button.stop"), "punkte.receipts_off", card.data)
        return Say(_said(card, "punkte.receipts_already"), [[off]])
    yes = Button(plain("punkte.button.agree"), "punkte.receipts_on", card.data, once=True)
    no = Button(plain("punkte.button.decline"), "punkte.receipts_no", card.data, once=True)
    return Say(_said(card, "punkte.receipts_question"), [[yes, no]])


def agree(call: Call) -> Answers:
    """He wants them: from the next purchase on."""
    card = own_tapped(call)
    if not has_agreed(card):
        _set(call, card, _said(card, "punkte.receipts_question"), given=True)
    return [Edit(_said(card, "punkte.receipts_are_on"))]


def decline(call: Call) -> Answers:
    """He does not: nothing changes."""
    return [Edit(_said(own_tapped(call), "punkte.receipts_declined"))]


def stop(call: Call) -> Answers:
    """He does not want them any more, said in one tap."""
    return [Say(silenced(call, own_tapped(call)))]


def silenced(call: Call, card: Card) -> Html:
    """Switch them off for one card, and say so; it may have been silent before."""
    words = _said(card, "punkte.receipts_are_off")
    if card.buyer.receipts:
        _set(call, card, words, given=False)
    return words


def has_agreed(card: Card) -> bool:
    """Whether he wants all that is sent by now; one who agreed to an older wording gets what that one named."""
    row = card.buyer
    return bool(row.receipts) and invitations.agreed_to(card.db, row.shop_id, row.telegram_id, PURPOSE) >= VERSION


def _set(call: Call, card: Card, wording: Html, *, given: bool) -> None:
    shop_id, buyer_id = card.shop.id, card.buyer.id
    buyers.change(call.db, shop_id, buyer_id, receipts=given)
    invitations.log_consent(call.db, shop_id, buyer_id, call.user_id, PURPOSE, wording, VERSION, call.now, given=given)


def _said(card: Card, key: str) -> Html:
    return text(key, form=card.form, shop=card.shop.name)
