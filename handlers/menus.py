"""The command menus: sellers and buyers see their own."""

from __future__ import annotations

from handlers.answers import BUYER, SELLER, STRANGER
from messages_de import plain

COMMANDS = {
    SELLER: (
        "kauf",
        "notiz",
        "kunde",
        "kunden",
        "heute",
        "punkte",
        "storno",
        "geburtstag",
        "vorliebe",
        "einladen",
        "start",
        "abbrechen",
        "hilfe",
    ),
    BUYER: ("punkte", "start", "hilfe"),
    STRANGER: ("start", "punkte"),
}


def commands(role: str) -> list[dict[str, str]]:
    """The menu of a role, as the Bot API takes it."""
    own = "_buyer" if role != SELLER else ""
    return [{"command": name, "description": plain(f"menu.{name}{own}")} for name in COMMANDS[role]]
