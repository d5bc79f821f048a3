"""The loyalty rules once more, as naive as can be: what storage and rules must agree with.

Nothing here comes from the programme itself. Lists are searched, sums are summed anew at each question, and an expired
lot is simply not looked at, so that the expiry job has nothing to do.
"""

from calendar import isleap, monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any

Answer = dict[str, Any]
ALWAYS = 1_000_000
"""Days: a window in which everything lies."""


class Refused(Exception):  # noqa: N818 - not an error of ours
    """The event changes nothing; `facts` go into the answer."""

    def __init__(self, **facts: Any) -> None:
        """Remembers what the buyer is told."""
        super().__init__()
        self.facts = facts


def require(condition: bool, **facts: Any) -> None:
    """Refuses the event unless the condition holds."""
    if not condition:
        raise Refused(**facts)


def whole(value: Any, least: int = 1) -> int:
    """An integer of at least `least`; everything else is refused."""
    require(type(value) is int and value >= least)
    return int(value)


def date_of(text: Any) -> date:
    """A day of the calendar; everything else is refused."""
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise Refused from None


def months_later(day: date, months: int) -> date:
    """The same day of the month, or the month's last day where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def celebrated(month: int, day: int, year: int) -> date:
    """29 February is 1 March in common years."""
    return date(year, 3, 1) if (month, day) == (2, 29) and not isleap(year) else date(year, month, day)


@dataclass(frozen=True)
class Rate:
    """What a full unit of money is worth."""

    points: int = 1
    per_cents: int = 100
    factor: Fraction = Fraction(1)

    def of(self, cents: int) -> int:
        """Points for all the money kept under this rate."""
        return floor(cents // self.per_cents * self.points * self.factor)


@dataclass(frozen=True)
class Condition:
    """What a tier asks for."""

    purchases: int = 0
    cents: int = 0
    within: int = ALWAYS
    downgrade: bool = False

    def holds(self, bought: Iterable[tuple[date, int]]) -> bool:
        amounts = [cents for _, cents in bought]
        return len(amounts) >= self.purchases and sum(amounts) >= self.cents

    def reached(self, bought: list[tuple[date, int]], today: date) -> bool:
        """Within the days up to today, or, without downgrade, within any such window so far."""
        window = timedelta(self.within)
        if self.downgrade:
            return self.holds(one for one in bought if today - one[0] <= window)
        starts = [day for day, _ in bought] or [today]
        return any(self.holds(one for one in bought if start <= one[0] <= start + window) for start in starts)


@dataclass
class Lot:
    """Points that came together; `left` of an expired lot is what expired."""

    ref: str
    left: int
    last: date | None
    number: int = 0
    """Its place in what happened to the buyer."""

    def valid(self, day: date) -> bool:
        return self.last is None or day <= self.last


@dataclass
class Debit:
    """What was taken from which lots, and what is owed of it; a refund's `own` lot is its purchase's."""

    number: int
    owed: int
    taken: list[tuple[Lot, int]] = field(default_factory=list)
    own: Lot | None = None

    def take(self, lot: Lot) -> None:
        """As much as is owed and there."""
        part = min(lot.left, self.owed)
        lot.left, self.owed = lot.left - part, self.owed - part
        self.taken += [(lot, part)] if part else []

    def swap(self, own: Lot) -> None:
        """Its own lot instead of others: first those that came later, then those that would be spent last."""
        others = [one for one in self.taken if one[0] is not own]
        others.sort(key=lambda one: (one[0].number > self.number, one[0].last or date.max, one[0].number))
        self.take(own)
        while own.left and others:
            lot, part = others.pop()
            self.taken.remove((lot, part))
            back = min(part, own.left)
            lot.left, self.owed = lot.left + back, back
            self.taken += [(lot, part - back)] if part > back else []
            self.take(own)


@dataclass
class Purchase:
    """What was paid, at which rate, and what of it was kept."""

    ref: str
    buyer: str
    day: date
    rate: Rate
    kept: int = 0
    lot: Lot | None = None
    keys: set[Any] = field(default_factory=set)


@dataclass
class Redemption:
    """The lots a redemption took, until it is cancelled."""

    buyer: str
    taken: list[tuple[Lot, int]]
    cancelled: bool = False


@dataclass
class Account:
    """One buyer."""

    lots: list[Lot] = field(default_factory=list)
    debits: list[Debit] = field(default_factory=list)
    earned: int = 0
    spent: int = 0
    hand: str = "Neu"
    birthday: tuple[int, int] | None = None

    def open(self, day: date) -> list[Lot]:
        """Next to expire first, then oldest; those that never expire last."""
        lots = [lot for lot in self.lots if lot.left and lot.valid(day)]
        return sorted(lots, key=lambda lot: lot.last or date.max)

    def balance(self, day: date) -> int:
        return sum(lot.left for lot in self.open(day)) - sum(debit.owed for debit in self.debits)

    def settle(self, day: date) -> None:
        """Debts are paid, the oldest first."""
        for debit in self.debits:
            for lot in self.open(day):
                debit.take(lot)

    def gain(self, lot: Lot, points: int, day: date) -> None:
        """Points come into the lot; they pay debt first, unless they are expired, and then go with a refund of their own."""
        lot.left += points
        self.settle(day)
        for debit in reversed(self.debits):
            if debit.own is lot:
                debit.swap(lot)
        self.settle(day)

    def earn(self, ref: str, points: int, last: date | None, day: date) -> Lot:
        lot = Lot(ref, 0, last, len(self.lots) + len(self.debits))
        self.lots.append(lot)
        self.earned += points
        self.gain(lot, points, day)
        return lot

    def take(self, points: int, lots: list[Lot], own: Lot | None = None) -> Debit:
        """Takes from these lots in turn, and the rest as debt."""
        debit = Debit(len(self.lots) + len(self.debits), points, own=own)
        self.debits.append(debit)
        for lot in lots:
            debit.take(lot)
        return debit


class Model:
    """Plays the events of the protocol on plain lists."""

    def __init__(self) -> None:
        """A new shop: one point per euro that never expires."""
        self.day = date.min
        self.rate = Rate()
        self.months: int | None = None
        self.accounts: dict[str, Account] = defaultdict(Account)
        self.purchases: list[Purchase] = []
        self.redemptions: dict[str, Redemption] = {}
        self.used: set[tuple[str, str]] = set()
        self.tiers = {"Neu": Condition(), "Wiederkäufer": Condition(2), "Stammkunde": Condition(3)}
        self.vip: Condition | None = None

    def answer(self, event: Mapping[str, Any]) -> Answer:
        """The answer to one event of the protocol; a refusal is `{"ok": False}` and perhaps what is missing."""
        before = self.day
        try:
            self.day = date_of(event["day"])
            require(self.day >= before)
            require(event["do"] in DO)
            return {"ok": True} | (DO[event["do"]](self, event) or {})
        except Refused as refused:
            self.day = before
            return {"ok": False} | refused.facts

    def rule(self, event: Mapping[str, Any]) -> None:
        rate = Rate(whole(event["points"]), whole(event["per_cents"]), Fraction(str(event.get("factor", 1))))
        self.rate, self.months = rate, event.get("expiry_months")

    def new(self, event: Mapping[str, Any]) -> Account:
        """The buyer's account, for an event whose reference must be new of its kind."""
        name = (event["do"], event["ref"])
        require(name not in self.used)
        self.used.add(name)
        return self.accounts[event["buyer"]]

    def points(self, buyer: str, rate: Rate) -> int:
        """All the buyer has for what he paid and kept under this rate."""
        return rate.of(sum(one.kept for one in self.purchases if (one.buyer, one.rate) == (buyer, rate)))

    def purchase(self, event: Mapping[str, Any]) -> None:
        cents, buyer = whole(event["cents"], 0), event["buyer"]
        account = self.new(event)
        one = Purchase(event["ref"], buyer, self.day, self.rate)
        self.purchases.append(one)
        before, one.kept = self.points(buyer, one.rate), cents
        last = None if self.months is None else months_later(self.day, self.months)
        one.lot = account.earn(one.ref, self.points(buyer, one.rate) - before, last, self.day)

    def refund(self, event: Mapping[str, Any]) -> None:
        buyer, key = event["buyer"], event.get("key")
        own = [one for one in self.purchases if (one.ref, one.buyer) == (event["ref"], buyer)]
        require(bool(own))
        one = own[0]
        if key is not None and key in one.keys:
            return
        cents = whole(one.kept if event.get("cents") is None else event["cents"])
        require(cents <= one.kept)
        before, one.kept = self.points(buyer, one.rate), one.kept - cents
        one.keys.add(key)
        account = self.accounts[buyer]
        others = [lot for lot in account.open(self.day) if lot is not one.lot]
        account.take(before - self.points(buyer, one.rate), [one.lot, *others] if one.lot else others, one.lot)

    def credit(self, event: Mapping[str, Any]) -> None:
        points, last = whole(event["points"]), event.get("valid_through")
        through = None if last is None else date_of(last)
        require(through is None or through >= self.day)
        self.new(event).earn(event["ref"], points, through, self.day)

    def debit(self, event: Mapping[str, Any]) -> None:
        points = whole(event["points"])
        account = self.new(event)
        account.spent += points
        account.take(points, account.open(self.day))

    def redeem(self, event: Mapping[str, Any]) -> None:
        points, balance = whole(event["points"]), self.accounts[event["buyer"]].balance(self.day)
        require(("redeem", event["ref"]) not in self.used)
        require(points <= balance, missing=points - balance)
        account = self.new(event)
        account.spent += points
        self.redemptions[event["ref"]] = Redemption(event["buyer"], account.take(points, account.open(self.day)).taken)

    def cancel_redeem(self, event: Mapping[str, Any]) -> None:
        one = self.redemptions.get(event["ref"])
        if one is None or one.buyer != event["buyer"] or one.cancelled:
            raise Refused
        one.cancelled = True
        for lot, points in sorted(one.taken, key=lambda taken: taken[0].number):
            self.accounts[one.buyer].gain(lot, points, self.day)

    def expire(self, event: Mapping[str, Any]) -> None:
        """Changes nothing: an expired lot does not count anyway."""

    def balance(self, event: Mapping[str, Any]) -> Answer:
        account = self.accounts[event["buyer"]]
        balance = account.balance(self.day)
        return {"balance": balance, "debt": max(0, -balance), "earned": account.earned, "spent": account.spent}

    def expiring(self, event: Mapping[str, Any]) -> Answer:
        lots = self.accounts[event["buyer"]].open(self.day)
        through = date_of(event["through"])
        return {"points": sum(lot.left for lot in lots if lot.last and lot.last <= through)}

    def lots(self, event: Mapping[str, Any]) -> Answer:
        lots = self.accounts[event["buyer"]].open(self.day)
        return {
            "lots": [{"ref": lot.ref, "left": lot.left, "valid_through": lot.last and str(lot.last)} for lot in lots]
        }

    def tier_rule(self, event: Mapping[str, Any]) -> None:
        asked = {name: event[name] for name in ("purchases", "cents", "downgrade") if name in event}
        condition = Condition(**asked, within=event.get("within_days") or ALWAYS)
        if event["name"] == "VIP":
            self.vip = condition
        else:
            self.tiers[event["name"]] = condition

    def set_tier(self, event: Mapping[str, Any]) -> None:
        require(event["tier"] in {*self.tiers, "VIP"})
        self.accounts[event["buyer"]].hand = event["tier"]

    def tier(self, event: Mapping[str, Any]) -> Answer:
        bought = [(one.day, one.kept) for one in self.purchases if one.buyer == event["buyer"] and one.kept]
        conditions = self.tiers | ({"VIP": self.vip} if self.vip else {})
        earned = [name for name, condition in conditions.items() if condition.reached(bought, self.day)]
        reached = {"Neu", self.accounts[event["buyer"]].hand, *earned}
        return {"tier": [name for name in (*self.tiers, "VIP") if name in reached][-1]}

    def birthday(self, event: Mapping[str, Any]) -> None:
        born = date_of(f"2000-{event['date']}")
        self.accounts[event["buyer"]].birthday = born.month, born.day

    def due(self, event: Mapping[str, Any]) -> Answer:
        born = self.accounts[event["buyer"]].birthday
        if born is None:
            raise Refused
        days = [celebrated(*born, year) for year in (self.day.year, self.day.year + 1)]
        return {"day": str(next(day for day in days if day >= self.day))}


DO = {
    name: getattr(Model, name)
    for name in (
        *("rule", "purchase", "refund", "credit", "debit", "redeem", "cancel_redeem", "expire"),
        *("balance", "expiring", "lots", "tier_rule", "set_tier", "tier", "birthday", "due"),
    )
}
"""Everything an event may ask for."""
