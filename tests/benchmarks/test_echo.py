"""How long an answer takes is measured for each line, also while somebody types on."""

import asyncio

from benchmarks.echo import latency_ms
from demo.telegram.server import TelegramServer


async def test_each_line_waits_for_an_answer_of_its_own() -> None:
    """One that comes while the next line is typed is not overlooked, and not counted twice."""
    async with TelegramServer() as server:
        anna, journal = server.person(5, "Anna"), server.cloud.journal
        since = journal.last_id
        first = asyncio.create_task(latency_ms(anna, "eins", since, 1))
        second = asyncio.create_task(latency_ms(anna, "zwei", since, 2))
        await asyncio.sleep(0)
        journal.add(anna.id, "message", by_bot=True)
        anna.say("drei")
        assert await first > 0
        assert not second.done()
        journal.add(anna.id, "message", by_bot=True)
        assert await second > 0
