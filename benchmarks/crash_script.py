"""What is typed while the bot is killed again and again, and what must happen for each crash point to be passed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from benchmarks.bots import FIRST_SELLER, NAMES
from demo.telegram.person import Person
from demo.telegram.server import TelegramServer
from handlers.receipts import BONUSES_SINCE
from storage import buyers, journal, outbox, promises, shops
from storage.consents import RECEIPTS
from storage.invitations import log_consent
from storage.outbox import SENDING, NewLetter
from storage.tables.buyers import buyer
from storage.tables.erasures import erasure
from storage.tables.reminders import digest
from storage.tables.shops import seller, shop

NOON, EVENING = 12, 19
"""Hours at which messages of the day and of the evening may be sent."""
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
TYPISTS = 6
DAY = timedelta(days=1)
FIRST_BUYER, FIRST_SLEEPER = 20_001, 30_001
ADDRESSED = NAMES[0]
"""The buyer of each shop who reads a receipt for each purchase."""
SETTINGS: Mapping[str, object] = {"digest_minute": 0, "digest_when_empty": True, "set_up": True, "surprise_budget": 0}
"""No surprises: they are drawn by a buyer's number, and PostgreSQL leaves numbers out when it was interrupted."""
PICTURES, MISTAKES, RIDDLES, NOTES, EDITS = 0.01, 0.04, 0.02, 0.05, 0.05
"""Shares of what is typed that is no purchase."""


def zone_of(hour: int) -> str:
    """A time zone in which it is this hour now."""
    return f"Etc/GMT{(datetime.now(UTC).hour - hour + 11) % 24 - 11:+d}"


def sleeper(number: int) -> int:
    """The seller who reads nothing but her daily message, in the life of that number."""
    return FIRST_SLEEPER + number


def open_shops(engine: Engine, lives: int) -> None:
    """The shops of those who type, each with a buyer who reads receipts, and those whose daily message becomes due."""
    now = datetime.now(UTC)
    with engine.begin() as db:
        for number in range(TYPISTS + lives):
            person = FIRST_SELLER + number if number < TYPISTS else sleeper(number - TYPISTS)
            row = shops.found(db, person, "Wolle", zone_of(NOON), now)
            shops.change(db, row.id, **SETTINGS)
            if number < TYPISTS:
                anna = buyers.create(db, row.id, ADDRESSED, now)
                agree(db, row.id, anna, FIRST_BUYER + number, now)


def agree(db: Connection, shop_id: int, buyer_id: int, account: int, now: datetime) -> None:
    """The buyer has an account, and wants receipts."""
    buyers.change(db, shop_id, buyer_id, telegram_id=account, receipts=True)
    log_consent(db, shop_id, buyer_id, account, RECEIPTS, "Ja, gern", BONUSES_SINCE, now, given=True)


class Script:
    """People who type on, the bot running or not; each thing typed is remembered as the update it became."""

    def __init__(self, server: TelegramServer, seed: int) -> None:
        """Everybody has opened his chat."""
        self.server = server
        self.random = random.Random(seed)
        self.sellers = [server.person(FIRST_SELLER + number, f"Maria{number}") for number in range(TYPISTS)]
        self.buyers = [server.person(FIRST_BUYER + number, ADDRESSED) for number in range(TYPISTS)]
        for person in (*self.sellers, *self.buyers):
            person.chat.started = True
        self.updates: list[dict[str, Any]] = []
        self.going = True
        self._last: dict[int, Any] = {}

    async def type_on(self, per_second: float) -> None:
        """Something at a steady rate."""
        while self.going:
            self.type()
            await asyncio.sleep(1 / per_second)

    def type(self) -> None:
        """One thing of one of the sellers."""
        person = self.random.choice(self.sellers)
        chance = self.random.random()
        for share, act in _ACTS:
            chance -= share
            if chance < 0:
                return act(self, person)
        return self.buy(person)

    def buy(self, person: Person) -> None:
        """A purchase, known by its number."""
        number = len(self.updates) + 1
        name, cents = self.random.choice(NAMES), 50 + 7 * number % 9000
        self._last[person.id] = person.say(f"/kauf {name} {cents // 100},{cents % 100:02} Nr{number}")
        self._note()

    def look(self, person: Person) -> None:
        """Wants a picture."""
        person.say(f"/punkte {ADDRESSED}")
        self._note()

    def forget(self, person: Person) -> None:
        """Leaves out the amount."""
        person.say(f"/kauf {ADDRESSED} Socken")
        self._note()

    def puzzle(self, _person: Person) -> None:
        """Something nobody can read."""
        self.server.cloud.updates.add("message", {"message_id": 1, "from": {"id": "x"}, "text": "?"})
        self._note()

    def remark(self, person: Person) -> None:
        """A note."""
        person.say(f"/notiz {self.random.choice(NAMES)} mag Nr{len(self.updates) + 1}")
        self._note()

    def correct(self, person: Person) -> None:
        """Changes the latest purchase in the chat."""
        if (message := self._last.get(person.id)) is None:
            return self.buy(person)
        person.edit(message, message.text.replace("/kauf ", "/kauf  "))
        return self._note()

    def _note(self) -> None:
        self.updates.append(self.server.cloud.updates.pending[-1])


