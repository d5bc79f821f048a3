"""The statistics in five sentences."""

from __future__ import annotations

from handlers.statistik.facts import Facts
from messages_de import Html, text
from rules.statistics import GOOD, MUCH, TELLING_FROM, USUAL, YEAR, Figures, percent

ROUNDED_FROM = 30
"""From so many tenths on a whole number tells as much."""


def of(facts: Facts) -> list[Html]:
    """Revenue, who buys again, what they bring, how often and how much, and who came and went; the first and last of the past."""
    if facts.is_over:
        return [_revenue(facts), Html(_came(facts) + "."), text("statistik.over")]
    if facts.figures.buyers < TELLING_FROM:
        return [_revenue(facts), _repeat_few(facts), _value(facts), _people(facts), text("statistik.few")]
    return [_revenue(facts), _repeat(facts), _shares(facts), _value(facts), _people(facts)]


def _revenue(facts: Facts) -> Html:
    now = facts.now.bucket
    amount = facts.amount(now.cents)
    said = text("statistik.revenue", n=now.purchases, so_far=_when(facts), amount=amount)
    year = ""
    if facts.unit != YEAR and not facts.is_over:
        year = text("statistik.year", year=facts.today.year, amount=facts.amount(facts.year_cents))
    if not now.purchases:
        return Html(text(f"statistik.revenue_none{'_over' * facts.is_over}", so_far=_when(facts)) + year + ".")
    return Html(said + _change(facts) + year + ".")


def _when(facts: Facts) -> str:
    """The period at the beginning of a sentence."""
    return facts.named("whole" if facts.is_over else "so_far")


def _change(facts: Facts) -> str:
    """Compared with the same days of the period before, or with all of it."""
    before, now = facts.before.cents, facts.now.bucket.cents
    change = "whole_change" if facts.is_over else "change"
    if facts.is_first:
        return ""
    then = facts.named("then", facts.now.bucket.number - 1)
    share = percent(abs(now - before), before)
    if not share:
        return text(f"statistik.{change}.none" if share is None else f"statistik.{change}.same", then=then)
    key = "much" if share > MUCH else "more" if now > before else "less"
    return text(f"statistik.{change}.{key}", percent=share, then=then)


def _repeat_few(facts: Facts) -> Html:
    repeat = facts.figures.repeat
    if repeat.whole == 1:
        return text("statistik.repeat_first_again" if repeat.part else "statistik.repeat_first")
    return text("statistik.repeat_few" if repeat.part else "statistik.repeat_nobody", n=repeat.part, of=repeat.whole)


def _repeat(facts: Facts) -> Html:
    repeat = facts.figures.repeat
    level = (
        "best"
        if repeat.percent > GOOD[1]
        else "good"
        if repeat.percent >= GOOD[0]
        else "usual"
        if repeat.percent >= USUAL[0]
        else "low"
    )
    return text(f"statistik.repeat.{level}", percent=repeat.percent, n=repeat.part, of=repeat.whole)


def _shares(facts: Facts) -> Html:
    figures = facts.figures
    return text("statistik.shares", percent=figures.repeat_cents.percent, top=figures.top_cents.percent)


def _value(facts: Facts) -> Html:
    figures = facts.figures
    value = facts.amount(figures.value_cents)
    if not figures.year.purchases:
        return text("statistik.value_quiet", n=figures.buyers, value=value)
    return Html((_often(figures) + " " + text("statistik.value", n=figures.buyers, value=value)).strip())


def _often(figures: Figures) -> Html:
    """In whole times: "5-mal", and "1- bis 2-mal" while half a time is a lot; nothing about a single buyer."""
    if figures.buyers == 1:
        return Html("")
    times = figures.frequency_tenths
    if times >= ROUNDED_FROM:
        return text("statistik.often.times", times=(times + 5) // 10)
    key = "between" if times % 10 else "times" if times // 10 > 1 else "once"
    return text(f"statistik.often.{key}", times=times // 10, more=times // 10 + 1)


def _people(facts: Facts) -> Html:
    said = _came(facts)
    stayed, quarter = facts.retention, facts.quarter_over
    if stayed is not None and facts.figures.buyers >= TELLING_FROM:
        said = Html(said + text("statistik.stayed", percent=stayed, before=quarter(1), after=quarter(0)))
    return Html(said + "." + _points(facts))


def _came(facts: Facts) -> Html:
    now = facts.now
    key = "statistik.people_year" if facts.unit == YEAR else "statistik.people"
    return text(key, of=facts.named("name"), new=now.bucket.new, returning=now.returning, lost=now.lost)


def _points(facts: Facts) -> str:
    if not facts.points.points:
        return ""
    key = "statistik.points" if facts.points.cents is None else "statistik.points_worth"
    return " " + text(key, n=facts.points.points, worth=facts.amount(facts.points.cents or 0))
