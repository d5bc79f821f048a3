"""kill -9 at named points: all of them are there, all of them are passed, and nothing is lost or doubled at any."""

from __future__ import annotations

import ast
import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import crash as benchmark
from benchmarks import crash_migrations, crash_restore
from benchmarks.crash_migrations import _interrupted, old
from benchmarks.crash_restore import interrupted, left_behind
from benchmarks.crash_script import ADDRESSED, Script, open_shops, plant
from benchmarks.crash_twin import MARK, UNCLEAR, buyer_messages, differences, seller_answers
from bot import restore_command
from bot.application import Stammkunde
from bot.prepare import prepare
from bot.settings import Settings
from demo.telegram.person import Person
from demo.telegram.server import TelegramServer
from storage import crash
from storage.backup import Shelf
from storage.engine import open_engine
from storage.sealing import Cost
from tests import processes

ROOT = Path(__file__).parent.parent.parent
LATER = {*crash.END, *crash.RESTORE, "checkpoint.last"}
"""Points of a bot's end, and those that are not of its life."""


@pytest.fixture(autouse=True)
def _forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bots that are killed here need not load everything first."""
    monkeypatch.setattr(benchmark, "launch", processes.launch)
    monkeypatch.setattr(crash_migrations, "finished", processes.finished)
    monkeypatch.setattr(crash_restore, "finished", processes.finished)


def named_in_the_code() -> Counter[str]:
    """Every `crash.at("...")` and `crash.soon("...")`."""
    trees = [
        ast.parse(path.read_text()) for part in ("bot", "handlers", "storage") for path in (ROOT / part).rglob("*.py")
    ]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    points = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in {"at", "soon"}]
    return Counter(call.args[0].value for call in points if isinstance(call.args[0], ast.Constant))


def test_each_point_of_the_code_is_registered_and_the_other_way_round() -> None:
    """And no two places have the same name."""
    assert named_in_the_code() == Counter(crash.POINTS)
    assert len(crash.POINTS) >= 40


def test_a_point_that_does_not_exist_is_refused() -> None:
    with pytest.raises(LookupError, match="nowhere"):
        crash.arm("nowhere:3")


def test_without_the_variable_nothing_happens() -> None:
    assert crash.at is crash.soon is crash._nothing


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each point was passed."""
    passed: Counter[str] = Counter()
    for name in ("at", "soon"):
        monkeypatch.setattr(crash, name, lambda point: passed.update([point]))
    return passed


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_the_script_passes_every_point(empty_database_url: str, passed: Counter[str], backend: str) -> None:
    """A migration, and a life in which everything happens that a point needs."""
    engine = open_engine(empty_database_url)
    old(engine)
    prepare(engine, datetime.now(UTC), Shelf(passphrase="Wolle", cost=Cost(4, 1, 1)))
    open_shops(engine, 1)
    async with TelegramServer() as server:
        script = Script(server, 1)
        for point in benchmark.points_of(backend):
            plant(script, engine, point, 0)
        env = benchmark.environment(server, empty_database_url, 1)
        await live(server, env, script, passed, set(crash.POINTS) - LATER - {*crash.DELIVERY})
        await live(server, env | benchmark.by_webhook(), script, passed, set(crash.DELIVERY))
    engine.dispose()
    assert set(passed) == set(crash.POINTS) - {*crash.RESTORE}


async def live(
    server: TelegramServer, env: dict[str, str], script: Script, passed: Counter[str], wanted: set[str]
) -> None:
    """A life of the bot, until it has passed all of these."""
    bot = Stammkunde(settings(env), patience_s=0.05)
    server.busy = lambda: bot.is_busy
    await bot.start()
    for _ in range(40):
        script.type()
    async with asyncio.timeout(30):
        while wanted - set(passed):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await bot.stop()


def test_a_restore_passes_all_of_its_points(tmp_path: Path, passed: Counter[str]) -> None:
    """They have a script of their own."""
    _, copy = left_behind(tmp_path / "shop.db")
    passed.clear()
    assert restore_command.run(settings({"DATABASE_URL": f"sqlite:///{tmp_path}/shop.db"}), copy, None) == 0
    assert set(crash.RESTORE) <= set(passed)


def test_a_restore_that_was_killed_is_made_good_by_the_next() -> None:
    assert interrupted("restore.linked") == ""


def test_a_restore_that_is_not_killed_is_noticed() -> None:
    assert interrupted("stop.sent") == "stop.sent is not passed"


def settings(env: dict[str, str]) -> Settings:
    """What the process of its own would read."""
    named = {name.lower(): value for name, value in env.items() if name.lower() in Settings.model_fields}
    return Settings.model_validate(named)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
async def test_killed_at_two_points_nothing_is_lost_or_doubled(empty_database_url: str) -> None:
    """Before the commit of a batch, and while a message is on the wire; the rest is `python -m benchmarks.crash`."""
    stage = await benchmark.crashed(empty_database_url, ["group.written", "send.under_way"], 0, 60.0, 1)
    verdict = stage.verdict
    assert (verdict.lost, verdict.doubled, verdict.missed) == ([], [], [])
    assert verdict.compared == 3
    assert len(stage.script.updates) > 20


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_migration_killed_in_the_middle_is_made_good_by_the_next_start(
    make_database: Callable[[bool], str], tmp_path: Path
) -> None:
    url = make_database(False)
    assert _interrupted(url, "migrate.statement:20") == ""


def test_a_migration_that_is_not_killed_is_noticed(tmp_path: Path) -> None:
    """Otherwise a point that nobody passes would look fine."""
    assert _interrupted(f"sqlite:///{tmp_path}/old.db", "stop.sent") == "stop.sent is not passed"


def test_what_one_of_two_states_has_and_the_other_has_not_is_named() -> None:
    ours = {"notes": Counter([("a",), ("b",), ("b",)])}
    theirs = {"notes": Counter([("b",), ("c",)])}
    assert differences(ours, theirs) == [
        "too much in notes: ('a',)",
        "too much in notes: ('b',)",
        "missing in notes: ('c',)",
    ]


@pytest.fixture
async def maria() -> Person:
    """A chat to put messages into."""
    return TelegramServer().person(1, "Maria")


def says(person: Person, *words: str) -> None:
    """The bot has said this."""
    for html in words:
        person.cloud.new_message(person.chat, person.cloud.bot, text=html, html=html)


def test_answers_that_are_missing_or_come_twice_are_counted(maria: Person) -> None:
    """A repeat is fine with its mark only; a doubt about a buyer is no answer."""
    says(maria, "a", "a", "b", f"b{MARK}", f"c{MARK}", f"{UNCLEAR}Anna")
    assert seller_answers(maria, Counter(["a", "b", "c", "d"])) == (["d"], ["a"])


def test_a_message_to_a_buyer_is_missing_unless_the_seller_was_told(maria: Person) -> None:
    anna = TelegramServer().person(2, ADDRESSED)
    says(maria, f"{UNCLEAR}Anna")
    says(anna, "a", "a", f"b{MARK}")
    assert buyer_messages(anna, maria, Counter(["a", "c", "d"])) == (["d"], ["a", "b"])
