"""The events that `benchmarks.ledger` replays, each by the functions that the bot itself uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from messages_de import plain
from rules.lots import Lot
from rules.occasions import KINDS
from rules.occasions.facts import Birthday
from rules.occasions.yearly import in_year
from rules.tiers import NEW, REGULAR, RETURNING, VIP, TierRule
from storage import booking, buyers, byhand, ledger, lots, occasions, purchases, refunds, shops, tiers, vouchers
from storage.ledger import POINTS
from storage.purchases import NewPurchase
from storage.shops import Shop
from storage.tiers import OwnTier
from storage.vouchers import NewVoucher

Event = Mapping[str, Any]
Found = dict[str, Any]

LEAP_YEAR = 2024


class Refused(Exception):  # noqa: N818  (a refusal, as RuleError is one)
    """An event that makes no sense."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.facts: dict[str, object] = {}
        super().__init__(key)


@dataclass(slots=True)
class Till:
    """The shop in which events are played, and what their references stand for."""

    db: Connection
    shop: Shop
    now: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    today: date = date.min
    buyers: dict[str, int] = field(default_factory=dict)
    refs: dict[tuple[str, str], int] = field(default_factory=dict)
    """Purchases, redemptions and bookings by hand by their event and reference."""

    def copy(self) -> Till:
        """As it is now, to come back to."""
        return replace(self, buyers=dict(self.buyers), refs=dict(self.refs))

    def buyer(self, event: Event) -> int:
        """The buyer an event is about; the first time, a new one."""
        name = _text(event, "buyer")
        if name not in self.buyers:
            self.buyers[name] = buyers.create(self.db, self.shop.id, name, self.now)
        return self.buyers[name]

    def new_ref(self, event: Event) -> str:
        """The reference of something new."""
        ref = _text(event, "ref")
        if (event["do"], ref) in self.refs:
            raise Refused("replay.booked_before")
        self.refs[event["do"], ref] = 0
        return ref

    def known(self, kind: str, event: Event) -> int:
        """What an earlier event of that kind booked under this reference."""
        found = self.refs.get((kind, _text(event, "ref")))
        if found is None:
            raise Refused("replay.unknown_reference")
        return found


def day_of(event: Event, name: str) -> date:
    """A local date of an event."""
    try:
        return date.fromisoformat(event.get(name, ""))
    except (TypeError, ValueError):
        raise Refused("replay.no_date") from None


def _text(event: Event, name: str) -> str:
    value = event.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Refused(f"replay.no_{name}")
    return value


def _number(event: Event, name: str, *, least: int = 1) -> int:
    value = event.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value < 2**53:
        raise Refused(f"replay.no_{name}")
    return value


def _or_none(event: Event, name: str, *, least: int = 1) -> int | None:
    return None if event.get(name) is None else _number(event, name, least=least)


def _factor(event: Event) -> str:
    """The factor as an exact number."""
    try:
        factor = Fraction(Decimal("1" if event.get("factor") is None else str(event["factor"])))
    except (InvalidOperation, ValueError, OverflowError):
        raise Refused("replay.no_factor") from None
    if factor <= 0 or isinstance(event.get("factor"), bool):
        raise Refused("replay.no_factor")
    return str(factor)


def rule(till: Till, event: Event) -> Found:
    """From now on: points per full unit, factor, expiry."""
    till.shop = shops.change(
        till.db,
        till.shop.id,
        points_per_unit=_number(event, "points", least=0) if "points" in event else till.shop.points_per_unit,
        cents_per_point=_number(event, "per_cents") if "per_cents" in event else till.shop.cents_per_point,
        expiry_months=_or_none(event, "expiry_months"),
        points_factor=_factor(event),
    )
    return {}


def purchase(till: Till, event: Event) -> Found:
    """A purchase that was paid."""
    ref, buyer, cents = till.new_ref(event), till.buyer(event), _number(event, "cents", least=0)
    done = booking.book(till.db, till.shop, buyer, NewPurchase(till.today, cents), till.now)
    till.refs["purchase", ref] = done.purchase_id
    return {"points": done.points}


def refund(till: Till, event: Event) -> Found:
    """Money given back; the same key again changes nothing."""
    buyer, old = till.buyer(event), purchases.get(till.db, till.shop.id, till.known("purchase", event))
    if old.buyer_id != buyer:
        raise Refused("replay.another_buyers")
    if not old.cents:
        raise Refused("storno.nothing_left")
    key = _text(event, "key") if event.get("key") is not None else ""
    if key and refunds.with_key(till.db, till.shop.id, old.id, key):
        return {"points": 0}
    done = refunds.refund(till.db, till.shop, old, till.now, _or_none(event, "cents"), key)
    return {"points": done.booking.points}


def credit(till: Till, event: Event) -> Found:
    """Points by hand."""
    ref, buyer, points = till.new_ref(event), till.buyer(event), _number(event, "points")
    until = None if event.get("valid_through") is None else day_of(event, "valid_through")
    byhand.credit(till.db, till.shop, buyer, points, ref, till.now, until=until, why="replay")
    return {}


def debit(till: Till, event: Event) -> Found:
    """Points taken by hand; the balance may go below zero."""
    ref, buyer, points = till.new_ref(event), till.buyer(event), _number(event, "points")
    byhand.debit(till.db, till.shop, buyer, points, ref, till.now, why="replay")
    return {}


