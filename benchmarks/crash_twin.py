"""The undisturbed run: the same updates, one after the other, on a database of its own; and the comparison with it."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, select

from benchmarks.bots import FIRST_SELLER
from benchmarks.crash_script import FIRST_BUYER, TYPISTS, sleeper
from bot.dispatch import process
from demo.telegram.person import Person
from demo.telegram.server import TelegramServer
from handlers import build_app
from handlers.registry import Operator
from messages_de import text
from storage.tables.buyers import buyer, note
from storage.tables.delivery import outbox, processed_update
from storage.tables.ledger import ledger_entry
from storage.tables.purchases import purchase
from storage.tables.shops import seller

CODE = re.compile(r"\b(?=[A-Z]*\d)(?=\d*[A-Z])[2-9A-HJKMNP-Z]{4,}\b")
"""Codes are random, and differ from run to run."""
MARK = " " + text("common.maybe_twice")
UNCLEAR = text("common.unclear", name="\0").partition("\0")[0]
NEW = ("sendMessage", "sendPhoto")
State = Mapping[str, Counter[tuple[Any, ...]]]

_WHO = (seller.c.telegram_id, buyer.c.name)
_BUYERS = buyer.join(seller, seller.c.shop_id == buyer.c.shop_id)
_BOOKED = purchase.c.item, purchase.c.cents, purchase.c.day, purchase.c.void, purchase.c.source
_ENTERED = ledger_entry.c.unit, ledger_entry.c.reason, ledger_entry.c.amount, ledger_entry.c.open
_TABLES = {
    "buyers": select(*_WHO, buyer.c.purchases, buyer.c.net_cents, buyer.c.next_due, buyer.c.tier).select_from(_BUYERS),
    "purchases": select(*_WHO, *_BOOKED).select_from(_BUYERS.join(purchase, purchase.c.buyer_id == buyer.c.id)),
    "ledger": select(*_WHO, *_ENTERED).select_from(_BUYERS.join(ledger_entry, ledger_entry.c.buyer_id == buyer.c.id)),
    "notes": select(*_WHO, note.c.kind, note.c.text).select_from(_BUYERS.join(note, note.c.buyer_id == buyer.c.id)),
}


def state_of(db: Connection) -> State:
    """Everything that was typed and booked, without the numbers a database gives out by itself."""
    typed = seller.c.telegram_id < FIRST_BUYER
    return {name: Counter(tuple(row) for row in db.execute(rows.where(typed))) for name, rows in _TABLES.items()}


def processed(db: Connection) -> list[int]:
    """The updates whose effects are stored, in order."""
    return sorted(db.scalars(select(processed_update.c.update_id)))


class Twin:
    """A bot that nobody disturbs, and what it says to whom."""

    def __init__(self, engine: Engine, bot_name: str) -> None:
        """`engine` is migrated, and its shops are open."""
        sellers = frozenset(FIRST_SELLER + number for number in range(TYPISTS))
        self._app = build_app(Operator(sellers=sellers))
        self._engine = engine
        self._name = bot_name
        self.count = 0
        self.said: dict[int, Counter[str]] = defaultdict(Counter)

    def go_to(self, updates: Sequence[dict[str, Any]], count: int) -> State:
        """Its state after so many of the updates."""
        with self._engine.begin() as db:
            for update in updates[self.count : count]:
                process(self._app, db, [update], datetime.now(UTC), self._name)
            for letter in db.execute(select(outbox).where(outbox.c.method.in_(NEW))):
                self._hear(letter.chat_id, json.loads(letter.payload))
            db.execute(delete(outbox))
            self.count = count
            return state_of(db)

    def _hear(self, chat: int, payload: dict[str, Any]) -> None:
        self.said[chat][_plain(payload.get("text") or payload["caption"])] += 1


def differences(ours: State, theirs: State) -> list[str]:
    """What one of them has and the other has not."""
    found = []
    for name, rows in ours.items():
        found += [f"too much in {name}: {row}" for row in rows - theirs[name]]
        found += [f"missing in {name}: {row}" for row in theirs[name] - rows]
    return found


def _plain(html: str) -> str:
    return CODE.sub("CODE", html)


def heard(person: Person) -> tuple[Counter[str], Counter[str]]:
    """What the bot newly said to somebody: plainly, and with the mark of a possible repeat."""
    said = [_plain(message.html) for message in person.messages if message.sender.is_bot]
    marked = [words.removesuffix(MARK) for words in said if words.endswith(MARK)]
    return Counter(words for words in said if not words.endswith(MARK)), Counter(marked)


def seller_answers(person: Person, expected: Counter[str]) -> tuple[list[str], list[str]]:
    """Answers that never came, and such as came more often than they should without a mark."""
    plain, marked = heard(person)
    lost = list((expected - plain - marked).elements())
    odd = [words for words in (plain - expected).elements() if not words.startswith(UNCLEAR)]
    return lost, odd


def buyer_messages(person: Person, shop: Person, expected: Counter[str]) -> tuple[list[str], list[str]]:
    """Messages that never came without the seller being told, and such as came twice."""
    plain, marked = heard(person)
    doubts = sum(sum(n for words, n in part.items() if words.startswith(UNCLEAR)) for part in heard(shop))
    lost = list((expected - plain).elements())
    return lost[doubts:], [*(plain - expected).elements(), *marked.elements()]


def slept(server: TelegramServer, lives: Sequence[int]) -> tuple[list[str], list[str]]:
    """Messages of the morning or the evening that never came, and such as came twice without a mark."""
    lost, doubled = [], []
    for life in lives:
        plain, marked = heard(server.person(sleeper(life), "Petra"))
        lost += [f"what was due in life {life}"] * (not plain and not marked)
        doubled += [f"twice in life {life}: {words}" for words, count in plain.items() if count > 1]
    return lost, doubled


def people(server: TelegramServer) -> list[tuple[Person, Person]]:
    """Each seller with the buyer who reads receipts."""
    numbers = range(TYPISTS)
    return [(server.person(FIRST_SELLER + n, ""), server.person(FIRST_BUYER + n, "")) for n in numbers]
