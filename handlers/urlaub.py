"""/urlaub: no daily message until the seller is back."""

from __future__ import annotations

from handlers.answers import Answers, Button, Rows, Say
from handlers.call import Call
from handlers.pledging import is_off, last_day
from handlers.registry import App
from messages_de import plain, text
from storage import dialogs, shops


def urlaub(call: Call) -> Answers:
    """`/urlaub bis 20.8.`, `/urlaub aus`; without a day it is asked for."""
    if not call.words:
        return _ask(call)
    if is_off(call.words):
        return end(call)
    day = last_day(call, call.words, "urlaub.no_day")
    shops.change(call.db, call.shop.id, away_until=day)
    return [Say(text("urlaub.until", day=day), _back())]


def _ask(call: Call) -> Answers:
    dialogs.ask(call.db, call.user_id, "urlaub.day", {}, call.now)
    away = call.shop.away_until
    if away and away >= call.today:
        return [Say(text("urlaub.is", day=away), _back())]
    return [Say(text("urlaub.ask"))]


def said(call: Call) -> Answers:
    """The day that was asked for."""
    answers = urlaub(call)
    dialogs.close(call.db, call.user_id)
    return answers


def end(call: Call) -> Answers:
    """Back again: the daily message comes as usual; for today, if its time has passed in silence, there is /heute."""
    late = _is_over_for_today(call)
    shops.change(call.db, call.shop.id, away_until=None)
    return [Say(text("urlaub.over_late" if late else "urlaub.over"))]


def _is_over_for_today(call: Call) -> bool:
    away, local = call.shop.away_until, call.now.astimezone(shops.zone(call.shop))
    return away is not None and away >= call.today and local.hour * 60 + local.minute >= call.shop.digest_minute


def _back() -> Rows:
    return [[Button(plain("urlaub.button.end"), "urlaub.end", once=True)]]


def register(app: App) -> None:
    """The command, its button and its question."""
    app.command("urlaub", urlaub)
    app.button("urlaub.end", end)
    app.step("urlaub.day", said)
