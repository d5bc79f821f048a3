"""What a buyer who agreed to it reads from the shop: a receipt for what was booked, and a warning before points expire."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from sqlalchemy import Connection

from handlers.answers import BUYER, Say, To
from handlers.rewarding import no_more, title
from handlers.sentences import owed
from messages_de import Html, text
from rules.money import Money
from rules.stamps import stamp_card
from storage import buyers, expiring, invitations, ledger, purchases
from storage.bonuses import Booked
from storage.booking import Booking
from storage.buyers import Buyer, wants_receipts
from storage.consents import RECEIPTS
from storage.ledger import Balance
from storage.purchases import Purchase
from storage.shops import Shop

PURCHASE, CORRECTION, REFUND, UNDONE = "purchase", "correction", "refund", "undone"
"""What a receipt is for: the last one says that a refund was taken back."""

BONUSES_SINCE = 2
"""The first version of the wording that names messages about bonuses."""


def wants_bonus_news(db: Connection, buyer: Buyer) -> bool:
    """Whether he wants receipts, and agreed to a wording that names bonuses too."""
    if not wants_receipts(buyer):
        return False
    return invitations.agreed_to(db, buyer.shop_id, buyer.telegram_id, RECEIPTS) >= BONUSES_SINCE


def receipt(db: Connection, shop: Shop, what: str, done: Booking, cents: int | None = None) -> list[Say]:
    """The buyer's receipt for a booking, if he wants one and can be written to.

    It says what was paid for the purchase, or the `cents` that were given back or paid again.
    """
    if not wants_receipts(done.buyer):
        return []
    earned = _now(shop, done.balance) if what == CORRECTION else _earned(shop, done)
    ready = [
        text("receipt.reward", form=shop.address_form, reward=title(shop, row), code=row.code) for row in done.rewards
    ]
    first = _first(shop, what, purchases.get(db, shop.id, done.purchase_id), cents)
    return [_to(shop, done.buyer, [first, earned, *ready, *_debt(done.balance)])]


def moved_away(db: Connection, shop: Shop, old: Purchase, today: date) -> list[Say]:
    """A purchase turned out to be somebody else's: what the buyer it was booked for reads, if he wants to."""
    row = buyers.get(db, shop.id, old.buyer_id)
    if not wants_receipts(row):
        return []
    balance = ledger.balance(db, shop.id, row.id, today)
    first = _first(shop, REFUND, old, old.cents - old.refunded_cents)
    return [_to(shop, row, [first, _now(shop, balance), *_debt(balance)])]


def _first(shop: Shop, what: str, bought: Purchase, cents: int | None) -> Html:
    paid = bought.cents - bought.refunded_cents if cents is None else cents
    part = "_part" if what in {REFUND, UNDONE} and paid < bought.cents else ""
    return text(
        f"receipt.{what}{part}",
        form=shop.address_form,
        shop=shop.name,
        amount=Money(paid, shop.currency),
        whole=Money(bought.cents, shop.currency),
        item=f" · {bought.item}" if bought.item else "",
    )


def _earned(shop: Shop, done: Booking) -> Html:
    points = text("count.points", n=abs(done.points))
    return text("receipt.points", sign="−" if done.points < 0 else "+", points=points, total=_total(shop, done.balance))


def _now(shop: Shop, balance: Balance) -> Html:
    return text("receipt.now", total=_total(shop, balance))


def _total(shop: Shop, balance: Balance) -> Html:
    card = stamp_card(balance.stamps, shop.stamps_per_card)
    points = text("count.points", n=max(balance.points, 0))
    return text("receipt.total", points=points, stamps=card.stamps, size=card.size)


def _debt(balance: Balance) -> list[Html]:
    return [text("receipt.debt", what=what) for what in owed(balance)]


def bonus(db: Connection, shop: Shop, row: Buyer, entry: Booked, today: date, *, undone: bool = False) -> list[Say]:
    """Points that were booked without a purchase, or taken back, if he wants to hear of them."""
    if not wants_bonus_news(db, row):
        return []
    key = "receipt.bonus_undone" if undone else f"receipt.bonus_{entry.reason}"
    amount = text("count.points", n=abs(entry.amount))
    sign = "−" if (entry.amount > 0) == undone else "+"
    first = text(key, form=shop.address_form, shop=shop.name, points=amount, sign=sign, why=entry.note)
    balance = ledger.balance(db, shop.id, row.id, today)
    return [_to(shop, row, [first, _now(shop, balance), *_debt(balance)], BONUSES_SINCE)]


def warnings(db: Connection, shop: Shop, today: date) -> list[Say]:
    """A word to each buyer who wants it whose points expire in two weeks; once for each day on which some do."""
    rows = expiring.to_warn(db, shop.id, today)
    return [_warning(shop, list(mine)) for _, mine in groupby(rows, key=lambda row: row.id)]


def _warning(shop: Shop, rows: list[Buyer]) -> Say:
    form = shop.address_form
    lines = [text("receipt.expires", form=form, n=int(row.points), day=row.last) for row in rows]
    return _to(shop, rows[0], [text("receipt.expiry", form=form, shop=shop.name), *lines])


def _to(shop: Shop, buyer: Buyer, lines: Iterable[Html], since: int = 1) -> Say:
    """From the shop, with the way to have no more of them in one tap."""
    to = To(buyer.telegram_id, BUYER, shop.id, buyer.id, RECEIPTS, since)
    return Say(Html("\n".join(lines)), [[no_more(shop, buyer)]], to=to)
