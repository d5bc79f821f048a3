"""Whatever a seller types and taps, day after day: who is to be thought of next is what his history says, never later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from handlers import collecting
from rules.occasions import cards, data_missing
from rules.occasions.rank import rank, rank_key
from storage import candidates, occasions, shops
from storage.tables.buyers import buyer
from storage.tables.delivery import dead_letter
from tests.chat import Person, World, join, set_up

NAMES = ("Anna", "Ben", "Cora")
LINES = (
    *["/kauf {who} {n} Socken"] * 4,
    *["/kauf {who} {n} Tee am {day}"] * 5,
    "/storno {who} 1",
    "/storno {who}",
    "/notiz {who} telefoniert",
    "/notiz {who} mag Blau",
    "/notiz {who} hat am {birthday} Geburtstag",
    "/vorliebe {who} keine Düfte",
    *["/geburtstag {who} {soon}"] * 3,
    "/geliefert {who}",
    "/geliefert {who} gestern",
    "/versprechen {who} bis morgen Fotos schicken",
    "/versprechen {who} bis {later} Mütze",
    "/reklamation {who} Naht offen",
    "/pause {who} bis {later}",
    "/pause {who}",
    "/pause {who} aus",
    "/urlaub bis {later}",
    "/urlaub aus",
    "/vip {who}",
    "/bonus {who} {n} Hilfe",
    "/gutschein {who} 5 €",
    *["/zusammenfuehren {who} {other}"] * 3,
    "/einstellungen",
    "/einstellungen Boni",
    *["/einstellungen Hinweise"] * 3,
    *["/heute"] * 2,
    "/woche",
    "/warum {who}",
    "/wirkung",
    "/abbrechen",
    "{n}",
    "{few} Tage",
)
SETTINGS = ("Abstand", "Nachfragen nach", "Geburtstag vorher", "Danke nach dem ersten Kauf", "Zweiter Kauf")
BUTTONS_OF = 12
"""Of so many messages, the latest ones, any button may be tapped."""
STEPS = st.one_of(
    *[st.tuples(st.just("type"), st.integers(0, len(LINES) - 1), st.integers(0, 999))] * 3,
    *[st.tuples(st.just("tap"), st.integers(0, 999), st.integers(0, 9))] * 4,
    st.tuples(st.just("edit"), st.integers(0, len(LINES) - 1), st.integers(0, 999)),
    st.tuples(st.just("anna"), st.integers(0, 99), st.integers(0, 9)),
    st.tuples(st.just("set"), st.sampled_from(SETTINGS), st.integers(0, 14)),
    st.tuples(st.just("wait"), st.sampled_from([1, 1, 2, 3, 5, 6, 14, 30, 61, 200]), st.just(0)),
)
_people = count(9_000_001)
_updates = count(1_000_000, 10_000)


def german(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


class Life:
    """A shop in which anything happens."""

    def __init__(self, engine: Engine) -> None:
        """Opens it, in a database that may have others."""
        number = next(_people)
        self.world = World(engine, (number,))
        self.world._update = next(_updates)
        self.maria: Person = set_up(self.world.person(number, "Maria"))
        self.buyer = self.linked()
        self.derived: dict[int, date | None] = {}
        self.asked_on: date | None = None

    def linked(self) -> Person:
        """Anna is a buyer who has agreed to messages."""
        self.maria.hears("/kauf Anna 25 Tee")
        anna = join(self.world.person(self.maria.id + 500_000, "Anna"), self.maria, "Anna")
        for wish in ("Quittung nach jedem Kauf: aus", "Persönliche Nachrichten: aus"):
            anna.hears("/punkte")
            anna.tap(wish)
            anna.tap("Ja, gern")
        return anna

    def type(self, line: int, number: int) -> None:
        """Maria types something."""
        self.maria.hears(self.words(line, number))

    def edit(self, line: int, number: int) -> None:
        """She puts right what she typed last."""
        self.maria.edit(self.words(line, number))

    def anna(self, number: int, button: int) -> None:
        """Anna looks at her card, or taps what she finds under her messages."""
        if number % 3:
            self._taps(self.buyer, number, button)
        else:
            self.buyer.hears("/punkte")

    def set(self, setting: str, days: int) -> None:
        """Maria wants reminders otherwise."""
        self.maria.hears("/einstellungen Hinweise")
        if self.maria.sees_button(setting):
            self.maria.tap(setting)
            self.maria.hears(f"{days} Tage")

    def words(self, line: int, number: int) -> str:
        today = self.world.today()
        return LINES[line].format(
            who=NAMES[number % 3],
            other=NAMES[(number + 1 + number // 3 % 2) % 3],
            n=1 + number % 90,
            few=number % 15,
            soon=german(today + timedelta(days=number % 16)).rpartition(".")[0] + ".",
            day=german(today - timedelta(days=number % 400)),
            later=german(today + timedelta(days=1 + number % 40)),
            birthday=german(date(2000, 1, 1) + timedelta(days=number % 366)).removesuffix("2000"),
        )

    def tap(self, number: int, button: int) -> None:
        """Maria taps a button of one of her latest messages."""
        self._taps(self.maria, number, button)

    def _taps(self, person: Person, number: int, button: int) -> None:
        mine = [said for said in self.world.messages if said.chat == person.id][-BUTTONS_OF:]
        tappable = [said for said in mine if any("callback_data" in one for one in said.buttons.values())]
        if tappable:
            said = tappable[-1 - number // 2 % len(tappable) if number % 2 else -1]
            data = [one["callback_data"] for one in said.buttons.values() if "callback_data" in one]
            person.tap_data(said, data[button % len(data)])

    def wait(self, days: int, _: int) -> None:
        self.world.go_to(self.world.today() + timedelta(days=days), 9)
        with self.world.engine.begin() as db:
            self.chosen_as_by_hand(db)
        self.world.tick()

    def chosen_as_by_hand(self, db: Connection) -> None:
        """To look at the most promising first gives the same cards as to look at everybody."""
        shop, today = self.shop(db), self.world.today()
        rules = shops.rules_of(shop)
        bounds = {one.facts.buyer_id: one.bound for one in candidates.in_order(db, shop, today)}
        everybody = [(facts, card) for _, facts, found in occasions.due(db, shop, today) for card in cards(found)]
        assert all(bounds[facts.buyer_id] <= rank_key(facts, card[0], rules, today) for facts, card in everybody)
        ordered = [occasion for _, occasion in rank([(facts, card[0]) for facts, card in everybody], rules, today)]
        asking = [one for one in ordered if one.kind == data_missing.KIND]
        ordered = [one for one in ordered if one not in asking[1:]]
        for room in (1, 2, 7):
            assert [one.together[0] for one in collecting.best(db, shop, today, room)] == ordered[:room]

    def shop(self, db: Connection) -> Any:
        shop = shops.of_seller(db, self.maria.id)
        assert shop is not None
        return shop

    def check(self, step: str) -> None:
        with self.world.engine.begin() as db:
            assert db.execute(select(dead_letter)).all() == []
            shop, today = self.shop(db), self.world.today()
            is_quiet = step != "wait" and shop.data_asked_on == self.asked_on
            for row in db.execute(select(buyer).where(buyer.c.shop_id == shop.id)).all():
                derived = recomputed(db, shop, row.id, today)
                has_news = is_quiet and derived.next_due != self.derived.get(row.id)
                self.derived[row.id] = derived.next_due
                assert is_right(row, derived, today, exactly=has_news)
            self.asked_on = shop.data_asked_on


def recomputed(db: Connection, shop: Any, buyer_id: int, today: date) -> Any:
    """The row as his history gives it; the one that is stored stays as it is."""
    before = db.begin_nested()
    row = occasions.refresh(db, shop, buyer_id, today).row
    before.rollback()
    return row


def is_right(stored: Any, derived: Any, today: date, *, exactly: bool) -> bool:
    """Everything is as derived; only a day that has come, and with which nothing happened since, may have moved on."""
    differing = {name for name in stored._fields if getattr(stored, name) != getattr(derived, name)}
    if stored.merged_into is not None:
        return stored.next_due is None
    if exactly or stored.next_due is None or stored.next_due > today:
        return not differing
    return differing <= {"next_due"} and (derived.next_due is None or stored.next_due <= derived.next_due)


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Both, for sums and dates are the database's."""
    return str(request.param)


@settings(
    max_examples=5,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@example(
    steps=[
        ("set", "Geburtstag vorher", 14),
        ("type", LINES.index("/geburtstag {who} {soon}"), 15),
        ("wait", 1, 0),
        ("set", "Geburtstag vorher", 3),
        ("wait", 12, 0),
    ]
).via("a birthday that was told two weeks ahead, and is to be told three days ahead")
@given(steps=st.lists(STEPS, min_size=25, max_size=40))
def test_the_due_day_is_that_of_the_history(
    engine: Engine, caplog: pytest.LogCaptureFixture, steps: Sequence[tuple[str, Any, int]]
) -> None:
    life = Life(engine)
    for name, *arguments in steps:
        getattr(life, name)(*arguments)
        life.check(name)
    assert caplog.messages == [], "nothing is made twice"
