"""The example shop: some forty buyers with two years of purchases, the same for the same seed and day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import Connection

from messages_de import plain
from rules.occasions.facts import Birthday
from rules.tiers import VIP, TierRule
from storage import booking, buyers, fitting, notes, occasions, reminders, rewards, shops, tiers
from storage.purchases import NewPurchase
from storage.rewards import NewReward
from storage.shops import Shop
from storage.tiers import OwnTier

SEED = 20260503
YEARS = timedelta(days=730)
PACES = (14, 21, 30, 30, 45, 60, 90, 180)
"""Typical days between two purchases of a buyer."""
STAYING = 0.9
"""Chance that a buyer comes back once more."""
BIRTHDAY_KNOWN = 0.7
LEFT = 2
"""Reminders of a kind that are still due when the try-out begins."""
LATELY = timedelta(days=40)
"""The seller has had the bot for so long."""
FAITHFUL = (236, 201, 166, 139, 101, 64, 33)
"""How many days ago the buyer with the second phone bought: her card is nearly full."""
SOON = {"Ben": 1, "Clara Vogt": 4}
"""Birthdays that come up in the first days of the try-out, so that there is something to see."""


def words(name: str) -> list[str]:
    """A list of the example's German words."""
    return plain(f"example.{name}").split("|")


def found(db: Connection, seller_id: int, now: datetime) -> Shop:
    """Open the example shop for a seller and fill its history up to the day before `now` (aware)."""
    draw = Random(SEED)  # noqa: S311  (an example needs no secrets)
    shop = shops.found(db, seller_id, plain("example.shop"), "Europe/Berlin", now - YEARS)
    shop = shops.change(db, shop.id, set_up=True, surprise_seed=str(SEED), card_reward=plain("example.card_reward"))
    today = shops.today_of(shop, now)
    people = [_Example(db, shop, name, today, draw) for name in words("names")]
    for day, buying in sorted(((day, person) for person in people for day in person.days()), key=lambda hit: hit[0]):
        buying.buy(day)
    for person in people:
        person.describe()
    shop = fitting.fit_shop(db, _programme(db, shop, people, now), today)
    _look_back(db, shop, today)
    return shop


def _programme(db: Connection, shop: Shop, people: list[_Example], now: datetime) -> Shop:
    """What the shop offers for points and for a full card, and its VIP with what that brings."""
    for line in words("rewards"):
        name, kind, value, cost = line.split(":")
        rewards.add(db, shop.id, NewReward(name, int(cost), kind, int(value)), now)
    for vip in (person for person in people if person.name == plain("example.vip")):
        tiers.give(db, shop.id, vip.id, VIP)
        occasions.refresh(db, shop, vip.id, vip.today)
    return tiers.define(db, shop, OwnTier(TierRule(VIP), benefits=plain("example.vip_brings")))


def _look_back(db: Connection, shop: Shop, today: date) -> None:
    """The seller has dealt with what was due before; the latest of each kind are left for the first mornings."""
    left: Counter[str] = Counter()
    due = [(occasion, facts.buyer_id) for _, facts, found in occasions.due(db, shop, today) for occasion in found]
    for occasion, buyer_id in sorted(due, key=lambda one: one[0].due, reverse=True):
        left[occasion.kind] += 1
        if left[occasion.kind] > LEFT:
            shown_on = min(max(occasion.due, today - LATELY), today - timedelta(days=1))
            reminders.done(db, shop.id, reminders.make(db, shop.id, buyer_id, occasion, shown_on))
    occasions.refresh_overdue(db, shop, today)


@dataclass(slots=True)
class _Example:
    """One buyer of the example, and how he is made up."""

    db: Connection
    shop: Shop
    name: str
    today: date
    draw: Random
    id: int = 0

    def days(self) -> Iterator[date]:
        """His purchase days: at his own pace, until he stays away."""
        pace = self.draw.choice(PACES)
        day = self.today - timedelta(days=self.draw.randrange(20, YEARS.days))
        if self.name == plain("example.buyer"):
            yield from (self.today - timedelta(days=ago) for ago in FAITHFUL)
            return
        while day < self.today:
            yield day
            if self.draw.random() > STAYING:
                return
            day += timedelta(days=max(2, round(self.draw.lognormvariate(0, 0.45) * pace)))

    def buy(self, day: date) -> None:
        now = datetime.combine(day, time(self.draw.randrange(8, 20)), UTC)
        self.id = self.id or buyers.create(self.db, self.shop.id, self.name, now)
        item, _, cents = self.draw.choice(words("items")).partition(":")
        tags = self.draw.choice([*words("tags"), "", ""])
        channel = self.draw.choice([*words("channels"), "", "", ""])
        booking.book(
            self.db, self.shop, self.id, NewPurchase(day, int(cents), item=item, tags=tags, channel=channel), now
        )

    def describe(self) -> None:
        """Birthday, preferences and a note, for most."""
        if not self.id:
            return
        birthday = self._birthday()
        if birthday:
            buyers.set_birthday(self.db, self.shop.id, self.id, birthday, self.today - timedelta(days=30))
        for kind, name, share in (("like", "likes", 0.6), ("avoid", "avoids", 0.15), ("note", "notes", 0.4)):
            if self.draw.random() < share:
                words_said = self.draw.choice(words(name))
                notes.add(self.db, self.shop.id, self.id, words_said, self._last_day(), self._now(), kind=kind)
        row = occasions.refresh(self.db, self.shop, self.id, self.today).row
        buyers.change(self.db, self.shop.id, self.id, tier_told=row.tier)

    def _last_day(self) -> date:
        return buyers.get(self.db, self.shop.id, self.id).last_day or self.today

    def _birthday(self) -> Birthday | None:
        if self.name in SOON:
            soon = self.today + timedelta(days=SOON[self.name])
            return Birthday(soon.day, soon.month)
        if self.draw.random() > BIRTHDAY_KNOWN:
            return None
        born = date(1950, 1, 1) + timedelta(days=self.draw.randrange(20_000))
        return Birthday(born.day, born.month, born.year if self.draw.random() < 0.5 else None)

    def _now(self) -> datetime:
        return datetime.combine(self.today, time(6), UTC)
