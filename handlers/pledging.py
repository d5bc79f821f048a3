"""What several commands about reminders share: the German words for "off" and "until", and what is settled."""

from __future__ import annotations

from datetime import date

from handlers.call import Call
from messages_de import plain
from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.parsing.deadline import cut_deadline
from storage import occasions, reminders


def is_off(words: str) -> bool:
    """Whether the words say that something ends."""
    return words.casefold().strip(" .!") in plain("common.words_off").split("|")


def deadline(call: Call, words: str) -> tuple[date | None, str]:
    """The day by which something is to be done, and the rest of the words."""
    return cut_deadline(words, call.written_on, vocabulary(), plain("common.words_until").split("|"))


def last_day(call: Call, words: str, error: str) -> date:
    """The words as a day to come; raises RuleError when they say something else."""
    day, rest = deadline(call, words)
    if day is None or rest:
        raise RuleError(error, text=words[:40])
    return day


def settle(call: Call, kind: str, about_id: int, buyer_id: int, *, contact: bool = True) -> None:
    """The reminders of a promise or a complaint are dealt with; what comes next is computed anew."""
    for row in reminders.waiting_about(call.db, call.shop.id, kind, about_id):
        reminders.done(call.db, call.shop.id, row.id)
        if contact:
            reminders.touched(call.db, call.shop.id, row.id, call.today)
    occasions.refresh(call.db, call.shop, buyer_id, call.today)
