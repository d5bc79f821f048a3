"""A bot with no other purpose than being tested, and looks into its database."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, text

from bot.application import Stammkunde
from handlers.answers import BUYER, Answers, Button, Edit, Menu, Picture, Say, To, Toast
from handlers.call import Call
from handlers.registry import ANYBODY, App
from messages_de import Html
from storage import buyers, shops

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
    row = call.db.execute(text("SELECT id, telegram_id FROM buyer ORDER BY id LIMIT 1")).one()
    to = To(row.telegram_id, BUYER, call.shop.id, row.id)
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


def rows(engine: Engine, table: str) -> list[dict[str, Any]]:
    """All rows of a table."""
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1")).mappings()]


def words_of(row: dict[str, Any]) -> str:
    """The text of a row of the outbox."""
    return str(json.loads(row["payload"]).get("text"))


def open_shop(engine: Engine, now: datetime) -> int:
    """A shop of the seller with one linked buyer; gives the buyer's id."""
    with engine.begin() as connection:
        shop = shops.of_seller(connection, SELLER) or shops.found(connection, SELLER, "Wolle", "Europe/Berlin", now)
        buyer_id = buyers.create(connection, shop.id, "Anna", now)
        connection.execute(text("UPDATE buyer SET telegram_id = :t WHERE id = :b"), {"t": BUYER_ID, "b": buyer_id})
    return int(buyer_id)
