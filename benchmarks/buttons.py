"""`python -m benchmarks.buttons`: 100,000 changed callback data, tapped through the whole bot, do nothing and tell nothing."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, Engine, select

from bot.dispatch import process
from demo.example_shop import found
from handlers import build_app
from handlers.registry import App, Operator
from messages_de import plain
from storage import dialogs, tables
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.tables.dialogs import keyboard

SELLER, OTHER, STRANGER = 1, 2, 3
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
NAME = "StammkundeBot"
LONGEST = 64
AT_ONCE = 100
"""Taps that Telegram hands over together."""
TALK = (
    "/heute",
    "/kunden",
    "/kunde Anna",
    "/punkte Anna",
    "/kauf Anna 25 Socken",
    "/storno",
    "/einstellungen",
    "/praemien",
)
ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:%\0 äß٣²'\";"


def changed(data: str, draw: Random) -> str:
    """The same data with one to three bytes changed, added, taken out, or moved; never the same."""
    letters = list(data)
    for _ in range(draw.randint(1, 3)):
        place = draw.randrange(len(letters) + 1)
        match draw.randrange(5):
            case 0:
                letters[place : place + 1] = [draw.choice(ALPHABET)]
            case 1:
                letters.insert(place, draw.choice(ALPHABET))
            case 2:
                del letters[place : place + 1]
            case 3:
                letters = letters[place:] + letters[:place]
            case _:
                letters = [letter.swapcase() if at == place else letter for at, letter in enumerate(letters)]
    result = "".join(letters)[:LONGEST]
    return result if result != data else f"{data}0"


def main() -> int:
    """Try them all; 1 when one of them did something."""
    chosen = argparse.ArgumentParser(description=__doc__)
    chosen.add_argument("--count", type=int, default=100_000)
    count = chosen.parse_args().count
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'buttons.db'}")
        upgrade(engine)
        start = time.perf_counter()
        acted, told, rows = tried(engine, count)
        engine.dispose()
    seconds = time.perf_counter() - start
    print(f"mutations={count} acted={acted} told={told} changed_tables={rows} seconds={seconds:.1f}")
    return 1 if acted or told or rows else 0


def tried(engine: Engine, count: int) -> tuple[int, int, int]:
    """How many of so many changed data found an action, were told something, and how many tables they changed."""
    app, draw, acted, told = build_app(Operator(sellers=frozenset({SELLER, OTHER}))), Random(1), 0, 0
    with engine.connect() as db:
        whole = db.begin()
        real = _real(app, db)
        known = {f"{token}.{place}" for token in real for place in range(100)}
        before = _rows(db)
        for first in range(0, count, AT_ONCE):
            some = [_one(real, known, draw) for _ in range(min(AT_ONCE, count - first))]
            acted += sum(dialogs.action_of(db, person, data) is not None for person, data in some)
            told += _told(app, db, some, 10_000 + first)
        after = _rows(db)
        whole.rollback()
    return acted, told, sum(after[name] != rows for name, rows in before.items())


def _one(real: list[str], known: set[str], draw: Random) -> tuple[int, str]:
    """Somebody, and data that are nobody's."""
    data = changed(f"{draw.choice(real)}.{draw.randrange(3)}", draw)
    person = draw.choice((SELLER, SELLER, OTHER, STRANGER))
    return _one(real, known, draw) if data in known else (person, data)


def _real(app: App, db: Connection) -> list[str]:
    """The tokens of the keyboards that a talk of the seller makes."""
    found(db, SELLER, NOW)
    for number, words in enumerate(TALK):
        process(app, db, [{"update_id": number + 1, "message": _message(SELLER, words)}], NOW, NAME)
    return list(db.scalars(select(keyboard.c.token)))


def _message(person: int, words: str) -> dict[str, Any]:
    sender = {"id": person, "is_bot": False, "first_name": "Wer"}
    chat = {"id": person, "type": "private"}
    return {"message_id": 7, "date": 1_777_881_600, "chat": chat, "from": sender, "text": words}


def _told(app: App, db: Connection, some: list[tuple[int, str]], number: int) -> int:
    """How many of these taps were answered by anything but the notice that the button is gone."""
    raws = [{"update_id": number + at, "callback_query": _tap(*one)} for at, one in enumerate(some)]
    posted = process(app, db, raws, NOW, NAME)
    gone = plain("route.button_gone")
    answers = [json.loads(letter.payload).get("text") for letter in posted.at_once]
    return len(some) - answers.count(gone) + len(answers) - len(some) + posted.queued


def _tap(person: int, data: str) -> dict[str, Any]:
    message = _message(person, "x")
    return {"id": "1", "from": message["from"], "chat_instance": "1", "data": data, "message": message}


def _rows(db: Connection) -> dict[str, list[str]]:
    own = {"processed_update", "shop", "seller"}
    names = tables.metadata.tables.keys() - own
    return {name: sorted(map(repr, db.execute(select(tables.metadata.tables[name])).all())) for name in names}


if __name__ == "__main__":
    sys.exit(main())
