"""What the page shows: messages, chats and news as plain data."""

from typing import Any

from demo.telegram.chats import Account, Chat, Message, StoredFile
from demo.telegram.cloud import BOT_NAME, Cloud
from demo.telegram.journal import News
from demo.telegram.reader import Reader

View = dict[str, Any]


def message_view(message: Message) -> View:
    """One bubble; the page builds text and entities into elements by itself."""
    view: View = {
        "id": message.message_id,
        "mine": not message.sender.is_bot,
        "date": message.date,
        "edited": message.edit_date is not None,
        "text": _visible(message.text),
        "entities": message.entities,
        "buttons": message.reply_markup["inline_keyboard"] if message.is_inline and message.reply_markup else [],
    }
    return view | _file_views(message) | _relations(message)


def _visible(text: str) -> str:
    """Telegram's apps hide the payload of a deep link."""
    return "/start" if text.startswith("/start ") else text


def _file_views(message: Message) -> View:
    photo, document = message.photo, message.document
    views: View = {}
    if photo:
        views["photo"] = {"url": file_url(photo), "width": photo.width, "height": photo.height}
    if document:
        views["document"] = {"url": file_url(document), "name": document.name, "size": len(document.data)}
    return views


def file_url(file: StoredFile) -> str:
    """Where the page fetches a file."""
    return f"/file/{file.file_id}"


def _relations(message: Message) -> View:
    relations: View = {}
    if message.reply_to:
        quoted = message.reply_to
        relations["reply"] = {"id": quoted.message_id, "name": quoted.sender.first_name, "text": quoted.text}
    origin = message.extra.get("forward_origin")
    if origin:
        relations["forward"] = origin.get("sender_user_name") or origin["sender_user"]["first_name"]
    shared = message.extra.get("users_shared")
    if shared:
        relations["shared"] = [user.get("first_name") or str(user["user_id"]) for user in shared["users"]]
    contact = message.extra.get("contact")
    return relations | ({"contact": contact["first_name"]} if contact else {})


def chat_view(cloud: Cloud, person: Reader) -> View:
    """A whole phone: who holds it, its chat, its menu and keyboard."""
    chat = person.chat
    return {
        "name": person.account.first_name,
        "bot": cloud.bot.first_name,
        "link": BOT_NAME,
        "messages": [message_view(message) for message in person.messages],
    } | status_view(cloud, chat)


def status_view(cloud: Cloud, chat: Chat) -> View:
    """What stands below the chat: keyboard, command menu, and whether it is open at all."""
    return {
        "keyboard": chat.keyboard,
        "menu": cloud.menu(chat.person.id),
        "started": chat.started,
        "blocked": chat.blocked,
    }


def news_view(cloud: Cloud, news: News) -> View:
    """One journal entry for the page."""
    view: View = {"kind": news.kind, "status": status_view(cloud, cloud.chats[news.chat_id]), **news.data}
    if news.kind == "deleted" and news.message:
        view["id"] = news.message.message_id
    elif news.message:
        view["message"] = message_view(news.message)
    return view


def account_view(account: Account) -> View:
    """A person in the contact picker."""
    return {"id": account.id, "name": account.first_name, "username": account.username}
