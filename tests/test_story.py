"""Three weeks of a shop, through the whole bot and the local Bot API server, read message by message."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.application import Stammkunde
from bot.settings import Settings
from demo.telegram.chats import Message
from demo.telegram.person import Person
from demo.telegram.server import TelegramServer

BERLIN = ZoneInfo("Europe/Berlin")
TOKEN = re.compile(r"start=e_[\w-]+")
CODE = re.compile(r"(?:[2-9A-Z]{4}-){6}[2-9A-Z]{4}")


@dataclass
class Shop:
    """A running bot, its clock, and the two people of the story."""

    server: TelegramServer
    settings: Settings
    now: datetime
    bot: Stammkunde = field(init=False)
    maria: Person = field(init=False)
    anna: Person = field(init=False)
    read: int = 0

    async def open(self) -> None:
        """The bot starts (again)."""
        self.bot = Stammkunde(self.settings, clock=lambda: self.now)
        self.server.busy = lambda: self.bot.is_busy
        await self.bot.start()

    async def restart(self) -> None:
        """The machine was off for a moment."""
        await self.bot.stop()
        await self.open()

    async def morning(self, day: date, hour: int = 9) -> list[str]:
        """It is that local hour; what was sent by itself."""
        self.now = datetime.combine(day, time(hour), BERLIN).astimezone(UTC)
        await self.bot.tick()
        return await self.news()

    async def say(self, person: Person, words: str) -> list[str]:
        """Type, and read everything that is said because of it."""
        person.say(words)
        return [f"{person.account.first_name}: {words}", *await self.news()]

    async def tap(self, person: Person, label: str) -> list[str]:
        """Tap the newest button of that name."""
        person.tap_latest(label)
        return [f"{person.account.first_name} tippt auf [{label}]", *await self.news()]

    async def news(self) -> list[str]:
        """What the bot said or changed since the last look, in order."""
        await self.server.wait_until_idle()
        entries = [one for one in self.server.cloud.journal.since(self.read) if one.is_answer]
        self.read = self.server.cloud.journal.last_id
        return [written(one.message, changed=one.kind == "edited") for one in entries if one.message]


def written(message: Message, *, changed: bool) -> str:
    """A message of the bot as it stands in the snapshot."""
    how = " (geändert)" if changed else ""
    picture = "(Bild) " if message.photo else ""
    buttons = "".join(f"\n[{label}]" for label in message.labels)
    words = TOKEN.sub("start=e_TOKEN", message.text)
    return f"an {message.chat.person.first_name}{how}: {picture}{words}{buttons}"


@pytest.fixture
async def shop(database_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    """Maria's shop on its first day: Monday, 4 May 2026."""
    async with TelegramServer() as server:
        settings = Settings.model_validate(
            {
                "bot_token": server.token,
                "seller_ids": frozenset({1}),
                "database_url": database_url,
                "telegram_api_url": server.url,
            }
        )
        shop = Shop(server, settings, datetime(2026, 5, 4, 6, 0, tzinfo=UTC))
        shop.maria, shop.anna = server.person(1, "Maria"), server.person(2, "Anna")
        await shop.open()
        yield shop
        await shop.bot.stop()


async def first_day(shop: Shop) -> list[str]:
    """Set-up, the first purchases, a slip of the finger, a note."""
    maria = shop.maria
    return [
        *await shop.say(maria, "/start"),
        *await shop.say(maria, "Marias Wollstübchen"),
        *await shop.tap(maria, "09:00"),
        *await shop.tap(maria, "Europe/Berlin"),
        *await shop.say(maria, "/kauf Anna 25 Wollsocken"),
        *await shop.say(maria, "/notiz Anna mag Blau, Größe 39"),
        *await shop.say(maria, "/kauf Ana 12,50 Tee"),
        *await shop.tap(maria, "Ich meinte Anna"),
        *await shop.say(maria, "/geburtstag Anna 16.5."),
    ]


