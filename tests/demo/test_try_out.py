"""The try-out in the terminal as it is started: the bot, the example shop, and a clock that is put forward."""

from io import StringIO
from pathlib import Path

import pytest

from demo.run import terminal


async def test_the_daily_message_comes_before_anything_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("!morgen\n"))
    await terminal(tmp_path)
    clock, said, *_ = capsys.readouterr().out.splitlines()
    assert clock.endswith("09:00 Uhr.")
    assert said.startswith("Bot an Maria: ☀️ Guten Morgen!")
