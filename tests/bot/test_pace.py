"""Telegram's speed limits."""

import asyncio

from bot.pace import Pace


async def took(pace: Pace, chats: list[int]) -> float:
    """Seconds until everybody has had a turn."""
    begun = asyncio.get_running_loop().time()
    await asyncio.gather(*(pace.turn(chat) for chat in chats))
    return asyncio.get_running_loop().time() - begun


async def test_the_overall_rate_holds() -> None:
    assert 0.6 <= await took(Pace(50), list(range(50))) <= 1.5


async def test_a_chat_gets_a_burst_and_then_one_a_second() -> None:
    pace = Pace(1000, chat_burst=3)
    assert await took(pace, [1, 1, 1]) < 0.2
    assert 0.7 <= await took(pace, [1]) <= 1.5


async def test_a_full_chat_does_not_slow_the_others() -> None:
    pace = Pace(1000, chat_burst=1)
    await pace.turn(1)
    waiting = asyncio.create_task(pace.turn(1))
    assert await took(pace, [2, 3, 4]) < 0.2
    waiting.cancel()


async def test_slow_rates_work_too() -> None:
    assert 1.5 <= await took(Pace(2), [1, 2, 3, 4]) <= 2.5


async def test_zero_means_no_limit() -> None:
    assert await took(Pace(0), [1] * 1000) < 0.2


async def test_long_silent_chats_are_forgotten() -> None:
    pace = Pace(1_000_000)
    await took(pace, list(range(5000)))
    assert len(pace._chats) <= 2000
