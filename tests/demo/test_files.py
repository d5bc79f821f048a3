"""Files in the try-out: sent to the bot as it is, fetched by it over the wire, read in, and saved."""

from base64 import b64encode
from io import StringIO
from pathlib import Path

import aiohttp
import pytest
from openpyxl import load_workbook

from bot.application import Stammkunde
from demo.run import Stage, stage
from demo.telegram.person import Person
from demo.terminal import play
from demo.web import DemoPage
from tests.demo.test_terminal import typed

FILE = "Name;Datum;Betrag;Artikel\nWilhelmine;3.5.2025;25,00;Hut\nWilhelmine;4.6.2025;12,50;Schal\n".encode("cp1252")


async def settled(on: Stage) -> str:
    """What the seller reads, when nothing is left to do."""
    await on.server.wait_until_idle(timeout=20)
    return "\n".join(message.text for message in on.seller.messages)


async def test_files_go_to_the_bot_and_come_back(tmp_path: Path) -> None:
    """In the terminal and on the page, against the real bot; Telegram hands the file out only after a restart."""
    (tmp_path / "alt.csv").write_bytes(FILE)
    async with stage(tmp_path) as on:
        on.seller.chat.started = True
        on.server.play("getFile 5xx x1")
        out = StringIO()
        lines = (f"!datei {tmp_path / 'alt.csv'}", "!datei nichts.csv", "!speichern")
        await play(on.server, on.seller, on.buyer, on.put_clock_forward, typed(*lines), out)
        assert "„alt.csv“ ist da" in out.getvalue()
        assert "Diese Datei kann ich nicht lesen: nichts.csv" in out.getvalue()
        assert "Der Bot hat noch keine Datei geschickt." in out.getvalue()
        await on.bot.stop()
        list(on.clock.jumps("day"))
        bot = await _another(on)
        assert "Das käme dazu: 2 Käufe, zusammen 37,50 €." in (await settled(on)).replace("\u00a0", " ")
        on.seller.tap_latest("Einlesen")
        assert "2 Käufe sind dazugekommen." in await settled(on)
        await _exported(on, tmp_path)
        await _sent_on_the_page(on)
        await _lost(on)
        await bot.stop()


async def _exported(on: Stage, folder: Path) -> None:
    on.seller.say("/export")
    await settled(on)
    on.seller.tap_latest("Excel")
    await settled(on)
    out = StringIO()
    await play(on.server, on.seller, on.buyer, on.put_clock_forward, typed(f"!speichern {folder}"), out)
    name = out.getvalue().strip().partition(": ")[2]
    await play(on.server, on.seller, on.buyer, on.put_clock_forward, typed(f"!speichern {folder}"), out)
    assert f"{name} gibt es schon, und die Datei bleibt, wie sie ist." in out.getvalue()
    await play(on.server, on.seller, on.buyer, on.put_clock_forward, typed(f"!speichern {folder}/nirgends"), out)
    await play(on.server, on.seller, on.buyer, on.put_clock_forward, typed(f"!speichern {name}"), out)
    assert f"Den Ordner {folder}/nirgends gibt es nicht." in out.getvalue()
    assert f"Den Ordner {name} gibt es nicht." in out.getvalue()
    sold = load_workbook(name)["Käufe"]
    assert any(row[2] == "Wilhelmine" and row[4] == 25 for row in sold.iter_rows(values_only=True))


async def _sent_on_the_page(on: Stage) -> None:
    async with DemoPage(on.server, on.seller, on.buyer, on.put_clock_forward) as page, aiohttp.ClientSession() as web:
        act = {"do": "send_file", "phone": "seller", "name": "a/b.vcf", "mime": "text/vcard"}
        card = b64encode(b"BEGIN:VCARD\nFN:Xaver\nBDAY:1990-05-03\nEND:VCARD").decode()
        async with web.post(f"{page.url}act", json={**act, "content": card}) as answer:
            assert (await answer.json())["ok"]
        assert "Xaver · 🎂 3. Mai 1990" in await settled(on)
        async with web.post(f"{page.url}act", json={**act, "content": "kein Base64!"}) as answer:
            assert answer.status == 400


async def _lost(on: Stage) -> None:
    message = on.seller.send_file("weg.csv", FILE)
    assert message.document is not None
    del on.server.cloud.files[message.document.file_id]
    assert "„weg.csv“ konnte ich bei Telegram nicht abholen." in await settled(on)


async def _another(on: Stage) -> Stammkunde:
    from demo import run

    settings = run._settings(on.server.url, Path(str(on.bot.engine.url.database)).parent)
    bot = Stammkunde(settings, clock=on.clock)
    on.server.busy = lambda: bot.is_busy
    await bot.start()
    return bot


@pytest.mark.parametrize("name", ["seller", "buyer"])
async def test_a_person_may_add_words(maria: Person, anna: Person, name: str) -> None:
    person = {"seller": maria, "buyer": anna}[name]
    message = person.send_file("x.csv", b"Name", caption="/hilfe bitte")
    assert message.as_telegram()["document"]["file_size"] == 4
    assert message.as_telegram()["caption"] == "/hilfe bitte"
