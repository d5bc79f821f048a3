"""/einladen: a link and a QR picture by which a buyer joins, the consent he gives, and the seller's word that it is him."""

from __future__ import annotations

from handlers import joining
from handlers.answers import BUYER, SELLER, STRANGER, Answers, Button, Edit, Menu, Picture, Rows, Say, To
from handlers.call import Call
from handlers.choosing import picked, with_buyer
from handlers.registry import ANYBODY, App
from handlers.rewarding import to_sellers
from messages_de import Html, plain, text
from rules.parsing.names import MAX_CHARACTERS
from rules.parsing.text import one_line, trimmed
from storage import buyers, dialogs, invitations, joinings, shops
from storage.buyers import Buyer
from storage.consents import STAMP_CARD
from storage.invitations import Invitation
from storage.joinings import Account, Joining, Wording

VERSION = 4


def einladen(call: Call) -> Answers:
    """`/einladen Anna`: her personal link, as a picture to be scanned and as a text to be sent."""
    return with_buyer(call, call.words, invite, "einladen.buyer")


def invite_tapped(call: Call) -> Answers:
    """A buyer was chosen by a button."""
    return invite(call, picked(call))


def invite(call: Call, buyer: Buyer) -> Answers:
    """Make a link that works once, for this buyer, for thirty days; somebody who has opened one is shown instead."""
    if buyer.telegram_id:
        return [Say(text("einladen.linked", name=buyer.name))]
    waits = joinings.of_buyer(call.db, call.shop.id, buyer.id)
    if waits is not None:
        return [Say(*joining.question(call.db, call.shop, waits))]
    return [_link(call, buyer, invitations.issue(call.db, call.shop.id, buyer.id, call.now))]


def _link(call: Call, buyer: Buyer, token: str) -> Picture:
    link = f"https://t.me/{call.bot_name}?start=e_{token}"
    words = plain("einladen.words", form=call.shop.address_form, name=buyer.name, shop=call.shop.name, link=link)
    caption = text("einladen.caption", name=buyer.name, link=link, n=invitations.VALID_FOR.days)
    recipe = {
        "kind": "qr",
        "link": link,
        "shop": call.shop.name,
        "line": plain("einladen.picture", form=call.shop.address_form),
        "colour": call.shop.card_colour,
        "symbol": call.shop.card_symbol,
    }
    return Picture(recipe, caption, [[Button(plain("einladen.button.copy"), copy=words)]])


def arrive(call: Call) -> Answers:
    """Somebody opened a link: who runs the shop, what is stored, and the question whether that is all right."""
    found = invitations.valid(call.db, call.words, call.now)
    if found is None:
        return [_waiting(call, invitations.digest(call.words)) or Say(text(_void(call)))]
    shop = shops.get(call.db, found.shop_id)
    if call.role == SELLER and call.shop_row is not None and call.shop_row.id == shop.id:
        return [Say(text("einladen.own_shop"))]
    if (refused := _refused(call, found)) is not None:
        return refused
    return [Say(_question(shop), _choice(found.token_hash, shop))]


def asked_again(call: Call) -> Answers:
    """The question once more, while it is open."""
    found = invitations.open_by_hash(call.db, str(call.data["invitation"]), call.now)
    if found is None or _refused(call, found):
        return []
    shop = shops.get(call.db, found.shop_id)
    return [Say(_question(shop), _choice(found.token_hash, shop))]


def _void(call: Call) -> str:
    return "einladen.used" if call.role == BUYER else "einladen.expired"


def _waiting(call: Call, token_hash: str) -> Say | None:
    """He opened his own link once more, before the seller has answered."""
    waits = [row for row in joinings.of_account(call.db, call.user_id) if row.token_hash == token_hash]
    return _wait(shops.get(call.db, waits[0].shop_id)) if waits else None


def _wait(shop: shops.Shop) -> Say:
    return Say(text("einladen.wait", form=shop.address_form, shop=shop.name))


def _refused(call: Call, found: Invitation) -> Answers | None:
    """A link is for a buyer without an account, and an account is one buyer per shop."""
    shop = shops.get(call.db, found.shop_id)
    if buyers.of_link(call.db, found.shop_id, call.user_id) is not None:
        return [Say(text("einladen.already", form=shop.address_form, shop=shop.name))]
    if any(row.shop_id == found.shop_id for row in joinings.of_account(call.db, call.user_id)):
        return [_wait(shop)]
    taken = buyers.get(call.db, found.shop_id, found.buyer_id).telegram_id is not None
    return [Say(text("einladen.expired"))] if taken else None


