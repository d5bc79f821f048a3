"""/woche: what is coming in the next seven days, by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from handlers.answers import Answers, Say
from handlers.call import Call
from handlers.collecting import MOST as CARDS
from handlers.registry import App
from handlers.reminding import open_cards
from handlers.sentences import what_comes
from messages_de import Html, text
from rules.occasions import Occasion, coming_occasions, data_missing
from rules.occasions.facts import Facts
from rules.occasions.rank import rank_key
from storage import occasions, reminders
from storage.shops import rules_of

DAYS = 7
MOST = 40
"""People whose week stands there."""


class Coming(NamedTuple):
    """Something to think of, and its place among all of a day."""

    place: tuple[int, float, int, str]
    facts: Facts
    name: str
    occasion: Occasion

    @property
    def is_question(self) -> bool:
        """Of these there is one a week."""
        return self.occasion.kind == data_missing.KIND


Days = Mapping[date, list[Coming]]


def woche(call: Call) -> Answers:
    """Each day with who and what, no more than its daily message brings; what is due already stands under today."""
    found, more = _by_day(call)
    days, left = _fitted(call, found)
    waiting = len(open_cards(call.db, call.shop, call.today))
    if not days and not waiting:
        return [Say(text("woche.nothing"))]
    parts = [text("woche.head"), *([text("woche.open", n=waiting)] if waiting else [])]
    for day, coming in days.items():
        head = text("woche.today" if day == call.today else "woche.day", day=day)
        parts.append(Html("\n".join([head, *_lines(coming)])))
    if more + left:
        parts.append(text("woche.more", n=more + left))
    return [Say(Html("\n\n".join(parts)))]


def _by_day(call: Call) -> tuple[Days, int]:
    """What is due on each day, and of how many more people nothing is said."""
    last, days = call.today + timedelta(days=DAYS - 1), defaultdict[date, list[Coming]](list)
    known, more = occasions.until(call.db, call.shop, last, call.today, MOST)
    people = {one.row.id: one for one in known}
    rules = rules_of(call.shop)
    found = [
        (number, one)
        for number, him in people.items()
        for one in coming_occasions(him.facts, rules, call.today)
        if one.due <= last and not one.withheld
    ]
    again = [(number, one) for number, one in reminders.snoozed(call.db, call.shop.id, last) if number in people]
    for number, one in found + again:
        him, day = people[number], max(one.due, call.today)
        days[day].append(Coming(rank_key(him.facts, one, rules, day), him.facts, him.row.name, one))
    return days, more


def _fitted(call: Call, days: Days) -> tuple[Days, int]:
    """What the daily messages have room for, the rest a day later; and for how many people there is none in the week."""
    shown: dict[date, list[Coming]] = {}
    waiting: list[Coming] = []
    room = CARDS - reminders.count_of_day(call.db, call.shop.id, call.today)
    for day in (call.today + timedelta(days=number) for number in range(DAYS)):
        due = sorted([*waiting, *days.get(day, ())], key=lambda one: one.place)
        due = _one_question(due, asked=any(one.is_question for past in shown.values() for one in past))
        people = list(dict.fromkeys(one.facts.buyer_id for one in due))[: max(0, room)]
        if now := [one for one in due if one.facts.buyer_id in people]:
            shown[day] = now
        waiting = [one for one in due if one.facts.buyer_id not in people and one.occasion.until > day]
        room = CARDS
    return shown, len({one.facts.buyer_id for one in waiting})


def _one_question(due: Iterable[Coming], *, asked: bool) -> list[Coming]:
    """A question for what is unknown has time: the first of the week is kept."""
    due = list(due)
    first = next((one for one in due if one.is_question and not asked), None)
    return [one for one in due if not one.is_question or one is first]


def _lines(coming: Iterable[Coming]) -> Iterator[Html]:
    """One line for all of whom the same is to be thought of."""
    names: dict[str, list[str]] = {}
    for one in coming:
        names.setdefault(what_comes(one.occasion), []).append(one.name)
    for what, of in names.items():
        yield text("woche.line", name=", ".join(dict.fromkeys(of)), what=Html(what))


def register(app: App) -> None:
    """The command."""
    app.command("woche", woche)
