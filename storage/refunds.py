"""Giving money back, whole or part, by counter-entries. `storage.refund_undo` takes that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from rules.errors import RuleError
from rules.money import Money
from rules.points import points_change
from rules.stamps import stamps_kept
from storage import (
    booking,
    buyers,
    cards,
    ledger,
    lots,
    occasions,
    purchases,
    referrals,
    refund_rows,
    voucher_use,
)
from storage.booking import Booking
from storage.ledger import POINTS, STAMPS, Entry
from storage.occasions import Outlook
from storage.own_lots import expired_already, roots
from storage.purchases import NewPurchase, Purchase
from storage.refund_rows import REASON, NewRefund, Refund, get, with_key
from storage.refund_undo import undo
from storage.shops import Shop, today_of

__all__ = ["Refund", "Refunded", "get", "rebook", "refund", "refuse_part", "undo", "with_key"]


@dataclass(frozen=True, slots=True)
class Refunded:
    """What a refund changed; `id` names it for the undo."""

    id: int
    cents: int
    booking: Booking
    """Points and stamps with their sign, and the balance after."""


def refund(
    db: Connection,
    shop: Shop,
    old: Purchase,
    now: datetime,
    cents: int | None = None,
    key: str = "",
    *,
    is_corrected: bool = False,
) -> Refunded:
    """Give `cents` of a purchase back (all that is left by default); the same `key` once more raises IntegrityError.

    When it `is_corrected`, the bonus for the friend who brought the buyer, and the reminders that the purchase had asked
    for, are left to whoever books something in its place.

    Nothing left of it: vouchers that were used for it can be used again. Raises RuleError when less than `cents` is left.
    """
    today = today_of(shop, now)
    old = refund_rows.locked(db, shop.id, old.id)
    lots.close_expired(db, shop.id, today, now, old.buyer_id)
    new = _give_back(db, shop, old, _given(shop, old, cents), key)
    outlook = _figures(db, shop, old, now, is_corrected=is_corrected)
    points = new.points - expired_already(db, shop.id, old, new.points, today)
    number = refund_rows.note(db, old, new, today, now)
    _take(db, shop, old, POINTS, points, number, now)
    cards.reopen(db, shop, old.buyer_id, new.stamps, now)
    _take(db, shop, old, STAMPS, new.stamps, number, now)
    if new.cents == old.cents - old.refunded_cents:
        refund_rows.note_vouchers(db, shop.id, number, voucher_use.release(db, shop.id, old.id, today))
    settled = None if is_corrected else referrals.settle(db, shop, outlook.row, now)
    balance, filled = cards.fill(db, shop, old.buyer_id, ledger.balance(db, shop.id, old.buyer_id, today), now)
    taken = (-points, -new.stamps, balance)
    done = Booking(old.id, outlook.row, *taken, outlook.facts, outlook.next, filled, referral=settled)
    return Refunded(number, new.cents, done)


def _given(shop: Shop, old: Purchase, cents: int | None) -> int:
    left = int(old.cents - old.refunded_cents)
    if old.void:
        raise RuleError("storno.nothing_left")
    if cents is not None and not 0 < cents <= left:
        raise RuleError("storno.too_much", left=Money(left, shop.currency), day=old.day)
    return left if cents is None else cents


def _give_back(db: Connection, shop: Shop, old: Purchase, given: int, key: str) -> NewRefund:
    """The money is given back; what it was worth, by the rate of the purchase."""
    rate = purchases.rate_of(old)
    before = purchases.net_at_rate(db, shop.id, old.buyer_id, rate)
    purchases.give_back(db, shop.id, old.id, given)
    return NewRefund(given, -points_change(before, before - given, rate), _stamps(old, 0) - _stamps(old, given), key)


def _stamps(old: Purchase, given: int) -> int:
    """The stamps a purchase keeps after so much more was given back."""
    net = old.cents - old.refunded_cents - given
    return stamps_kept(old.stamps, old.cents, net, old.stamp_min_cents)


def _figures(db: Connection, shop: Shop, old: Purchase, now: datetime, *, is_corrected: bool) -> Outlook:
    if is_corrected:
        return occasions.refresh(db, shop, old.buyer_id, today_of(shop, now))
    return booking.given_back(db, shop, old, now)


def _take(db: Connection, shop: Shop, old: Purchase, unit: str, amount: int, number: int, now: datetime) -> None:
    if amount:
        entry = Entry(unit, -amount, REASON, str(number))
        own = roots(db, shop.id, old.id, unit)
        lots.spend(db, shop.id, old.buyer_id, entry, today_of(shop, now), now, first=own, may_owe=True)


def rebook(db: Connection, shop: Shop, old: Purchase, buyer_id: int, new: NewPurchase, now: datetime) -> Booking:
    """Correct a purchase: the old one is taken back, the new one booked from the same message.

    Raises RuleError when a part of it was given back.
    """
    refuse_part(shop, old)
    if not old.void:
        refund(db, shop, old, now, key=refund_rows.correcting(old, new), is_corrected=True)
    own_day = old.day if old.buyer_id == buyer_id and not old.void else None
    done = booking.book(db, shop, buyer_id, new, now, instead_of=own_day)
    if done.buyer.id == old.buyer_id:
        return done
    booking.given_back(db, shop, old, now)
    return done._replace(former=referrals.settle(db, shop, buyers.get(db, shop.id, old.buyer_id), now))


def refuse_part(shop: Shop, old: Purchase) -> None:
    """Raises RuleError for a purchase of which a part was given back: booked anew, that part would count again."""
    if old.refunded_cents and not old.void:
        raise RuleError("storno.part_given_back", given=Money(old.refunded_cents, shop.currency))