def redeem(till: Till, event: Event) -> Found:
    """Points for a voucher; never more than there are."""
    ref, buyer = till.new_ref(event), till.buyer(event)
    new = NewVoucher("replay", cost=_number(event, "points"))
    till.refs["redeem", ref] = vouchers.issue(till.db, till.shop, buyer, new, till.now).id
    return {}


def cancel_redeem(till: Till, event: Event) -> Found:
    """The voucher is taken back."""
    row = vouchers.get(till.db, till.shop.id, till.known("redeem", event))
    if row.buyer_id != till.buyer(event):
        raise Refused("replay.another_buyers")
    vouchers.cancel(till.db, till.shop, row, till.now)
    return {}


def expire(till: Till, _event: Event) -> Found:
    """The job that closes what has expired."""
    return {"points": lots.close_expired(till.db, till.shop.id, till.today, till.now)}


def balance(till: Till, event: Event) -> Found:
    """What a buyer has, owes, and ever earned and spent."""
    buyer = till.buyer(event)
    points = ledger.balance(till.db, till.shop.id, buyer, till.today).points
    gross = ledger.gross(till.db, till.shop.id, buyer, POINTS)
    return {"balance": points, "debt": max(0, -points), "earned": gross.earned, "spent": gross.spent}


def expiring(till: Till, event: Event) -> Found:
    """Points that expire through a day."""
    through = day_of(event, "through")
    return {"points": lots.expiring(till.db, till.shop.id, till.buyer(event), till.today, through)}


def open_lots(till: Till, event: Event) -> Found:
    """What is left of each credit, next to expire first."""
    found = lots.open_lots(till.db, till.shop.id, till.buyer(event), POINTS, till.today)
    return {
        "lots": [
            {
                "ref": _ref(till, lot),
                "left": lot.left,
                "valid_through": lot.valid_through and lot.valid_through.isoformat(),
            }
            for lot in lots.merged_by_root(found)
        ]
    }


def _ref(till: Till, lot: Lot) -> str:
    """The event's own reference for what a lot was booked for."""
    reason, reference = lots.source(till.db, till.shop.id, lot.root)
    names = {str(number): ref for (kind, ref), number in till.refs.items() if kind == reason}
    return names.get(reference, reference)


def _tier_key(name: str) -> str:
    usual = {plain(f"tier.{tier}"): tier for tier in (NEW, RETURNING, REGULAR, VIP)}
    return usual.get(name, name)


def tier_rule(till: Till, event: Event) -> Found:
    """The shop's own definition of a tier."""
    definition = TierRule(
        _tier_key(_text(event, "name")),
        purchases=_or_none(event, "purchases"),
        cents=_or_none(event, "cents"),
        items=_or_none(event, "items"),
        within_days=_or_none(event, "within_days"),
        downgrade=event.get("downgrade") is True,
    )
    if not (definition.purchases or definition.cents or definition.items):
        raise Refused("replay.no_condition")
    till.shop = tiers.define(till.db, till.shop, OwnTier(definition))
    for buyer in till.buyers.values():
        occasions.refresh(till.db, till.shop, buyer, till.today)
    return {}


def set_tier(till: Till, event: Event) -> Found:
    """A tier given by hand; null takes it away."""
    tier = None if event.get("tier") is None else _tier_key(_text(event, "tier"))
    tiers.give(till.db, till.shop.id, till.buyer(event), tier)
    return {}


def tier(till: Till, event: Event) -> Found:
    """The tier a buyer stands in."""
    row = buyers.get(till.db, till.shop.id, till.buyer(event))
    found = tiers.current(till.db, till.shop, row, till.today)
    return {"tier": plain(f"tier.{found}") if found in {NEW, RETURNING, REGULAR, VIP} else found}


def birthday(till: Till, event: Event) -> Found:
    """Day and month of a birthday."""
    try:
        born = date.fromisoformat(f"{LEAP_YEAR}-{_text(event, 'date')[-5:]}")
    except ValueError:
        raise Refused("replay.no_date") from None
    buyers.set_birthday(till.db, till.shop.id, till.buyer(event), Birthday(born.day, born.month), till.today)
    occasions.refresh(till.db, till.shop, till.buyer(event), till.today)
    return {}


def due(till: Till, event: Event) -> Found:
    """The next day of an occasion: a birthday is due when it is celebrated, anything else when the reminder comes."""
    row = buyers.get(till.db, till.shop.id, till.buyer(event))
    kind = _text(event, "kind")
    if kind == "birthday":
        return {"day": _next_birthday(buyers.birthday_of(row), till.today)}
    if kind not in {module.KIND for module in KINDS}:
        raise Refused("replay.unknown_kind")
    (known,) = occasions.facts_of(till.db, [row], till.today)
    found = [module.due(known.facts, shops.rules_of(till.shop), till.today) for module in KINDS if kind == module.KIND]
    return {"day": found[0].due.isoformat() if found[0] else None}


def _next_birthday(born: Birthday | None, today: date) -> str | None:
    if born is None:
        return None
    this_year = in_year(today.year, born.month, born.day)
    return (this_year if this_year >= today else in_year(today.year + 1, born.month, born.day)).isoformat()


EVENTS: dict[str, Callable[[Till, Event], Found]] = {
    "rule": rule,
    "purchase": purchase,
    "refund": refund,
    "credit": credit,
    "debit": debit,
    "redeem": redeem,
    "cancel_redeem": cancel_redeem,
    "expire": expire,
    "balance": balance,
    "expiring": expiring,
    "lots": open_lots,
    "tier_rule": tier_rule,
    "set_tier": set_tier,
    "tier": tier,
    "birthday": birthday,
    "due": due,
}
