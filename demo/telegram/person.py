"""The people's side: what somebody types, taps and forwards, and what he reads."""

from collections.abc import Iterable
from typing import Any

from demo.telegram.chats import Account, Message
from demo.telegram.formatting import detected
from demo.telegram.keyboards import Button, buttons, pick
from demo.telegram.picking import shared_users
from demo.telegram.reader import Reader
from demo.telegram.wire import Upload

PHONE_NUMBER = "+49 151 00000000"


class Person(Reader):
    """Somebody with a private chat with the bot; every action becomes an update at once."""

    def say(self, text: str, reply_to: Message | int | None = None) -> Message:
        """Sends a text; commands, links and hashtags get their entities as in Telegram."""
        if isinstance(reply_to, int):
            reply_to = self.chat.messages[reply_to]
        return self._send(text=text, entities=detected(text), reply_to=reply_to)

    async def ask(self, text: str, count: int = 1, timeout: float = 5.0) -> list[Message]:  # noqa: ASYNC109  as above
        """Says something and waits for the answers."""
        self.say(text)
        return await self.answers(count, timeout)

    def start(self, payload: str = "") -> Message:
        """Opens the bot, by a deep link with `payload` or without."""
        return self.say(f"/start {payload}".strip())

    def edit(self, message: Message | int, text: str) -> Message:
        """Changes an own message."""
        message = self._own(message)
        message.text, message.entities, message.edit_date = text, detected(text), self.cloud.now
        self._mark()
        self.cloud.journal.add(self.id, "edited", message=message)
        self.cloud.updates.add("edited_message", message.as_telegram())
        return message

    def press(self, label: str | int) -> Message:
        """Taps a button of the reply keyboard, which sends its text."""
        button = pick(list(buttons(self.chat.keyboard)), label)
        if "request_users" in button:
            raise ValueError(f"{button['text']!r} opens the contact picker: use share_users")
        if button.get("request_contact"):
            return self.share_contact()
        self._hide_one_time_keyboard()
        return self.say(button["text"])

    def tap(self, message: Message | int, label: str | int) -> str:
        """Taps an inline button by its words or number (0 is the first).

        Returns the callback query's id, or what the button carries: its address, or the text it copies.
        """
        message = self.chat.messages[message] if isinstance(message, int) else message
        button = message.button(label)
        if "callback_data" not in button:
            return _carried(button)
        self._wake()
        self._mark()
        query_id = self.cloud.open_query(self.id)
        query = {"id": query_id, "from": self.account.as_telegram(), "message": message.as_telegram()}
        self.cloud.updates.add(
            "callback_query", {**query, "chat_instance": str(self.id), "data": button["callback_data"]}
        )
        return query_id

    def tap_latest(self, label: str | int) -> str:
        """Taps the newest button with these words; a number counts on the newest message with buttons."""
        return self.tap(self.with_button(label), label)

    def send_file(self, name: str, data: bytes, mime: str = "application/octet-stream", caption: str = "") -> Message:
        """Sends a file, perhaps with some words."""
        document = self.cloud.stored(Upload(name, mime, data), as_picture=False)
        return self._send(document=document, text=caption, entities=detected(caption))

    def forward(self, from_person: "Person | Account", text: str, *, hidden: bool = False) -> Message:
        """Forwards somebody's message to the bot; `hidden` shows his name only."""
        account = from_person.account if isinstance(from_person, Person) else from_person
        origin: dict[str, Any] = {"type": "user", "sender_user": account.as_telegram(), "date": self.cloud.now}
        if hidden:
            origin = {"type": "hidden_user", "sender_user_name": account.first_name, "date": self.cloud.now}
        return self._send(text=text, entities=detected(text), extra={"forward_origin": origin})

    def share_users(self, request_id: int, users: Iterable["Person | Account"]) -> Message:
        """Chooses people in the contact picker."""
        accounts = [user.account if isinstance(user, Person) else user for user in users]
        shared = shared_users(self.chat.keyboard, request_id, accounts)
        self._hide_one_time_keyboard()
        return self._send(extra={"users_shared": shared})

    def share_contact(self, phone_number: str = PHONE_NUMBER) -> Message:
        """Sends the own contact."""
        self._hide_one_time_keyboard()
        contact = {"phone_number": phone_number, "first_name": self.account.first_name, "user_id": self.id}
        return self._send(extra={"contact": contact})

    def block(self) -> None:
        """Blocks the bot: from now on it gets a 403."""
        self._change_membership(blocked=True)

    def unblock(self) -> None:
        """Lets the bot write again; any message does the same."""
        self._change_membership(blocked=False)

    def _send(self, **content: Any) -> Message:
        self._wake()
        self.chat.started = True
        message = self.cloud.new_message(self.chat, self.account, **content)
        self._mark()
        self.cloud.updates.add("message", message.as_telegram())
        return message

    def _own(self, message: Message | int) -> Message:
        message = self.chat.messages[message] if isinstance(message, int) else message
        if message.sender.is_bot:
            raise ValueError("only an own message can be edited")
        return message

    def _wake(self) -> None:
        if self.chat.blocked:
            self.unblock()

    def _hide_one_time_keyboard(self) -> None:
        if self.chat.keyboard and self.chat.keyboard.get("one_time_keyboard"):
            self.chat.keyboard = None

    def _change_membership(self, *, blocked: bool) -> None:
        if self.chat.blocked == blocked:
            return
        self.chat.blocked = blocked
        self.cloud.journal.add(self.id, "blocked", blocked=blocked)
        old, new = ("member", "kicked") if blocked else ("kicked", "member")
        change = {"chat": self.chat.as_telegram(), "from": self.account.as_telegram(), "date": self.cloud.now}
        self.cloud.updates.add(
            "my_chat_member", change | {"old_chat_member": self._member(old), "new_chat_member": self._member(new)}
        )

    def _member(self, status: str) -> dict[str, Any]:
        member = {"user": self.cloud.bot.as_telegram(), "status": status}
        return {**member, "until_date": 0} if status == "kicked" else member


def _carried(button: Button) -> str:
    return str(button["copy_text"]["text"]) if "copy_text" in button else str(button.get("url", ""))
