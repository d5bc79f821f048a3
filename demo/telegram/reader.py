"""What somebody reads in his chat with the bot, and waiting for it."""

import asyncio

from demo.telegram.chats import Account, Chat, Message
from demo.telegram.cloud import Cloud
from demo.telegram.journal import News
from demo.telegram.keyboards import as_typed, buttons


class Reader:
    """The reading half of a person: his chat, and what in it is new to him."""

    def __init__(self, cloud: Cloud, chat: Chat) -> None:
        """Use `server.person(...)`."""
        self.cloud = cloud
        self.chat = chat
        self._read = cloud.journal.last_id

    @property
    def account(self) -> Account:
        """Id and names."""
        return self.chat.person

    @property
    def id(self) -> int:
        """The Telegram id, which is also the chat id."""
        return self.account.id

    @property
    def messages(self) -> list[Message]:
        """Everything in the chat, oldest first."""
        return list(self.chat.messages.values())

    @property
    def keyboard_labels(self) -> list[str]:
        """The words on the reply keyboard, empty if none is shown."""
        return [button["text"] for button in buttons(self.chat.keyboard)]

    def with_button(self, label: str | int) -> Message:
        """The newest message with such a button; LookupError if there is none."""
        for message in reversed(self.messages):
            if message.buttons and (isinstance(label, int) or _has(message, label)):
                return message
        raise LookupError(f"no message has a button {label!r}")

    async def answers(self, count: int = 1, timeout: float = 5.0) -> list[Message]:  # noqa: ASYNC109  patience of a test
        """The next `count` new or changed messages of the bot since this person's last action.

        They count as read afterwards. TimeoutError after `timeout` seconds, with what has arrived until then.
        """
        try:
            async with asyncio.timeout(timeout):
                while len(self._unread()) < count:
                    await self.cloud.journal.changed(self.id)
        except TimeoutError as error:
            heard = [one.message.text for one in self._unread() if one.message]
            raise TimeoutError(f"{self.account.first_name} got {len(heard)} of {count} answers: {heard}") from error
        return self._take(self._unread()[:count])

    def news(self) -> list[Message]:
        """What the bot wrote or changed since the last action and is not read yet; does not wait."""
        return self._take(self._unread())

    async def toast(self, query_id: str, timeout: float = 5.0) -> str:  # noqa: ASYNC109  as above
        """The notice the bot answers a tapped button with; empty if it says nothing."""
        async with asyncio.timeout(timeout):
            while True:
                for one in self.cloud.journal.since(0, self.id):
                    if one.kind == "toast" and one.data["query_id"] == query_id:
                        return str(one.data["text"])
                await self.cloud.journal.changed(self.id)

    def _unread(self) -> list[News]:
        return [one for one in self.cloud.journal.since(self._read, self.id) if one.is_answer]

    def _take(self, news: list[News]) -> list[Message]:
        if news:
            self._read = news[-1].id
        return [one.message for one in news if one.message]

    def _mark(self) -> None:
        self._read = self.cloud.journal.last_id


def _has(message: Message, label: str) -> bool:
    return any(as_typed(label) in as_typed(words) for words in message.labels)
