"""A friend opens the link: who runs the shop, what is stored, and the question whether that is all right."""

from __future__ import annotations

from typing import NamedTuple

from handlers.answers import BUYER, SELLER, STRANGER, Answers, Button, Edit, Menu, Rows, Say
from handlers.call import Call
from handlers.empfehlen import known
from messages_de import Html, plain, text
from rules.parsing.names import MAX_CHARACTERS
from rules.parsing.text import one_line, trimmed
from storage import buyers, dialogs, invitations, own_codes, referrals, shops
from storage.buyers import Buyer
from storage.consents import STAMP_CARD
from storage.shops import Shop

VERSION = 3


class Link(NamedTuple):
    """Whose link was opened, in which shop."""

    shop: Shop
    referrer: Buyer


def arrive(call: Call) -> Answers:
    """Ask whether he wants a card, or say kindly why the link is not for him."""
    found = _found(call, call.words)
    if found is None:
        return [Say(text("empfehlen.unknown_link"))]
    refused = _refused(call, found)
    if refused is not None:
        return [Say(refused)]
    bonus = int(found.shop.bonus_referral)
    return [Say(_question(found.shop, bonus), _choice(call.words, bonus, found.shop))]


def asked_again(call: Call) -> Answers:
    """The question once more, while the link leads somewhere."""
    code = str(call.data["code"])
    found = _found(call, code)
    return arrive(call._replace(words=code)) if found and _refused(call, found) is None else []


def _found(call: Call, code: str) -> Link | None:
    row = own_codes.owner(call.db, code)
    return Link(shops.get(call.db, row.shop_id), row) if row is not None else None


def _refused(call: Call, found: Link) -> Html | None:
    """A link brings somebody new: nobody himself, no seller her own shop, and nobody who is in the shop's books."""
    shop, form = found.shop, found.shop.address_form
    if call.role == SELLER and call.shop.id == shop.id:
        return text("empfehlen.own_shop", name=found.referrer.name)
    row = buyers.of_account(call.db, shop.id, call.user_id)
    if row is None:
        return None
    if row.id == found.referrer.id:
        return text("empfehlen.own_link", form=form)
    key = "empfehlen.already" if row.telegram_id == call.user_id else "empfehlen.already_known"
    return text(key, form=form, shop=shop.name)


def _question(shop: Shop, bonus: int) -> Html:
    asked = text("empfehlen.privacy", form=shop.address_form, shop=shop.name)
    promised = [text("empfehlen.promise", form=shop.address_form, n=bonus)] if bonus else []
    return Html("\n".join([asked, *promised]))


def _choice(code: str, bonus: int, shop: Shop) -> Rows:
    yes = Button(plain("einladen.button.agree"), "empfehlen.agree", {"code": code, "bonus": bonus}, once=True)
    read = Button(plain("datenschutz.button.read"), "datenschutz.show", {"shop": shop.id})
    return [[yes, Button(plain("einladen.button.decline"), "empfehlen.decline", once=True)], [read]]


def agree(call: Call) -> Answers:
    """He agrees: a new buyer with his account, the consent logged with its wording, the seller told."""
    found = _found(call, str(call.data["code"]))
    if found is None:
        return [Edit(text("empfehlen.unknown_link"))]
    refused = _refused(call, found)
    if refused is not None:
        return [Edit(refused)]
    shop, friend = found.shop, _joined(call, found)
    referrals.begin(call.db, shop, found.referrer, friend, call.now)
    return [
        Edit(text("einladen.welcome", form=shop.address_form, shop=shop.name)),
        Menu(SELLER if call.role == SELLER else BUYER),
        *known.told(call, shop, found.referrer, friend),
    ]


def _joined(call: Call, found: Link) -> Buyer:
    shop_id = found.shop.id
    name = trimmed(one_line(call.person.name))[:MAX_CHARACTERS] or plain("empfehlen.nameless")
    number = buyers.create(call.db, shop_id, name, call.now)
    buyers.change(call.db, shop_id, number, telegram_id=call.user_id, informed_on=shops.today_of(found.shop, call.now))
    wording = _question(found.shop, int(call.data["bonus"]))
    invitations.log_consent(call.db, shop_id, number, call.user_id, STAMP_CARD, wording, VERSION, call.now, given=True)
    return buyers.get(call.db, shop_id, number)


def decline(call: Call) -> Answers:
    """He does not agree: nothing is stored, and the question he was asked is forgotten."""
    if call.role == STRANGER:
        dialogs.forget_person(call.db, call.user_id)
    return [Edit(text("einladen.declined"))]
