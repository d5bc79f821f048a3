"""Reply markup as the Bot API checks it, before it is shown."""

from collections.abc import Iterator, Sequence
from typing import Any

from demo.telegram.errors import bad_request

Markup = dict[str, Any]
Button = dict[str, Any]

MAX_BUTTONS = 100
MAX_ROW = 8
MAX_CALLBACK_BYTES = 64
MAX_COPY = 256
ACTIONS = ("url", "callback_data", "copy_text", "web_app", "switch_inline_query", "switch_inline_query_current_chat")
LINKS = ("http://", "https://", "tg://")


def checked(markup: Markup | None) -> Markup | None:
    """The markup itself; raises Telegram's 400 for what Telegram would not accept."""
    if not markup:
        return None
    _check_size(_rows(markup))
    for button in buttons(markup):
        if not _label(button):
            raise bad_request("text buttons are unallowed in the inline keyboard")
    for row in markup.get("inline_keyboard", []):
        for button in row:
            _check_action(button)
    return markup


def inline_only(markup: Markup | None) -> Markup | None:
    """The markup of an edited message: an inline keyboard or nothing."""
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return checked(markup)


def buttons(markup: Markup | None) -> Iterator[Button]:
    """All buttons of an inline or reply keyboard, row by row."""
    for row in _rows(markup or {}):
        for button in row:
            yield {"text": button} if isinstance(button, str) else button


def pick(choices: Sequence[Button], label: str | int) -> Button:
    """The button with these words, else the only one that contains them; a number counts from 0."""
    if isinstance(label, int):
        return choices[label]
    words = as_typed(label)
    exact = [button for button in choices if as_typed(button["text"]) == words]
    found = exact or [button for button in choices if words in as_typed(button["text"])]
    if not found:
        raise LookupError(f"no button {label!r} among {[button['text'] for button in choices]}")
    return found[0]


def as_typed(label: str) -> str:
    """A label as it can be typed: a space that does not break is a space."""
    return " ".join(label.casefold().split())


def _rows(markup: Markup) -> list[list[Any]]:
    rows: list[list[Any]] = markup.get("inline_keyboard") or markup.get("keyboard") or []
    return rows


def _label(button: Button) -> str:
    return str(button.get("text", "")).strip()


def _check_size(rows: list[list[Any]]) -> None:
    if any(len(row) > MAX_ROW for row in rows):
        raise bad_request("too many buttons in one row of the keyboard")
    if sum(len(row) for row in rows) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")


def _check_action(button: Button) -> None:
    if sum(action in button for action in ACTIONS) != 1:
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if not 1 <= len(button.get("callback_data", "x").encode()) <= MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if not 1 <= len(button.get("copy_text", {}).get("text", "x")) <= MAX_COPY:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if not button.get("url", LINKS[0]).startswith(LINKS):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
