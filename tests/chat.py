"""A chat with the bot: what a person types and taps goes in as a raw update, what he reads comes out."""

from __future__ import annotations

import html
import json
import re
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, func, select

from bot import importing
from bot.dispatch import compose, post, process
from bot.letters import Asked
from handlers import build_app, digest, evening
from handlers.answers import Answers
from handlers.einlesen import planning, working
from handlers.einlesen.files import read
from handlers.registry import Operator
from rules.errors import RuleError
from storage import imports, outbox, shops, tables
from storage.outbox import NewLetter

BERLIN = ZoneInfo("Europe/Berlin")
SELLER, BUYER, STRANGER = 1001, 2002, 3003
OTHER_SELLER = 1002
START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
FIRST_EXTRA_LATE = {SELLER: "calm 18282", OTHER_SELLER: "calm 21214"}
"""Seeds that draw nobody of the first eight buyers before the sixth purchase: an extra turns up in no test that is about something else."""
LINK = re.compile(r"start=(\S+)")
RECOVERY = re.compile(r"(?:[2-9A-Z]{4}-){6}[2-9A-Z]{4}")
TAGS = re.compile(r"</?\w+[^>]*>")


@dataclass
class Said:
    """A message as it stands in a chat."""

    id: int
    chat: int
    html: str
    buttons: dict[str, dict[str, Any]] = field(default_factory=dict)
    picture: dict[str, Any] | None = None
    payload: dict[str, Any] = field(default_factory=dict)

    @property
    def file(self) -> bytes:
        """What is in the file that came with it."""
        assert self.picture is not None
        return b64decode(self.picture["content"])

    @property
    def text(self) -> str:
        """What a person reads; a no-break space looks like any other."""
        return html.unescape(TAGS.sub("", self.html)).replace("\u00a0", " ")


