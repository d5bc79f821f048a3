"""/rueckblick: a month on one page."""

from __future__ import annotations

from handlers import reviewing
from handlers.answers import Answers, Say
from handlers.call import Call
from handlers.reading import period
from handlers.registry import App
from messages_de import text
from rules.errors import RuleError
from rules.review import Month, month_before
from rules.statistics import MONTH, first_day, last_day


def rueckblick(call: Call) -> Answers:
    """What went well, who came back, what was promised, and three proposals; `/rueckblick September` for an earlier month."""
    month = _month(call)
    words = reviewing.look_back(call.db, call.shop, call.today, month)
    if words is None:
        return [Say(text("rueckblick.nothing", month=month.first))]
    return [Say(words, reviewing.buttons(month))]


def _month(call: Call) -> Month:
    """The month that was named, or the last; raises RuleError for one that is not over, and for other words."""
    latest = month_before(call.today)
    if not call.words:
        return latest
    found = period(call, call.words)
    if found is None or found[0] != MONTH:
        raise RuleError("rueckblick.month", words=call.words, month=latest.first)
    month = Month(first_day(found[1], MONTH), last_day(found[1], MONTH))
    if month > latest:
        raise RuleError("rueckblick.not_over", month=month.first, last=latest.first)
    return month


def register(app: App) -> None:
    """The command."""
    app.command("rueckblick", rueckblick)
