"""What a hand does on one of the two phones: one function per act of the page."""

from base64 import b64decode
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from demo.telegram.chats import Account
from demo.telegram.cloud import BOT_NAME
from demo.telegram.person import Person

Act = dict[str, Any]
Phones = dict[str, Person]
Contacts = Callable[[], Sequence[Account]]

LONGEST_NAME = 100
BINARY = "application/octet-stream"
LINK_HOSTS = ("t.me", "telegram.me")


def start_payload(url: str) -> str | None:
    """The payload of a link to this bot ("" without one); None for any other address."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.hostname not in LINK_HOSTS or parts.path.strip("/").casefold() != BOT_NAME.casefold():
        return None
    return parse_qs(parts.query).get("start", [""])[0]


def say(person: Person, act: Act, _phones: Phones) -> Act:
    """Types a text, perhaps as a reply."""
    person.say(str(act["text"]), act.get("reply_to"))
    return {}


def edit(person: Person, act: Act, _phones: Phones) -> Act:
    """Changes an own message."""
    person.edit(int(act["message"]), str(act["text"]))
    return {}


def tap(person: Person, act: Act, _phones: Phones) -> Act:
    """Taps an inline button by its number."""
    return {"query": person.tap(int(act["message"]), int(act["button"]))}


def press(person: Person, act: Act, _phones: Phones) -> Act:
    """Taps a button of the reply keyboard."""
    person.press(str(act["label"]))
    return {}


def forward(person: Person, act: Act, phones: Phones) -> Act:
    """Passes a message on to the other phone's bot chat."""
    message = person.chat.messages[int(act["message"])]
    phones[str(act["to"])].forward(person, message.text, hidden=bool(act.get("hidden")))
    return {}


def open_link(person: Person, act: Act, _phones: Phones) -> Act:
    """Opens a link to this bot on this phone; another address does nothing here."""
    payload = start_payload(str(act["url"]))
    if payload is None:
        raise LookupError("this link does not lead to the bot")
    person.start(payload)
    return {}


def block(person: Person, act: Act, _phones: Phones) -> Act:
    """Blocks the bot or lets it write again."""
    if act.get("blocked"):
        person.block()
    else:
        person.unblock()
    return {}


def send_file(person: Person, act: Act, _phones: Phones) -> Act:
    """Sends a file that was picked or dropped, its content in Base64."""
    name = str(act["name"]).replace("/", "_")[:LONGEST_NAME]
    person.send_file(name, b64decode(str(act["content"]), validate=True), str(act.get("mime") or BINARY))
    return {}


ACTS: dict[str, Callable[[Person, Act, Phones], Act]] = {
    "say": say,
    "edit": edit,
    "tap": tap,
    "press": press,
    "forward": forward,
    "open_link": open_link,
    "send_file": send_file,
    "block": block,
}


def share_users(person: Person, act: Act, contacts: Contacts) -> Act:
    """Hands over the people chosen in the contact picker."""
    by_id = {account.id: account for account in contacts()}
    person.share_users(int(act["request_id"]), [by_id[int(user_id)] for user_id in act["users"]])
    return {}
