"""The try-out in a terminal: what one types goes to the bot, what the bot says comes out as text."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TextIO

from demo.acts import start_payload
from demo.telegram.chats import Message
from demo.telegram.person import Person
from demo.telegram.server import TelegramServer
from demo.transcript import Transcript
from messages_de import plain

OnClock = Callable[[str], Awaitable[None]]

BUYER_SIGN = ">"
COMMAND_SIGN = "!"
AROUND_LINKS = " []()<>.,"
"""What is copied along with a link."""
PATIENCE_S = 10.0
QUIET_S = 0.15
STEPS = {"morgen": "next_morning", "tag": "day", "woche": "week"}


async def play(
    server: TelegramServer,
    seller: Person,
    buyer: Person,
    on_clock: OnClock,
    lines: AsyncIterator[str],
    out: TextIO,
) -> None:
    """Does line after line and prints what the bot answers; ends when the last line is answered."""
    stage = _Stage(server, seller, buyer, on_clock, out)
    await stage.listen()
    async for line in lines:
        if line.strip():
            await stage.do(line.strip())
            await stage.listen()


class _Stage:
    def __init__(self, server: TelegramServer, seller: Person, buyer: Person, on_clock: OnClock, out: TextIO) -> None:
        self.server = server
        self.seller = seller
        self.buyer = buyer
        self.on_clock = on_clock
        self.transcript = Transcript(server.cloud.journal, (seller, buyer), out)

    async def listen(self) -> None:
        """Prints until the bot has answered everything; a bot that says nothing is not waited for long."""
        try:
            await self.server.wait_until_idle(quiet=QUIET_S, timeout=PATIENCE_S)
        except TimeoutError:
            self.transcript.remark(plain("demo.terminal.silent"))
        self.transcript.catch_up()

    async def do(self, line: str) -> None:
        if line.startswith(COMMAND_SIGN):
            await self._command(line.removeprefix(COMMAND_SIGN))
        elif line.startswith(BUYER_SIGN):
            self._say_or_tap(self.buyer, line.removeprefix(BUYER_SIGN).strip())
        else:
            self._say_or_tap(self.seller, line)

    async def _command(self, line: str) -> None:
        name, _, argument = line.partition(" ")
        if name in STEPS:
            await self._put_clock_forward(STEPS[name])
        elif name in (deeds := {"tippe": self._tap, "datei": self._send_file, "speichern": self._save}):
            deeds[name](*self._whose(argument))
        elif name == "start":
            link = argument.strip(AROUND_LINKS)
            self.buyer.start(start_payload(link) or link)
        elif name == "hilfe":
            self.transcript.remark(plain("demo.terminal.help"))
        else:
            self.transcript.remark(plain("demo.terminal.unknown", line=COMMAND_SIGN + line))

    def _send_file(self, person: Person, name: str) -> None:
        path = Path(name).expanduser()
        try:
            person.send_file(path.name, path.read_bytes())
        except OSError:
            self.transcript.remark(plain("demo.terminal.no_file", name=name))

    def _save(self, person: Person, folder: str) -> None:
        """The newest file of the bot, under its name; one that is there already stays."""
        file = next((one.file for one in reversed(person.messages) if one.sender.is_bot and one.file), None)
        if file is None:
            self.transcript.remark(plain("demo.terminal.nothing_to_save"))
            return
        path = Path(folder or ".").expanduser() / Path(file.name).name
        self.transcript.remark(_saved(path, file.data))

    async def _put_clock_forward(self, step: str) -> None:
        await self.on_clock(step)
        self.transcript.clock(self.server.cloud.clock())

    def _whose(self, argument: str) -> tuple[Person, str]:
        if argument.startswith(BUYER_SIGN):
            return self.buyer, argument.removeprefix(BUYER_SIGN).strip()
        return self.seller, argument.strip()

    def _say_or_tap(self, person: Person, line: str) -> None:
        """A number taps a button where numbers are shown; anywhere else, and beyond them, it is an amount, a time, ..."""
        latest = _latest_with_buttons(person)
        shown = len(latest.buttons) if latest and self.transcript.numbered else 0
        if line.isdecimal() and 1 <= int(line) <= shown:
            self._tap(person, line)
        else:
            person.say(line)

    def _tap(self, person: Person, label: str) -> None:
        """A number counts the newest buttons from 1; words find the newest button that has them."""
        choice = int(label) - 1 if label.isdecimal() else label
        try:
            if not isinstance(choice, int) and _on_keyboard(person, choice):
                person.press(choice)
                return
            message = person.with_button(choice)
            carried = "callback_data" not in message.button(choice)
            content = person.tap(message, choice)
        except LookupError:
            self.transcript.no_button(person, label)
            return
        if carried:
            self.transcript.remark(plain("demo.terminal.copied", text=content))


def _latest_with_buttons(person: Person) -> Message | None:
    return next((message for message in reversed(person.messages) if message.buttons), None)


def _on_keyboard(person: Person, label: str) -> bool:
    return any(label.casefold() in words.casefold() for words in person.keyboard_labels)


async def typed_lines(source: TextIO = sys.stdin, prompt: str = "") -> AsyncIterator[str]:
    """The lines of a stream; read in a thread so that the bot goes on meanwhile."""
    while True:
        if prompt:
            print(prompt, end="", flush=True)
        line = await asyncio.to_thread(source.readline)
        if not line:
            return
        yield line


def _saved(path: Path, content: bytes) -> str:
    """What is said when a new file was written, or why it was not."""
    try:
        with path.open("xb") as out:
            out.write(content)
    except FileExistsError:
        return plain("demo.terminal.is_there", name=str(path))
    except (FileNotFoundError, NotADirectoryError):
        return plain("demo.terminal.no_folder", name=str(path.parent))
    except OSError:
        return plain("demo.terminal.not_saved", name=str(path))
    return plain("demo.terminal.saved", name=str(path))
