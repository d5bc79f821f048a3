"""A bot with no other purpose than being tested, and looks into its database."""

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select

from bot.application import Stammkunde
from bot.settings import Settings
from demo.telegram.person import Person
from demo.telegram.server import TelegramServer
from handlers.answers import BUYER, Answers, Button, Edit, Menu, Picture, Say, To, Toast
from handlers.call import Call
from handlers.registry import ANYBODY, App
from messages_de import Html
from storage import buyers, invitations, outbox, shops
from storage.consents import STAMP_CARD
from storage.outbox import NewLetter
from storage.tables import metadata
from storage.tables.buyers import buyer

SELLER, BUYER_ID = 1, 2

Start = Callable[[], Awaitable[Stammkunde]]
"""Starts a bot; called again, one more on the same database."""


class SetClock:
    """A clock that stands until it is put forward."""

    def __init__(self) -> None:
        """Starts at a Monday morning in May."""
        self.now = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def forward(self, **by: float) -> None:
        """Put it forward."""
        self.now += timedelta(**by)


def echo(call: Call) -> Answers:
    """Says what was typed, with buttons."""
    rows = [[Button("Ändern", "change", {"to": call.words}), Button("Hinweis", "notice")]]
    return [Say(Html(call.words or "leer"), rows)]


def change(call: Call) -> Answers:
    """Rewrites the message whose button was tapped."""
    return [Edit(Html(f"geändert: {call.data['to']}"))]


def notice(call: Call) -> Answers:
    """A notice over the chat."""
    return [Toast("Hallo")]


def broken(call: Call) -> Answers:
    """A feature with a fault."""
    raise ZeroDivisionError(call.words)


def many(call: Call) -> Answers:
    """As many messages as were asked for."""
    return [Say(Html(f"{call.words} {number}")) for number in range(int(call.words))]


def to_buyer(call: Call) -> Answers:
    """A message to the shop's first buyer."""
    row = call.db.execute(select(buyer).order_by(buyer.c.id).limit(1)).one()
    to = To(row.telegram_id, BUYER, call.shop.id, row.id, STAMP_CARD, 1)
    return [Say(Html(call.words), to=to), Say(Html("ist unterwegs"))]


def picture(call: Call) -> Answers:
    """A picture, by a recipe nobody can draw."""
    return [Picture({"kind": "nobody knows"}, Html("Bild")), Say(Html("danach"))]


def menu(call: Call) -> Answers:
    """The seller's command menu."""
    return [Menu("seller"), Say(Html("Menü"))]


def toy_app() -> App:
    """A bot with no other purpose than being tested."""
    app = App()
    app.command("echo", echo, ANYBODY)
    app.command("broken", broken, ANYBODY)
    app.command("many", many, ANYBODY)
    app.command("buyer", to_buyer)
    app.command("picture", picture, ANYBODY)
    app.command("menu", menu, ANYBODY)
    app.button("change", change, ANYBODY)
    app.button("notice", notice, ANYBODY)
    return app


@dataclass(slots=True)
class Stage:
    """A bot, its Telegram, its people, its clock, and a second look into its database."""

    server: TelegramServer
    clock: SetClock
    store: Engine
    maria: Person
    """The seller."""
    anna: Person
    """A buyer once `open_shop` was called, a stranger before."""
    start: Start

    async def later(self, bot: Stammkunde, seconds: float) -> None:
        """Put the clock forward, let the bot look, and wait until it has done everything."""
        self.clock.forward(seconds=seconds)
        await bot.tick()
        await self.quiet()

    async def quiet(self) -> None:
        """Wait until nothing happens any more."""
        await self.server.wait_until_idle()

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table."""
        with self.store.connect() as connection:
            return [dict(row) for row in connection.execute(metadata.tables[table].select()).mappings()]

    def open_shop(self) -> int:
        """A shop of the seller with one linked buyer; gives the buyer's id."""
        now = self.clock()
        with self.store.begin() as db:
            shop = shops.of_seller(db, SELLER) or shops.found(db, SELLER, "Wolle", "Europe/Berlin", now)
            buyer_id = buyers.create(db, shop.id, "Anna", now)
            buyers.change(db, shop.id, buyer_id, telegram_id=BUYER_ID)
            said = (STAMP_CARD, "Ja, gern", 1, now)
            invitations.log_consent(db, shop.id, buyer_id, BUYER_ID, *said, given=True)
        self.maria.chat.started = self.anna.chat.started = True
        return buyer_id

    def put(self, letter: NewLetter, state: str) -> None:
        """A letter in the outbox as a crash would leave it."""
        with self.store.begin() as db:
            outbox.put_all(db, [letter], self.clock(), state)


def texts(person: Person) -> list[str]:
    """What the person has in the chat from the bot."""
    return [message.text for message in person.messages if message.sender.is_bot]


def environment(settings: Settings) -> dict[str, str]:
    """The settings for a process of its own."""
    return os.environ | {
        "BOT_TOKEN": settings.bot_token.get_secret_value(),
        "SELLER_IDS": ",".join(map(str, settings.seller_ids)),
        "DATABASE_URL": settings.database_url,
        "TELEGRAM_API_URL": settings.telegram_api_url,
        "SEND_PER_SECOND": "0",
    }
