"""What an error of the Bot API says about a letter: not said, perhaps said, or never to be said."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.backoff import delay
from bot.letters import ANSWER_TAP
from bot.request import NotSentError
from storage.outbox import Letter

GONE = (
    "message is not modified",
    "message to edit not found",
    "message can't be edited",
    "query is too old",
)
"""The aim is reached, or nobody sees the message any more."""
QUOTED = re.compile(r'"[^"]*"?')
"""Telegram quotes what it could not read of a message: the operator is told why, not what."""
FIRST_S, LONGEST_S, LONGEST_UNCLEAR_S = 1.0, 60.0, 900.0


class Verdict(Enum):
    """What became of a letter."""

    SENT = "sent"
    LATER = "later"
    UNCLEAR = "unclear"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with what belongs to it: seconds all letters have to wait, the chat's new id, the error's words."""

    verdict: Verdict
    pause_s: float = 0.0
    moved_to: int = 0
    error: str = ""

    @property
    def is_open(self) -> bool:
        """True while the letter may still have to be said."""
        return self.verdict in {Verdict.LATER, Verdict.UNCLEAR}

    @property
    def ends_lane(self) -> bool:
        """True when nothing more is to be said in this chat as it is."""
        return self.verdict in {Verdict.UNREACHABLE, Verdict.MOVED}

    def until(self, letter: Letter, now: datetime) -> datetime:
        """When the letter may be said again: later with each try."""
        longest = LONGEST_UNCLEAR_S if self.verdict is Verdict.UNCLEAR else LONGEST_S
        return now + timedelta(seconds=max(self.pause_s, delay(letter.attempts + 1, FIRST_S, longest)))


SENT = Outcome(Verdict.SENT)


def judge(letter: Letter, error: Exception) -> Outcome:
    """What an error says about the letter. The silent answer to a tap is never worth a second try."""
    if letter.method == ANSWER_TAP:
        return SENT
    return next(verdict(error) for kind, verdict in _JUDGES if isinstance(error, kind))


def seconds(wait: float | timedelta) -> float:
    """A wait as Telegram's library gives it, in seconds."""
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _wait(error: RetryAfter) -> Outcome:
    return Outcome(Verdict.LATER, pause_s=seconds(error.retry_after))


def _bad(error: BadRequest) -> Outcome:
    words = error.message.lower()
    said = QUOTED.sub('"…"', error.message)
    return SENT if any(gone in words for gone in GONE) else Outcome(Verdict.REFUSED, error=said)


_JUDGES: tuple[tuple[type[Exception], Callable[[Any], Outcome]], ...] = (
    (RetryAfter, _wait),
    (ChatMigrated, lambda error: Outcome(Verdict.MOVED, moved_to=error.new_chat_id)),
    (Forbidden, lambda _: Outcome(Verdict.UNREACHABLE)),
    (BadRequest, _bad),
    (NotSentError, lambda _: Outcome(Verdict.LATER)),
    (InvalidToken, lambda _: Outcome(Verdict.LATER)),
    (TelegramError, lambda _: Outcome(Verdict.UNCLEAR)),
    (Exception, lambda error: Outcome(Verdict.REFUSED, error=type(error).__name__)),
)
"""In this order: BadRequest is a kind of NetworkError, which is a kind of TelegramError. The 401 or 404 behind
InvalidToken never comes from a Telegram that took the message; any other error leaves it open."""
