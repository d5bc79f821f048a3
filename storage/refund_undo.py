"""The undo of a refund: the purchase stands again, and its points and stamps with the expiry they had."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from rules.errors import RuleError
from rules.points import points_change, valid_through
from rules.stamps import stamps_kept
from storage import booking, cards, ledger, lots, purchases, referrals, refund_rows, voucher_use
from storage.booking import Booking
from storage.giving_back import give_back
from storage.ledger import POINTS, UNITS, Balance, Entry
from storage.own_lots import roots
from storage.purchases import Purchase
from storage.refund_rows import UNDO, Refund
from storage.shops import Shop, today_of


def undo(db: Connection, shop: Shop, refund_id: int, now: datetime, source: str | None = None) -> Booking:
    """Undo a refund; gives what the balance gained by it. With `source` the purchase belongs to that message again.

    Raises RuleError when that was done before, or a voucher that it was paid with is used for something else, or gone.
    """
    row = refund_rows.get(db, shop.id, refund_id)
    old, today = refund_rows.locked(db, shop.id, row.purchase_id), today_of(shop, now)
    if not refund_rows.mark_undone(db, shop.id, refund_id):
        raise RuleError("storno.undone_before")
    for number in refund_rows.take_vouchers(db, shop.id, old.id):
        voucher_use.use_again(db, shop.id, number, old, today)
    lots.close_expired(db, shop.id, today, now, old.buyer_id)
    before = ledger.balance(db, shop.id, old.buyer_id, today)
    worth = _worth_again(db, shop, old, row)
    purchases.take_again(db, shop.id, old.id, row.cents, source)
    outlook = booking.stands_again(db, shop, old, now)
    for unit in UNITS:
        _restore(db, shop, old, row, (unit, worth.of(unit)), now)
    balance = ledger.balance(db, shop.id, old.buyer_id, today)
    points, stamps = balance.points - before.points, balance.stamps - before.stamps
    settled = referrals.settle(db, shop, outlook.row, now)
    filled = cards.fill(db, shop, old.buyer_id, balance.plus(settled.points if settled else 0, 0), now)
    facts, following = outlook.facts, outlook.next
    return Booking(old.id, outlook.row, points, stamps, filled.balance, facts, following, filled.vouchers, settled)


def _worth_again(db: Connection, shop: Shop, old: Purchase, row: Refund) -> Balance:
    """What the money is worth now, in points and stamps: by the same arithmetic as if it were paid today."""
    rate = purchases.rate_of(old)
    net = purchases.net_at_rate(db, shop.id, old.buyer_id, rate)
    kept = old.cents - old.refunded_cents
    stamps = [stamps_kept(old.stamps, old.cents, cents, old.stamp_min_cents) for cents in (kept, kept + row.cents)]
    return Balance(points_change(net, net + row.cents, rate), stamps[1] - stamps[0])


def _restore(db: Connection, shop: Shop, old: Purchase, row: Refund, worth: tuple[str, int], now: datetime) -> None:
    """Give back what the refund took, and book the difference to what the money is worth by now."""
    unit, now_worth = worth
    was_worth = row.points if unit == POINTS else row.stamps
    debit = refund_rows.debit(db, old, unit, row.id)
    if debit is not None:
        give_back(db, shop.id, debit, UNDO, today_of(shop, now), now, to=old.buyer_id)
    let_off = was_worth + (debit.amount if debit is not None else 0)
    _carry(db, shop, old, Entry(unit, now_worth - was_worth, UNDO, f"{row.id}:carry"), let_off, now)


def _carry(db: Connection, shop: Shop, old: Purchase, entry: Entry, let_off: int, now: datetime) -> None:
    """Cents that were carried over meanwhile make the purchase worth a point more or less than before.

    Points that the refund had let off, because they had expired, need not be taken.
    """
    today = today_of(shop, now)
    until = valid_through(today, shop.expiry_months) if entry.unit == POINTS else None
    more, less = max(entry.amount, 0), max(-entry.amount - let_off, 0)
    if more:
        before = ledger.balance(db, shop.id, old.buyer_id, today)
        credit = Entry(entry.unit, more, entry.reason, entry.reference, until)
        lots.earn(db, shop.id, old.buyer_id, [credit], today, now, before)
    elif less:
        own, debit = roots(db, shop.id, old.id, entry.unit), Entry(entry.unit, -less, entry.reason, entry.reference)
        lots.spend(db, shop.id, old.buyer_id, debit, today, now, first=own, may_owe=True)
