"""A buyer's link, as a picture with a text that can be forwarded as it is."""

from __future__ import annotations

from handlers.answers import Answers, Button, Picture, Rows, Say
from handlers.call import Call
from handlers.drafts import COPIED_AT_MOST
from messages_de import Html, plain, text
from rules.parsing.names import name_key
from storage import own_codes, referrals
from storage.buyers import Buyer
from storage.shops import Shop

LINK = "https://t.me/{bot}?start=f_{code}"


def for_buyer(call: Call, shop: Shop, buyer: Buyer) -> Answers:
    """What it brings and who has come, then what he hands on."""
    came = referrals.brought(call.db, shop.id, buyer.id)
    lines = [
        text("empfehlen.own", form=shop.address_form, shop=shop.name),
        _worth(shop, "empfehlen.worth_own", shop.address_form),
        text("empfehlen.came", n=came.came, bought=came.bought) if came.came else None,
    ]
    return [Say(_joined(lines)), _picture(call, shop, buyer)]


def for_seller(call: Call, buyer: Buyer) -> Answers:
    """The same for a buyer the seller names, to be handed on to her."""
    came = referrals.brought(call.db, call.shop.id, buyer.id)
    lines = [
        text("empfehlen.of", name=buyer.name),
        _worth(call.shop, "empfehlen.worth"),
        text("empfehlen.came", n=came.came, bought=came.bought) if came.came else None,
        text("empfehlen.by_hand", name=buyer.name, friend=_somebody_else(buyer)),
    ]
    return [Say(_joined(lines)), _picture(call, call.shop, buyer)]


def _somebody_else(buyer: Buyer) -> str:
    """A friend for an example: one who is not called like the buyer."""
    names = plain("empfehlen.example_friends").split("|")
    return next((name for name in names if name_key(name) not in buyer.name_key.split()), names[0])


def _joined(lines: list[Html | None]) -> Html:
    return Html("\n".join(line for line in lines if line))


def _worth(shop: Shop, key: str, form: str = "") -> Html:
    return text(key if shop.bonus_referral else f"{key}_nothing", form=form, n=shop.bonus_referral)


def _picture(call: Call, shop: Shop, buyer: Buyer) -> Picture:
    link = LINK.format(bot=call.bot_name, code=own_codes.code_of(call.db, buyer))
    key = "empfehlen.words" if shop.bonus_referral else "empfehlen.words_plain"
    known = {"shop": shop.name, "link": link, "n": shop.bonus_referral}
    recipe = {
        "kind": "qr",
        "link": link,
        "shop": shop.name,
        "line": plain("empfehlen.picture"),
        "colour": shop.card_colour,
        "symbol": shop.card_symbol,
    }
    return Picture(recipe, text(key, **known), _copy(plain(key, **known)))


def _copy(words: str) -> Rows:
    return [[Button(plain("empfehlen.button.copy"), copy=words)]] if len(words) <= COPIED_AT_MOST else []