class World:
    """The bot with its database, its clock, and every chat."""

    def __init__(self, engine: Engine, sellers: Sequence[int] = (SELLER,)) -> None:
        self.engine = engine
        self.app = build_app(Operator(sellers=frozenset(sellers), person=sellers[0] if sellers else None))
        self.now = START
        self.messages: list[Said] = []
        self.notices: list[str] = []
        self.menus: dict[int, list[str]] = {}
        self.files: dict[str, bytes] = {}
        self._update = 100
        self._message = 10

    def restarted(self, sellers: Sequence[int]) -> World:
        """The same database after a restart, with these people on the seller list."""
        after = World(self.engine, sellers)
        after.now, after._update, after._message = self.now, self._update, self._message
        return after

    def state(self) -> dict[str, Any]:
        """What has happened so far, apart from the database."""
        return {name: value for name, value in vars(self).items() if name not in {"engine", "app"}}

    @property
    def untouched(self) -> bool:
        """Nobody has said anything, and the clock stands where it began."""
        return (self._update, self._message, self.now) == (100, 10, START)

    def today(self) -> date:
        """The local day in Berlin."""
        return self.now.astimezone(BERLIN).date()

    def go_to(self, day: date, hour: int = 10, minute: int = 0) -> None:
        """Put the clock to a local time of a day."""
        self.now = datetime.combine(day, time(hour, minute), BERLIN).astimezone(UTC)

    def days_later(self, days: int) -> None:
        """The same local hour, some days on."""
        self.go_to(self.today() + timedelta(days=days), self.now.astimezone(BERLIN).hour)

    def update(self, **content: Any) -> list[Said]:
        """Hand over one raw update; gives what was said because of it."""
        self._update += 1
        return self.deliver({"update_id": self._update, **content})

    def deliver(self, *raw: dict[str, Any]) -> list[Said]:
        """Hand over raw updates as Telegram does."""
        with self.engine.connect() as db:
            with db.begin():
                letters = process(self.app, db, raw, self.now, "StammkundeBot").at_once
            return self._sent(db, letters)

    def tick(self) -> list[Said]:
        """The minute passes: due daily messages are made, and in the evening what was promised for tomorrow is said."""
        said: list[Said] = []
        with self.engine.connect() as db:
            with db.begin():
                made = [self._digest(db, shop) for shop in shops.with_due_digest(db, self.now)]
                made += [evening.run(self.app, db, shop, self.now) for shop in evening.due(db, self.now)]
                letters = [post(db, compose(db, answers, Asked(0), self.now), self.now).at_once for answers in made]
            for batch in letters:
                said += self._sent(db, batch)
        return said

    def work(self, most: int = 1_000, rows: int = 200) -> list[Said]:
        """Up to so many steps of what is to be done for files, each in a transaction of its own as in `bot.importing`."""
        said: list[Said] = []
        with self.engine.connect() as db:
            for _ in range(most):
                with db.begin():
                    job = imports.next_job(db, self.now)
                    if job is None:
                        break
                    letters = post(db, self._step(db, job, rows), self.now).at_once
                said += self._sent(db, letters)
        return said

    def _step(self, db: Connection, job: imports.Job, rows: int) -> list[NewLetter]:
        try:
            done = self._worked(db, job, rows)
        except RuleError as refusal:
            done = working.fail(db, job, refusal.key.partition(".")[2])
        return importing.said(db, done.answers, job, self.now)

    def _worked(self, db: Connection, job: imports.Job, rows: int) -> working.Done:
        if job.state == imports.FETCHING:
            sheets = read(self.files[job.file_id], self.today())
            imports.store_rows(db, job, working.cells(sheets))
            return working.fetched(db, job, sheets)
        if job.state == imports.PLANNING:
            return working.show(db, job, planning.planned(db, job))
        step = working.run if job.state == imports.RUNNING else working.undo
        done = step(db, job, self.now, rows)
        return working.learn(db, job, working.lesson(db, job, self.now), self.now) if done.is_to_learn else done

    def _digest(self, db: Connection, shop: shops.Shop) -> Answers:
        return digest.run(self.app, db, shop, self.now, digest.learn(db, shop, self.now))

    def _sent(self, db: Connection, letters: Sequence[Any]) -> list[Said]:
        with db.begin():
            letters = [*letters, *outbox.claim(db, self.now, 100)]
            outbox.sent(db, [letter.id for letter in letters if letter.id is not None])
        return [said for letter in letters if (said := self._said(letter)) is not None]

    def _said(self, letter: Any) -> Said | None:
        payload = json.loads(letter.payload)
        if letter.method == "answerCallbackQuery":
            if payload.get("text"):
                self.notices.append(payload["text"])
            return None
        if letter.method == "setMyCommands":
            self.menus[letter.chat_id] = [command["command"] for command in payload["commands"]]
            return None
        return self._shown(letter, payload)

    def _shown(self, letter: Any, payload: dict[str, Any]) -> Said:
        rows = payload.get("reply_markup", {}).get("inline_keyboard", [])
        words = payload.get("text", {**payload, **payload.get("media", {})}.get("caption", ""))
        buttons = {button["text"]: button for row in rows for button in row}
        old = next((said for said in self.messages if said.id == payload.get("message_id")), None)
        if old is not None:
            old.html, old.buttons, old.payload = words, buttons, payload
            old.picture = json.loads(letter.picture) if letter.picture else old.picture
            return old
        self._message += 1
        picture = json.loads(letter.picture) if letter.picture else None
        self.messages.append(Said(self._message, letter.chat_id, words, buttons, picture, payload))
        return self.messages[-1]

    def person(self, number: int, name: str = "Maria") -> Person:
        """Somebody with a Telegram account."""
        return Person(self, number, name)

    def next_message_id(self) -> int:
        """Message ids count up over all chats here."""
        self._message += 1
        return self._message


