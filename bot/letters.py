"""From an answer to the calls of the Bot API that say it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from bot.splitting import split
from handlers import menus
from handlers.answers import Answer, Answers, Button, Document, Edit, Menu, Picture, Rows, Say, To, Toast
from storage.outbox import NewLetter
from storage.packed import packed

MARK_ROOM = 16
"""Visible characters kept free, so that a message still fits when the mark of a possible repeat is added."""
TEXT, CAPTION, NOTICE, COPIED = 4096 - MARK_ROOM, 1024 - MARK_ROOM, 200, 256
LABEL, MOST_BUTTONS = 60, 100
ASKER = "asker"
"""The audience of an answer to the person who asked, until it is known who he is."""
ANSWER_TAP, SEND_PICTURE, SEND_FILE = "answerCallbackQuery", "sendPhoto", "sendDocument"
EDIT_PICTURE, NEW_PICTURE = "editMessageMedia", "picture"
"""The method, and the name under which the file goes along."""
PICKER_ID = 1

Payload = dict[str, Any]
Keyboard = Callable[[int, Rows], str]
"""Stores the buttons of one message for one person and gives their token."""


class Asked(NamedTuple):
    """Where an answer goes: the chat, and the tapped button and message, if there are any."""

    chat_id: int
    query_id: str | None = None
    message_id: int | None = None
    has_photo: bool = False


def letters(answers: Answers, asked: Asked, keyboard: Keyboard) -> list[NewLetter]:
    """All letters these answers make; a tap is always answered, if only silently."""
    composed = [letter for answer in answers for letter in _letters(answer, asked, keyboard)]
    if asked.query_id and not any(isinstance(answer, Toast) for answer in answers):
        composed += _toast("", asked)
    return composed


def _letters(answer: Answer, asked: Asked, keyboard: Keyboard) -> Iterator[NewLetter]:
    match answer:
        case Say():
            yield from _say(answer, asked, keyboard)
        case Edit():
            yield from _edit(answer, asked, keyboard)
        case Picture() | Document():
            yield from _attached(answer, asked, keyboard)
        case Toast():
            yield from _toast(answer.text, asked)
        case Menu():
            yield _menu(answer, asked)


def _say(say: Say, asked: Asked, keyboard: Keyboard) -> Iterator[NewLetter]:
    chat_id = say.to.chat_id if say.to else asked.chat_id
    extra: Payload = {"disable_notification": True} if say.quiet else {}
    markup = _markup(chat_id, say.buttons, keyboard) or _reply_markup(say)
    for payload in _messages(chat_id, split(say.text, TEXT, TEXT), markup):
        yield _letter("sendMessage", payload | extra, asked, say.to)
    if say.buttons and say.picker:
        payload = _message(chat_id, say.picker) | _reply_markup(say)
        yield _letter("sendMessage", payload | extra, asked, say.to)


def _edit(edit: Edit, asked: Asked, keyboard: Keyboard) -> Iterator[NewLetter]:
    if asked.message_id is None:
        yield from _say(Say(edit.text, edit.buttons), asked, keyboard)
        return
    method, field, limit = ("editMessageText", "text", TEXT)
    if asked.has_photo:
        method, field, limit = ("editMessageCaption", "caption", CAPTION)
    markup = _markup(asked.chat_id, edit.buttons, keyboard)
    first, *rest = split(edit.text, limit, TEXT)
    changed = _message(asked.chat_id, first, field) | {"message_id": asked.message_id}
    yield _letter(method, changed if rest else changed | markup, asked)
    for payload in _messages(asked.chat_id, rest, markup):
        yield _letter("sendMessage", payload, asked)


def _attached(answer: Picture | Document, asked: Asked, keyboard: Keyboard) -> Iterator[NewLetter]:
    """A picture or a file; what does not fit under it follows."""
    chat_id = answer.to.chat_id if answer.to else asked.chat_id
    first, *rest = split(answer.caption, CAPTION, TEXT)
    markup = _markup(chat_id, answer.buttons, keyboard)
    shown: Payload = {"chat_id": chat_id, "caption": first, "parse_mode": "HTML"}
    method = SEND_PICTURE if isinstance(answer, Picture) else SEND_FILE
    if isinstance(answer, Picture) and answer.instead and asked.message_id and asked.has_photo:
        method, shown = EDIT_PICTURE, _in_its_place(asked.message_id, shown)
    yield _letter(method, shown if rest else shown | markup, asked, answer.to, packed(answer.recipe))
    for payload in _messages(chat_id, rest, markup):
        yield _letter("sendMessage", payload, asked, answer.to)


def _in_its_place(message_id: int, shown: Payload) -> Payload:
    """The same picture as another content of a message that stands in the chat."""
    media = {"type": "photo", "media": f"attach://{NEW_PICTURE}"} | {
        key: shown[key] for key in ("caption", "parse_mode")
    }
    return {"chat_id": shown["chat_id"], "message_id": message_id, "media": media}


def _toast(words: str, asked: Asked) -> Iterator[NewLetter]:
    if asked.query_id is None:
        return
    payload = {"callback_query_id": asked.query_id} | ({"text": _shortened(words, NOTICE)} if words else {})
    yield _letter(ANSWER_TAP, payload, asked)


def _menu(menu: Menu, asked: Asked) -> NewLetter:
    scope = {"type": "chat", "chat_id": menu.to.chat_id if menu.to else asked.chat_id}
    return _letter("setMyCommands", {"commands": menus.commands(menu.role), "scope": scope}, asked, menu.to)


def _messages(chat_id: int, texts: Sequence[str], markup: Payload) -> Iterator[Payload]:
    """One message a text; the last one carries the buttons."""
    for text in texts[:-1]:
        yield _message(chat_id, text)
    if texts:
        yield _message(chat_id, texts[-1]) | markup


def _message(chat_id: int, text: str, field: str = "text") -> Payload:
    shown = {"chat_id": chat_id, field: text, "parse_mode": "HTML"}
    return shown | {"link_preview_options": {"is_disabled": True}} if field == "text" else shown


def _letter(method: str, payload: Payload, asked: Asked, to: To | None = None, picture: str | None = None) -> NewLetter:
    words = packed(payload)
    if to is None:
        return NewLetter(asked.chat_id, ASKER, method, words, picture=picture)
    return NewLetter(to.chat_id, to.audience, method, words, to.shop_id, to.buyer_id, picture, to.purpose, to.since)


def _markup(user_id: int, rows: Rows, keyboard: Keyboard) -> Payload:
    if not rows:
        return {}
    rows = _fitting(rows)
    token = keyboard(user_id, rows) if any(button.action for row in rows for button in row) else ""
    positions = iter(range(sum(len(row) for row in rows)))
    shown = [[_button(button, token, positions) for button in row] for row in rows]
    return {"reply_markup": {"inline_keyboard": shown}}


def _button(button: Button, token: str, positions: Iterator[int]) -> Mapping[str, Any]:
    label = _shortened(button.label, LABEL)
    if button.url:
        return {"text": label, "url": button.url}
    if button.copy:
        return {"text": label, "copy_text": {"text": button.copy[:COPIED]}}
    return {"text": label, "callback_data": f"{token}.{next(positions)}"}


def _fitting(rows: Rows) -> Rows:
    """The first buttons, as many as Telegram takes; it refuses the whole message with one more."""
    if sum(map(len, rows)) <= MOST_BUTTONS:
        return rows
    starts = accumulate(map(len, rows), initial=0)
    return [row[: MOST_BUTTONS - start] for row, start in zip(rows, starts, strict=False) if start < MOST_BUTTONS]


def _shortened(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def _reply_markup(say: Say) -> Payload:
    """The contact picker under the text field, or its end."""
    if say.picker:
        wanted = {"request_id": PICKER_ID, "max_quantity": 1, "request_name": True, "request_username": True}
        button = {"text": say.picker, "request_users": wanted | {"user_is_bot": False}}
        keyboard = {"keyboard": [[button]], "resize_keyboard": True, "one_time_keyboard": True}
        return {"reply_markup": keyboard}
    return {"reply_markup": {"remove_keyboard": True}} if say.remove_picker else {}
