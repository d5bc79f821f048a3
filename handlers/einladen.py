"""/einladen: a link and a QR picture by which a buyer joins, and the consent he gives."""

from __future__ import annotations

from handlers.answers import BUYER, SELLER, STRANGER, Answers, Button, Edit, Menu, Picture, Rows, Say, To
from handlers.call import Call
from handlers.choosing import picked, with_buyer
from handlers.registry import ANYBODY, App
from messages_de import Html, plain, text
from storage import buyers, dialogs, invitations, shops
from storage.buyers import Buyer
from storage.consents import STAMP_CARD

VERSION = 1


def einladen(call: Call) -> Answers:
    """`/einladen Anna`: her personal link, as a picture to be scanned and as a text to be sent."""
    return with_buyer(call, call.words, invite, "einladen.buyer")


def invite_tapped(call: Call) -> Answers:
    """A buyer was chosen by a button."""
    return invite(call, picked(call))


def invite(call: Call, buyer: Buyer) -> Answers:
    """Make a link that works once, for this buyer, for thirty days."""
    if buyer.telegram_id:
        return [Say(text("einladen.linked", name=buyer.name))]
    token = invitations.issue(call.db, call.shop.id, buyer.id, call.now)
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
    return [Picture(recipe, caption, [[Button(plain("einladen.button.copy"), copy=words)]])]


def arrive(call: Call) -> Answers:
    """Somebody opened a link: who runs the shop, what is stored, and the question whether that is all right."""
    found = invitations.valid(call.db, call.words, call.now)
    if found is None:
        return [Say(text("einladen.used" if call.role == BUYER else "einladen.expired"))]
    shop = shops.get(call.db, found.shop_id)
    if call.role == SELLER and call.shop_row is not None and call.shop_row.id == shop.id:
        return [Say(text("einladen.own_shop"))]
    if (refused := _refused(call, found)) is not None:
        return refused
    return [Say(_question(call, shop), _choice(found.token_hash, shop))]


def _refused(call: Call, found: invitations.Invitation) -> Answers | None:
    """A link is for a buyer without an account, and an account is one buyer per shop."""
    mine = buyers.of_link(call.db, found.shop_id, call.user_id)
    if mine is not None:
        shop = shops.get(call.db, found.shop_id)
        return [Say(text("einladen.already", form=shop.address_form, shop=shop.name))]
    taken = buyers.get(call.db, found.shop_id, found.buyer_id).telegram_id is not None
    return [Say(text("einladen.expired"))] if taken else None


def _question(_call: Call, shop: shops.Shop) -> Html:
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
    """He agrees: the account is linked, the consent logged with its wording, the seller told."""
    found = invitations.open_by_hash(call.db, str(call.data["invitation"]), call.now)
    if found is None or _refused(call, found):
        return [Edit(text("einladen.expired"))]
    shop = shops.get(call.db, found.shop_id)
    if not invitations.take_up(call.db, found, call.user_id, call.now, shops.today_of(shop, call.now)):
        return [Edit(text("einladen.expired"))]
    wording = _question(call, shop)
    invitations.log_consent(
        call.db, shop.id, found.buyer_id, call.user_id, STAMP_CARD, wording, VERSION, call.now, given=True
    )
    name = buyers.get(call.db, shop.id, found.buyer_id).name
    return [
        Edit(text("einladen.welcome", form=shop.address_form, shop=shop.name)),
        Menu(SELLER if call.role == SELLER else BUYER),
        *(
            Say(text("einladen.joined", name=name), to=To(seller, SELLER, shop.id))
            for seller in shops.sellers(call.db, shop.id, call.sellers)
        ),
    ]


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
    app.link("e", arrive)
