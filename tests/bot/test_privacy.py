"""The running bot: nothing without consent, files as they are, and no word of whoever was erased in any file or log."""

import json
import logging
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from toy import BUYER_ID, SELLER, SetClock, Stage, texts

from bot.application import Stammkunde
from bot.log import set_up
from bot.settings import Settings
from demo.telegram.server import TelegramServer
from storage.outbox import NewLetter

ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


async def test_a_letter_without_consent_is_not_sent_and_says_why(bot: Stammkunde, on: Stage) -> None:
    """It may have been queued by mistake, or before the buyer thought better of it."""
    buyer = on.open_shop()
    shop = on.rows("shop")[0]["id"]
    payload = json.dumps({"chat_id": BUYER_ID, "text": "Angebot"})
    for purpose in ("letters", "stamp_card"):
        on.put(NewLetter(BUYER_ID, "buyer", "sendMessage", payload, shop, buyer, None, purpose, 1), "queued")
    await on.later(bot, 1)
    assert texts(on.anna) == ["Angebot"]
    assert [(row["state"], row["reason"]) for row in on.rows("outbox")] == [("dead", "no consent: letters")]


async def test_a_file_arrives_as_it_was_made(bot: Stammkunde, on: Stage) -> None:
    on.maria.chat.started = True
    content = json.dumps({"Größe": 39}).encode()
    recipe = {
        "kind": "file",
        "name": "meinedaten.json",
        "mime": "application/json",
        "content": b64encode(content).decode(),
    }
    payload = json.dumps({"chat_id": SELLER, "caption": "<b>Alles</b>", "parse_mode": "HTML"})
    on.put(NewLetter(SELLER, "seller", "sendDocument", payload, picture=json.dumps(recipe)), "queued")
    await on.later(bot, 1)
    (message,) = [message for message in on.maria.messages if message.sender.is_bot]
    assert message.document is not None
    assert (message.document.name, message.document.data, message.text) == ("meinedaten.json", content, "Alles")


class TestErased:
    """From the first word to the last byte, with the bot as people have it."""

    @pytest.fixture
    async def shop(self, server: TelegramServer, settings: Settings, clock: SetClock) -> AsyncIterator[Stammkunde]:
        bot = Stammkunde(settings, clock, patience_s=0.05)
        await bot.start()
        server.busy = lambda: bot.is_busy
        yield bot
        await bot.stop()

    @ON_SQLITE
    async def test_no_word_is_left_in_any_file_or_log(
        self, shop: Stammkunde, on: Stage, settings: Settings, capfd: pytest.CaptureFixture[str]
    ) -> None:
        before = logging.getLogger().handlers[:]
        set_up("INFO")
        path = Path(settings.database_url.removeprefix("sqlite:///"))
        words = [b"Quirinde", b"quirinde", b"Zeppelinblau", b"Fotoalbum"]
        lines = (
            "/kauf Quirinde 25 Socken",
            "/notiz Quirinde mag Zeppelinblau",
            "/versprechen Quirinde bis Freitag Fotoalbum",
        )
        for line in lines:
            await on.maria.ask(line)
        await on.quiet()
        await on.later(shop, 1)
        assert all(word in _files(path) for word in words[2:])
        await on.maria.ask("/loeschen Quirinde")
        on.maria.tap_latest("Ja, löschen …")
        await on.quiet()
        on.maria.tap_latest("Endgültig löschen")
        await on.quiet()
        assert texts(on.maria)[-1].startswith("Quirinde ist gelöscht.")
        await on.later(shop, 60)
        assert [row["cleaned_at"] is not None for row in on.rows("erasure")] == [True]
        assert [word for word in words if word in _files(path)] == []
        assert [row["cents"] for row in on.rows("purchase")] == [2500]
        logged = capfd.readouterr().err
        assert not any(word.decode() in logged for word in words)
        logging.getLogger().handlers[:] = before

    async def test_the_bot_goes_on_afterwards(self, shop: Stammkunde, on: Stage) -> None:
        await on.maria.ask("/kauf Anna 25 Socken")
        await on.maria.ask("/loeschen Anna")
        on.maria.tap_latest("Ja, löschen …")
        await on.quiet()
        on.maria.tap_latest("Endgültig löschen")
        await on.quiet()
        await on.later(shop, 60)
        (answer,) = await on.maria.ask("/kauf Anna 12 Tee")
        assert "12,00" in answer.text


def _files(path: Path) -> bytes:
    """The database, and all that lies beside it."""
    return b"".join(file.read_bytes() for file in path.parent.iterdir() if file.name.startswith(path.stem))
