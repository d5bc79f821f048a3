"""Booking a purchase: purchase, ledger, figures and due day together, in one transaction. `storage.refunds` takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from rules.occasions import ended_by
from rules.occasions.facts import Facts, Occasion
from rules.points import points_change, valid_through
from storage import buyers, cards, lots, occasions, purchases, referrals, reminders, untrue
from storage.buyers import Buyer
from storage.earning import earning_of
from storage.glance import Glance, look
from storage.ledger import POINTS, STAMPS, Balance, Entry
from storage.occasions import Outlook
from storage.purchases import NewPurchase, Purchase
from storage.referrals import Settled
from storage.shops import Shop, today_of
from storage.vouchers import Voucher


class Booking(NamedTuple):
    """What a booking changed: points and stamps new and in total, and what comes next for the buyer."""

    purchase_id: int
    buyer: Buyer
    """The buyer's row as it is now."""
    points: int
    stamps: int
    balance: Balance
    facts: Facts
    next: Occasion | None
    rewards: tuple[Voucher, ...] = ()
    """Vouchers for the cards that it filled."""
    referral: Settled | None = None
    """The bonus for a friend who was brought along, if it was booked or taken back with this."""
    former: Settled | None = None
    """The bonus for the one to whom a corrected purchase did not belong."""
    days: Sequence[Row[Any]] = ()
    """The days on which the buyer has bought, as `purchases.days` gives them."""
    before: Glance | None = None
    """The buyer as he stood before a purchase."""
    coming: Sequence[Occasion] = ()
    """What comes next after a purchase, the next of each kind."""


def book(
    db: Connection,
    shop: Shop,
    buyer_id: int,
    new: NewPurchase,
    now: datetime,
    known: Buyer | None = None,
    *,
    instead_of: date | None = None,
) -> Booking:
    """Book a purchase with its points and stamps, for whoever this buyer turned out to be.

    `known` is the buyer's row, if it was just read; `instead_of` the day of the purchase that this one corrects.
    """
    row = buyers.lock(db, shop.id, buyer_id, known) or buyers.get(db, shop.id, buyer_id)
    today = today_of(shop, now)
    glance = look(db, shop.id, buyer_id, today, new.day)
    if glance.merged_into is not None:
        survivor = buyers.survivor(db, shop.id, buyer_id).id
        return book(db, shop, survivor, new, now, instead_of=instead_of)
    earning = earning_of(shop, row, new)
    purchase_id = purchases.record(db, shop.id, buyer_id, new, earning, now)
    days = purchases.days_at_rate(db, shop.id, buyer_id, earning.rate)
    at_rate = int(sum([day.at_rate for day in days]))
    points = points_change(at_rate - new.cents, at_rate, earning.rate)
    until, reference = valid_through(new.day, shop.expiry_months), str(purchase_id)
    kept = points if until is None or until >= today else min(points, max(-glance.balance.points, 0))
    after = cards.left(glance.balance.plus(kept, earning.stamps), shop.stamps_per_card)
    outlook = occasions.refresh_from(db, shop, row, days, today, after, is_heard_of=glance.is_heard_of)
    outlook = _bought(db, shop, outlook, new.day, _later(row.last_day, instead_of), today, after)
    if instead_of is not None:
        outlook = untrue.dropped(db, shop, outlook, today, after)
    earned = [
        Entry(POINTS, points, "purchase", reference, until),
        Entry(STAMPS, earning.stamps, "purchase", reference),
    ]
    lots.earn(db, shop.id, buyer_id, earned, new.day, now, glance.balance, is_foreseen=True)
    settled = referrals.settle(db, shop, outlook.row, now)
    balance = glance.balance.plus(kept + (settled.points if settled else 0), earning.stamps)
    filled = cards.fill(db, shop, buyer_id, balance, now, is_foreseen=settled is None)
    return Booking(
        purchase_id,
        outlook.row,
        points,
        earning.stamps,
        filled.balance,
        outlook.facts,
        outlook.next,
        filled.vouchers,
        settled,
        days=days,
        before=glance,
        coming=outlook.coming,
    )


def note_contact(db: Connection, shop: Shop, buyer_id: int, now: datetime) -> None:
    """The seller wrote something down about a buyer: reminders to get in touch are pointless now."""
    today = today_of(shop, now)
    _ended(db, shop, occasions.refresh(db, shop, buyer_id, today), ended_by("note"), today)


def stands_again(db: Connection, shop: Shop, old: Purchase, now: datetime) -> Outlook:
    """What is known of a buyer after a purchase, or a part of it, is his again."""
    today, before = today_of(shop, now), buyers.get(db, shop.id, old.buyer_id).last_day
    return _bought(db, shop, occasions.refresh(db, shop, old.buyer_id, today), old.day, before, today)


def given_back(db: Connection, shop: Shop, old: Purchase, now: datetime) -> Outlook:
    """What is known of a buyer after a purchase, or a part of it, is his no more.

    Without his latest purchase, the reminders that it asked for are pointless.
    """
    today = today_of(shop, now)
    outlook = occasions.refresh(db, shop, old.buyer_id, today)
    if outlook.row.last_day is None or outlook.row.last_day < old.day:
        outlook = _ended(db, shop, outlook, ended_by("purchase"), today)
    return untrue.dropped(db, shop, outlook, today)


def _bought(
    db: Connection,
    shop: Shop,
    outlook: Outlook,
    day: date,
    before: date | None,
    today: date,
    balance: Balance | None = None,
) -> Outlook:
    """A purchase after the latest before it ends what waits for one; an older one may make what waits untrue."""
    if before is None or day > before:
        return _ended(db, shop, outlook, ended_by("purchase"), today, balance)
    return untrue.dropped(db, shop, outlook, today, balance)


def _later(one: date | None, other: date | None) -> date | None:
    return max(filter(None, (one, other)), default=None)


def _ended(
    db: Connection, shop: Shop, outlook: Outlook, kinds: Sequence[str], today: date, balance: Balance | None = None
) -> Outlook:
    if outlook.waiting.isdisjoint(kinds):
        return outlook
    reminders.swallow(db, shop.id, outlook.row.id, kinds)
    return occasions.refresh(db, shop, outlook.row.id, today, balance)
