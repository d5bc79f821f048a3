"""Chat as plain text: answers without tags, buttons in brackets, pictures by their caption."""

from collections.abc import Sequence
from datetime import datetime
from typing import TextIO
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from demo.telegram.chats import Message
from demo.telegram.journal import Journal, News
from demo.telegram.keyboards import buttons
from demo.telegram.reader import Reader
from messages_de import plain

ZONE = ZoneInfo("Europe/Berlin")


class Transcript:
    """Writes down what the bot said since the last time, to whomever."""

    def __init__(self, journal: Journal, people: Sequence[Reader], out: TextIO) -> None:
        """Begins with what comes from now on; `people` are those whose chats are shown."""
        self.journal = journal
        self.names = {person.id: person.account.first_name for person in people}
        self.out = out
        self.numbered = out.isatty()
        self._seen = journal.last_id

    def catch_up(self) -> None:
        """Prints everything new; of a message that changed several times, how it stands now."""
        news = [one for one in self.journal.since(self._seen) if one.by_bot and one.chat_id in self.names]
        self._seen = self.journal.last_id
        changed = {id(one.message): one.id for one in news if one.kind == "edited"}
        for one in news:
            if one.kind != "edited" or changed[id(one.message)] == one.id:
                self._print(one)
        self.out.flush()

    def remark(self, text: str) -> None:
        """Prints a line of the try-out itself."""
        print(text, file=self.out, flush=True)

    def clock(self, now: datetime) -> None:
        """Prints what time it is now."""
        local = now.astimezone(ZONE)
        date = format_date(local, "EEEE, d. MMMM y", locale="de")
        self.remark(plain("demo.terminal.clock", date=date, time=format_time(local, "HH:mm", locale="de")))

    def no_button(self, person: Reader, label: str) -> None:
        """Prints which buttons there are instead."""
        latest = next((message.labels for message in reversed(person.messages) if message.buttons), [])
        choices = ", ".join([*latest, *person.keyboard_labels])
        self.remark(plain("demo.terminal.no_button", label=label, choices=choices))

    def _print(self, news: News) -> None:
        if news.kind == "toast" and news.data["text"]:
            self._write(news.chat_id, plain("demo.terminal.notice", text=news.data["text"]))
        elif news.kind == "message" and news.message:
            self._write(news.chat_id, self._shown(news.message))
        elif news.kind == "edited" and news.message:
            self._write(news.chat_id, plain("demo.terminal.changed", text=self._shown(news.message)))

    def _write(self, chat_id: int, text: str) -> None:
        head = plain("demo.terminal.bot_to", name=self.names[chat_id])
        print(f"{head}: {text}\n", file=self.out)

    def _shown(self, message: Message) -> str:
        parts = [_content(message), *self._button_rows(message)]
        return "\n".join(part for part in parts if part)

    def _button_rows(self, message: Message) -> list[str]:
        """One line per row; numbers count all buttons of the message, as one types them."""
        rows, number = [], 0
        for row in _rows(message):
            labels = []
            for label in row:
                number += 1
                labels.append(f"[{number} {label}]" if self.numbered and message.is_inline else f"[{label}]")
            rows.append(" ".join(labels))
        return rows


def _rows(message: Message) -> list[list[str]]:
    markup = message.reply_markup or {}
    rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
    return [[button["text"] for button in buttons({"keyboard": [row]})] for row in rows]


def _content(message: Message) -> str:
    if message.photo:
        return plain("demo.terminal.picture", caption=message.text)
    if message.document:
        return plain("demo.terminal.file", name=message.document.name, caption=message.text)
    return message.text
