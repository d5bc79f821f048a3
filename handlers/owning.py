"""The cards of the person who asks: he sees and decides about his own only."""

from __future__ import annotations

from handlers.call import Call
from rules.errors import RuleError
from storage import buyers, shops
from storage.buyers import Buyer
from storage.shops import Shop

Own = tuple[Shop, Buyer]


def own_rows(call: Call) -> list[Own]:
    """The shops he joined, each with who he is there."""
    return [
        (shops.get(call.db, shop_id), buyers.get(call.db, shop_id, buyer_id))
        for shop_id, buyer_id in buyers.cards_of(call.db, call.user_id)
    ]


def own_row(call: Call) -> Own:
    """Who he is in the shop a button or question is about, whichever row of his it knew; raises RuleError when he is nobody there."""
    shop_id = int(call.data["shop"])
    row = buyers.of_link(call.db, shop_id, call.user_id)
    if row is None:
        raise RuleError("punkte.not_yours")
    return shops.get(call.db, shop_id), row
