"""New messages of the bot, and the small signs between them."""

from collections.abc import Callable
from typing import Any

from demo.telegram.chats import Chat, Message
from demo.telegram.cloud import Cloud
from demo.telegram.errors import bad_request
from demo.telegram.keyboards import Markup, checked
from demo.telegram.methods.content import caption_content, file_content, text_content
from demo.telegram.wire import Params

MAX_TOAST = 200


def send_message(cloud: Cloud, params: Params) -> dict[str, Any]:
    """A text message."""
    chat = cloud.chat(params.number("chat_id"))
    return _deliver(cloud, chat, params, text_content(params))


def send_photo(cloud: Cloud, params: Params) -> dict[str, Any]:
    """A picture with caption."""
    chat = cloud.chat(params.number("chat_id"))
    content = caption_content(params) | file_content(cloud, params, "photo", "photo")
    return _deliver(cloud, chat, params, content)


def send_document(cloud: Cloud, params: Params) -> dict[str, Any]:
    """A file with caption."""
    chat = cloud.chat(params.number("chat_id"))
    content = caption_content(params) | file_content(cloud, params, "document", "document")
    return _deliver(cloud, chat, params, content)


def send_chat_action(cloud: Cloud, params: Params) -> bool:
    """Shows that the bot is typing."""
    chat = cloud.chat(params.number("chat_id"))
    cloud.journal.add(chat.person.id, "typing", by_bot=True)
    return True


def answer_callback_query(cloud: Cloud, params: Params) -> bool:
    """Ends the waiting of a tapped button, with a short notice or an alert."""
    text = params.text("text")
    if len(text) > MAX_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    query_id = params.text("callback_query_id")
    query = cloud.close_query(query_id)
    alert = params.flag("show_alert")
    cloud.journal.add(query.chat_id, "toast", by_bot=True, query_id=query_id, text=text, alert=alert)
    return True


def _deliver(cloud: Cloud, chat: Chat, params: Params, content: dict[str, Any]) -> dict[str, Any]:
    markup = checked(params.json("reply_markup"))
    reply_to = _reply_to(chat, params)
    _remember_keyboard(chat, markup)
    message = cloud.new_message(chat, cloud.bot, reply_markup=markup, reply_to=reply_to, **content)
    return message.as_telegram()


def _reply_to(chat: Chat, params: Params) -> Message | None:
    wanted = params.json("reply_parameters")
    if not wanted:
        return None
    message = chat.messages.get(int(wanted["message_id"]))
    if message is None and not wanted.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message


def _remember_keyboard(chat: Chat, markup: Markup | None) -> None:
    if not markup:
        return
    if "keyboard" in markup:
        chat.keyboard = markup
    elif markup.get("remove_keyboard"):
        chat.keyboard = None


METHODS: dict[str, Callable[[Cloud, Params], Any]] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendChatAction": send_chat_action,
    "answerCallbackQuery": answer_callback_query,
}
