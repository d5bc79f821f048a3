"""What Telegram knows: chats, files, menus and open callback queries of one bot."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from time import monotonic
from typing import Any

from PIL import Image

from demo.telegram.chats import Account, Chat, Message, StoredFile, home_of
from demo.telegram.errors import ApiError, bad_request
from demo.telegram.journal import Journal
from demo.telegram.updates import UpdateQueue
from demo.telegram.webhook import Webhook
from demo.telegram.wire import Upload

Clock = Callable[[], datetime]

BOT_ID = 4711000815
BOT_NAME = "StammkundeDemoBot"
CALLBACK_LIFE_S = 60.0


def real_clock() -> datetime:
    """The real time, aware UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class OpenQuery:
    """A tapped button the bot has not answered yet; `since` in monotonic seconds."""

    chat_id: int
    since: float


class Cloud:
    """The state behind the Bot API; methods change it, people change it, the journal tells about it."""

    def __init__(self, clock: Clock = real_clock) -> None:
        """`clock` gives the date of messages."""
        self.bot = Account(BOT_ID, "Stammkunde", BOT_NAME, is_bot=True)
        self.clock = clock
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.commands: dict[int | None, list[dict[str, Any]]] = {}
        self.queries: dict[str, OpenQuery] = {}
        self.callback_life_s = CALLBACK_LIFE_S
        self.journal = Journal()
        self.updates = UpdateQueue()
        self.webhook = Webhook(self.updates)
        self._message_ids = count(1)
        self._file_ids = count(1)
        self._query_ids = count(4_000_000_000)

    @property
    def now(self) -> int:
        """The time of a message sent now, Unix seconds."""
        return int(self.clock().timestamp())

    def chat(self, chat_id: int) -> Chat:
        """The chat the bot may write to; raises the 400 or 403 Telegram gives when it may not."""
        chat = self.chats.get(home_of(chat_id))
        if chat is None:
            raise bad_request("chat not found")
        if not chat.started:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        if chat.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        return chat

    def new_message(self, chat: Chat, sender: Account, **content: Any) -> Message:
        """Puts a message into the chat and tells the journal."""
        message = Message(message_id=next(self._message_ids), chat=chat, sender=sender, date=self.now, **content)
        chat.messages[message.message_id] = message
        self.journal.add(chat.person.id, "message", by_bot=sender.is_bot, message=message)
        return message

    def stored(self, upload: Upload | str, *, as_picture: bool) -> StoredFile:
        """Keeps an uploaded file, or finds the one a file id names."""
        if isinstance(upload, str):
            return self.known_file(upload)
        width, height = _picture_size(upload.data) if as_picture else (0, 0)
        file_id = f"demo-file-{next(self._file_ids)}"
        file = StoredFile(file_id, upload.name, upload.mime, upload.data, width, height)
        self.files[file_id] = file
        return file

    def known_file(self, file_id: str) -> StoredFile:
        """The file of this id; 400 if there is none."""
        if file_id not in self.files:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self.files[file_id]

    def open_query(self, chat_id: int) -> str:
        """Opens a callback query and returns its id."""
        query_id = str(next(self._query_ids))
        self.queries[query_id] = OpenQuery(chat_id, monotonic())
        return query_id

    def close_query(self, query_id: str) -> OpenQuery:
        """Answers a callback query; a second time, or too late, is a 400."""
        query = self.queries.pop(query_id, None)
        if query is None or monotonic() - query.since > self.callback_life_s:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        return query

    def menu(self, chat_id: int) -> list[dict[str, Any]]:
        """The commands this chat shows: its own, else the default ones."""
        return self.commands.get(chat_id, self.commands.get(None, []))


def _picture_size(data: bytes) -> tuple[int, int]:
    try:
        with Image.open(BytesIO(data)) as picture:
            return picture.size
    except OSError as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
