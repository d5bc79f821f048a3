"""Every rule of loyalty that can be told as a story of purchases, refunds and rewards, told as one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from shutil import copyfile
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from benchmarks.ledger import Replay
from storage.engine import open_engine
from tests.conftest import prepared
from tests.ledger_model import Model

Step = tuple[dict[str, Any], dict[str, Any]]


@dataclass(frozen=True)
class Story:
    """Events with the answers that are due; each word adds one."""

    day: str = "2026-01-10"
    buyer: str = "A"
    steps: tuple[Step, ...] = ()

    def on(self, day: str) -> Story:
        return replace(self, day=day)

    def of(self, buyer: str) -> Story:
        return replace(self, buyer=buyer)

    def _add(self, do: str, answer: dict[str, Any], **event: Any) -> Story:
        asked = {"do": do, "day": self.day, "buyer": self.buyer} | event
        return replace(self, steps=(*self.steps, (asked, answer)))

    def does(self, do: str, **event: Any) -> Story:
        return self._add(do, {"ok": True}, **event)

    def refuses(self, do: str, missing: int | None = None, **event: Any) -> Story:
        return self._add(do, {"ok": False} | ({} if missing is None else {"missing": missing}), **event)

    def rule(self, points: int = 1, per_cents: int = 100, months: int | None = None, factor: float = 1) -> Story:
        return self.does("rule", points=points, per_cents=per_cents, expiry_months=months, factor=factor)

    def buys(self, *amounts: int) -> Story:
        """Purchases p1, p2, ... in the order in which they are told."""
        story = self
        for cents in amounts:
            number = 1 + sum(event["do"] == "purchase" for event, _ in story.steps)
            story = story.does("purchase", ref=f"p{number}", cents=cents)
        return story

    def refund(self, ref: str, **event: Any) -> Story:
        number = sum(event["do"] == "refund" for event, _ in self.steps)
        return self.does("refund", **({"ref": ref, "key": f"k{number}"} | event))

    def credit(self, ref: str, points: int, through: str | None = None) -> Story:
        return self.does("credit", ref=ref, points=points, valid_through=through)

    def debit(self, ref: str, points: int) -> Story:
        return self.does("debit", ref=ref, points=points)

    def redeem(self, ref: str, points: int) -> Story:
        return self.does("redeem", ref=ref, points=points)

    def cancel(self, ref: str) -> Story:
        return self.does("cancel_redeem", ref=ref)

    def has(self, balance: int, **gross: int) -> Story:
        return self._add("balance", {"ok": True, "balance": balance, "debt": max(0, -balance)} | gross)

    def lots(self, *lots: tuple[str, int, str | None]) -> Story:
        shown = [{"ref": ref, "left": left, "valid_through": last} for ref, left, last in lots]
        return self._add("lots", {"ok": True, "lots": shown})

    def expiring(self, through: str, points: int) -> Story:
        return self._add("expiring", {"ok": True, "points": points}, through=through)

    def tier_rule(self, name: str, **condition: Any) -> Story:
        return self.does("tier_rule", name=name, **condition)

    def is_(self, tier: str) -> Story:
        return self._add("tier", {"ok": True, "tier": tier})

    def due(self, day: str) -> Story:
        return self._add("due", {"ok": True, "day": day}, kind="birthday")


START = Story()
MONTHLY = START.rule(months=1)

EARNING = {
    "nothing bought: nothing there": START.has(0, earned=0, spent=0).lots().is_("Neu"),
    "1 point per full euro": START.buys(3599).has(35, earned=35, spent=0).lots(("p1", 35, None)),
    "cents below a euro earn nothing": START.buys(99).has(0, earned=0).lots(),
    "cents below a unit carry over": START.buys(150, 150).has(3).lots(("p1", 1, None), ("p2", 2, None)),
    "many cents of many purchases add up": START.buys(*[33] * 10).has(3, earned=3),
    "another buyer's cents are his own": START.buys(150).of("B").buys(150).has(1).of("A").has(1),
    "paid entirely with a reward: earns nothing": START.buys(0).has(0, earned=0).lots(),
    "2 points per 5 euros": START.rule(points=2, per_cents=500).buys(499).has(0).buys(1).has(2).buys(1499).has(6),
    "factor 1.5: rounded down once at the end": START.rule(factor=1.5).buys(100).has(1).buys(100).has(3),
    "factor 1.5 on 3 points per euro: 4.5 is 4": START.rule(points=3, factor=1.5).buys(100).has(4).buys(100).has(9),
    "factor 1.1 is eleven tenths exactly": START.rule(factor=1.1).buys(1000).has(11).buys(2000).has(33),
    "factor 0.29 of 100 points is 29": START.rule(points=100, factor=0.29).buys(100).has(29),
    "a credit earns beside purchases": START.buys(500).credit("c1", 50).has(55, earned=55, spent=0),
    "a new rate counts from now on": START.buys(1000).rule(points=2).has(10).buys(1000).has(30),
    "each rate carries its own cents": START.buys(150).rule(points=2).buys(150).has(3).buys(50).has(5),
    "back at an earlier rate: its cents go on": START.buys(150).rule(points=2).buys(150).rule().buys(50).has(4),
    "the same rate said again changes nothing": START.buys(150).rule().buys(50).has(2),
    "factor 2.0 is factor 2": START.rule(factor=2).buys(150).rule(factor=2.0).buys(50).has(4),
    "a new expiry is not a new rate": START.buys(150)
    .rule(months=12)
    .buys(50)
    .has(2)
    .lots(("p2", 1, "2027-01-10"), ("p1", 1, None)),
}

REFUNDS = {
    "whole refund: all taken back, gross stays": START.buys(3500).refund("p1").has(0, earned=35, spent=0).lots(),
    "part refund: proportional": START.buys(3500).refund("p1", cents=1000).has(25).lots(("p1", 25, None)),
    "part refund of cents: by the same cumulative arithmetic": START.buys(150, 150).refund("p1", cents=1).has(2),
    "refunds of cents in the other order end the same": START.buys(150, 150).refund("p2", cents=1).has(2),
    "all refunded in any order: nothing is left": START.buys(150, 150, 199)
    .has(4)
    .refund("p2")
    .has(3)
    .refund("p1")
    .has(1)
    .refund("p3")
    .has(0, earned=4),
    "a refund never takes more than was earned": START.buys(99, 99).refund("p1").has(0).refund("p2").has(0),
    "refunded cents no longer carry over": START.buys(150).refund("p1").buys(50).has(0).buys(50).has(1),
    "two part refunds, then the rest": START.buys(1000)
    .refund("p1", cents=333)
    .has(6)
    .refund("p1", cents=333)
    .has(3)
    .refund("p1")
    .has(0),
    "the same key again changes nothing": START.buys(1000)
    .refund("p1", cents=300, key="k")
    .refund("p1", cents=300, key="k")
    .has(7),
    "the same key after the whole refund is fine too": START.buys(1000)
    .refund("p1", key="k")
    .refund("p1", key="k")
    .has(0),
    "the same key for another purchase is another refund": START.buys(1000, 1000)
    .refund("p1", key="k")
    .refund("p2", key="k")
    .has(0),
    "a refund without a key counts each time": START.buys(1000)
    .does("refund", ref="p1", cents=100)
    .does("refund", ref="p1", cents=100)
    .has(8),
    "a second full refund: refused": START.buys(1000).refund("p1").refuses("refund", ref="p1", key="again").has(0),
    "more than is left: refused": START.buys(1000)
    .refund("p1", cents=400)
    .refuses("refund", ref="p1", cents=601, key="more")
    .has(6)
    .refund("p1", cents=600)
    .has(0),
    "a refused refund does not use up its key": START.buys(1000)
    .refuses("refund", ref="p1", cents=1001, key="k")
    .refund("p1", cents=400, key="k")
    .has(6),
    "unknown purchase: refused": START.buys(1000).refuses("refund", ref="p9", key="k").has(10),
    "another buyer's purchase: refused": START.buys(1000)
    .of("B")
    .refuses("refund", ref="p1", key="k")
    .has(0)
    .of("A")
    .has(10),
    "paid with a reward: nothing to refund": START.buys(0).refuses("refund", ref="p1", key="k").has(0),
    "the refund goes by the rate of its purchase": START.buys(1000)
    .rule(points=5)
    .buys(1000)
    .has(60)
    .refund("p1", cents=500)
    .has(55)
    .refund("p2", cents=500)
    .has(30),
    "a refund at factor 1.5 ends at the formula": START.rule(factor=1.5)
    .buys(100, 100)
    .has(3)
    .refund("p2")
    .has(1)
    .refund("p1")
    .has(0),
}

LOTS = {
    "valid through the same day of the next month": MONTHLY.buys(500).lots(("p1", 5, "2026-02-10")),
    "valid through its last day": MONTHLY.buys(500)
    .on("2026-02-10")
    .has(5)
    .lots(("p1", 5, "2026-02-10"))
    .redeem("r1", 5),
    "expired on the day after, job or no job": MONTHLY.buys(500).on("2026-02-11").has(0, earned=5, spent=0).lots(),
    "the job closes a lot once, however often it runs": MONTHLY.buys(500)
    .on("2026-02-11")
    .does("expire")
    .does("expire")
    .has(0, earned=5)
    .on("2026-03-01")
    .does("expire")
    .has(0, earned=5)
    .credit("c1", 1)
    .has(1),
    "the job on the last day takes nothing": MONTHLY.buys(500).on("2026-02-10").does("expire").has(5).redeem("r1", 5),
    "an expired lot cannot be spent": MONTHLY.buys(500)
    .on("2026-02-11")
    .refuses("redeem", missing=1, ref="r1", points=1)
    .has(0, spent=0),
    "month end: 31 January to 28 February": MONTHLY.on("2026-01-31").buys(500).lots(("p1", 5, "2026-02-28")),
    "month end: 31 January to 29 February": MONTHLY.on("2028-01-31").buys(500).lots(("p1", 5, "2028-02-29")),
    "month end: 28 February stays the 28th": MONTHLY.on("2026-02-28").buys(500).lots(("p1", 5, "2026-03-28")),
    "leap day, 12 months: 28 February": START.rule(months=12).on("2028-02-29").buys(500).lots(("p1", 5, "2029-02-28")),
    "month end: 31 August, 6 months": START.rule(months=6).on("2026-08-31").buys(500).lots(("p1", 5, "2027-02-28")),
    "December, 1 month: January": MONTHLY.on("2026-12-31").buys(500).lots(("p1", 5, "2027-01-31")),
    "an expiry change leaves the lots before it": MONTHLY.buys(500)
    .rule()
    .buys(500)
    .lots(("p1", 5, "2026-02-10"), ("p2", 5, None))
    .on("2026-02-11")
    .has(5),
    "a credit through today is good today": START.credit("c1", 50, "2026-01-10").has(50).on("2026-01-11").has(0),
    "a credit through yesterday: refused": START.refuses("credit", ref="c1", points=5, valid_through="2026-01-09").has(
        0
    ),
    "spending takes the lot that expires first": START.credit("c1", 10)
    .credit("c2", 10, "2026-03-31")
    .credit("c3", 10, "2026-01-31")
    .redeem("r1", 15)
    .lots(("c2", 5, "2026-03-31"), ("c1", 10, None)),
    "never-expiring lots last": START.credit("c1", 10)
    .credit("c2", 10, "2030-01-01")
    .redeem("r1", 10)
    .lots(("c1", 10, None)),
    "lots of one day: the oldest first": START.credit("c1", 10, "2026-01-31")
    .credit("c2", 10, "2026-01-31")
    .redeem("r1", 12)
    .lots(("c2", 8, "2026-01-31")),
    "a debit takes lots like a redemption": START.credit("c1", 10)
    .credit("c2", 10, "2026-01-31")
    .debit("d1", 12)
    .has(8, earned=20, spent=12)
    .lots(("c1", 8, None)),
    "what expires by a day": START.credit("c1", 10, "2026-01-31")
    .credit("c2", 20, "2026-03-31")
    .credit("c3", 40)
    .expiring("2026-01-30", 0)
    .expiring("2026-01-31", 10)
    .expiring("2026-12-31", 30)
    .redeem("r1", 15)
    .expiring("2026-12-31", 15)
    .on("2026-04-01")
    .expiring("2026-12-31", 0),
    "what expires is what is left of a lot": START.credit("c1", 50, "2026-01-31")
    .redeem("r1", 20)
    .on("2026-02-01")
    .has(0, earned=50, spent=20)
    .does("expire")
    .has(0, earned=50, spent=20),
}

DEBT = {
    "refund after spending: below zero": START.buys(1000)
    .redeem("r1", 8)
    .refund("p1")
    .has(-8, earned=10, spent=8)
    .lots(),
    "the next purchase pays the debt first": START.buys(1000)
    .redeem("r1", 8)
    .refund("p1")
    .buys(500)
    .has(-3, earned=15)
    .lots()
    .buys(500)
    .has(2, earned=20, spent=8)
    .lots(("p3", 2, None)),
    "a credit pays the debt first": START.debit("d1", 8)
    .has(-8, earned=0, spent=8)
    .credit("c1", 10)
    .lots(("c1", 2, None)),
    "points that paid a debt cannot expire": START.debit("d1", 8)
    .credit("c1", 10, "2026-01-31")
    .on("2026-02-01")
    .does("expire")
    .has(0),
    "a debt does not expire": START.debit("d1", 8).on("2031-01-01").does("expire").has(-8),
    "in debt: a redemption lacks the debt as well": START.debit("d1", 8)
    .refuses("redeem", missing=13, ref="r1", points=5)
    .has(-8),
    "a refund takes its own purchase's lot first": START.credit("c1", 10, "2026-01-31")
    .buys(1000, 500)
    .refund("p1", cents=400)
    .lots(("c1", 10, "2026-01-31"), ("p1", 6, None), ("p2", 5, None)),
    "then the other lots, next to expire first": START.buys(1000)
    .redeem("r1", 10)
    .credit("c1", 4)
    .credit("c2", 4, "2026-01-31")
    .refund("p1", cents=600)
    .lots(("c1", 2, None))
    .refund("p1")
    .has(-2),
    "refund after expiry: gone points are not taken again": MONTHLY.buys(1000)
    .credit("c1", 5)
    .on("2026-02-11")
    .refund("p1")
    .has(5, earned=15, spent=0)
    .does("expire")
    .has(5),
    "refund after the job closed the lot: the same": MONTHLY.buys(1000)
    .on("2026-02-11")
    .does("expire")
    .refund("p1", cents=500)
    .refund("p1")
    .has(0)
    .does("expire")
    .has(0),
    "refund after spending and expiry: only the spent part": MONTHLY.buys(1000)
    .redeem("r1", 4)
    .on("2026-02-11")
    .does("expire")
    .refund("p1")
    .has(-4, earned=10, spent=4),
    "refund of a purchase whose points paid a debt": START.debit("d1", 8)
    .buys(1000)
    .has(2)
    .refund("p1")
    .has(-8, earned=10, spent=8),
}

REWARDS = {
    "redeem all there is": START.buys(1000).redeem("r1", 10).has(0, earned=10, spent=10).lots(),
    "never above the balance: the missing amount": START.buys(1000)
    .refuses("redeem", missing=5, ref="r1", points=15)
    .has(10),
    "cancelled: credited, gross stays": START.buys(1000)
    .redeem("r1", 7)
    .cancel("r1")
    .has(10, earned=10, spent=7)
    .lots(("p1", 10, None)),
    "a second cancellation: refused": START.buys(1000)
    .redeem("r1", 7)
    .cancel("r1")
    .refuses("cancel_redeem", ref="r1")
    .has(10),
    "another buyer's redemption: refused": START.buys(1000)
    .redeem("r1", 7)
    .of("B")
    .refuses("cancel_redeem", ref="r1")
    .has(0)
    .of("A")
    .cancel("r1")
    .has(10),
    "an unknown redemption: refused": START.buys(1000).refuses("cancel_redeem", ref="r1").has(10),
    "cancelled: each lot with its own expiry": START.credit("c1", 10)
    .credit("c2", 10, "2026-03-31")
    .redeem("r1", 15)
    .on("2026-03-31")
    .cancel("r1")
    .lots(("c2", 10, "2026-03-31"), ("c1", 10, None)),
    "cancelled: the points are as old as their lot": START.buys(1000, 1000)
    .redeem("r1", 5)
    .cancel("r1")
    .redeem("r2", 12)
    .lots(("p2", 8, None)),
    "cancelled after the expiry: gone at once": START.credit("c1", 10)
    .credit("c2", 10, "2026-03-31")
    .redeem("r1", 15)
    .on("2026-04-01")
    .cancel("r1")
    .has(10, earned=20, spent=15)
    .lots(("c1", 10, None))
    .does("expire")
    .has(10),
    "cancelled after the job: closed again": START.credit("c1", 10, "2026-01-31")
    .redeem("r1", 4)
    .on("2026-02-01")
    .does("expire")
    .cancel("r1")
    .has(0)
    .does("expire")
    .has(0, earned=10, spent=4),
    "cancelled in debt after the expiry: gone points pay no debt": START.credit("c1", 10, "2026-01-31")
    .redeem("r1", 10)
    .debit("d1", 4)
    .on("2026-02-01")
    .cancel("r1")
    .has(-4, earned=10, spent=14),
    "cancelled in debt: pays the debt first": START.buys(1000)
    .redeem("r1", 8)
    .refund("p1")
    .has(-8)
    .cancel("r1")
    .has(0)
    .lots(),
    "refunded after the expiry, then cancelled: gone points are not owed": MONTHLY.buys(1000)
    .redeem("r1", 4)
    .on("2026-02-11")
    .refund("p1")
    .has(-4)
    .cancel("r1")
    .has(0)
    .does("expire")
    .has(0, earned=10, spent=4),
    "cancelled after the expiry, then refunded: the same": MONTHLY.buys(1000)
    .redeem("r1", 4)
    .on("2026-02-11")
    .cancel("r1")
    .refund("p1")
    .has(0)
    .does("expire")
    .has(0, earned=10, spent=4),
    "refunded before the expiry, cancelled after it: the same": MONTHLY.buys(1000)
    .redeem("r1", 4)
    .refund("p1")
    .has(-4)
    .on("2026-02-11")
    .cancel("r1")
    .has(0),
    "cancelled: the refund takes its own points, the others are there again": MONTHLY.buys(1000)
    .credit("c1", 20)
    .redeem("r1", 4)
    .refund("p1")
    .lots(("c1", 16, None))
    .cancel("r1")
    .lots(("c1", 20, None))
    .on("2026-02-11")
    .has(20),
    "cancelled: what paid the refund's debt later is there again": MONTHLY.buys(1000)
    .redeem("r1", 4)
    .refund("p1")
    .credit("c1", 5)
    .has(1)
    .on("2026-02-11")
    .cancel("r1")
    .lots(("c1", 5, None)),
    "cancelled: what the refund had taken has expired by now": MONTHLY.buys(1000)
    .credit("c1", 20, "2026-02-20")
    .redeem("r1", 4)
    .refund("p1")
    .on("2026-02-21")
    .does("expire")
    .cancel("r1")
    .has(0)
    .does("expire")
    .has(0),
    "cancelled, then refunded: the same": START.buys(1000).redeem("r1", 8).cancel("r1").refund("p1").has(0).lots(),
    "redeem again after a cancellation": START.buys(1000)
    .redeem("r1", 10)
    .cancel("r1")
    .redeem("r2", 10)
    .has(0, earned=10, spent=20)
    .cancel("r2")
    .has(10),
    "the same redemption again: refused": START.buys(1000).redeem("r1", 2).refuses("redeem", ref="r1", points=2).has(8),
    "a cancelled redemption's name is taken": START.buys(1000)
    .redeem("r1", 2)
    .cancel("r1")
    .refuses("redeem", ref="r1", points=2)
    .has(10),
    "the same purchase again: refused": START.buys(1000).refuses("purchase", ref="p1", cents=1000).has(10, earned=10),
    "the same credit again: refused": START.credit("c1", 5)
    .refuses("credit", ref="c1", points=5, valid_through=None)
    .has(5),
    "the same debit again: refused": START.credit("c1", 9).debit("d1", 2).refuses("debit", ref="d1", points=2).has(7),
    "another buyer's points stay his": START.buys(1000).of("B").refuses("redeem", missing=1, ref="r1", points=1),
}

REFUSED = {
    "a negative amount: refused": START.refuses("purchase", ref="p1", cents=-1).has(0).buys(100).has(1),
    "an amount of fractions: refused": START.refuses("purchase", ref="p1", cents=99.5).has(0),
    "no points: refused": START.refuses("credit", ref="c1", points=0, valid_through=None).has(0),
    "negative points: refused": START.buys(900).refuses("redeem", ref="r1", points=-5).has(9, spent=0),
    "a debit of nothing: refused": START.refuses("debit", ref="d1", points=0).has(0),
    "a refund of nothing: refused": START.buys(900).refuses("refund", ref="p1", cents=0, key="k").has(9),
    "a negative refund: refused": START.buys(900).refuses("refund", ref="p1", cents=-100, key="k").has(9),
    "yesterday: refused": START.buys(900)
    .on("2026-01-09")
    .refuses("purchase", ref="p2", cents=100)
    .on("2026-01-10")
    .has(9),
    "something else: refused": START.buys(900).refuses("conjure", points=5).has(9),
}

HALF_YEAR = START.tier_rule("Stammkunde", purchases=3, within_days=180)
YEAR_SUM = START.tier_rule("Stammkunde", cents=10000, within_days=365)

TIERS = {
    "1 purchase: Neu": START.buys(1).is_("Neu"),
    "2 purchases: Wiederkäufer": START.buys(1, 1).is_("Wiederkäufer"),
    "3 purchases: Stammkunde": START.buys(1, 1, 1).is_("Stammkunde").buys(1, 1).is_("Stammkunde"),
    "a refunded purchase does not count": START.buys(100, 100, 100).refund("p1").is_("Wiederkäufer"),
    "a part of it kept counts": START.buys(100, 100, 100).refund("p1", cents=99).is_("Stammkunde"),
    "paid with a reward does not count": START.buys(100, 100, 0).is_("Wiederkäufer"),
    "spending points changes no tier": START.buys(100, 100, 100)
    .redeem("r1", 3)
    .is_("Stammkunde")
    .debit("d1", 9)
    .is_("Stammkunde"),
    "a credit is no purchase": START.credit("c1", 5000).credit("c2", 5000).is_("Neu"),
    "3 within 180 days: the 180th day counts": HALF_YEAR.buys(1, 1).on("2026-07-09").buys(1).is_("Stammkunde"),
    "3 within 180 days: the 181st day does not": HALF_YEAR.buys(1, 1).on("2026-07-10").buys(1).is_("Wiederkäufer"),
    "3 in a window in the middle count": HALF_YEAR.buys(1)
    .on("2027-01-10")
    .buys(1, 1)
    .is_("Wiederkäufer")
    .on("2027-07-09")
    .buys(1)
    .is_("Stammkunde"),
    "reached once, kept without downgrade": HALF_YEAR.buys(1, 1, 1).on("2031-01-01").is_("Stammkunde"),
    "downgrade only at the window's end": START.tier_rule("Stammkunde", purchases=3, within_days=180, downgrade=True)
    .buys(1)
    .on("2026-01-20")
    .buys(1, 1)
    .is_("Stammkunde")
    .on("2026-07-09")
    .is_("Stammkunde")
    .on("2026-07-10")
    .is_("Wiederkäufer")
    .buys(1)
    .is_("Stammkunde"),
    "100 euros within a year": YEAR_SUM.buys(9999).is_("Neu").on("2027-01-10").buys(1).is_("Stammkunde"),
    "100 euros in more than a year are not enough": YEAR_SUM.buys(9999).on("2027-01-11").buys(1).is_("Wiederkäufer"),
    "the sum counts what was kept": YEAR_SUM.buys(10000).is_("Stammkunde").refund("p1", cents=1).is_("Neu"),
    "a new name ranks above those before it": START.tier_rule("Gold", purchases=4)
    .buys(1, 1, 1)
    .is_("Stammkunde")
    .buys(1)
    .is_("Gold"),
    "two at once: the higher one": START.tier_rule("Gold", cents=500)
    .tier_rule("Platin", cents=500)
    .buys(500)
    .is_("Platin"),
    "VIP only by hand": START.buys(*[100_000] * 20).is_("Stammkunde").does("set_tier", tier="VIP").is_("VIP"),
    "VIP is above the shop's own tiers": START.tier_rule("Gold", purchases=1)
    .does("set_tier", tier="VIP")
    .buys(1)
    .is_("VIP"),
    "by hand: stays after years": START.does("set_tier", tier="VIP").on("2031-01-01").is_("VIP"),
    "by hand: stays through a downgrade": START.tier_rule("Stammkunde", purchases=1, within_days=30, downgrade=True)
    .does("set_tier", tier="Stammkunde")
    .buys(1)
    .on("2027-01-01")
    .is_("Stammkunde"),
    "by hand, then more earned: the higher one": START.does("set_tier", tier="Wiederkäufer")
    .is_("Wiederkäufer")
    .buys(1, 1, 1)
    .is_("Stammkunde"),
    "by hand below what was earned: the higher one": START.buys(1, 1, 1).does("set_tier", tier="Neu").is_("Stammkunde"),
    "a tier is each buyer's own": START.does("set_tier", tier="VIP").of("B").is_("Neu"),
}

LEAP = START.does("birthday", date="02-29")

BIRTHDAYS = {
    "29 February in a common year: 1 March": LEAP.due("2026-03-01").on("2026-02-28").due("2026-03-01"),
    "29 February on 1 March: today": LEAP.on("2026-03-01").due("2026-03-01").on("2026-03-02").due("2027-03-01"),
    "29 February in a leap year: that day": LEAP.on("2028-02-28").due("2028-02-29").on("2028-03-01").due("2029-03-01"),
    "29 February from the year before": LEAP.on("2027-03-02").due("2028-02-29"),
    "a birthday today is due today": START.does("birthday", date="01-10").due("2026-01-10"),
    "a birthday yesterday is due next year": START.does("birthday", date="01-09").due("2027-01-09"),
    "a birthday on 31 December": START.does("birthday", date="12-31").on("2026-12-31").due("2026-12-31"),
}

CASES = EARNING | REFUNDS | LOTS | DEBT | REWARDS | REFUSED | TIERS | BIRTHDAYS

told = pytest.mark.parametrize("story", [pytest.param(story, id=name) for name, story in CASES.items()])


def play(player: Model | Replay, story: Story) -> None:
    for event, due in story.steps:
        answer = player.answer(event)
        assert {name: answer.get(name) for name in due} == due, event


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One migrated database for all stories; each takes back what it did."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("stories") / "stories.db"
        engine = prepared(open_engine(f"sqlite:///{copyfile(request.getfixturevalue('sqlite_template'), path)}"))
    else:
        postgres = request.getfixturevalue("postgres")
        engine = prepared(open_engine(postgres.server.get_uri(postgres.take())))
    yield engine
    engine.dispose()


@pytest.fixture
def fresh(shared: Engine) -> Iterator[Connection]:
    """An open transaction on an empty, migrated database."""
    with shared.connect() as db, db.begin() as transaction:
        yield db
        transaction.rollback()


@told
def test_the_ledger_tells_the_story(fresh: Connection, story: Story) -> None:
    play(Replay(fresh), story)


@told
def test_the_naive_model_tells_the_same(story: Story) -> None:
    play(Model(), story)


def test_no_name_is_used_twice() -> None:
    parts = (EARNING, REFUNDS, LOTS, DEBT, REWARDS, REFUSED, TIERS, BIRTHDAYS)
    assert len(CASES) == sum(map(len, parts))
