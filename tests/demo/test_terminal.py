"""The try-out in a terminal, as a pipe sees it."""

from collections.abc import AsyncIterator
from io import StringIO

import pytest
from telegram import Bot, ReplyKeyboardMarkup

from demo.telegram.person import Person
from demo.telegram.server import TelegramServer
from demo.terminal import play, typed_lines


class Screen(StringIO):
    """Where a person would sit."""

    def isatty(self) -> bool:
        """It is one."""
        return True


async def typed(*lines: str) -> AsyncIterator[str]:
    """Lines as they come from a pipe."""
    for line in lines:
        yield f"{line}\n"


class Table:
    """Both people, a terminal, and the clock steps it asked for."""

    def __init__(self, server: TelegramServer, maria: Person, anna: Person) -> None:
        """Nothing typed yet."""
        self.server, self.maria, self.anna = server, maria, anna
        self.steps: list[str] = []
        self.out = StringIO()

    async def on_clock(self, step: str) -> None:
        """Remembers a step."""
        self.steps.append(step)

    async def plays(self, *lines: str) -> str:
        """Plays the lines and returns what was printed."""
        await play(self.server, self.maria, self.anna, self.on_clock, typed(*lines), self.out)
        return self.out.getvalue()


@pytest.fixture
def table(server: TelegramServer, little_bot: Bot, maria: Person, anna: Person) -> Table:
    """A little bot is listening."""
    return Table(server, maria, anna)


async def test_answers_are_printed_in_order_without_tags(table: Table) -> None:
    printed = await table.plays("/kauf Anna 25 Socken", "/punkte Anna")
    assert printed == (
        "Bot an Maria: Gebucht: /kauf Anna 25 Socken\n[Rückgängig] [Notiz]\n[Link] [Kopieren]\n\n"
        "Bot an Maria: Gebucht: /punkte Anna\n[Rückgängig] [Notiz]\n[Link] [Kopieren]\n\n"
    )


async def test_a_line_with_an_arrow_is_typed_by_the_buyer(table: Table) -> None:
    printed = await table.plays("> /punkte")
    assert printed.startswith("Bot an Anna: Gebucht: /punkte\n")
    assert table.maria.messages == []


@pytest.mark.parametrize("tap", ["!tippe Rückgängig", "!tippe rück", "1", "!tippe 1"])
async def test_a_button_is_tapped_by_words_or_number(table: Table, tap: str) -> None:
    table.out = Screen()
    printed = await table.plays("/kauf Anna 25", tap)
    assert "[Hinweis: Erledigt]" in printed
    assert "(geändert) 25,00 € storniert" in printed


async def test_a_number_that_is_no_button_is_typed(table: Table) -> None:
    """An amount or a time; from a pipe, where buttons have no numbers, every number is."""
    assert "Gebucht: 1\n" in await table.plays("/kauf Anna 25", "1")
    table.out = Screen()
    assert "Gebucht: 25\n" in await table.plays("25")


async def test_the_buyer_can_tap_too(table: Table) -> None:
    table.out = Screen()
    printed = await table.plays("> Hallo", "> 1")
    assert "Bot an Anna: (geändert) 25,00 € storniert" in printed


async def test_a_copy_button_prints_what_it_copies(table: Table) -> None:
    assert "[kopiert: Liebe Anna]" in await table.plays("/kauf Anna 25", "!tippe Kopieren")


async def test_a_missing_button_is_answered_with_the_choice(table: Table) -> None:
    printed = await table.plays("/kauf Anna 25", "!tippe Löschen", "!tippe 9")
    assert printed.count("Zur Wahl: Rückgängig, Notiz, Link, Kopieren") == 2


async def test_a_key_below_the_chat_is_pressed_by_its_words(table: Table, bot: Bot) -> None:
    table.maria.start()
    await bot.send_message(table.maria.id, "Wer?", reply_markup=ReplyKeyboardMarkup([["Bernd"]]))
    assert "Gebucht: Bernd" in await table.plays("!tippe Bernd")


async def test_an_invitation_opens_on_the_buyers_phone(table: Table) -> None:
    printed = await table.plays("!start https://t.me/StammkundeDemoBot?start=k-1", "!start k-2")
    printed += await table.plays("!start https://t.me/StammkundeDemoBot?start=k-3]", "!start [k-4]")
    assert "Bot an Anna: Gebucht: /start k-3\n" in printed
    assert "Bot an Anna: Gebucht: /start k-4\n" in printed
    assert "Bot an Anna: Gebucht: /start k-1" in printed
    assert "Bot an Anna: Gebucht: /start k-2" in printed


async def test_the_clock_is_put_forward(table: Table) -> None:
    printed = await table.plays("!morgen", "!tag", "!woche")
    assert table.steps == ["next_morning", "day", "week"]
    assert printed.count("Uhr.") == 3


async def test_empty_lines_do_nothing_and_unknown_commands_are_explained(table: Table) -> None:
    printed = await table.plays("", "   ", "!tanze", "!hilfe")
    assert "!tanze" in printed
    assert "> /punkte" in printed


async def test_pictures_and_files_are_named(table: Table, server: TelegramServer, bot: Bot) -> None:
    async def lines() -> AsyncIterator[str]:
        table.maria.start()
        await bot.send_document(table.maria.id, b"a;b", filename="kunden.csv", caption="Deine Liste")
        yield "!hilfe"

    await play(server, table.maria, table.anna, table.on_clock, lines(), table.out)
    assert "[Datei kunden.csv: Deine Liste]" in table.out.getvalue()


async def test_on_a_screen_buttons_are_numbered(table: Table) -> None:
    table.out = Screen()
    assert "[1 Rückgängig] [2 Notiz]\n[3 Link] [4 Kopieren]" in await table.plays("/kauf Anna 25")


async def test_a_bot_that_never_answers_does_not_hold_the_pipe(
    server: TelegramServer, maria: Person, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demo.terminal.PATIENCE_S", 0.1)
    assert "[keine Antwort]" in await Table(server, maria, anna).plays("/kauf Anna 25")


async def test_lines_are_read_until_the_stream_ends() -> None:
    assert [line async for line in typed_lines(StringIO("eins\nzwei\n"))] == ["eins\n", "zwei\n"]