@dataclass
class Person:
    """Somebody who types and taps."""

    world: World
    id: int
    name: str
    last_id: int = 0
    username: str = ""

    @property
    def account(self) -> dict[str, Any]:
        """The account as Telegram shows it."""
        known = {"username": self.username} if self.username else {}
        return {"id": self.id, "is_bot": False, "first_name": self.name, **known}

    def message(self, text: str, **more: Any) -> dict[str, Any]:
        """A raw message of this person."""
        chat = {"id": self.id, "type": "private", "first_name": self.name}
        date = int(self.world.now.timestamp())
        return {"message_id": self.last_id, "date": date, "chat": chat, "from": self.account, "text": text, **more}

    def say(self, text: str, **more: Any) -> list[Said]:
        """Type a message."""
        self.last_id = self.world.next_message_id()
        return self.world.update(message=self.message(text, **more))

    def hears(self, text: str, **more: Any) -> str:
        """Type a message and read all that was answered in this chat."""
        return "\n".join(said.text for said in self.say(text, **more) if said.chat == self.id)

    def sends(self, name: str, content: bytes | str, size: int = 0) -> str:
        """Send a file; gives what is said about it in this chat when it was looked at."""
        data = content if isinstance(content, bytes) else content.encode()
        self.world.files[f"file-{len(self.world.files)}"] = data
        file = {"file_id": f"file-{len(self.world.files) - 1}", "file_unique_id": "u", "file_name": name}
        said = self.say("", document={**file, "file_size": size or len(data)})
        return "\n".join(one.text for one in [*said, *self.world.work()] if one.chat == self.id)

    def reads_in(self, name: str, content: bytes | str) -> str:
        """Send a file and have it read in; gives what is said at the end."""
        self.sends(name, content)
        self.tap("Einlesen")
        return "\n".join(one.text for one in self.world.work() if one.chat == self.id)

    def edit(self, text: str) -> str:
        """Rewrite the last message."""
        edited = self.message(text) | {"edit_date": int(self.world.now.timestamp())}
        return "\n".join(said.text for said in self.world.update(edited_message=edited))

    def last(self) -> Said:
        """The newest message in this chat."""
        return next(said for said in reversed(self.world.messages) if said.chat == self.id)

    def sees_button(self, label: str) -> bool:
        """Whether the newest message has this button."""
        return label in self.last().buttons

    def tap(self, label: str, message: Said | None = None) -> str:
        """Tap a button (of the newest message that has it); gives what is said in this chat then."""
        found = message or next(
            said for said in reversed(self.world.messages) if said.chat == self.id and label in said.buttons
        )
        said = self.tap_data(found, found.buttons[label]["callback_data"])
        return "\n".join(one.text for one in said if one.chat == self.id)

    def tap_data(self, message: Said, data: str) -> list[Said]:
        """Tap with these raw callback data."""
        chat = {"id": self.id, "type": "private", "first_name": self.name}
        below = {"message_id": message.id, "date": int(self.world.now.timestamp()), "chat": chat, "text": message.text}
        if message.picture:
            below["photo"] = [{"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}]
        query = {
            "id": str(self.world.next_message_id()),
            "from": self.account,
            "chat_instance": "1",
            "data": data,
            "message": below,
        }
        return self.world.update(callback_query=query)


def set_up(seller: Person) -> Person:
    """Answer the questions of the set-up by taps."""
    seller.hears("/start")
    for label in (f"Shop von {seller.name}", "09:00", "Europe/Berlin"):
        seller.tap(label)
    with seller.world.engine.begin() as db:
        (_, shop), *_more = [found for found in shops.of_sellers(db) if found[0] == seller.id]
        shops.change(db, shop.id, surprise_seed=FIRST_EXTRA_LATE.get(seller.id, f"{seller.id}"))
    return seller


def invitation(seller: Person, name: str) -> str:
    """What the link for this buyer hands to /start."""
    found = LINK.search(seller.hears(f"/einladen {name}"))
    assert found is not None
    return found[1]


def join(buyer: Person, seller: Person, name: str) -> Person:
    """Open the link and agree; the seller says that it is him."""
    buyer.hears(f"/start {invitation(seller, name)}")
    buyer.tap("Ja, gern")
    seller.tap("Ja, verbinden")
    return buyer


def rows(world: World, *without: str) -> dict[str, int]:
    """How many rows each table has; processed updates do not count."""
    names = tables.metadata.tables.keys() - {"processed_update", "alembic_version", *without}
    with world.engine.begin() as db:
        return {
            name: db.execute(select(func.count()).select_from(tables.metadata.tables[name])).scalar_one()
            for name in sorted(names)
        }
