"""Texts for a buyer, put together from a wording of its kind and a sentence for the buyer's phase."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from string import Formatter
from typing import NamedTuple

from messages_de import catalogue, keys, plain

MOODS = {
    "follow_up": "care",
    "birthday": "joy",
    "birthday_quiet": "joy",
    "birthday_ahead": "joy",
    "birthday_late": "joy",
    "anniversary": "joy",
    "surprise": "joy",
    "thank_you": "joy",
    "milestone": "joy",
    "vip_proposal": "joy",
    "tier_up": "joy",
    "win_back": "invite",
    "second_purchase": "invite",
    "reward_near": "invite",
    "expiry": "invite",
    "keep_in_touch": "touch",
    "data_missing.birthday": "touch",
    "data_missing.like": "touch",
    "promise": "trust",
    "complaint": "trust",
    "complaint_check": "trust",
    "early_warning": "trust",
}
"""The sort of sentence about the buyer's phase that suits each kind of text."""
PERSONAL = frozenset({"item", "like", "points", "benefits", "missing", "what", "count"})
"""What a text may mention when it is known; those that mention some of it come first."""
COPIED_AT_MOST = 256
"""Characters that Telegram's copy button takes; a longer text does without the sentence about the phase."""
LONGEST = 400
"""Characters of a message that is read rather than skimmed."""
_PHASE = "phase"
_SPACES = re.compile(r" {2,}")


class Wording(NamedTuple):
    """A text, and the pieces it was put together of: "follow_up.3:first.2"."""

    fingerprint: str
    words: str

    @property
    def body(self) -> str:
        """The piece that makes it different; the other one is a sentence about the phase."""
        return self.fingerprint.partition(":")[0]

    @property
    def tail(self) -> str:
        """The sentence about the phase."""
        return self.fingerprint.partition(":")[2]


def wordings(
    kind: str, phase: str, known: Mapping[str, object], turn: int, form: str, beside: str = ""
) -> list[Wording]:
    """Every text of a kind that needs nothing unknown, the personal ones first; `turn` lets buyers start elsewhere.

    `beside` is said after each of them.
    """
    bodies = _bodies(f"draft.{kind}", frozenset(known), turn)
    tails = _keys(f"phase.{MOODS[kind]}.{phase}") or [""]
    pairs = [(body, tails[(at + turn + shift) % len(tails)]) for shift in range(len(tails)) for at, body in bodies]
    found = [_wording(body, tail, known, form, beside) for body, tail in pairs]
    return list({one.fingerprint: one for one in found}.values())


def pick(options: Sequence[Wording], mine: Mapping[str, int], others: Collection[str]) -> Wording:
    """The first text that this buyer never had and nobody else has today; then the one he had longest ago.

    `mine` are the texts he had (the later, the higher), `others` those of the other buyers today.
    """
    had: dict[str, int] = {}
    for fingerprint, number in mine.items():
        for piece in fingerprint.split(":"):
            had[piece] = max(had.get(piece, 0), number)
    taken = {piece for fingerprint in others for piece in fingerprint.split(":")}

    def rank(one: Wording) -> tuple[int | bool, ...]:
        news = (mine.get(one.fingerprint, 0), one.fingerprint in others, had.get(one.body, 0), one.body in taken)
        return *news, one.tail in taken, had.get(one.tail, 0)

    return min(options, key=rank)


def with_beside(words: str, beside: str) -> str:
    """A text and what is said after it, if that is not too much."""
    both = f"{words} {beside}".strip()
    return both if len(both) <= LONGEST else words


def _wording(body: str, tail: str, known: Mapping[str, object], form: str, beside: str) -> Wording:
    said = plain(tail, form=form) if tail else ""
    words = with_beside(_filled(body, said, known, form), beside)
    if tail and len(words) > COPIED_AT_MOST:
        return _wording(body, "", known, form, beside)
    return Wording(f"{body.removeprefix('draft.')}:{tail.removeprefix('phase.')}", words)


def _filled(body: str, said: str, known: Mapping[str, object], form: str) -> str:
    return _SPACES.sub(" ", plain(body, form=form, **known, phase=said)).strip()


def _bodies(prefix: str, known: frozenset[str], turn: int) -> list[tuple[int, str]]:
    needs = _needs(prefix)
    possible = [key for key, fields in needs.items() if fields <= known]
    personal = [key for key in possible if needs[key] & PERSONAL]
    rest = [key for key in possible if key not in personal]
    return list(enumerate(_turned(personal, turn) + _turned(rest, turn)))


def _turned(found: list[str], turn: int) -> list[str]:
    start = turn % len(found) if found else 0
    return found[start:] + found[:start]


@cache
def _needs(prefix: str) -> dict[str, frozenset[str]]:
    patterns = catalogue("draft")
    return {
        key: frozenset(name for _, name, _, _ in Formatter().parse(patterns[key]) if name) - {_PHASE}
        for key in _keys(prefix)
    }


@cache
def _keys(prefix: str) -> list[str]:
    return sorted(key for key in keys(prefix.split(".", 1)[0]) if key.rpartition(".")[0] == prefix)
