"""A buyer's stars: one tap under the question whether all is well; the seller learns of it."""

from __future__ import annotations

from handlers.answers import Answers, Button, Toast
from handlers.call import Call
from handlers.registry import MEMBER, App
from handlers.rewarding import said_to
from messages_de import plain, text
from storage import buyers, occasions, ratings, reminders, shops
from storage.buyers import Buyer
from storage.shops import Shop

POOR = 2
"""So few stars, or fewer, are a reason to ask at once."""


def give(call: Call) -> Answers:
    """The stars are noted; another tap corrects them. The shop is told once for each change."""
    shop, number = shops.get(call.db, int(call.data["shop"])), int(call.data["stars"])
    row = reminders.get(call.db, shop.id, int(call.data["reminder"]))
    buyer = buyers.survivor(call.db, shop.id, row.buyer_id)
    if buyer.telegram_id != call.user_id:
        return [Toast(plain("route.button_gone"))]
    thanks = Toast(plain("rating.thanks", form=shop.address_form, n=number))
    if row.stars == number:
        return [thanks]
    today = shops.today_of(shop, call.now)
    ratings.give(call.db, shop.id, row, number, today)
    occasions.refresh(call.db, shop, buyer.id, today)
    return [thanks, *_told(call, shop, buyer, number)]


def _told(call: Call, shop: Shop, buyer: Buyer, number: int) -> Answers:
    who = Button(plain("kauf.button.buyer"), "kunde.show", {"buyer": buyer.id})
    wrong = Button(plain("rating.button.complaint"), "reklamation.to", {"buyer": buyer.id, "text": ""})
    key = "rating.poor" if number <= POOR else "rating.given"
    rows = [[wrong, who]] if number <= POOR else [[who]]
    sellers = shops.sellers(call.db, shop.id, call.sellers)
    return said_to(shop, sellers, text(key, name=buyer.name, n=number), rows, quiet=number > POOR)


def register(app: App) -> None:
    """The buttons under the message to the buyer."""
    app.button("rating.give", give, role=MEMBER)