async def second_day(shop: Shop) -> list[str]:
    """More purchases: yesterday's, a wrong one taken back, a corrected one."""
    said = await shop.say(shop.maria, "/kauf Frau Müller 2x 12,50 Kerzen gestern #deko über Vinted")
    typed = shop.maria.say("/kauf Tom 30 Schal")
    said += await shop.news()
    shop.maria.edit(typed, "/kauf Tom 35 Schal")
    return [
        *said,
        *await shop.news(),
        *await shop.say(shop.maria, "/kauf Tom 5"),
        *await shop.tap(shop.maria, "Rückgängig"),
    ]


async def anna_joins(shop: Shop) -> list[str]:
    """The invitation, the consent, the stamp card."""
    said = await shop.say(shop.maria, "/einladen Anna")
    link = TOKEN.search(shop.maria.messages[-1].text)
    assert link is not None
    shop.anna.start(link.group().removeprefix("start="))
    said += await shop.news()
    return [
        *said,
        *await shop.tap(shop.anna, "Ja, gern"),
        *await shop.tap(shop.maria, "Ja, verbinden"),
        *await shop.say(shop.anna, "/punkte"),
        *await shop.tap(shop.anna, "Verlauf"),
        *await shop.say(shop.anna, "/kauf Anna 1000"),
    ]


async def dealt_with(shop: Shop) -> list[str]:
    """What the seller does with the reminders of a morning."""
    return [
        *await shop.tap(shop.maria, "Text"),
        *await shop.tap(shop.maria, "Andere Fassung"),
        *await shop.tap(shop.maria, "Erledigt"),
        *await shop.say(shop.maria, "/heute"),
        *await shop.say(shop.maria, "/kunde Anna"),
    ]


async def test_three_weeks_of_a_shop(shop: Shop, snapshot: SnapshotAssertion) -> None:
    """Day by day: what is typed, what the bot answers, and what it says by itself every morning."""
    monday = date(2026, 5, 4)
    doings = {0: first_day, 1: second_day, 2: anna_joins, 6: dealt_with, 9: dealt_with}
    story: list[str] = []
    for number in range(22):
        day = monday + timedelta(days=number)
        said = await shop.morning(day) if number else []
        if number % 5 == 3:
            await shop.restart()
            assert await shop.news() == []
        if number in doings:
            said += await doings[number](shop)
        if said:
            story += [f"=== {day}", *said]
    assert CODE.sub("NOTFALLCODE", "\n\n".join(story)) == snapshot(name="story")


async def test_a_restart_in_the_middle_of_a_question_is_not_noticed(shop: Shop) -> None:
    await first_day(shop)
    await shop.say(shop.maria, "/kauf Anna")
    await shop.restart()
    answer = await shop.say(shop.maria, "30 Schal")
    assert "Anna: 30,00\N{NO-BREAK SPACE}€ · Schal" in answer[1]


async def test_a_digest_missed_by_a_machine_that_was_off_comes_once_when_it_is_back(shop: Shop) -> None:
    await first_day(shop)
    await shop.bot.stop()
    shop.now = datetime(2026, 5, 10, 13, 0, tzinfo=UTC)
    await shop.open()
    missing, hello, *_ = await shop.news()
    between = r"zwischen Mo\., 4\. Mai, (07:5\d|08:00) Uhr, und Sa\., 9\. Mai, 15:00 Uhr, können fehlen"
    assert re.search(between, missing)
    assert "Hallo!" in hello
    await shop.restart()
    assert await shop.news() == []


async def test_the_shop_goes_on_from_another_account(shop: Shop) -> None:
    """The phone is lost, the paper with the code is not."""
    code = CODE.search("\n".join(await first_day(shop)))
    assert code is not None
    new = shop.server.person(3, "Maria")
    said = "\n".join(await shop.say(new, f"/uebernahme {code[0]}"))
    assert "an Maria: Willkommen zurück! Marias Wollstübchen" in said
    assert "hat keinen Zugang mehr" in said
    assert "Anna: 5,00" in "\n".join(await shop.say(new, "/kauf Anna 5"))
    assert "persönlichen Link" in (await shop.say(shop.maria, "/kunde Anna"))[1]
