"""The statistics in five sentences."""

from __future__ import annotations

from handlers.statistik.facts import Facts
from messages_de import Html, text
from rules.statistics import GOOD, MUCH, TELLING_FROM, USUAL, YEAR, percent


def of(facts: Facts) -> list[Html]:
    """Revenue, who buys again, what they bring, how often and how much, and who came and went."""
    if facts.figures.buyers < TELLING_FROM:
        return [_revenue(facts), _repeat_few(facts), _value(facts), _people(facts), text("statistik.few")]
    return [_revenue(facts), _repeat(facts), _shares(facts), _value(facts), _people(facts)]


def _revenue(facts: Facts) -> Html:
    now = facts.now.bucket
    amount = facts.amount(now.cents)
    said = text("statistik.revenue", n=now.purchases, so_far=facts.named("so_far"), amount=amount)
    year = ""
    if facts.unit != YEAR:
        year = text("statistik.year", year=facts.today.year, amount=facts.amount(facts.year_cents))
    if not now.purchases:
        return Html(text("statistik.revenue_none", so_far=facts.named("so_far")) + year + ".")
    return Html(said + _change(facts) + year + ".")


def _change(facts: Facts) -> str:
    """Compared with the same days of the period before."""
    before, now = facts.before.cents, facts.now.bucket.cents
    if facts.is_first:
        return ""
    then = facts.named("then", facts.now.bucket.number - 1)
    share = percent(abs(now - before), before)
    if not share:
        return text("statistik.change.none" if share is None else "statistik.change.same", then=then)
    key = "much" if share > MUCH else "more" if now > before else "less"
    return text(f"statistik.change.{key}", percent=share, then=then)


def _repeat_few(facts: Facts) -> Html:
    return text("statistik.repeat_few", n=facts.figures.repeat.part, of=facts.figures.buyers)


def _repeat(facts: Facts) -> Html:
    repeat = facts.figures.repeat
    level = "good" if repeat.percent >= GOOD[0] else "usual" if repeat.percent >= USUAL[0] else "low"
    return text(f"statistik.repeat.{level}", percent=repeat.percent, n=repeat.part, of=repeat.whole)


def _shares(facts: Facts) -> Html:
    figures = facts.figures
    return text("statistik.shares", percent=figures.repeat_cents.percent, top=figures.top_cents.percent)


def _value(facts: Facts) -> Html:
    figures = facts.figures
    value = facts.amount(figures.value_cents)
    key = "statistik.value" if figures.year.purchases else "statistik.value_quiet"
    return text(key, times=figures.frequency_tenths / 10, value=value)


def _people(facts: Facts) -> Html:
    now = facts.now
    said = text("statistik.people", of=facts.named("name"), new=now.bucket.new, returning=now.returning, lost=now.lost)
    stayed = facts.retention
    if stayed is not None and facts.figures.buyers >= TELLING_FROM:
        said = Html(said + text("statistik.stayed", percent=stayed))
    return Html(said + "." + _points(facts))


def _points(facts: Facts) -> str:
    if not facts.points.points:
        return ""
    key = "statistik.points" if facts.points.cents is None else "statistik.points_worth"
    return " " + text(key, n=facts.points.points, worth=facts.amount(facts.points.cents or 0))
