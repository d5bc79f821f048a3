"""Backups of a running bot: every night, in the chat, and a word to the operator when there is none."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from toy import SELLER, SetClock, Stage, texts, toy_app

from bot import backups
from bot.application import Stammkunde
from bot.settings import Settings
from handlers import build_app
from handlers.answers import BACKUP, Answers, Button, Document
from handlers.call import Call
from handlers.registry import ANYBODY, App
from messages_de import Html
from storage import journal
from storage.backup import made
from storage.journal_file import path_of, read
from storage.sealing import unseal

Run = Callable[..., Awaitable[Stammkunde]]


@pytest.fixture
def backend() -> str:
    """A file is backed up; a server is its operator's."""
    return "sqlite"


@pytest.fixture
async def run(on: Stage, settings: Settings, clock: SetClock) -> AsyncIterator[Run]:
    """Starts a bot with other settings, or another app."""
    async with AsyncExitStack() as stack:

        async def run(app: App | None = None, **more: Any) -> Stammkunde:
            chosen = Settings.model_validate(settings.model_dump() | more)
            bot = Stammkunde(chosen, clock, app or toy_app(), patience_s=0.05)
            stack.push_async_callback(bot.stop)
            await bot.start()
            on.server.busy = lambda: bot.is_busy or bot._backups.is_busy
            return bot

        yield run


async def test_a_backup_a_night(on: Stage, run: Run) -> None:
    bot = await run()
    await on.quiet()
    assert made(bot.engine) == []
    for _ in range(3):
        await on.later(bot, 3600)
    assert [one.at for one in made(bot.engine)] == [on.clock().replace(hour=9)]
    await on.later(bot, 24 * 3600)
    assert len(made(bot.engine)) == 2


async def test_who_backs_up_otherwise_can_switch_it_off(on: Stage, run: Run) -> None:
    bot = await run(backup_nightly=False)
    await on.later(bot, 24 * 3600)
    assert made(bot.engine) == []


async def test_the_bot_answers_while_a_backup_is_made(on: Stage, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    bot = await run()
    begun, go_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(*_: object) -> None:
        loop.call_soon_threadsafe(begun.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)

    monkeypatch.setattr(backups, "backup", slow)
    on.clock.forward(hours=2)
    await bot.tick()
    await asyncio.wait_for(begun.wait(), 5)
    assert [message.text for message in await on.maria.ask("/echo da")] == ["da"]
    go_on.set()


async def test_the_operator_is_told_once_when_there_is_no_backup(
    on: Stage, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And it is tried again every hour."""
    tries = []

    def full(*_: object) -> None:
        tries.append(on.clock())
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "backup", full)
    on.maria.chat.started = True
    bot = await run()
    for _ in range(5):
        await on.later(bot, 3601)
    assert len(tries) == 5
    (words,) = texts(on.maria)
    assert "Die Sicherung hat nicht geklappt (OSError)" in words
    assert on.maria.id == SELLER


async def test_the_journal_is_copied_within_a_minute(on: Stage, run: Run) -> None:
    bot = await run()
    buyer = on.open_shop()
    with on.store.begin() as db:
        journal.erased(db, 1, buyer, on.clock())
    assert read(path_of(bot.engine)) == []
    await on.later(bot, 60)
    assert [entry.kind for entry in read(path_of(bot.engine))] == ["erased"]


async def test_the_seller_gets_a_file_she_can_restore(on: Stage, run: Run, tmp_path: Path) -> None:
    await run(build_app(), backup_passphrase="Wolle und Tee")
    on.maria.say("/kauf Anna 25 Socken")
    await on.quiet()
    on.maria.say("/sicherung")
    await on.quiet()
    said = on.maria.messages[-1]
    assert said.document is not None
    assert said.document.name.endswith(".backup")
    assert "verschlüsselt" in said.text
    plain = BytesIO()
    assert unseal(BytesIO(said.document.data), plain, "Wolle und Tee") == on.clock()
    assert plain.getvalue().startswith(b"SQLite format 3\0")
    assert b"Socken" in plain.getvalue()
    assert on.rows("outbox") == []


def documents(call: Call) -> Answers:
    """Files, and one that cannot be made."""
    table = Document("kunden.csv", "text/csv", b"Anna;25\n", Html("Liste"))
    return [table, Document("", "", b"", Html("ohne Passwort"), made=BACKUP)]


async def test_any_content_is_sent_as_a_file_and_a_failure_is_told(on: Stage, run: Run) -> None:
    """The content leaves the database when it was sent."""
    app = toy_app()
    app.command("files", documents, ANYBODY)
    await run(app)
    on.maria.say("/files")
    await on.quiet()
    file, failure = (message for message in on.maria.messages if message.sender.is_bot)
    assert (file.document and (file.document.name, file.document.mime)) == ("kunden.csv", "text/csv")
    assert file.document is not None
    assert file.document.data == b"Anna;25\n"
    assert "Die Datei konnte ich leider nicht machen" in failure.text
    assert [row["state"] for row in on.rows("outbox")] == ["dead"]


async def test_a_doubtful_file_is_sent_once_more_with_its_mark(on: Stage, run: Run) -> None:
    app = toy_app()
    app.command("file", lambda _: [Document("a.txt", "text/plain", b"a", Html("Liste"))], ANYBODY)
    bot = await run(app)
    on.open_shop()
    on.server.faults.add("5xx_after", method="sendDocument")
    on.maria.say("/file")
    await on.quiet()
    await on.later(bot, 10)
    assert texts(on.maria) == ["Liste", "Liste (evtl. doppelt)"]


async def test_a_tap_under_a_file_changes_its_caption(on: Stage, run: Run) -> None:
    app = toy_app()
    rows = [[Button("Ändern", "change", {"to": "neu"})]]
    app.command("file", lambda _: [Document("a.txt", "text/plain", b"a", Html("Liste"), buttons=rows)], ANYBODY)
    await run(app)
    (said,) = await on.maria.ask("/file")
    on.maria.tap(said, "Ändern")
    await on.quiet()
    assert texts(on.maria) == ["geändert: neu"]
