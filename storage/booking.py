"""Booking a purchase and taking it back: purchase, ledger, figures and due day together, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from rules.occasions import ended_by
from rules.occasions.facts import Facts, Occasion
from rules.points import points_change
from storage import buyers, ledger, occasions, purchases, reminders
from storage.buyers import Buyer
from storage.ledger import POINTS, STAMPS, Balance, Entry
from storage.occasions import Outlook
from storage.purchases import NewPurchase, Purchase
from storage.shops import Shop


@dataclass(frozen=True, slots=True)
class Booking:
    """What a booking changed: points and stamps new and in total, and what comes next for the buyer."""

    purchase_id: int
    buyer: Buyer
    """The buyer's row as it is now."""
    points: int
    stamps: int
    balance: Balance
    facts: Facts
    next: Occasion | None


def book(db: Connection, shop: Shop, buyer_id: int, new: NewPurchase, now: datetime) -> Booking:
    """Book a purchase with its points and stamp."""
    purchase_id = purchases.record(db, shop.id, buyer_id, new, now)
    outlook = _after(db, shop, buyer_id, "purchase", now)
    after = outlook.row.net_cents
    points = points_change(after - new.cents, after, shop.cents_per_point)
    earned = [Entry(POINTS, points, "purchase", str(purchase_id)), Entry(STAMPS, 1, "purchase", str(purchase_id))]
    ledger.append(db, shop.id, buyer_id, earned, new.day, now)
    return _booking(db, shop, purchase_id, outlook, points, 1)


def cancel(db: Connection, shop: Shop, old: Purchase, now: datetime) -> Booking:
    """Take a purchase back by counter-entries; a purchase that is void already raises IntegrityError by its key."""
    row = buyers.get(db, shop.id, old.buyer_id)
    before = row.net_cents
    left = old.cents - old.refunded_cents
    purchases.give_back(db, shop.id, old.id, left)
    outlook = occasions.refresh(db, shop, old.buyer_id, today_of(shop, now))
    points = points_change(before, before - left, shop.cents_per_point)
    back = [Entry(POINTS, points, "refund", str(old.id)), Entry(STAMPS, -1, "refund", str(old.id))]
    ledger.append(db, shop.id, old.buyer_id, back, today_of(shop, now), now)
    if row.last_day == old.day != outlook.row.last_day:
        reminders.swallow(db, shop.id, old.buyer_id, ended_by("purchase"))
    return _booking(db, shop, old.id, outlook, points, -1)


def rebook(db: Connection, shop: Shop, old: Purchase, buyer_id: int, new: NewPurchase, now: datetime) -> Booking:
    """Correct a purchase: the old one is taken back, the new one booked from the same message."""
    if old.cents > old.refunded_cents:
        cancel(db, shop, old, now)
    return book(db, shop, buyer_id, new, now)


def as_new(old: Purchase) -> NewPurchase:
    """A purchase as it was typed, to book it once more."""
    return NewPurchase(old.day, old.cents, old.quantity, old.item, old.tags, old.channel, old.source)


def note_contact(db: Connection, shop: Shop, buyer_id: int, now: datetime) -> None:
    """The seller wrote something down about a buyer: reminders to get in touch are pointless now."""
    _after(db, shop, buyer_id, "note", now)


def _after(db: Connection, shop: Shop, buyer_id: int, event: str, now: datetime) -> Outlook:
    """What is known of a buyer after a "purchase" or "note"; the reminders that it makes pointless are dropped."""
    outlook = occasions.refresh(db, shop, buyer_id, today_of(shop, now))
    if outlook.waiting.isdisjoint(ended_by(event)):
        return outlook
    reminders.swallow(db, shop.id, buyer_id, ended_by(event))
    return occasions.refresh(db, shop, buyer_id, today_of(shop, now))


def today_of(shop: Shop, now: datetime) -> date:
    """The shop's local date at an instant."""
    return _local_date(shop.timezone, now)


@lru_cache(maxsize=64)
def _local_date(timezone: str, now: datetime) -> date:
    return now.astimezone(ZoneInfo(timezone)).date()


def _booking(db: Connection, shop: Shop, purchase_id: int, outlook: Outlook, points: int, stamps: int) -> Booking:
    balance = ledger.balance(db, shop.id, outlook.row.id)
    return Booking(purchase_id, outlook.row, points, stamps, balance, outlook.facts, outlook.next)
