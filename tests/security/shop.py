"""A shop in full use, played once; every attempt on it is taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, func, select

from bot.dispatch import process
from handlers.registry import App
from storage import dialogs, tables
from storage.dialogs import Action
from storage.outbox import QUEUED
from storage.tables.delivery import outbox
from storage.tables.dialogs import dialog, keyboard
from tests.chat import BUYER, OTHER_SELLER, SELLER, STRANGER, Person, World, invitation, join, set_up

OTHER_BUYER, WAITING = 2003, 2004
BOT = "StammkundeBot"
OWN, OTHER, UNLINKED, ELSEWHERE = "Quendolin", "Zacharias", "Wilhelmine", "Ottokar"
HANDBUCH = Path(__file__).parents[2] / "docs" / "handbuch.md"

STORY = (
    "/praemien Kaffee 20",
    "/praemien Teekanne 500 nur 3x",
    f"/kauf {OWN} 47,11 Dudelsack gestern",
    f"/kauf {OTHER} 83,29 Okarina",
    f"/kauf {UNLINKED} 61,37 Fagott",
    f"/notiz {OWN} mag Rhabarber",
    f"/notiz {OWN} Katze heißt Mirabelle",
    f"/notiz {OTHER} mag Pastinake",
    f"/geburtstag {OWN} 6.5.",
    f"/versprechen {OWN} bis morgen Libellenfotos schicken",
    f"/reklamation {OTHER} Naht am Kragenbär offen",
    f"/gutschein {OWN} 5 €",
    f"/bonus {OWN} 40 Hilfe am Lavendelstand",
    f"/vip {OWN}",
    "/vorlagen Geburtstag Hallo {name}, alles Gute",
    "/verlosung Ein Paar Socken",
    f"/zusammenfuehren {OTHER} Zachi",
)
SECRETS = {
    OWN: (OWN, "47,11", "Dudelsack", "Rhabarber", "Mirabelle", "Libellen", "Lavendel"),
    OTHER: (OTHER, "83,29", "Okarina", "Pastinake", "Kragenbär", "Zachi"),
    UNLINKED: (UNLINKED, "61,37", "Fagott"),
    ELSEWHERE: (ELSEWHERE, "29,73", "Zither"),
}
"""Words nobody would type by chance, each about one person."""
NOTES = ("Rhabarber", "Mirabelle", "Libellen")
"""What the seller alone knows about her own buyer."""

TYPED: dict[str, Any] = {"page": 0, "days": 3, "text": "mag Blau", "name": "Neuling", "item": "x", "kind": "note"}
TYPED |= {
    "day": "2026-05-04",
    "cents": 500,
    "contact": None,
    "minute": 600,
    "source": "1001:1",
    "stars": 3,
    "points": 5,
}
TYPED |= {"field": "name", "draft": {"name": "Seife", "cost": 7}, "command": "kunde", "message": 7, "retired": False}
TYPED |= {
    "action": "kunde.show",
    "data": {},
    "card": False,
    "before": None,
    "kept": 1,
    "key": "2026-05-04:1",
    "after": {},
}
TYPED |= {"setting": "card_reward", "vouchers": [], "kind": "amount"}
TYPED |= {"template": 1, "words": "Hallo", "what": "Hilfe", "said": "", "number": 1, "quantity": 1}
TYPED |= {"sheet": 0, "at": 0, "policy": "new"}
SPECIAL: dict[str, dict[str, Any]] = {
    "import.set": {"field": "item"},
    "notiz.sure": {"kind": "note", "mark": "x", "source": None},
    "notiz.unsure": {"mark": "x"},
    "einstellungen.undo": {"setting": "card_reward", "before": {"card_reward": "x"}, "after": {}, "vouchers": []},
    "notiz.back": {"kind": "note"},
    "vorlagen.new": {"kind": "birthday"},
    "vorlagen.save": {"kind": "birthday", "words": "Hallo"},
}
"""What those buttons carry for which the ids of rows do not do."""
TO_BE_SENT, HOW_MANY = select(outbox).where(outbox.c.state == QUEUED), select(func.count()).select_from(outbox)
BUTTONS, TOKENS = select(keyboard), select(keyboard.c.token)
QUESTION = select(dialog).where(dialog.c.user_id == bindparam("person"))
DEPTH = 8
"""So many taps and answers deep a talk is followed."""
Rows = dict[str, list[str]]


@dataclass
class Populated:
    """The shop as it stands, and whoever tries something on it."""

    engine: Engine
    app: App
    now: Any
    rows: Rows = field(default_factory=dict)
    samples: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    steps: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    """Of vouchers and of buyers."""
    universal: dict[str, Any] = field(default_factory=dict)
    """What a button may carry that nobody has come across: the ids of rows that there are."""
    other_shop: int = 0
    unsaid: int = 0
    """Letters that wait."""

    @contextmanager
    def attempt(self) -> Iterator[Attempt]:
        """Whatever happens in it is taken back."""
        with self.engine.connect() as db:
            transaction = db.begin()
            yield Attempt(self, db)
            transaction.rollback()


@dataclass
class Attempt:
    """One try, in a transaction of its own."""

    on: Populated
    db: Connection
    number: int = 900_000
    wrote: int = 0
    """How many rows the last update has written, if only for a moment; its answers do not count."""

    def deliver(self, **content: Any) -> list[dict[str, Any]]:
        """Hand over one raw update; gives the letters it makes for whoever sent it."""
        self.number += 1
        raw = {"update_id": self.number, **content}
        sent = next(iter(content.values()))
        chat = sent.get("message", sent)["chat"]["id"]
        before = self._changes()
        posted = process(self.on.app, self.db, [raw], self.on.now, BOT)
        unsaid = int(self.db.execute(HOW_MANY).scalar_one())
        self.wrote = self._changes() - before - (unsaid - self.on.unsaid)
        queued = self.db.execute(TO_BE_SENT).all()
        return [
            {"payload": one.payload, "picture": one.picture or ""}
            for one in (*posted.at_once, *queued)
            if one.chat_id == chat
        ]

    def _changes(self) -> int:
        return int(self.db.connection.dbapi_connection.total_changes)  # type: ignore[union-attr]

    def rows(self) -> Rows:
        """Everything that is stored, but for what every update and every talk leaves."""
        return dump(self.db)


def dump(db: Connection) -> Rows:
    """The rows of every table that says something about a shop or a person."""
    found: Rows = {}
    dbapi: Any = db.connection.dbapi_connection
    for name in tables.metadata.tables.keys() - {"processed_update", "alembic_version", "outbox"}:
        cursor = dbapi.execute(f'SELECT * FROM "{name}"')  # noqa: S608  the names are those of the tables
        columns = [column[0] for column in cursor.description]
        found[name] = sorted(json.dumps(dict(zip(columns, row, strict=True))) for row in cursor)
    return found


def message(person_id: int, text: str, *, chat: int | None = None, **more: Any) -> dict[str, Any]:
    """A raw message."""
    kind = "private" if chat is None else "supergroup"
    sender = {"id": person_id, "is_bot": False, "first_name": "Wer"}
    where = {"id": chat or person_id, "type": kind}
    return {"message_id": 7, "date": 1_777_881_600, "chat": where, "from": sender, "text": text, **more}


def query(person_id: int, data: str, *, chat: int | None = None) -> dict[str, Any]:
    """A raw tap."""
    below = message(person_id, "x", chat=chat) | {"from": {"id": 1, "is_bot": True, "first_name": BOT}}
    sender = {"id": person_id, "is_bot": False, "first_name": "Wer"}
    return {"id": "1", "from": sender, "chat_instance": "1", "data": data, "message": below}


def populate(engine: Engine) -> Populated:
    """Play the story, and look at every button and question that comes of it."""
    world = World(engine, (SELLER, OTHER_SELLER))
    maria, petra = set_up(world.person(SELLER, "Maria")), set_up(world.person(OTHER_SELLER, "Petra"))
    petra.hears(f"/kauf {ELSEWHERE} 29,73 Zither")
    for line in STORY:
        maria.hears(line)
    maria.sends("alt.csv", f"Name;Datum;Betrag\n{UNLINKED};3.5.2025;12,50\nNeu;4.5.2025;9")
    join(world.person(BUYER, OWN), maria, OWN)
    join(world.person(OTHER_BUYER, OTHER), maria, OTHER)
    world.person(BUYER, OWN).hears("/quittung")
    world.person(BUYER, OWN).tap("Ja, gern")
    links = _links(world, maria)
    maria.hears("/verlosung Ein Paar Handschuhe")
    maria.tap(next(label for label in maria.last().buttons if label.startswith("Alle")))
    maria.tap("Losen")
    for _ in range(6):
        world.days_later(1)
        world.tick()
    on = Populated(engine, world.app, world.now, links=links)
    with engine.connect() as db, db.begin():
        on.rows, on.unsaid = dump(db), db.execute(HOW_MANY).scalar_one()
        _learn(on, db)
        for row in db.execute(BUTTONS).all():
            _note(on, json.loads(row.actions))
    for person, lines in ((SELLER, _lines(world.app)), (BUYER, _bare(world.app)), (STRANGER, list(_opened(links)))):
        for line in lines:
            with on.attempt() as attempt:
                _explore(attempt, person, {"message": message(person, line)}, DEPTH)
    return on


def _links(world: World, maria: Person) -> dict[str, str]:
    """One of each kind, and somebody who waits."""
    friend = maria.hears(f"/empfehlen {OWN}")
    waiting = world.person(WAITING, "Wartend")
    waiting.hears(f"/start {invitation(maria, UNLINKED)}")
    waiting.tap("Ja, gern")
    maria.hears("/kauf Hildegunde 17 Harfe")
    own = world.person(BUYER, OWN)
    own.hears("/punkte")
    known = [str(said.picture) + said.html for said in world.messages]
    found = {kind: _token(known, kind) for kind in ("g", "k", "f")}
    return {kind: token for kind, token in found.items() if token} | {
        "e": invitation(maria, "Hildegunde"),
        "said": friend,
    }


def _token(known: Sequence[str], kind: str) -> str:
    marked = [words.partition(f"start={kind}_")[2] for words in known if f"start={kind}_" in words]
    return f"{kind}_" + marked[0].split("'")[0].split("<")[0].split("\n")[0] if marked else ""


def _learn(on: Populated, db: Connection) -> None:
    """Ids and codes of what there is in the first shop."""
    all_tables = tables.metadata.tables
    buyers, vouchers = all_tables["buyer"], all_tables["voucher"]
    on.ids = {row.name: row.id for row in db.execute(select(buyers.c.name, buyers.c.id))}
    codes = (select(vouchers.c.code), select(buyers.c.code).where(buyers.c.code.is_not(None)))
    on.codes = tuple(str(code) for wanted in codes for code in db.scalars(wanted))
    on.links["g"] = f"g_{db.scalars(codes[0]).first()}"
    shop = db.execute(select(buyers.c.shop_id).where(buyers.c.name == OWN)).scalar_one()
    on.other_shop = db.execute(select(buyers.c.shop_id).where(buyers.c.name == ELSEWHERE)).scalar_one()
    ids = {
        name: _first(db, table, shop) for name, table in all_tables.items() if "shop_id" in table.c and "id" in table.c
    }
    on.universal = {**TYPED, **ids, "buyer": on.ids[OWN], "friend": on.ids[OTHER], "by": on.ids[OWN], "shop": shop}
    on.universal["created"] = on.ids[OWN]
    on.universal["job"] = ids["import_job"]


def _first(db: Connection, table: Any, shop_id: int) -> int:
    return int(
        db.execute(select(table.c.id).where(table.c.shop_id == shop_id).order_by(table.c.id)).scalars().first() or 1
    )


def _opened(links: Mapping[str, str]) -> Iterator[str]:
    return (f"/start {token}" for kind, token in links.items() if kind != "said")


def examples() -> list[str]:
    """What the handbook shows, about the people of this shop."""
    import re

    found = sorted(set(re.findall(r"`(/\w+[^`]*)`", HANDBUCH.read_text(encoding="utf-8"))) - {"/newbot"})
    return [line.replace("Anna", OWN).replace("Ben", OTHER) for line in found]


def _bare(app: App) -> list[str]:
    aliases = {name for name, _ in app.aliases}
    return [f"/{name}" for name in (*app.commands, *sorted(aliases))]


def _lines(app: App) -> list[str]:
    return [*_bare(app), *examples(), *STORY, "/kauf Neuling 20", f"/kauf {OWN[:-1]}m 5", "25"]


def _note(on: Populated, actions: Sequence[Sequence[Any]]) -> list[Action]:
    """Keep what a button carries; gives the ones that were not known."""
    fresh = []
    for name, data, once in actions:
        seen = on.samples.setdefault(name, [])
        if not seen:
            fresh.append(Action(name, data, once))
        if data not in seen and len(seen) < 3:
            seen.append(data)
    return fresh


def _explore(attempt: Attempt, person: int, content: dict[str, Any], depth: int) -> None:
    """Play an update, and go on with every button and question that was never seen before."""
    db, on = attempt.db, attempt.on
    before = set(db.scalars(TOKENS))
    attempt.deliver(**content)
    made = [row for row in db.execute(BUTTONS).all() if row.token not in before and row.user_id == person]
    fresh = [action for row in made for action in _note(on, json.loads(row.actions))]
    step = db.execute(QUESTION, {"person": person}).first()
    if depth == 0:
        return
    for action in fresh:
        token = dialogs.store_keyboard(db, person, [action], on.now)
        _aside(attempt, person, {"callback_query": query(person, f"{token}.0")}, depth)
    if step is not None and step.step not in on.steps:
        on.steps[step.step] = json.loads(step.data)
        for typed in ("12,50", OWN, "Quietscheente", "3.5.", "8:30"):
            _aside(attempt, person, {"message": message(person, typed)}, depth)


def _aside(attempt: Attempt, person: int, content: dict[str, Any], depth: int) -> None:
    nested = attempt.db.begin_nested()
    _explore(attempt, person, content, depth - 1)
    nested.rollback()
