"""/woche: what is coming in the next seven days, by day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from handlers.answers import Answers, Say
from handlers.call import Call
from handlers.registry import App
from handlers.sentences import what_comes
from messages_de import Html, text
from rules.occasions import Occasion, coming_occasions
from storage import occasions, reminders
from storage.shops import rules_of

DAYS = 7
MOST = 40
"""People whose week stands there."""


def woche(call: Call) -> Answers:
    """Each day with who and what; what is due already stands under today."""
    days, more = _by_day(call)
    if not days:
        return [Say(text("woche.nothing"))]
    parts = [text("woche.head")]
    for day in sorted(days):
        head = text("woche.today" if day == call.today else "woche.day", day=day)
        parts.append(Html("\n".join([head, *days[day]])))
    if more:
        parts.append(text("woche.more", n=more))
    return [Say(Html("\n\n".join(parts)))]


def _by_day(call: Call) -> tuple[dict[date, list[Html]], int]:
    """What comes on each day, and of how many more people nothing is said."""
    last, days = call.today + timedelta(days=DAYS - 1), defaultdict[date, list[Html]](list)
    found, more = occasions.until(call.db, call.shop, last, call.today, MOST)
    names: dict[int, str] = {}
    for known in found:
        names[known.row.id] = known.row.name
        for one in coming_occasions(known.facts, rules_of(call.shop), call.today):
            if one.due <= last and not one.withheld:
                _add(days, call.today, known.row.name, one)
    for number, one in reminders.snoozed(call.db, call.shop.id, last):
        if number in names:
            _add(days, call.today, names[number], one)
    return days, more


def _add(days: dict[date, list[Html]], today: date, name: str, one: Occasion) -> None:
    days[max(one.due, today)].append(text("woche.line", name=name, what=what_comes(one)))


def register(app: App) -> None:
    """The command."""
    app.command("woche", woche)
