"""The picture of the statistics, in words and numbers."""

from __future__ import annotations

from handlers.statistik.facts import Facts
from messages_de import plain, shown
from rules.statistics import GOOD, MONTH, MUCH, STRONG, TELLING_FROM, USUAL, Period, number_of, percent, ticks


def of(facts: Facts) -> dict[str, object]:
    """The recipe (see `handlers.pictures.statistics`)."""
    highest = max(period.bucket.cents for period in facts.periods)
    return {
        "kind": "statistics",
        "shop": facts.shop.name,
        "title": _title(facts),
        "colour": facts.shop.card_colour,
        "symbol": facts.shop.card_symbol,
        "tiles": _tiles(facts),
        "bars": [_bar(facts, period) for period in facts.periods],
        "ticks": [[cents, shown(facts.amount(cents), "round")] for cents in ticks(highest)],
        "legend": [plain("statistik.legend.returning"), plain(f"statistik.legend.new.{facts.unit}")],
        "rows": _rows(facts),
        "gauges": _gauges(facts) if facts.figures.buyers >= TELLING_FROM and not facts.is_over else [],
    }


def _title(facts: Facts) -> str:
    key = "statistik.title_over" if facts.is_over else "statistik.title"
    return plain(key, period=facts.named("name"), day=facts.today)


def _tiles(facts: Facts) -> list[list[str]]:
    now = facts.now.bucket
    each = (2 * now.cents + now.purchases) // (2 * now.purchases) if now.purchases else 0
    return [
        [
            shown(facts.amount(now.cents), "round"),
            plain(f"statistik.tile.revenue{'_over' * facts.is_over}"),
            _change(facts),
        ],
        [shown(now.purchases), plain("statistik.tile.purchases", n=now.purchases), _more(facts)],
        [shown(facts.amount(each), "round"), plain("statistik.tile.each"), ""],
    ]


def _change(facts: Facts) -> str:
    """By how much more was paid than in the same days of the period before."""
    before, now = facts.before.cents, facts.now.bucket.cents
    share = percent(abs(now - before), before)
    if share is None or share > MUCH:
        return ""
    return plain("statistik.tile.change", sign="+" if now >= before else "−", percent=share, before=_before(facts))


def _more(facts: Facts) -> str:
    more = facts.now.bucket.purchases - facts.before.purchases
    sign = "+" if more > 0 else "−" if more < 0 else "±"
    return plain("statistik.tile.more", sign=sign, n=abs(more), before=_before(facts)) if not facts.is_first else ""


def _before(facts: Facts) -> str:
    return facts.named("to", facts.now.bucket.number - 1)


def _bar(facts: Facts, period: Period) -> list[object]:
    bucket = period.bucket
    return [_label(facts, bucket.number), bucket.cents - bucket.new_cents, bucket.new_cents]


def _label(facts: Facts, number: int) -> str:
    if facts.unit == MONTH:
        return plain("statistik.months").split("|")[number % 12]
    return facts.named("label", number)


def _rows(facts: Facts) -> list[list[object]]:
    """New, returning and lost buyers; and who stayed, but for months, of which single ones tell nothing."""
    counts = {
        "new": [str(one.bucket.new) for one in facts.periods],
        "returning": [str(one.returning) for one in facts.periods],
        "lost": [str(one.lost) for one in facts.periods],
    }
    if facts.unit != MONTH:
        counts["stayed"] = [_percent(facts, one) for one in facts.periods]
    return [[plain(f"statistik.row.{name}"), numbers] for name, numbers in counts.items()]


def _percent(facts: Facts, period: Period) -> str:
    """Nothing for the present period, which is not over."""
    is_over = period.bucket.number < number_of(facts.today, facts.unit)
    return "" if period.retention is None or not is_over else plain("statistik.percent", n=period.retention)


def _gauges(facts: Facts) -> list[list[object]]:
    figures = facts.figures
    return [
        [plain("statistik.gauge.repeat"), figures.repeat.percent, [USUAL, GOOD], plain("statistik.gauge.repeat_marks")],
        [plain("statistik.gauge.cents"), figures.repeat_cents.percent, [STRONG], plain("statistik.gauge.cents_marks")],
    ]
