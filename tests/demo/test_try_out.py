"""The try-out without its page: the bot, the example shop, and a clock that is put forward."""

from datetime import UTC, datetime
from pathlib import Path

from demo.clock import DemoClock
from demo.run import stage


async def test_the_daily_message_comes_before_anything_is_typed(tmp_path: Path) -> None:
    clock = DemoClock(lambda: datetime(2026, 5, 4, 8, 0, tzinfo=UTC))
    async with stage(tmp_path, clock) as on:
        await on.put_clock_forward("next_morning")
        await on.server.wait_until_idle()
        said = [news.message.text for news in on.server.cloud.journal.since(0) if news.by_bot and news.message]
    assert said[0].startswith("☀️ Guten Morgen!")
    assert len(said) > 1
