"""Raffles of the past and those to come: the seller sees all of her shop, a buyer those he has a ticket in."""

from __future__ import annotations

from handlers.answers import Answers, Button, Rows, Say
from handlers.call import Call
from handlers.verlosung import telling
from messages_de import Html, plain, text
from rules.errors import RuleError
from storage import buyers, raffles, shops
from storage.buyers import Buyer
from storage.raffles import Raffle
from storage.shops import Shop

SHOWN = 10
DRAWN_SHOWN = 3
"""For a buyer, below those that are not drawn yet."""


def past(call: Call) -> Answers:
    """The last raffles of a shop, each with what can be done about it."""
    rows = raffles.latest(call.db, call.shop.id, SHOWN)
    if not rows:
        return [Say(text("verlosung.none_yet"))]
    lines = [text("verlosung.past"), *(_line(call, row) for row in rows), text("verlosung.how")]
    return [Say(Html("\n".join(lines)), [_buttons(row) for row in rows])]


def _line(call: Call, row: Raffle) -> Html:
    if row.drawn_on is None:
        return text("verlosung.line_open", day=row.day, prize=row.prize, n=len(raffles.tickets(row)))
    name = buyers.whoever(call.db, call.shop.id, row.winner_id).name
    return text("verlosung.line", day=row.drawn_on, prize=row.prize, name=name, ticket=row.ticket)


def _buttons(row: Raffle) -> list[Button]:
    data = {"raffle": row.id, "shop": row.shop_id}
    if row.drawn_on is None:
        return [Button(plain("verlosung.button.tickets", prize=row.prize), "verlosung.tickets", data)]
    return [Button(plain("verlosung.button.check", prize=row.prize), "verlosung.check", data)]


def standing(call: Call) -> Raffle:
    """The seller's raffle that a button is about; raises RuleError for one that was given up."""
    row = raffles.find(call.db, call.shop.id, int(call.data["raffle"]))
    if row is None:
        raise RuleError("verlosung.given_up")
    return row


def tickets(call: Call) -> Answers:
    """A raffle that is not drawn yet, as it was published."""
    row = standing(call)
    return [Say(*(telling.checked(call.shop, row) if row.drawn_on else telling.published(call, row)))]


def check(call: Call) -> Answers:
    """How the winner of a raffle came about, for the seller and for whoever had a ticket."""
    shop_id = int(call.data["shop"])
    row, shop = raffles.get(call.db, shop_id, int(call.data["raffle"])), shops.get(call.db, shop_id)
    mine = [buyer for shop_of, buyer in buyers.cards_of(call.db, call.user_id) if shop_of == shop_id]
    takes_part = any(raffles.tickets_of(call.db, row, buyer) for buyer in mine)
    sells = call.shop_row is not None and call.shop_row.id == shop_id
    if row.drawn_on is None or not (sells or takes_part):
        raise RuleError("verlosung.not_yours")
    return [Say(*telling.checked(shop, row))]


def own_tickets(call: Call) -> Answers:
    """A buyer's tickets in each shop he joined."""
    cards = [
        (shops.get(call.db, shop_id), buyers.get(call.db, shop_id, buyer_id))
        for shop_id, buyer_id in buyers.cards_of(call.db, call.user_id)
    ]
    return [_card(call, shop, buyer) for shop, buyer in cards]


def _card(call: Call, shop: Shop, buyer: Buyer) -> Say:
    found = [(row, raffles.tickets_of(call.db, row, buyer.id)) for row in raffles.latest(call.db, shop.id, SHOWN)]
    drawn = [(row, names) for row, names in found if names and row.drawn_on][:DRAWN_SHOWN]
    mine = [*((row, names) for row, names in found if names and not row.drawn_on), *drawn]
    if not mine:
        return Say(text("verlosung.no_ticket", form=shop.address_form, shop=shop.name))
    lines = [text("verlosung.own", form=shop.address_form, shop=shop.name), *(_own(*one, shop) for one in mine)]
    buttons: Rows = [_buttons(row) for row, _ in mine if row.drawn_on]
    return Say(Html("\n".join(lines)), buttons)


def _own(row: Raffle, names: list[str], shop: Shop) -> Html:
    """His ticket and the fingerprint; after the draw, which ticket has won."""
    won = "" if row.drawn_on is None else "_won" if row.ticket in names else "_drawn"
    return text(
        f"verlosung.own_ticket{won}",
        form=shop.address_form,
        prize=row.prize,
        tickets=", ".join(names),
        n=len(raffles.tickets(row)),
        commitment=row.commitment,
        ticket=row.ticket,
    )
