"""What an error says about a letter."""

from datetime import UTC, datetime, timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.backoff import Backoff, delay
from bot.request import NotSentError, UnclearError
from bot.verdicts import Outcome, Verdict, judge
from storage.outbox import Letter

LETTER = Letter(1, "seller", "sendMessage", "{}", id=5)
NOW = datetime(2026, 5, 4, tzinfo=UTC)

ERRORS = [
    (NotSentError("x"), Verdict.LATER),
    (InvalidToken("404 page"), Verdict.LATER),
    (RetryAfter(5), Verdict.LATER),
    (UnclearError("x"), Verdict.UNCLEAR),
    (TimedOut(), Verdict.UNCLEAR),
    (NetworkError("Bad Gateway"), Verdict.UNCLEAR),
    (TelegramError("Invalid server response"), Verdict.UNCLEAR),
    (BadRequest("Chat not found"), Verdict.REFUSED),
    (BadRequest("Message is not modified: x"), Verdict.SENT),
    (BadRequest("Message to edit not found"), Verdict.SENT),
    (BadRequest("Query is too old and response timeout expired"), Verdict.SENT),
    (Forbidden("bot was blocked by the user"), Verdict.UNREACHABLE),
    (ChatMigrated(-100), Verdict.MOVED),
    (KeyError("kind"), Verdict.REFUSED),
]


@pytest.mark.parametrize(("error", "verdict"), ERRORS, ids=[f"{type(error).__name__} {error}" for error, _ in ERRORS])
def test_each_error_has_one_meaning(error: Exception, verdict: Verdict) -> None:
    assert judge(LETTER, error).verdict is verdict


@pytest.mark.parametrize("error", [error for error, _ in ERRORS], ids=[type(error).__name__ for error, _ in ERRORS])
def test_the_answer_to_a_tap_is_done_whatever_happens(error: Exception) -> None:
    assert judge(Letter(1, "seller", "answerCallbackQuery", "{}"), error).verdict is Verdict.SENT


def test_telegrams_wait_is_obeyed() -> None:
    outcome = judge(LETTER, RetryAfter(timedelta(seconds=90)))
    assert outcome.until(LETTER, NOW) == NOW + timedelta(seconds=90)


def test_each_try_waits_longer_up_to_a_minute() -> None:
    later = Outcome(Verdict.LATER)
    waits = [(later.until(Letter(1, "seller", "x", "{}", attempts=n), NOW) - NOW).total_seconds() for n in range(12)]
    assert 0.75 <= waits[0] <= 1.25
    assert all(wait <= 75 for wait in waits)
    assert waits[-1] >= 45


def test_what_may_have_arrived_is_repeated_less_often() -> None:
    late = Letter(1, "seller", "x", "{}", attempts=20)
    wait = (Outcome(Verdict.UNCLEAR).until(late, NOW) - NOW).total_seconds()
    assert 675 <= wait <= 1125


def test_waits_are_never_in_step() -> None:
    assert len({delay(3, 1, 60) for _ in range(20)}) > 1


def test_a_success_starts_the_waits_anew() -> None:
    backoff = Backoff(1, 60)
    for _ in range(5):
        backoff.next()
    backoff.reset()
    assert backoff.next() <= 1.25
