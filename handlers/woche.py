"""/woche: what is coming in the next seven days, by day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import islice

from handlers.answers import Answers, Say
from handlers.call import Call
from handlers.registry import App
from handlers.sentences import what_comes
from messages_de import Html, text
from rules.occasions import occasions as found_for
from storage import occasions
from storage.shops import rules_of

DAYS = 7
MOST = 40


def woche(call: Call) -> Answers:
    """Each day with who and what; what is due already stands under today."""
    days = _by_day(call)
    if not days:
        return [Say(text("woche.nothing"))]
    parts = [text("woche.head")]
    for day in sorted(days):
        head = text("woche.today" if day == call.today else "woche.day", day=day)
        parts.append(Html("\n".join([head, *days[day]])))
    return [Say(Html("\n\n".join(parts)))]


def _by_day(call: Call) -> dict[date, list[Html]]:
    last, rules = call.today + timedelta(days=DAYS - 1), rules_of(call.shop)
    days: dict[date, list[Html]] = defaultdict(list)
    for known in islice(occasions.until(call.db, call.shop, last, call.today), MOST):
        for one in found_for(known.facts, rules, call.today):
            if one.due <= last and not one.withheld:
                day = max(one.due, call.today)
                days[day].append(text("woche.line", name=known.row.name, what=what_comes(one)))
    return days


def register(app: App) -> None:
    """The command."""
    app.command("woche", woche)
