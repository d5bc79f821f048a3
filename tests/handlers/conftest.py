"""A shop and its people, on SQLite; a test that names a `backend` runs where it says."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage import shops
from tests.chat import BUYER, OTHER_SELLER, SELLER, STRANGER, Person, World, join, set_up
from tests.kept import Kept


@pytest.fixture
def backend() -> str:
    """The kind of database does not matter to what is said."""
    return "sqlite"


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a worker's databases: a folder for each test is dearer than the test's database."""
    return tmp_path_factory.mktemp("databases")


@pytest.fixture
def database_folder(shared_folder: Path) -> Iterator[Path]:
    """Nothing but the database is put there, and it is gone with the test."""
    yield shared_folder
    for left in shared_folder.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)


@pytest.fixture
def world(engine: Engine) -> World:
    """The bot on 4 May 2026 at ten, with two people who may sell."""
    return World(engine, (SELLER, OTHER_SELLER))


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Kept]:
    """What a worker plays once and every other test begins with."""
    return {}


@pytest.fixture
def maria(world: World, kept: dict[str, Kept], tmp_path_factory: pytest.TempPathFactory) -> Person:
    """A seller who has answered the questions of the set-up; a worker hears her answers once."""
    if not world.untouched or world.engine.dialect.name != "sqlite":
        return set_up(world.person(SELLER, "Maria"))
    if "maria" not in kept:
        maria = set_up(world.person(SELLER, "Maria"))
        kept["maria"] = Kept.of(maria, tmp_path_factory.mktemp("kept") / "maria.db")
        return maria
    return kept["maria"].again(world)


@pytest.fixture
def petra(world: World) -> Person:
    """Another seller, with a shop of her own."""
    return set_up(world.person(OTHER_SELLER, "Petra"))


@pytest.fixture
def stranger(world: World) -> Person:
    """Somebody nobody knows."""
    return world.person(STRANGER, "Fremd")


@pytest.fixture
def no_thanks(world: World, maria: Person) -> None:
    """Maria does not want to be reminded of thanks for first purchases."""
    assert maria
    with world.engine.begin() as db:
        shops.change(db, 1, thank_you=False)


@pytest.fixture
def anna(world: World, maria: Person, kept: dict[str, Kept], tmp_path_factory: pytest.TempPathFactory) -> Person:
    """A buyer of Maria's who bought once and opened her stamp card; a worker hears it once if nothing else has happened."""
    if "maria" not in kept or not kept["maria"].stands_in(world):
        return _linked(maria)
    if "anna" not in kept:
        anna = _linked(maria)
        kept["anna"] = Kept.of(anna, tmp_path_factory.mktemp("kept") / "anna.db", maria, before=kept["maria"])
        return anna
    return kept["anna"].again(world, maria)


def _linked(maria: Person) -> Person:
    maria.hears("/kauf Anna 25 Wollsocken")
    return join(maria.world.person(BUYER, "Anna"), maria, "Anna")
