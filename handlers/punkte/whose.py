"""Whose card a button is about, and who is looking at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from handlers.call import Call
from handlers.owning import own_row, own_rows
from rules.errors import RuleError
from storage import buyers, shops
from storage.buyers import Buyer
from storage.shops import Shop


@dataclass(frozen=True, slots=True)
class Card:
    """A buyer's card in a shop, as he sees it himself or as his seller does."""

    db: Connection
    now: datetime
    bot_name: str
    shop: Shop
    buyer: Buyer
    own: bool

    @property
    def today(self) -> date:
        """The shop's local date."""
        return shops.today_of(self.shop, self.now)

    @property
    def form(self) -> str:
        """How the one who looks is addressed."""
        return str(self.shop.address_form) if self.own else ""

    @property
    def data(self) -> dict[str, object]:
        """What a button under this card carries."""
        return {"shop": self.shop.id, "buyer": self.buyer.id}


def card_of(call: Call, shop: Shop, buyer: Buyer, *, own: bool) -> Card:
    """A card as it is for this call."""
    return Card(call.db, call.now, call.bot_name, shop, buyer, own)


def own_cards(call: Call) -> list[Card]:
    """The cards of the person who asks, one for each shop he joined."""
    return [card_of(call, shop, buyer, own=True) for shop, buyer in own_rows(call)]


def tapped(call: Call) -> Card:
    """The card a button is about; raises RuleError when it is neither his own nor that of a buyer of hers."""
    shop_id, buyer_id = int(call.data["shop"]), int(call.data["buyer"])
    sells = call.shop_row is not None and call.shop_row.id == shop_id
    mine = buyers.of_link(call.db, shop_id, call.user_id)
    own = mine is not None and mine.id == buyers.survivor(call.db, shop_id, buyer_id).id
    if not own and not sells:
        raise RuleError("punkte.not_yours")
    return card_of(call, shops.get(call.db, shop_id), buyers.survivor(call.db, shop_id, buyer_id), own=own)


def own_tapped(call: Call) -> Card:
    """His own card in the shop a button is about, whichever row of it the button knew; raises RuleError when he has none."""
    return card_of(call, *own_row(call), own=True)
