"""Whatever arrives, it is processed, and the next update is served."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

from benchmarks.odd import BUYER, DATE, SELLER, odd_update
from bot.dispatch import process
from bot.flood import Flood
from bot.incoming import read
from bot.intake import OddAnswerError, usable
from handlers import build_app
from handlers.registry import App, Operator
from storage.tables.delivery import dead_letter
from tests.chat import START

APP = build_app(Operator(sellers=frozenset({SELLER})))
QUIET = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
TEXT = st.text(st.characters(), max_size=80)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


class Drawn:
    """Choices that Hypothesis makes, and makes smaller."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data

    def number(self, most: int) -> int:
        return self.data.draw(st.integers(0, most))

    def text(self) -> str:
        return self.data.draw(TEXT)


class Bot:
    """The bot, whose updates count up."""

    def __init__(self, app: App, db: Connection) -> None:
        self.app, self.db, self.number = app, db, 0

    def hand(self, content: dict[str, Any]) -> int:
        self.number += 1
        raw = {**content, "update_id": self.number}
        return len(process(self.app, self.db, [raw], START, "StammkundeBot", Flood()).at_once)

    def say(self, words: str) -> int:
        who = {"id": SELLER, "is_bot": False, "first_name": "Maria"}
        chat, number = {"id": SELLER, "type": "private"}, 10 + self.number
        message = {"message_id": number, "date": DATE, "chat": chat, "from": who, "text": words}
        return self.hand({"message": message})

    def dead(self) -> int:
        return int(self.db.execute(select(func.count()).select_from(dead_letter)).scalar_one())


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Both databases: what one of them cannot store, the other may."""
    return str(request.param)


@pytest.fixture
def bot(db: Connection) -> Bot:
    made = Bot(APP, db)
    made.say("/kauf Anna 25 Wollsocken")
    return made


@QUIET
@given(data=st.data())
def test_after_any_odd_update_the_next_one_is_served(bot: Bot, data: st.DataObject) -> None:
    """Ids no database stores, values of another type, missing parts, half characters, zero bytes."""
    bot.hand(odd_update(Drawn(data)))
    assert bot.say("/hilfe") == 1


@QUIET
@given(words=TEXT)
def test_whatever_is_typed_behind_kauf_is_answered(bot: Bot, words: str) -> None:
    """And never ends as a dead letter."""
    assert bot.say(f"/kauf {words}") >= 1
    assert bot.dead() == 0


@QUIET
@given(answer=JSON)
def test_whatever_comes_instead_of_updates_none_of_it_stops_the_intake(answer: Any) -> None:
    """Only what has a number is taken on; the rest is left out or refused as a whole."""
    try:
        found = usable(answer)
    except OddAnswerError:
        return
    assert all(0 <= update["update_id"] < 2**63 for update in found)


@QUIET
@given(data=st.data())
def test_no_odd_update_is_read_as_somebody_else(data: st.DataObject) -> None:
    """Whoever is answered is the one who wrote, in a chat of his own with the bot."""
    raw = {**odd_update(Drawn(data)), "update_id": 1}
    try:
        incoming = read(raw)
    except Exception:  # noqa: BLE001  it goes to the dead letters
        return
    if incoming.person is not None and incoming.is_private:
        assert incoming.person.id == incoming.chat_id
        assert str(incoming.person.id) in json.dumps(raw)


def test_the_buyer_is_known(bot: Bot) -> None:
    """The shapes above are of people the bot tells apart."""
    assert SELLER != BUYER
    assert bot.say("/kunde Anna") == 1
