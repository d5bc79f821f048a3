"""Reminders: how far apart they are, when they come, and which of them the seller wants."""

from __future__ import annotations

from collections.abc import Callable

from handlers.call import Call
from handlers.einstellungen.setting import SWITCH, Group, Setting, Values, switched, usual
from messages_de import plain
from messages_de.setting_words import setting_words
from rules.occasions.birthday import MOST_AHEAD
from rules.parsing.quantities import DAY
from rules.parsing.setting_values import parse_whole

QUIET = (3, 6, 10, 14)
MOST_QUIET = 14
FOLLOW_UP = (3, 6, 8, 10)
MOST_FOLLOW_UP = 30
AHEAD = (1, 3, 5, 7)


def _days(column: str, key: str) -> Callable[[Values], str]:
    """So many days; none has words of its own."""
    return lambda known: plain("einstellungen.days" if known[column] else f"einstellungen.no_{key}", n=known[column])


def _setting(name: str, column: str, choices: tuple[int, ...], least: int, most: int) -> Setting:
    def read(call: Call) -> Values:
        return {column: parse_whole(call.words, setting_words(), least, most, DAY)}

    return Setting(name, _days(column, name), usual(column, *choices), read)


GROUP = Group(
    "reminders",
    (
        _setting("quiet", "quiet_days", QUIET, 0, MOST_QUIET),
        _setting("follow_up", "follow_up_days", FOLLOW_UP, 1, MOST_FOLLOW_UP),
        _setting("ahead", "birthday_ahead_days", AHEAD, 0, MOST_AHEAD),
        Setting("thanks", switched("thank_you"), usual("thank_you", *SWITCH)),
        Setting("second", switched("second_nudge"), usual("second_nudge", *SWITCH)),
    ),
)
