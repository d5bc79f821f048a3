"""What a buyer can have for his points and stamps, and the vouchers he has: for himself and for the seller."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from handlers.answers import Button, Rows, Say
from handlers.call import Call
from handlers.rewarding import price, terms, title, voucher_line
from handlers.sentences import have
from messages_de import Html, plain, text
from rules.rewards import REDUCING
from storage import redeeming, rewards, vouchers
from storage.buyers import Buyer
from storage.ledger import POINTS, Balance
from storage.rewards import Reward
from storage.shops import Shop, today_of
from storage.vouchers import Voucher

MOST = 10
"""Buttons of one sort."""


@dataclass(frozen=True, slots=True)
class Wallet:
    """All that a buyer has in a shop, and what he could have."""

    shop: Shop
    buyer: Buyer
    funds: Balance
    offers: Sequence[Reward]
    """The cheapest first."""
    in_hand: Sequence[Voucher]
    asked: Sequence[Voucher]

    def missing(self, row: Reward) -> int:
        """How much more a reward costs than the buyer has."""
        return max(int(row.cost) - self.funds.of(row.unit), 0)

    def only(self, rows: Sequence[Reward | Voucher]) -> Wallet:
        """The same with these alone to choose from."""
        offers = [row for row in self.offers if row in rows]
        return replace(self, offers=offers, in_hand=[row for row in self.in_hand if row in rows], asked=())

    @property
    def affordable(self) -> list[Reward]:
        """What he has enough for."""
        return [row for row in self.offers if not self.missing(row)]


def wallet(call: Call, shop: Shop, buyer: Buyer) -> Wallet:
    """What this buyer has today."""
    today = today_of(shop, call.now)
    return Wallet(
        shop,
        buyer,
        redeeming.funds(call.db, shop, buyer.id, today),
        rewards.catalogue(call.db, shop.id, today),
        vouchers.in_hand(call.db, shop.id, buyer.id, today),
        vouchers.of_buyer(call.db, shop.id, buyer.id, vouchers.ASKED),
    )


def for_buyer(found: Wallet) -> Say:
    """For the buyer himself: what he can have now first, with a button each."""
    form, shop = found.shop.address_form, found.shop
    head = text("reward.own_head", form, shop=shop.name, have=_have(found))
    hint = None if found.offers or found.in_hand else text("reward.own_nothing", form, shop=shop.name)
    return Say(Html("\n".join([head, *_lines(found), *filter(None, [hint])])), _own_buttons(found))


def for_seller(found: Wallet) -> Say:
    """For the seller: the same, with buttons to answer, to redeem and to hand over."""
    head = text("reward.of_head", name=found.buyer.name, have=_have(found))
    hint = None if found.offers or found.in_hand else text("reward.of_nothing")
    return Say(Html("\n".join([head, *_lines(found), *filter(None, [hint])])), _seller_buttons(found))


def _have(found: Wallet) -> Html:
    return have(found.funds, found.shop.stamps_per_card)


def _lines(found: Wallet) -> list[Html]:
    shop, form = found.shop, found.shop.address_form
    later = [row for row in found.offers if found.missing(row)]
    parts = {
        "reward.now": [_offer(shop, row) for row in found.affordable],
        "reward.later": [_offer_later(found, row) for row in later],
        "reward.in_hand": [voucher_line(shop, row) for row in found.in_hand],
        "reward.asked": [
            text("reward.asked_line", what=title(shop, row), price=price(shop, row.unit, row.cost))
            for row in found.asked
        ],
    }
    return [line for key, lines in parts.items() if lines for line in (Html("\n" + text(key, form)), *lines)]


def _offer(shop: Shop, row: Reward) -> Html:
    return text("reward.offer", what=title(shop, row), price=price(shop, row.unit, row.cost), terms=terms(shop, row))


def _offer_later(found: Wallet, row: Reward) -> Html:
    unit, n = "count.points" if row.unit == POINTS else "count.stamps", found.missing(row)
    return text("reward.offer_later", n=n, offer=_offer(found.shop, row), missing=text(unit, n=n))


def _own_buttons(found: Wallet) -> Rows:
    shop, data = found.shop, {"shop": found.shop.id}
    ask = [
        (plain("reward.button.redeem", what=title(shop, row)), {**data, "reward": row.id}) for row in found.affordable
    ]
    show = [(plain("reward.button.show", code=row.code), {**data, "voucher": row.id}) for row in found.in_hand]
    back = [
        (plain("reward.button.withdraw", what=title(shop, row)), {**data, "voucher": row.id}) for row in found.asked
    ]
    return [
        *_column("einloesen.ask", ask),
        *_column("einloesen.mine", show, once=False),
        *_column("einloesen.withdraw", back),
    ]


def _seller_buttons(found: Wallet) -> Rows:
    shop, buyer = found.shop, {"buyer": found.buyer.id}
    answer = [row for asked in found.asked[:MOST] for row in answer_buttons(shop, asked, named=True)]
    show = [
        (plain("reward.button.voucher", code=row.code, what=title(shop, row)), {"voucher": row.id})
        for row in found.in_hand
    ]
    give = [
        (
            plain("reward.button.give", what=title(shop, row), price=price(shop, row.unit, row.cost)),
            {**buyer, "reward": row.id},
        )
        for row in found.affordable
    ]
    return [*answer, *_column("einloesen.open", show, once=False), *_column("einloesen.give", give)]


def _column(action: str, labelled: Iterable[tuple[str, dict[str, int]]], *, once: bool = True) -> Rows:
    """A button each for the first of these."""
    return [[Button(label, action, data, once=once)] for label, data in islice(labelled, MOST)]


def still_button(row: Voucher) -> Button:
    """The seller redeems after all what she had not agreed to."""
    data = {"buyer": row.buyer_id, "reward": row.reward_id}
    return Button(plain("einloesen.button.still"), "einloesen.give", data, once=True)


def answer_buttons(shop: Shop, row: Voucher, *, named: bool = False) -> Rows:
    """The seller's answer to what a buyer asked for."""
    what = f": {title(shop, row)}" if named else ""
    data = {"voucher": row.id}
    confirm = Button(plain("reward.button.confirm", what=what), "einloesen.confirm", data, once=True)
    return [[confirm, Button(plain("reward.button.decline"), "einloesen.decline", data, once=True)]]


def use_buttons(row: Voucher) -> Rows:
    """A voucher in the seller's hand: handed over as it is, or used with a purchase."""
    now = Button(plain("reward.button.use"), "einloesen.use", {"voucher": row.id}, once=True)
    buy = Button(plain("reward.button.buy"), "kauf.proceed", {"buyer": row.buyer_id, "voucher": row.code})
    return [[buy]] if row.kind in REDUCING else [[now, buy]]
