"""The shop most tests begin with is the one that its seller sets up."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, select

from storage import shops, tables
from tests.chat import BUYER, SELLER, Person, World, set_up
from tests.kept import Kept


def content(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""

    def of(db: Connection, name: str) -> list[tuple[object, ...]]:
        return sorted((tuple(row) for row in db.execute(select(tables.metadata.tables[name]))), key=repr)

    with engine.begin() as db:
        return {name: of(db, name) for name in tables.metadata.tables if name != "alembic_version"}


def story(maria: Person) -> list[str]:
    """What she reads when she goes on."""
    return [maria.hears(words) for words in ("/kauf Anna 25 Wollsocken", "/wer Anna", "/einstellungen")]


@pytest.fixture
def played(engine: Engine, tmp_path: Path) -> tuple[dict[str, list[tuple[object, ...]]], list[str], Kept]:
    """The set-up, heard in this very test; the database is as new afterwards."""
    file = Path(str(engine.url.database))
    fresh = file.read_bytes()
    maria = set_up(World(engine).person(SELLER, "Maria"))
    kept, rows, answers = Kept.of(maria, tmp_path / "kept.db"), content(engine), story(maria)
    engine.dispose()
    file.write_bytes(fresh)
    return rows, answers, kept


def test_it_is_taken_up_where_it_was_kept(
    engine: Engine, played: tuple[dict[str, list[tuple[object, ...]]], list[str], Kept]
) -> None:
    rows, answers, kept = played
    world = World(engine)
    maria = kept.again(world)
    assert content(engine) == rows
    assert len(rows["shop"]) == 1
    assert maria.last().chat == maria.id
    assert not world.untouched
    assert story(maria) == answers


def test_nothing_is_taken_up_where_something_has_happened(
    engine: Engine, played: tuple[dict[str, list[tuple[object, ...]]], list[str], Kept]
) -> None:
    world = World(engine)
    world.person(SELLER).say("/hilfe")
    with pytest.raises(AssertionError):
        played[2].again(world)


def test_what_one_test_does_is_unknown_to_the_next(played: tuple[object, object, Kept], engine: Engine) -> None:
    first = World(engine)
    played[2].again(first).hears("/kauf Bernd 5")
    engine.dispose()
    second = World(engine)
    assert len(played[2].again(second).world.messages) < len(first.messages)
    assert not content(engine)["buyer"]


@pytest.fixture
def twice(played: tuple[object, object, Kept], engine: Engine, tmp_path: Path) -> tuple[Kept, Kept]:
    """What was kept after the set-up, and what was kept later."""
    maria = played[2].again(World(engine))
    maria.hears("/kauf Bernd 5")
    bernd = Kept.of(maria.world.person(BUYER, "Bernd"), tmp_path / "later.db", maria, before=played[2])
    return played[2], bernd


def test_what_was_kept_later_goes_on_from_there(twice: tuple[Kept, Kept], engine: Engine) -> None:
    first, later = twice
    maria = first.again(world := World(engine))
    before = maria.last_id
    assert later.again(world, maria).id == BUYER
    assert maria.last_id > before
    assert "Bernd" in maria.hears("/kunde Bernd")


def test_what_was_kept_later_is_not_taken_up_when_anything_has_happened(
    twice: tuple[Kept, Kept], engine: Engine
) -> None:
    """Neither in the chat nor in the database alone; also when no connection is left."""
    first, later = twice
    maria = first.again(world := World(engine))
    assert first.stands_in(world)
    with engine.begin() as db:
        shops.change(db, 1, thank_you=False)
    assert not first.stands_in(world)
    engine.dispose()
    assert not first.stands_in(world)
    again = World(engine)
    first.again(again).hears("/hilfe")
    with pytest.raises(AssertionError):
        later.again(again, maria)
