"""Fetching updates: nothing is acknowledged before it is stored, and no answer of the network ends it."""

import asyncio
from typing import Any

import pytest
from aiohttp import web
from telegram.error import NetworkError
from toy import Stage, texts

from bot.application import Stammkunde
from bot.intake import Intake, SecondInstanceError
from bot.wire import Wire
from demo.telegram.faults import KINDS

FAULTS = [
    pytest.param("html_404", id="the 404 page of a hotel network"),
    pytest.param("5xx", id="a 502"),
    pytest.param("429", id="too many requests"),
    pytest.param("cut_before", id="a cut connection"),
    pytest.param("half_body", id="half an answer"),
    pytest.param("409", id="a poll of a killed instance that still hangs"),
]


@pytest.fixture
def backend() -> str:
    """What the network does does not depend on the kind of database."""
    return "sqlite"


@pytest.mark.parametrize("fault", FAULTS)
async def test_it_stays_alive(on: Stage, fault: str) -> None:
    planned = on.server.faults.add(fault, method="getUpdates", times=2)
    await on.start()
    assert [message.text for message in await on.maria.ask("/echo da", timeout=10)] == ["da"]
    assert planned.hits == 2
    await on.quiet()
    assert texts(on.maria) == ["da"]


async def test_a_second_instance_ends_it(bot: Stammkunde, on: Stage) -> None:
    """The newer one goes on; this one says so and stops."""
    await on.maria.ask("/echo da")
    await on.quiet()
    on.server.faults.add("409", method="getUpdates", times=2)
    on.maria.say("/echo noch da")
    intake = bot._tasks[-1]
    await asyncio.wait([intake], timeout=5)
    assert isinstance(intake.exception(), SecondInstanceError)


async def test_somebody_who_only_looks_does_not_end_it(bot: Stammkunde, on: Stage) -> None:
    """`stammkunde doctor` asks once for updates, to see whether another instance does."""
    await on.maria.ask("/echo da")
    await on.quiet()
    on.server.faults.add("409", method="getUpdates")
    on.maria.say("/echo noch da")
    assert [message.text for message in await on.maria.answers()] == ["noch da"]
    assert [message.text for message in await on.maria.ask("/echo immer noch")] == ["immer noch"]


class Script(Wire):
    """A wire that gives what was written down for it."""

    def __init__(self, *answers: Any) -> None:
        """Exceptions are raised, lists returned; afterwards it hangs as a poll does."""
        self.answers = list(answers)
        self.offsets: list[int | None] = []

    async def call(self, _method: str, payload: Any, _file: Any = None, **_: Any) -> Any:
        """The next answer."""
        self.offsets.append(payload.get("offset"))
        if not self.answers:
            await asyncio.Event().wait()
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


async def played(intake: Intake, wire: Script, calls: int) -> None:
    """Runs until it has called so often."""
    task = asyncio.create_task(intake.run())
    async with asyncio.timeout(5):
        while len(wire.offsets) < calls:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    intake.stop()
    await task


def batch(*numbers: int) -> list[dict[str, Any]]:
    """Updates with nothing in them."""
    return [{"update_id": number} for number in numbers]


async def test_the_offset_moves_only_after_the_commit() -> None:
    """While the database is out of order, nothing new is fetched, and nothing is acknowledged."""
    stored: list[list[int]] = []
    failures = 2

    async def store(updates: Any) -> None:
        nonlocal failures
        if failures:
            failures -= 1
            raise _outage()
        stored.append([update["update_id"] for update in updates])

    wire = Script(batch(7, 8), batch(9))
    await played(Intake(wire, store, _nobody, 0.001), wire, 3)
    assert stored == [[7, 8], [9]]
    assert wire.offsets == [None, 9, 10]


def _outage() -> Exception:
    import sqlite3

    from sqlalchemy.exc import OperationalError

    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return OperationalError("x", {}, error)


async def _nobody(_update: Any, _error: Exception) -> None:
    raise AssertionError("nothing is to be buried")


async def test_a_batch_that_cannot_be_stored_is_taken_apart() -> None:
    """One update that breaks the whole transaction is put aside; the others are stored."""
    stored: list[int] = []
    buried: list[int] = []

    async def store(updates: Any) -> None:
        numbers = [update["update_id"] for update in updates]
        if 8 in numbers:
            raise ZeroDivisionError
        stored.extend(numbers)

    async def bury(update: Any, error: Exception) -> None:
        assert isinstance(error, ZeroDivisionError)
        buried.append(update["update_id"])

    wire = Script(batch(7, 8, 9))
    await played(Intake(wire, store, bury, 0.001), wire, 2)
    assert (stored, buried, wire.offsets) == ([7, 9], [8], [None, 10])


