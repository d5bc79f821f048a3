"""The groups of buyers, each a button with how many belong to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.kunden.naming import label
from messages_de import Html, plain, text
from rules.segments import CATEGORY, CHANNEL, Habits, sizes
from storage import segments

FEWEST = 5
"""Fewer buyers than these are a list, and no groups."""
WORDS = 4
"""Categories and channels that have a button each, those with the most buyers."""


def overview(call: Call) -> Answers:
    """The groups; nothing for a small shop."""
    shown = _groups(call)
    return [Say(*shown)] if shown else []


def again(call: Call) -> Answers:
    """The groups in the place of a list."""
    shown = _groups(call)
    return [Edit(*shown)] if shown else []


def _groups(call: Call) -> tuple[Html, Rows] | None:
    people = [one for one in segments.everybody(call.db, call.shop) if not one.gone]
    if len(people) < FEWEST:
        return None
    known = segments.known(call.db, call.shop, call.today)
    present = {one.id for one in people}
    found = {**sizes(people, known), **_most(known.habits, CATEGORY, present), **_most(known.habits, CHANNEL, present)}
    buttons = [
        Button(label(call.shop, segment, known.habits.spelled, size), "kunden.page", {"of": segment})
        for segment, size in found.items()
    ]
    rows = [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
    everybody = Button(plain("kunden.label", name=plain("kunden.name.all"), n=len(people)), "kunden.page")
    return text("kunden.groups", n=len(people)), [*rows, [everybody]]


def _most(habits: Habits, kind: str, present: Collection[int]) -> Mapping[str, int]:
    """The categories or channels with the most buyers, without those who were erased."""
    sizes_ = {
        segment: sum(number in present for number in numbers)
        for segment, numbers in habits.words.items()
        if segment.startswith(f"{kind}:")
    }
    found = {segment: size for segment, size in sizes_.items() if size}
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0]))[:WORDS])
