"""Words that must not sing: the token and what people typed stand in no log, no error and no exception."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from toy import Stage

from bot import doctor
from bot.application import Stammkunde
from bot.log import set_up
from bot.settings import Settings
from storage import buyers, notes, shops, updates
from storage.outbox import DEAD

NOTE = "Kanarienvogel verträgt keine Nüsse"
NAME = "Kanariana"


@pytest.fixture
def log(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """All that any logger says, at the most talkative level, as the operator would read it."""
    stream, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr(sys, "stderr", stream)
    set_up("DEBUG", settings.bot_token.get_secret_value())
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
async def real(settings: Settings, on: Stage) -> Any:
    """The whole bot with everything registered."""
    bot = Stammkunde(settings, on.clock, patience_s=0.05)
    await bot.start()
    on.server.busy = lambda: bot.is_busy
    yield bot
    await bot.stop()


def sings(words: str, settings: Settings) -> list[str]:
    """Which of the secrets stand in a text."""
    token = settings.bot_token.get_secret_value()
    return [
        secret for secret in (token, token.partition(":")[2], NOTE, NAME, "Nüsse", "N\\u00fcsse") if secret in words
    ]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_an_ordinary_day_is_silent(real: Stammkunde, on: Stage, log: io.StringIO, settings: Settings) -> None:
    assert real
    for words in (f"/kauf {NAME} 25 Nüsse", f"/notiz {NAME} {NOTE}", f"/kunde {NAME}", f"/unsinn {NOTE}", NOTE):
        await on.maria.ask(words)
    assert NOTE in "".join(message.text for message in on.maria.messages)
    assert sings(log.getvalue(), settings) == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", ["429", "5xx", "5xx_after", "html_404", "cut_before", "cut_after", "half_body"])
async def test_whatever_the_network_does(
    real: Stammkunde, on: Stage, log: io.StringIO, settings: Settings, fault: str
) -> None:
    assert real
    on.server.faults.add(fault, method="sendMessage", times=1)
    on.server.faults.add(fault, method="getUpdates", times=1)
    on.maria.say(f"/notiz {NAME} {NOTE}")
    on.maria.say(f"/kauf {NAME} 25 Nüsse")
    await on.quiet()
    assert sings(log.getvalue(), settings) == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_a_fault_of_ours(on: Stage, log: io.StringIO, settings: Settings) -> None:
    """A feature that fails with the words in its exception: neither the log nor the error of the dead letter repeats them."""
    await on.start()
    await on.maria.ask(f"/broken {NOTE}")
    (dead,) = on.rows("dead_letter")
    assert "ZeroDivisionError" in dead["error"]
    assert "ZeroDivisionError" in log.getvalue()
    assert sings(dead["error"] + log.getvalue(), settings) == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_a_message_that_telegram_refuses(on: Stage, log: io.StringIO, settings: Settings) -> None:
    """Telegram quotes what it cannot read."""
    await on.start()
    on.maria.say(f"/echo <kaputt {NOTE}")
    await on.quiet()
    (dead,) = on.rows("dead_letter")
    assert [row["state"] for row in on.rows("outbox")] == [DEAD]
    assert sings(dead["content"] + dead["error"] + log.getvalue(), settings) == []


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)
def test_an_error_of_the_database_names_no_values(on: Stage, settings: Settings) -> None:
    """Neither those of the statement nor, in the log, those the database itself quotes."""
    with on.store.begin() as db:
        shop = shops.found(db, 1, "Wolle", "Europe/Berlin", on.clock())
        anna = buyers.create(db, shop.id, NAME, on.clock())
    with pytest.raises(DBAPIError) as broken, on.store.begin() as db:
        notes.add(db, shop.id, anna, NOTE, on.clock().date(), on.clock(), kind="unbekannt")
    assert "hidden" in str(broken.value)
    if on.store.dialect.name == "sqlite":
        assert sings(str(broken.value), settings) == []
    with on.store.begin() as db:
        updates.bury(db, "in", "{}", type(broken.value).__name__, on.clock())
        assert sings(str(db.execute(text("SELECT error FROM dead_letter")).all()), settings) == []


def test_settings_and_the_doctor_show_no_token(settings: Settings) -> None:
    settings = settings.model_copy(update={"telegram_api_url": "http://127.0.0.1:9"})  # where nobody listens
    findings = "".join(finding.words for finding in doctor.examine(settings))
    assert sings(f"{settings!r} {settings} {settings.model_dump()} {findings}", settings) == []
