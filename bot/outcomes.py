"""What follows in the database when a letter could not simply be sent."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.letters import ANSWER_TAP, EDIT_PICTURE, SEND_FILE
from bot.verdicts import Outcome, Verdict
from handlers.answers import BUYER, SELLER, STRANGER
from messages_de import text
from storage import buyers, crash, outbox, shops, updates
from storage.outbox import DEAD, UNCLEAR, Letter, NewLetter

log = logging.getLogger(__name__)

REPEATABLE = frozenset({"editMessageText", "editMessageCaption", EDIT_PICTURE, "setMyCommands"})
"""Saying these twice is the same as saying them once."""
GIVEN_UP_AFTER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Case:
    """A letter that is kept, what became of it, and when it may be said again."""

    letter: Letter
    id: int
    outcome: Outcome
    now: datetime
    until: datetime
    behind: Sequence[int] = ()
    """The letters that were claimed to be sent after it in this chat, and are not sent now."""


def settle(db: Connection, case: Case) -> None:
    """Store what follows from a letter's outcome."""
    _CONSEQUENCES[case.outcome.verdict](db, case)
    crash.at("settle.written")


def recover(db: Connection, now: datetime) -> None:
    """Letters that were under way when the bot was stopped: nobody knows whether they arrived."""
    crash.at("recover.begun")
    for letter in outbox.interrupted(db):
        if letter.id is not None:
            _doubtful(db, Case(letter, letter.id, Outcome(Verdict.UNCLEAR), now, now))
            crash.at("recover.letter")
    crash.at("recover.written")


def _sent(db: Connection, case: Case) -> None:
    outbox.sent(db, [case.id])


def _later(db: Connection, case: Case) -> None:
    outbox.again(db, case.id, case.until)


def _doubtful(db: Connection, case: Case) -> None:
    """A seller reads it once more, marked, until Telegram confirms it; a buyer never twice, his seller hears of it.

    Of a stranger nothing stays.
    """
    letter = case.letter
    if letter.method == ANSWER_TAP:
        outbox.sent(db, [case.id])
    elif letter.method in REPEATABLE:
        outbox.again(db, case.id, case.until)
    elif letter.audience == SELLER and _is_young(letter, case.now):
        outbox.again(db, case.id, case.until, _marked(letter.payload))
    elif letter.audience == STRANGER:
        outbox.sent(db, [case.id])
    elif outbox.mark(db, case.id, UNCLEAR):
        _tell_sellers(db, letter, case.now)


def _refused(db: Connection, case: Case) -> None:
    log.error("Letter %s (%s) cannot be said; it is kept as dead", case.id, case.letter.method)
    if not outbox.mark(db, case.id, DEAD):
        return
    updates.bury(db, "out", f"outbox {case.id} {case.letter.method}", case.outcome.error, case.now)
    if case.letter.method == SEND_FILE and case.letter.audience != BUYER:
        _say(db, case.letter, text("common.no_file"), case.now)


def _unreachable(db: Connection, case: Case) -> None:
    outbox.sent(db, [case.id, *case.behind])
    outbox.unreachable(db, case.letter.chat_id)


def _moved(db: Connection, case: Case) -> None:
    payload = json.loads(case.letter.payload) | {"chat_id": case.outcome.moved_to}
    outbox.again(db, case.id, case.now, json.dumps(payload))
    outbox.give_back(db, case.behind, case.now)
    outbox.move_chat(db, case.letter.chat_id, case.outcome.moved_to)


_CONSEQUENCES: Mapping[Verdict, Callable[[Connection, Case], None]] = {
    Verdict.SENT: _sent,
    Verdict.LATER: _later,
    Verdict.UNCLEAR: _doubtful,
    Verdict.REFUSED: _refused,
    Verdict.UNREACHABLE: _unreachable,
    Verdict.MOVED: _moved,
}


def _tell_sellers(db: Connection, letter: Letter, now: datetime) -> None:
    if letter.audience != BUYER or letter.shop_id is None or letter.buyer_id is None:
        return
    name = buyers.get(db, letter.shop_id, letter.buyer_id).name
    for seller in shops.sellers(db, letter.shop_id):
        _say(
            db, letter._replace(chat_id=seller, audience=SELLER, buyer_id=None), text("common.unclear", name=name), now
        )


def _say(db: Connection, instead: Letter, words: str, now: datetime) -> None:
    """A message to the person of a letter."""
    payload = {"chat_id": instead.chat_id, "text": words, "parse_mode": "HTML"}
    letter = NewLetter(instead.chat_id, instead.audience, "sendMessage", json.dumps(payload), instead.shop_id)
    outbox.put(db, letter, now)


def _marked(payload: str) -> str:
    """The same words with the mark of a possible repeat, once."""
    said = json.loads(payload)
    field = "caption" if "caption" in said else "text"
    mark = text("common.maybe_twice")
    if not said[field].endswith(mark):
        said[field] = f"{said[field]} {mark}"
    return json.dumps(said)


def _is_young(letter: Letter, now: datetime) -> bool:
    return letter.created_at is None or now - letter.created_at < GIVEN_UP_AFTER
