"""What must be true of a year of daily messages, counted from what sellers got and from what is stored."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from benchmarks.year_life import START, Seller
from demo.telegram.chats import Message
from handlers.collecting import MOST
from messages_de import plain
from rules.contacts import WAITING
from rules.occasions import LIMITS, due_occasions, promise
from rules.schedule import plan
from storage import occasions, shops
from storage.tables.buyers import buyer, note
from storage.tables.reminders import digest, reminder
from storage.tables.shops import shop as shop_table
from storage.tables.texts import wording

GREETINGS = tuple(plain(f"heute.{hello}_empty").partition("!")[0] + "!" for hello in ("morning", "hello"))
"""Up to their mark: a text for a buyer begins with "Hallo", too."""

SHOWN = "another card"

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
        left = [
            (one.buyer_id, due_occasions(promise.without_eves(one, day), shops.rules_of(shop), day)) for one in facts
        ]
        left = [(buyer_id, found) for buyer_id, found in left if found]
        cards = select(reminder.c.id).where(reminder.c.shop_id == shop.id, reminder.c.shown_on == day)
        is_full = len(db.execute(cards.where(reminder.c.lead_id.is_(None))).all()) >= MOST
        is_away = shop.away_until is not None and day <= shop.away_until
        self.full += bool(left) and is_full
        if left and not is_full and not is_away:
            self.unexplained.append(f"shop {shop.id} on {day}: {left}")

    @property
    def doubled(self) -> list[Key]:
        """Local days with a message beyond the first, or with one that had not to come; a day once for each such message."""
        beyond = {key: number - (key in self.wanted) for key, number in self.came.items() if key[1] > START}
        return sorted(Counter(beyond).elements())

    @property
    def missed(self) -> list[Key]:
        """Local days whose message had to come and did not."""
        return sorted(self.wanted - self.came.keys())


class Contact(NamedTuple):
    """A day on which buyer and shop had to do with each other, and because of which reminder, if of one."""

    day: date
    what: str
    about: Any = None
    """The row of the reminder."""

    def is_too_near(self, card: Any, quiet: int) -> bool:
        """Whether the card came within the quiet period after it; of two cards of one day the later one is too near."""
        apart: int = (card.shown_on - self.day).days
        if self.about is not None and self.about.shown_on == card.shown_on:  # shown with it, or a part of it
            return apart == 0 and self.what == SHOWN and bool(self.about.id < card.id)
        return 0 < apart < quiet


def over_limit(db: Connection) -> list[str]:
    """Cards of kinds that have to wait which came within the quiet period after any other contact with the buyer."""
    quiet = {shop.id: shop.quiet_days for shop in db.execute(select(shop_table))}
    contacts = _contacts(db)
    return [
        f"buyer {card.buyer_id}: {contact.what} on {contact.day}, {card.kind} shown {card.shown_on} {card.state}"
        for card in _cards(db)
        for contact in contacts[card.buyer_id]
        if LIMITS[card.kind] in WAITING and contact.is_too_near(card, quiet[card.shop_id])
    ]


def crowded(db: Connection) -> list[str]:
    """Local days on which a seller was shown more cards than a day holds; what is promised for tomorrow comes beside them."""
    shown = Counter((row.shop_id, row.shown_on) for row in _cards(db) if not _is_eve(row))
    return [f"shop {shop} on {day}: {number} cards" for (shop, day), number in shown.items() if number > MOST]


def _is_eve(card: Any) -> bool:
    return bool(card.kind == promise.KIND and card.due == card.until)


def _cards(db: Connection) -> list[Any]:
    """All that was shown on a card of its own. What is left of a card that lost its first reminder is that card."""
    wanted = select(reminder).where(reminder.c.lead_id.is_(None), reminder.c.state != "withheld")
    rows = db.execute(wanted.order_by(reminder.c.id)).all()
    lost: dict[tuple[int, date], int] = {}
    for row in rows:
        if row.state == "moot":
            lost.setdefault((row.buyer_id, row.shown_on), row.id)
    return [row for row in rows if row.id <= lost.get((row.buyer_id, row.shown_on), row.id)]


def _contacts(db: Connection) -> dict[int, list[Contact]]:
    """What the buyers noticed of the shops, and what was shown that leads to it."""
    found: dict[int, list[Contact]] = defaultdict(list)
    rows = {row.id: row for row in db.execute(select(reminder))}
    for row in rows.values():
        found[row.buyer_id] += [Contact(row.contact_on, row.kind, row)] if row.contact_on else []
    for row in _cards(db):
        found[row.buyer_id] += [Contact(row.shown_on, SHOWN, row)] if LIMITS[row.kind] in WAITING else []
    for row in db.execute(select(note).where(note.c.kind == "note")):
        found[row.buyer_id].append(Contact(row.day, "note"))
    for row in db.execute(select(wording).where(wording.c.sent_on.is_not(None))):
        found[row.buyer_id].append(Contact(row.sent_on, "text", rows.get(row.reminder_id)))
    return found