_ACTS: tuple[tuple[float, Callable[[Script, Person], None]], ...] = (
    (PICTURES, Script.look),
    (MISTAKES, Script.forget),
    (RIDDLES, Script.puzzle),
    (NOTES, Script.remark),
    (EDITS, Script.correct),
)

Plant = Callable[[Script, Engine, int], None]
"""Prepares what a point needs, while the bot is off: in the script, in the database, for the life of that number."""


def _unclear(script: Script, _engine: Engine, _life: int) -> None:
    script.server.faults.add("5xx", method="sendMessage", times=4)


def _too_fast(script: Script, _engine: Engine, _life: int) -> None:
    """Somebody waits for several answers when Telegram wants to hear nothing for a second."""
    script.server.faults.add("429", method="sendMessage", times=2, seconds=1)
    for _ in range(5):
        script.buy(script.sellers[0])


def _picture(script: Script, _engine: Engine, _life: int) -> None:
    script.look(script.sellers[0])


def _receipt(script: Script, _engine: Engine, _life: int) -> None:
    for _ in range(40):
        script.buy(script.sellers[0])


def _odd(script: Script, _engine: Engine, _life: int) -> None:
    for person in script.sellers:
        script.buy(person)
        script.puzzle(person)
        script.forget(person)


def _under_way(_script: Script, engine: Engine, life: int) -> None:
    """A silent command that was being sent when the bot was killed."""
    person = sleeper(life)
    payload = f'{{"commands":[],"scope":{{"type":"chat","chat_id":{person}}}}}'
    with engine.begin() as db:
        outbox.put_all(db, [NewLetter(person, "seller", "setMyCommands", payload)], datetime.now(UTC), SENDING)


def _morning(script: Script, engine: Engine, life: int) -> None:
    """The daily message of one more shop is due."""
    script.server.person(sleeper(life), "Petra").chat.started = True
    with engine.begin() as db:
        row = shops.of_seller(db, sleeper(life))
        assert row is not None  # noqa: S101  it was opened before
        db.execute(delete(digest).where(digest.c.shop_id == row.id))
        shops.change(db, row.id, next_digest=datetime.now(UTC))


def _old_days(_script: Script, engine: Engine, _life: int) -> None:
    with engine.begin() as db:
        typing = select(seller.c.shop_id).where(seller.c.telegram_id < FIRST_BUYER)
        db.execute(update(shop).where(shop.c.id.in_(typing)).values(due_days_after=0))


def _evening(script: Script, engine: Engine, life: int) -> None:
    """In one more shop it is evening, and something is promised for tomorrow."""
    script.server.person(sleeper(life), "Petra").chat.started = True
    now = datetime.now(UTC)
    with engine.begin() as db:
        row = shops.of_seller(db, sleeper(life))
        assert row is not None  # noqa: S101  as above
        shops.change(db, row.id, timezone=zone_of(EVENING))
        today = shops.today_of(shops.get(db, row.id), now)
        anna = buyers.create(db, row.id, ADDRESSED, now)
        promises.make(db, row.id, anna, "Mütze", today + DAY, today - DAY, now - DAY)


def _erased(_script: Script, engine: Engine, _life: int) -> None:
    """Somebody was erased, and the file is to be written anew."""
    with engine.begin() as db:
        db.execute(insert(erasure), {"shop_id": 0, "asked_by": "seller", "created_at": LONG_AGO})


def _withdrawn(_script: Script, engine: Engine, _life: int) -> None:
    """Somebody withdrew what he had agreed to."""
    with engine.begin() as db:
        his = db.execute(select(buyer).where(buyer.c.telegram_id == FIRST_BUYER)).one()
        journal.withdrawn(db, his.shop_id, his.id, ["letters"], datetime.now(UTC))


PLANTS: Mapping[str, Sequence[Plant]] = {
    "settle": [_unclear],
    "give_back": [_too_fast],
    "send.drawn": [_picture],
    "claim": [_receipt],
    "batch.apart": [_odd],
    "bury": [_odd],
    "recover": [_under_way],
    "digest": [_morning],
    "due_days": [_old_days],
    "evening": [_evening],
    "wipe": [_erased],
    "group.outside": [_erased],
    "journal": [_withdrawn],
}
"""By the point, or by the first part of its name."""


def plant(script: Script, engine: Engine, point: str, life: int) -> None:
    """Everything is there for this point to be passed."""
    for needed in PLANTS.get(point) or PLANTS.get(point.partition(".")[0], ()):
        needed(script, engine, life)
