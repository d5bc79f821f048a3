"""Telegram's speed limits, on a clock that goes on by itself instead of being waited for."""

import asyncio
from collections.abc import Iterator
from selectors import DefaultSelector, SelectorKey
from typing import Any

import pytest

from bot.pace import Pace

A_MOMENT_S = 1e-6
"""What a step of a loop takes: a timer that is due a rounding error later would never come on a clock that stands."""


class Impatient(DefaultSelector):
    """Where a loop would wait for its next timer, its clock is put forward to it."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, Any]]:
        """What is there already; whoever waits without a timer would wait for ever."""
        assert timeout is not None
        self.now += timeout + A_MOMENT_S
        return super().select(0)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """Runs on such a clock, which begins at 0 seconds."""
    selector = Impatient()

    def loop() -> asyncio.AbstractEventLoop:
        made = asyncio.SelectorEventLoop(selector)
        made.time = lambda: selector.now  # type: ignore[method-assign]
        return made

    with asyncio.Runner(loop_factory=loop) as runner:
        yield runner


async def took(pace: Pace, chats: list[int]) -> float:
    """Seconds until everybody has had a turn."""
    begun = asyncio.get_running_loop().time()
    await asyncio.gather(*(pace.turn(chat) for chat in chats))
    return asyncio.get_running_loop().time() - begun


def about(seconds: float) -> Any:
    """To the hundredth."""
    return pytest.approx(seconds, abs=0.01)


@pytest.mark.parametrize(("per_second", "people", "seconds"), [(50, 50, 0.8), (50, 10, 0), (2, 4, 1.5), (0.5, 3, 4)])
def test_the_overall_rate_holds(runner: asyncio.Runner, per_second: float, people: int, seconds: float) -> None:
    assert runner.run(took(Pace(per_second), list(range(people)))) == about(seconds)


def test_a_chat_gets_a_burst_and_then_one_a_second(runner: asyncio.Runner) -> None:
    pace = Pace(1000, chat_burst=3)
    assert runner.run(took(pace, [1, 1, 1])) == about(0)
    assert runner.run(took(pace, [1])) == about(1)
    assert runner.run(took(pace, [1, 1])) == about(2)


def test_a_full_chat_does_not_slow_the_others(runner: asyncio.Runner) -> None:
    pace = Pace(1000, chat_burst=1)

    async def meanwhile() -> float:
        await pace.turn(1)
        waiting = asyncio.create_task(pace.turn(1))
        others = await took(pace, [2, 3, 4])
        assert not waiting.done()
        await waiting
        return others

    assert runner.run(meanwhile()) == about(0)


def test_zero_means_no_limit(runner: asyncio.Runner) -> None:
    assert runner.run(took(Pace(0), [1] * 1000)) == about(0)


def test_long_silent_chats_are_forgotten(runner: asyncio.Runner) -> None:
    pace = Pace(1_000_000)
    runner.run(took(pace, list(range(5000))))
    assert len(pace._chats) <= 2000
