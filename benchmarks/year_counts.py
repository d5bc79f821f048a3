"""What must be true of a year of daily messages, counted from what sellers got and from what is stored."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from benchmarks.year_life import START, Seller
from demo.telegram.chats import Message
from handlers.collecting import MOST
from messages_de import plain
from rules.contacts import WAITING
from rules.occasions import LIMITS, due_occasions
from rules.schedule import plan
from storage import occasions, shops
from storage.tables.buyers import buyer
from storage.tables.reminders import digest, reminder
from storage.tables.shops import shop as shop_table

GREETINGS = tuple(plain(f"heute.{hello}_empty").partition("!")[0] for hello in ("morning", "hello"))

Key = tuple[int, date]


@dataclass
class Counts:
    """Local days by shop: on which a message had to come, and came; and what was left out without a reason."""

    wanted: set[Key] = field(default_factory=set)
    came: Counter[Key] = field(default_factory=Counter)
    made: set[Key] = field(default_factory=set)
    unexplained: list[str] = field(default_factory=list)
    delays: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Days from the day an occasion was due to the day it was shown first, by kind."""
    last_reminder: int = 0
    full: int = 0
    """Days on which more was due than a message holds."""

    def tick(self, db: Connection, now: datetime) -> None:
        """The bot is about to look at the clock: whose message has to come?"""
        for shop in db.execute(select(shop_table)).all():
            day, _ = plan(now, shops.zone(shop), shop.digest_minute)
            if day and day > START and not (shop.away_until and day <= shop.away_until):
                self.wanted.add((shop.id, day))

    def read(self, shop: int, of: Seller, messages: list[Message]) -> None:
        """What a seller got from the bot."""
        for message in messages:
            if message.text.startswith(GREETINGS):
                local = datetime.fromtimestamp(message.date, UTC).astimezone(ZoneInfo(of.zone))
                self.came[shop, local.date()] += 1

    def look(self, db: Connection) -> None:
        """After daily messages: what is due and was not shown needs a reason. Looks at every buyer, whatever is stored."""
        fresh = {(row.shop_id, row.day) for row in db.execute(select(digest.c.shop_id, digest.c.day))} - self.made
        self.made |= fresh
        for row in db.execute(select(reminder).where(reminder.c.id > self.last_reminder).order_by(reminder.c.id)):
            self.delays[row.kind].append((row.shown_on - row.due).days)
            self.last_reminder = row.id
        for shop_id, day in sorted(fresh):
            self._look_at(db, shops.get(db, shop_id), day)

    def _look_at(self, db: Connection, shop: Any, day: date) -> None:
        rows = db.execute(select(buyer).where(buyer.c.shop_id == shop.id, buyer.c.merged_into.is_(None))).all()
        facts = [known.facts for known in occasions.facts_of(db, rows, day)]
        left = [(one.buyer_id, due_occasions(one, shops.rules_of(shop), day)) for one in facts]
        left = [(buyer_id, found) for buyer_id, found in left if found]
        cards = select(reminder.c.id).where(reminder.c.shop_id == shop.id, reminder.c.shown_on == day)
        is_full = len(db.execute(cards.where(reminder.c.lead_id.is_(None))).all()) >= MOST
        is_away = shop.away_until is not None and day <= shop.away_until
        self.full += bool(left) and is_full
        if left and not is_full and not is_away:
            self.unexplained.append(f"shop {shop.id} on {day}: {left}")

    @property
    def doubled(self) -> int:
        """Messages beyond the first of a local day, or on a day on which none had to come."""
        return sum(number - (key in self.wanted) for key, number in self.came.items() if key[1] > START)

    @property
    def missed(self) -> list[Key]:
        """Local days whose message had to come and did not."""
        return sorted(self.wanted - self.came.keys())


def _named(row: Any) -> str:
    return f"{row.kind} due {row.due} shown {row.shown_on} {row.state}"


def over_limit(db: Connection) -> list[str]:
    """Cards of kinds that have to wait which came within the quiet period after another one of the same buyer."""
    waiting = [kind for kind, limit in LIMITS.items() if limit in WAITING]
    wanted = select(reminder).where(reminder.c.lead_id.is_(None), reminder.c.kind.in_(waiting))
    quiet = {shop.id: shop.quiet_days for shop in db.execute(select(shop_table))}
    last: dict[int, Any] = {}
    over = []
    for row in db.execute(wanted.order_by(reminder.c.id)):
        before = last.get(row.buyer_id)
        # What was on the card of a reminder that became pointless has a card of its own since: it was one card that day.
        parted = before is not None and before.state == "moot" and before.shown_on == row.shown_on
        if before is not None and not parted and (row.shown_on - before.shown_on).days < quiet[row.shop_id]:
            over.append(f"buyer {row.buyer_id}: {_named(before)}, {_named(row)}")
        last[row.buyer_id] = row
    return over
