"""The daily message: when it comes, and whether it comes on quiet days."""

from __future__ import annotations

from handlers.einstellungen.setting import SWITCH, Group, Setting, Values, switched, usual
from handlers.einstellungen.trial import Trial
from messages_de import Html, plain, text
from messages_de.setting_words import clock_words
from rules.occasions.win_back import LEFT_OUT
from rules.parsing.clock_time import parse_minute

TIMES = (7 * 60, 8 * 60, 9 * 60, 12 * 60, 18 * 60, 20 * 60)


def _clock(known: Values) -> str:
    hour, minute = divmod(known["digest_minute"], 60)
    return plain("einstellungen.clock", hour=f"{hour:02}", minute=f"{minute:02}")


def _compares(trial: Trial) -> Html:
    return text(f"einstellungen.effect.comparison_{'on' if trial.values['comparison'] else 'off'}", nth=LEFT_OUT)


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
        Setting("comparison", switched("comparison"), usual("comparison", *SWITCH), effect=_compares),
    ),
)
