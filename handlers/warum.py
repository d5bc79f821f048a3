"""/warum, and the button under each reminder: the numbers behind it."""

from __future__ import annotations

from datetime import date, timedelta

from handlers import seasonal
from handlers.answers import Answers, Say
from handlers.call import Call
from handlers.choosing import ask_who, picked, with_buyer
from handlers.registry import App
from handlers.sentences import next_sentence
from messages_de import Html, plain, text
from rules.contacts import Limit, free_from, last_contact, silent_until
from rules.occasions import next_shown, surprise, win_back
from rules.occasions.facts import Facts
from rules.rhythm import chance, gaps_of, usual_gap, win_back_after
from storage import occasions, purchases
from storage.buyers import Buyer
from storage.shops import rules_of

SHOWN = 12


def warum(call: Call) -> Answers:
    """`/warum Anna`: gaps, chance, since when, and what holds reminders up."""
    if not call.words:
        return ask_who(call, "warum.of")
    return with_buyer(call, call.words, _explain, "warum.of")


def tapped(call: Call) -> Answers:
    """The buyer of a reminder, or the one that was chosen."""
    return _explain(call, picked(call))


def _explain(call: Call, row: Buyer) -> Answers:
    (known,) = occasions.facts_of(call.db, [row], call.today)
    facts = known.facts
    lines = [text("warum.head", name=row.name), *_rhythm(call, facts), *_limits(call, facts)]
    following = next_shown(facts, rules_of(call.shop), call.today)
    lines += _extras(call, facts)
    lines.append(next_sentence(following, call.today) or text("warum.nothing_next"))
    return [Say(Html("\n".join(lines)))]


def _rhythm(call: Call, facts: Facts) -> list[Html]:
    if facts.last_day is None or facts.first_day is None:
        return [text("warum.no_purchase")]
    bought = [row.day for row in purchases.days(call.db, call.shop.id, facts.buyer_id)]
    since = text("warum.since", n=facts.purchases, first=facts.first_day, last=facts.last_day)
    gaps = gaps_of(bought)[-SHOWN:]
    return [since, *_pauses(call, facts, gaps)] if gaps else [since, text("warum.one_day")]


def _pauses(call: Call, facts: Facts, gaps: list[int]) -> list[Html]:
    silent = (call.today - (facts.last_day or call.today)).days
    parameters = rules_of(call.shop).rhythm
    tenths = max(1, round(10 * chance(facts.rhythm, parameters, silent)))
    after = win_back_after(facts.rhythm, parameters)
    lines = [
        text("warum.gaps", gaps=", ".join(map(str, gaps)), usual=max(1, round(usual_gap(facts.rhythm, parameters)))),
        text("warum.chance", n=silent, chance=plain("warum.tenths", n=tenths))
        if silent > 0
        else text("warum.just_now"),
    ]
    if win_back.is_seasonal(facts):
        lines.append(text("warum.seasonal"))
    elif after is not None and facts.last_day:
        lines.append(text("warum.win_back", n=after, day=facts.last_day + timedelta(days=after)))
    return lines


def _extras(call: Call, facts: Facts) -> list[Html]:
    """Why the extra that was drawn does not come."""
    rules = rules_of(call.shop)
    until = rules.no_extras_before
    if until is None or not surprise.due(facts, rules._replace(no_extras_before=None), call.today):
        return []
    if until == surprise.NEVER:
        return [text("warum.no_extras")]
    return [text("warum.extras_used_up", budget=call.shop.surprise_budget, day=until)]


def _limits(call: Call, facts: Facts) -> list[Html]:
    """Why nothing, or not yet: pause, silence, an open complaint, the quiet period."""
    lines = []
    if facts.paused_until and facts.paused_until >= call.today:
        ever = facts.paused_until == date.max
        lines.append(text("warum.paused") if ever else text("warum.paused_until", day=facts.paused_until))
    if (silent := silent_until(facts)) and silent > call.today:
        lines.append(text("warum.silent", day=silent))
    if win_back.was_left_out(facts):
        lines.append(text("warum.withheld", day=facts.handled_until(win_back.KIND)))
    if facts.complaining:
        lines.append(text("warum.complaint"))
    free, contact = free_from(facts, rules_of(call.shop), Limit.QUIET), last_contact(facts)
    if not lines and free and contact and free > call.today:
        lines.append(text("warum.quiet" if contact <= call.today else "warum.put_off", day=contact, until=free))
    return lines


def register(app: App) -> None:
    """The command and its button, and those for whom the numbers behind a win-back say nothing."""
    app.command("warum", warum)
    app.button("warum.of", tapped)
    seasonal.register(app)
