"""What a reward costs: "100 points", "10 stamps", "1 full card"."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from rules.parsing.reward_reading import COUNT, Reading, count
from rules.parsing.text import cut, one_line, trimmed
from rules.parsing.vocabulary import any_of

POINTS, STAMPS = "points", "stamps"

Cost: TypeAlias = tuple[int, str]
"""How many, of which unit."""


def cut_cost(line: str, reading: Reading) -> tuple[str, Cost | None]:
    """The line without its cost, and the cost; None when no word says that a number is one."""
    around = reading.around
    before = rf"(?<![\w.,])(?:{any_of(around.costs)} )?"
    units: dict[str, Callable[[int], Cost]] = {
        rf"{before}{COUNT} ?{any_of(around.points)}(?!\w)": lambda n: (n, POINTS),
        rf"{before}{COUNT} ?{any_of(around.stamps)}(?!\w)": lambda n: (n, STAMPS),
        rf"{before}(?:{COUNT} |{any_of(around.one)} )?{any_of(around.full)} {any_of(around.cards)}(?!\w)": (
            lambda n: (n * reading.card_size, STAMPS)
        ),
    }
    for pattern, cost in units.items():
        for match in list(re.finditer(pattern, line, re.IGNORECASE))[-1:]:
            rest = cut(line, *match.span())
            joint = (
                re.match(rf"(?:=|{any_of(around.costs)}) (?=\S)", rest, re.IGNORECASE) if not match.start() else None
            )
            return rest[joint.end() if joint else 0 :], cost(count(match["n"]))
    return line, None


def parse_cost(text: str, reading: Reading) -> Cost | None:
    """The cost that a text consists of; a bare number is points. None when it is something else, or nothing."""
    line = trimmed(one_line(text))
    rest, found = ("", (count(line), POINTS)) if re.fullmatch(COUNT, line) else cut_cost(line, reading)
    return found if found and found[0] and not rest else None