async def test_what_cannot_even_be_put_aside_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    stored: list[int] = []

    async def store(updates: Any) -> None:
        if updates[0]["update_id"] == 7:
            raise ZeroDivisionError
        stored.append(updates[0]["update_id"])

    wire = Script(batch(7), batch(8))
    await played(Intake(wire, store, _nobody, 0.001), wire, 3)
    assert (stored, wire.offsets) == ([8], [None, 8, 9])
    assert "cannot be put aside" in caplog.text


ODD = [
    pytest.param({}, id="an object"),
    pytest.param(True, id="true"),
    pytest.param(None, id="null"),
    pytest.param([{"message": {}}], id="no number"),
    pytest.param([{"update_id": "7"}], id="a number in words"),
    pytest.param([{"update_id": 2**63}], id="a number beyond all bounds"),
    pytest.param(["update"], id="words"),
]


@pytest.mark.parametrize("answer", ODD)
async def test_an_odd_answer_is_logged_and_asked_for_again(answer: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing of it is acknowledged; the wait grows."""
    stored: list[Any] = []

    async def store(updates: Any) -> None:
        stored.extend(updates)

    wire = Script(answer, answer, batch(7))
    begun = asyncio.get_running_loop().time()
    await played(Intake(wire, store, _nobody, 0.02), wire, 4)
    assert asyncio.get_running_loop().time() - begun > 0.75 * (0.02 + 0.04)
    assert (stored, wire.offsets) == (batch(7), [None, None, None, 8])
    assert "have no number" in caplog.text


async def test_an_odd_update_is_left_out() -> None:
    stored: list[Any] = []

    async def store(updates: Any) -> None:
        stored.extend(updates)

    wire = Script([{"update_id": None}, *batch(7)])
    await played(Intake(wire, store, _nobody, 0.001), wire, 2)
    assert (stored, wire.offsets) == (batch(7), [None, 8])


@pytest.mark.parametrize("method", ["getUpdates", "getMe", "sendMessage"])
@pytest.mark.parametrize("body", ["{}", '{"ok":true}', "[]", '"x"'])
async def test_a_200_that_says_nothing_ends_nothing(
    on: Stage, monkeypatch: pytest.MonkeyPatch, method: str, body: str
) -> None:
    """The page of a hotel network may be JSON as well."""

    async def odd(*_: object) -> web.StreamResponse:
        return web.Response(text=body, content_type="application/json")

    monkeypatch.setitem(KINDS, "odd", odd)
    planned = on.server.faults.add("odd", method=method, times=1)
    bot = await on.start()
    on.maria.say("/echo da")
    await on.quiet()
    await on.later(bot, 10)
    assert [words.removesuffix(" (evtl. doppelt)") for words in texts(on.maria)] == ["da"]
    assert planned.hits == 1


async def test_it_waits_longer_after_each_failure(caplog: pytest.LogCaptureFixture) -> None:
    async def store(_updates: Any) -> None:
        """Stores nothing."""

    wire = Script(*[NetworkError("x")] * 4)
    begun = asyncio.get_running_loop().time()
    await played(Intake(wire, store, _nobody, 0.02), wire, 5)
    assert asyncio.get_running_loop().time() - begun > 0.75 * (0.02 + 0.04 + 0.08 + 0.16)
    assert "cannot be reached" in caplog.text


async def test_many_updates_at_once_are_all_answered(bot: Stammkunde, on: Stage) -> None:
    """Telegram gives a hundred at a time; the rest follows at once."""
    for number in range(250):
        on.maria.say(f"/echo {number}")
    heard = await on.maria.answers(250, timeout=30)
    assert [message.text for message in heard] == [str(number) for number in range(250)]


async def test_what_was_typed_while_it_was_off_is_answered_after_the_start(on: Stage) -> None:
    bot = await on.start()
    await on.maria.ask("/echo an")
    await bot.stop()
    on.maria.say("/echo aus")
    await on.start()
    assert [message.text for message in await on.maria.answers()] == ["aus"]


async def test_a_stop_ends_a_waiting_poll_at_once(on: Stage) -> None:
    bot = await on.start()
    await on.quiet()
    async with asyncio.timeout(5):
        await bot.stop()
