"""What is said to whatever is no command: a greeting and thanks are returned, all else is answered with what can be done."""

from __future__ import annotations

import re

from handlers import waiting
from handlers.answers import BUYER, STRANGER, Answers, Say
from handlers.call import Call
from handlers.sentences import form_of, own_shops
from messages_de import plain, text
from rules.parsing.names import name_key

MOST = 4
"""Words that greet or thank and say nothing else."""


def answer(call: Call) -> Answers:
    """Nothing that is understood: a greeting or thanks are returned, all else is answered with what can be done."""
    words = re.sub(r"[^\w ]+", " ", name_key(call.message.text if call.message else "")).split()
    if words and call.role != STRANGER and len(words) <= MOST:
        for kind in ("hello", "thanks"):
            if _is_among(words, plain(f"route.words_{kind}").split("|")):
                return [Say(text(f"route.{kind}_{call.role}", form(call), name=call.person.name))]
    lost = [Say(text(f"route.lost_{call.role}", form(call)))]
    return waiting.shown(call) or lost if call.role == STRANGER else lost


def _is_among(words: list[str], phrases: list[str]) -> bool:
    return any(words[: len(phrase.split())] == phrase.split() for phrase in phrases)


def form(call: Call) -> str:
    """How a buyer is addressed where no single shop speaks."""
    return form_of(own_shops(call.db, call.user_id)) if call.role == BUYER else ""
