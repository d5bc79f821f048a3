"""The daily message: when it comes, and whether it comes on quiet days."""

from __future__ import annotations

from handlers.einstellungen.setting import SWITCH, Group, Setting, Values, switched, usual
from messages_de import plain
from messages_de.setting_words import clock_words
from rules.parsing.clock_time import parse_minute

TIMES = (7 * 60, 8 * 60, 9 * 60, 12 * 60, 18 * 60, 20 * 60)


def _clock(known: Values) -> str:
    hour, minute = divmod(known["digest_minute"], 60)
    return plain("einstellungen.clock", hour=f"{hour:02}", minute=f"{minute:02}")


GROUP = Group(
    "message",
    (
        Setting(
            "time",
            _clock,
            usual("digest_minute", *TIMES),
            lambda call: {"digest_minute": parse_minute(call.words, clock_words())},
        ),
        Setting("empty", switched("digest_when_empty"), usual("digest_when_empty", *SWITCH)),
    ),
)