def _question(shop: shops.Shop) -> Html:
    return text("einladen.privacy", form=shop.address_form, shop=shop.name)


def _choice(token_hash: str, shop: shops.Shop) -> Rows:
    data = {"invitation": token_hash}
    return [
        [
            Button(plain("einladen.button.agree"), "einladen.agree", data, once=True),
            Button(plain("einladen.button.decline"), "einladen.decline", data, once=True),
        ],
        [Button(plain("datenschutz.button.read"), "datenschutz.show", {"shop": shop.id})],
    ]


def agree(call: Call) -> Answers:
    """He agrees: the link is used up, and the seller is asked whether it is him. Until she says so, he sees nothing."""
    found = invitations.open_by_hash(call.db, str(call.data["invitation"]), call.now)
    if found is None or _refused(call, found) or not invitations.claim(call.db, found, call.now):
        return [Edit(text("einladen.expired"))]
    shop = shops.get(call.db, found.shop_id)
    whose = (int(shop.id), int(found.buyer_id))
    joinings.ask(call.db, found.token_hash, whose, _account(call), Wording(_question(shop), VERSION), call.now)
    (waits,) = (row for row in joinings.of_account(call.db, call.user_id) if row.token_hash == found.token_hash)
    return [Edit(_wait(shop).text), *to_sellers(call, shop, *joining.question(call.db, shop, waits))]


def _account(call: Call) -> Account:
    name = trimmed(one_line(call.person.name))[:MAX_CHARACTERS] or plain("joining.nameless")
    return Account(call.user_id, name, call.person.username or "")


def confirm(call: Call) -> Answers:
    """It is him: the account is linked, the consent logged with the wording he read, and he is told."""
    waits = joinings.take(call.db, call.shop.id, str(call.data["joining"]))
    if waits is None:
        return [_answered(call)]
    shop, buyer = call.shop, buyers.survivor(call.db, call.shop.id, waits.buyer_id)
    if not joinings.link(call.db, shop.id, buyer.id, waits.telegram_id, call.today):
        return [Edit(text("einladen.linked", name=buyer.name)), _turned_away(call, waits)]
    agreed = (STAMP_CARD, waits.wording, waits.version, waits.created_at)
    invitations.log_consent(call.db, shop.id, buyer.id, waits.telegram_id, *agreed, given=True)
    to = To(waits.telegram_id, BUYER, shop.id, buyer.id, STAMP_CARD, 1)
    sells = shops.of_seller(call.db, waits.telegram_id) is not None
    return [
        Edit(text("einladen.joined", name=buyer.name)),
        Say(text("einladen.welcome", form=shop.address_form, shop=shop.name), to=to),
        Menu(SELLER if sells else BUYER, to),
    ]


def _answered(call: Call) -> Edit:
    """Nobody waits with this question any more: she has answered it, or he has withdrawn."""
    kept = invitations.is_kept(call.db, str(call.data["joining"]))
    return Edit(text("einladen.answered" if kept else "einladen.withdrawn"))


def reject(call: Call) -> Answers:
    """It is somebody else: nothing of him stays, and he is told kindly."""
    waits = joinings.take(call.db, call.shop.id, str(call.data["joining"]))
    if waits is None:
        return [_answered(call)]
    name = buyers.survivor(call.db, call.shop.id, waits.buyer_id).name
    again = Button(plain("einladen.button.again"), "einladen.buyer", {"buyer": waits.buyer_id})
    return [Edit(text("einladen.rejected", name=name), [[again]]), _turned_away(call, waits)]


def _turned_away(call: Call, waits: Joining) -> Say:
    words = text("einladen.turned_away", form=call.shop.address_form, shop=call.shop.name)
    return Say(words, to=To(waits.telegram_id, STRANGER, call.shop.id))


def decline(call: Call) -> Answers:
    """He does not agree: nothing is stored, and the question he was asked is forgotten."""
    if call.role == STRANGER:
        dialogs.forget_person(call.db, call.user_id)
    return [Edit(text("einladen.declined"))]


def register(app: App) -> None:
    """The command, its buttons and its link."""
    app.command("einladen", einladen)
    app.button("einladen.buyer", invite_tapped)
    app.button("einladen.agree", agree, role=ANYBODY)
    app.button("einladen.decline", decline, role=ANYBODY)
    app.button("einladen.confirm", confirm)
    app.button("einladen.reject", reject)
    app.asks_again("einladen.agree", asked_again)
    app.link("e", arrive)
