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
        "suche",
        "heute",
        "woche",
        "warum",
        "geliefert",
        "versprechen",
        "reklamation",
        "pause",
        "urlaub",
        "punkte",
        "praemien",
        "einloesen",
        "gutschein",
        "vip",
        "storno",
        "geburtstag",
        "vorliebe",
        "vorlagen",
        "wirkung",
        "statistik",
        "rueckblick",
        "einladen",
        "trennen",
        "empfehlen",
        "bonus",
        "verlosung",
        "zusammenfuehren",
        "einstellungen",
        "auskunft",
        "loeschen",
        "aufraeumen",
        "datenschutz",
        "impressum",
        "export",
        "import",
        "shop_loeschen",
        "status",
        "sicherung",
        "notfallcode",
        "uebernahme",
        "start",
        "abbrechen",
        "hilfe",
    ),
    BUYER: (
        "punkte",
        "praemien",
        "einloesen",
        "empfehlen",
        "verlosung",
        "meinedaten",
        "loeschen",
        "datenschutz",
        "impressum",
        "stopp",
        "trennen",
        "start",
        "hilfe",
    ),
    STRANGER: ("start", "punkte", "datenschutz"),
}


def commands(role: str) -> list[dict[str, str]]:
    """The menu of a role, as the Bot API takes it."""
    own = "_buyer" if role != SELLER else ""
    return [{"command": name, "description": plain(f"menu.{name}{own}")} for name in COMMANDS[role]]
