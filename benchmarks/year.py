"""A year of daily messages: `python -m benchmarks.year --shops 20 --days 365`.

Shops in zones with clock changes, on the real functions of the bot with a fake clock and no network; days on which the
machine is off, ticks that come late, restarts. Counts what must never happen.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, select

from bot.dispatch import compose, post, process
from bot.letters import Asked
from handlers import build_app, digest
from handlers.registry import App, Operator
from rules.contacts import WAITING
from rules.occasions import LIMITS
from storage import occasions, shops, tables
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.tables.buyers import buyer
from storage.tables.reminders import digest as digests
from storage.tables.reminders import reminder

ZONES = ("Europe/Berlin", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia")
MINUTES = (0, 150, 540, 1200)
START = date(2026, 1, 1)
OFF_CHANCE, LATE_CHANCE, RESTART_CHANCE = 0.01, 0.05, 0.02
BUYERS = 12
TYPING = {8, 14}
EVENING = 20


@dataclass
class Year:
    """The bot, its clock, and what was counted."""

    engine: Engine
    people: list[int]
    draw: random.Random
    app: App
    numbers: int = 0
    sent: Counter[tuple[int, date]] = field(default_factory=Counter)
    off: set[date] = field(default_factory=set)
    evenings: set[tuple[int, date]] = field(default_factory=set)
    """Local days on whose evening a tick came before the night: without one, what is due then is not sent."""

    def hears(self, person: int, words: str, now: datetime) -> None:
        """A seller types."""
        self.numbers += 1
        account = {"id": person, "is_bot": False, "first_name": "Maria"}
        chat = {"id": person, "type": "private", "first_name": "Maria"}
        message = {"message_id": self.numbers, "date": int(now.timestamp()), "chat": chat, "from": account}
        with self.engine.begin() as db:
            process(self.app, db, [{"update_id": self.numbers, "message": {**message, "text": words}}], now, "Bot")

    def tick(self, now: datetime) -> None:
        """Due daily messages are made."""
        with self.engine.begin() as db:
            while due := shops.with_due_digest(db, now):
                for shop in due:
                    self._digest(db, shop, now)

    def _digest(self, db: Connection, shop: Any, now: datetime) -> None:
        before = set(db.scalars(select(digests.c.day).where(digests.c.shop_id == shop.id)))
        answers = digest.run(self.app, db, shop, now)
        post(db, compose(db, answers, Asked(0), now), now)
        after = set(db.scalars(select(digests.c.day).where(digests.c.shop_id == shop.id)))
        for day in after - before:
            self.sent[shop.id, day] += 1
        if answers and after == before:
            self.sent[shop.id, shops.today_of(shop, now)] += 1


def _open_shops(year: Year) -> None:
    now = datetime.combine(START, time(0), UTC) - timedelta(days=1)
    for number, person in enumerate(year.people):
        with year.engine.begin() as db:
            shop = shops.found(db, person, f"Shop {number}", ZONES[number % len(ZONES)], now)
            shop = shops.change(db, shop.id, digest_minute=MINUTES[number % len(MINUTES)], set_up=True)
            digest.schedule(db, shop, now)


def _day(year: Year, day: date) -> None:
    """Every hour a tick (some come late, some days none), and what the sellers type."""
    is_off = year.draw.random() < OFF_CHANCE
    if is_off:
        year.off |= {day - timedelta(days=1), day, day + timedelta(days=1)}
    if year.draw.random() < RESTART_CHANCE:
        year.app = build_app(Operator(sellers=frozenset(year.people)))
    for hour in range(0 if is_off else 24):
        _hour(year, datetime.combine(day, time(hour, year.draw.choice((0, 5, 40))), UTC))


def _hour(year: Year, now: datetime) -> None:
    if year.draw.random() >= LATE_CHANCE:
        year.tick(now)
        year.evenings |= set(_evenings(year, now))
    for person in year.people if now.hour in TYPING else ():
        if line := _line(year.draw):
            year.hears(person, line, now)


def _evenings(year: Year, now: datetime) -> Iterator[tuple[int, date]]:
    for shop in range(1, len(year.people) + 1):
        local = now.astimezone(ZoneInfo(ZONES[(shop - 1) % len(ZONES)]))
        if local.hour == EVENING:
            yield shop, local.date()


def _line(draw: random.Random) -> str:
    who = f"Kundin{draw.randrange(BUYERS)}"
    lines = {
        f"/kauf {who} {draw.randrange(5, 80)} Socken": 18,
        f"/notiz {who} telefoniert": 3,
        f"/geburtstag {who} {draw.randrange(1, 29)}.{draw.randrange(1, 13)}.": 3,
        f"/geliefert {who}": 3,
        f"/reklamation {who} Naht offen": 1,
        f"/versprechen {who} bis morgen Fotos schicken": 1,
        "/heute": 2,
        "": 69,
    }
    return draw.choices(list(lines), list(lines.values()))[0]


def _over_limit(db: Connection, quiet_days: int) -> int:
    """Cards of waiting kinds that came within the quiet period after another one of the same buyer."""
    wanted = select(reminder).where(reminder.c.lead_id.is_(None), reminder.c.kind.in_(_waiting()))
    last: dict[int, Any] = {}
    over = 0
    for row in db.execute(wanted.order_by(reminder.c.shown_on, reminder.c.id)):
        before = last.get(row.buyer_id)
        # What was on the card of a reminder that became pointless has a card of its own since: it was one card that day.
        parted = before is not None and before.state == "moot" and before.shown_on == row.shown_on
        over += before is not None and not parted and (row.shown_on - before.shown_on).days < quiet_days
        last[row.buyer_id] = row
    return over


def _waiting() -> list[str]:
    return [kind for kind, limit in LIMITS.items() if limit in WAITING]


def _unexplained(db: Connection, last: date) -> int:
    """Buyers whose stored due day is not what their history gives, or has long come without a reminder."""
    wrong = 0
    for shop in db.execute(select(tables.metadata.tables["shop"])).all():
        for row in db.execute(select(buyer).where(buyer.c.shop_id == shop.id)).all():
            stored = row.next_due
            outlook = occasions.refresh(db, shop, row.id, last)
            wrong += outlook.next is not None and (stored is None or stored > outlook.next.due)
    return wrong


def _missed(year: Year, days: int) -> int:
    """Local days without a daily message although the machine ran."""
    inner = [START + timedelta(days=ahead) for ahead in range(2, days - 2)]
    wanted = {(shop, day) for shop in range(1, len(year.people) + 1) for day in inner if day not in year.off}
    late = {(shop, day) for shop, day in wanted if MINUTES[(shop - 1) % len(MINUTES)] == EVENING * 60}
    return len(wanted - (late - year.evenings) - year.sent.keys())


def run(count: int, days: int, seed: int) -> str:
    """Simulate, print the counts, and give the closing line."""
    people = list(range(1001, 1001 + count))
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'year.db'}")
        upgrade(engine)
        year = Year(engine, people, random.Random(seed), build_app(Operator(sellers=frozenset(people))))
        _open_shops(year)
        for ahead in range(days):
            _day(year, START + timedelta(days=ahead))
        line = _counted(year, days)
        engine.dispose()
    return line


def _counted(year: Year, days: int) -> str:
    with year.engine.begin() as db:
        rows = db.execute(select(reminder.c.kind, reminder.c.due, reminder.c.shown_on)).all()
        for kind, number in sorted(Counter(row.kind for row in rows).items()):
            print(f"{kind:16} {number}")
        delay = max(((row.shown_on - row.due).days for row in rows), default=0)
        over = _over_limit(db, 6)
        unexplained = _unexplained(db, START + timedelta(days=days - 1))
    doubled = sum(number - 1 for number in year.sent.values())
    return (
        f"shops={len(year.people)} days={days} digests={year.sent.total()} doubled={doubled} missed={_missed(year, days)} "
        f"over_limit={over} unexplained={unexplained} longest_delay_days={delay}"
    )


def main() -> None:
    """Read the arguments, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shops", type=int, default=20)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(run(asked.shops, asked.days, asked.seed))


if __name__ == "__main__":
    main()
