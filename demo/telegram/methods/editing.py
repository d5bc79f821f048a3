"""Changing and deleting messages the bot has sent."""

from collections.abc import Callable
from typing import Any

from demo.telegram.chats import Message
from demo.telegram.cloud import Cloud
from demo.telegram.errors import bad_request
from demo.telegram.keyboards import inline_only
from demo.telegram.methods.content import caption_content, file_content, text_content
from demo.telegram.wire import Params

MEDIA_KINDS = ("photo", "document")


def edit_message_text(cloud: Cloud, params: Params) -> dict[str, Any]:
    """A new text; the buttons go unless they are given again."""
    message = _editable(cloud, params)
    if message.file:
        raise bad_request("there is no text in the message to edit")
    return _change(cloud, message, params, text_content(params))


def edit_message_caption(cloud: Cloud, params: Params) -> dict[str, Any]:
    """A new caption under a picture or document."""
    message = _editable(cloud, params)
    if not message.file:
        raise bad_request("there is no caption in the message to edit")
    return _change(cloud, message, params, caption_content(params))


def edit_message_media(cloud: Cloud, params: Params) -> dict[str, Any]:
    """Another picture or document with its caption."""
    message = _editable(cloud, params)
    media = params.json("media") or {}
    kind = media.get("type")
    if kind not in MEDIA_KINDS:
        raise bad_request("can't parse InputMedia: type is unsupported")
    inner = Params({**params.fields, **media})
    empty = dict.fromkeys(MEDIA_KINDS)
    return _change(cloud, message, params, empty | caption_content(inner) | file_content(cloud, inner, kind, "media"))


def edit_message_reply_markup(cloud: Cloud, params: Params) -> dict[str, Any]:
    """Other buttons, or none."""
    return _change(cloud, _editable(cloud, params), params, {})


def delete_message(cloud: Cloud, params: Params) -> bool:
    """Takes a message out of the chat for both sides."""
    chat = cloud.chat(params.number("chat_id"))
    message = chat.messages.pop(params.number("message_id"), None)
    if message is None:
        raise bad_request("message to delete not found")
    cloud.journal.add(chat.person.id, "deleted", by_bot=True, message=message)
    return True


def _editable(cloud: Cloud, params: Params) -> Message:
    chat = cloud.chat(params.number("chat_id"))
    message = chat.messages.get(params.number("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.sender.is_bot:
        raise bad_request("message can't be edited")
    return message


def _change(cloud: Cloud, message: Message, params: Params, content: dict[str, Any]) -> dict[str, Any]:
    content["reply_markup"] = inline_only(params.json("reply_markup"))
    shown = {key: value for key, value in content.items() if key != "html"}
    if all(getattr(message, key) == value for key, value in shown.items()):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message",
        )
    for key, value in content.items():
        setattr(message, key, value)
    message.edit_date = cloud.now
    cloud.journal.add(message.chat.person.id, "edited", by_bot=True, message=message)
    return message.as_telegram()


METHODS: dict[str, Callable[[Cloud, Params], Any]] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
}
