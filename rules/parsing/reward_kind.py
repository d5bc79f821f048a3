"""What sort of thing a reward is, if its line names one: "Experience: evening of felting", "... 100 points experience"."""

from __future__ import annotations

import re

from rules.parsing.reward_reading import Reading, is_aside
from rules.parsing.text import cut, trimmed
from rules.parsing.vocabulary import any_of
from rules.rewards import PRODUCT, REDUCING

_MARKS = ("(", ",", ";", ":", "-", "–")


def cut_kind(line: str, reading: Reading) -> tuple[str, str]:
    """The line without the word for its kind, and the kind; "" if none stands apart from the name."""
    kinds = reading.around.kinds
    match = re.match(rf"({any_of(kinds)}) ?: ?", line, re.IGNORECASE)
    if match:
        return line[match.end() :], kinds[match[1].casefold()]
    joint = any_of(reading.around.kind_joints)
    for match in re.finditer(rf"(?<!\w)(?P<joint>{joint}:? )?(?P<kind>{any_of(kinds)})(?!\w)", line, re.IGNORECASE):
        kind = kinds[match["kind"].casefold()]
        if kind not in REDUCING and (match["joint"] or _stands_apart(line, match, reading)):
            return cut(line, *match.span()), kind
    return line, ""


def _stands_apart(line: str, match: re.Match[str], reading: Reading) -> bool:
    marked = line[: match.start()].rstrip().endswith(_MARKS) and not line[match.end() :].lstrip()[:1].isalpha()
    return marked or is_aside(line, *match.span(), reading)


def kind_in(name: str, reading: Reading) -> str:
    """The kind that a name begins or ends with, so that it says it by itself: "Experience day"; else a product."""
    words = [trimmed(word).casefold() for word in name.split()]
    found = [reading.around.kinds.get(word, PRODUCT) for word in (*words[:1], *words[-1:])]
    return next((kind for kind in found if kind not in (PRODUCT, *REDUCING)), PRODUCT)
