"""How well win-back finds buyers who are leaving: `python -m benchmarks.winback [FILE.csv]`.

FILE.csv has the columns id,date,amount. Without it, the odd customers of CDNOW (1997-98) are used. Prints, for shops of 30,
100 and 300 buyers, our rule beside a fixed 60 days and the buyer's own mean gap; the last line is our rule in shops of 100.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from benchmarks.winback_figures import FIXED, OURS, RULES, Figures, Rule, auc, calibration_error, figures, matched_level
from benchmarks.winback_log import Log, read
from benchmarks.winback_protocol import Pause, Shop, Standing, fits_of, histories, pauses_of, shops_of, standings_of
from rules.rhythm import win_back_after
from rules.rhythm_fit import fit

SIZES = (30, 100, 300)
REPORTED = 100
SPEED_BUYERS = 500
HEAD = f"{'':18}{'AUC90':>7} | {'delay':>6}{'loyal':>7} | {'no60':>6}{'FA':>6}{'delay':>7}{'ECE':>7}"


class Row(NamedTuple):
    """A rule's line in the table: ranking, at the false alarm rate of fixed 60 days, at its own level."""

    rule: Rule
    auc90: float
    matched: Figures
    own: Figures
    ece: float | None


def main(arguments: list[str]) -> None:
    """Print the tables; SystemExit with a hint when there is no log."""
    log = read(Path(arguments[0]) if arguments else None)
    print(f"{log.name}: {len(log.days)} buyers, {log.end + 1} days")
    rows = {size: table(log, size) for size in SIZES}
    print(speed(log, shops_of(log, SPEED_BUYERS)[0]))
    figures_of_ours = closing(rows[REPORTED][0])
    if "nan" in figures_of_ours:
        raise SystemExit(
            "The log is too small for a figure of each kind: it takes buyers who stay away and some who do not."
        )
    print(figures_of_ours)


def table(log: Log, size: int) -> list[Row]:
    """Print what each rule achieves in shops of one size, and give it back; the first line is our rule."""
    pauses, days = gather(log, size)
    if not pauses:
        raise SystemExit("The log is too short: pauses are watched for 180 days after at least 90 days of purchases.")
    rate = figures(FIXED, pauses, FIXED.level).false_alarms
    rows = [judge(rule, pauses, days, rate) for rule in RULES]
    print(f"\nshops of {size}; between the bars: at the false alarm rate of fixed 60 days ({rate:.3f})\n{HEAD}")
    print("\n".join(map(line, rows)), flush=True)
    return rows


def gather(log: Log, size: int) -> tuple[list[Pause], list[list[Standing]]]:
    """The pauses of all shops, and their repeat buyers on the days of judgement."""
    pauses: list[Pause] = []
    days: list[list[Standing]] = []
    for shop in shops_of(log, size):
        fits = fits_of(log, shop)
        pauses += pauses_of(log, shop, fits)
        days += standings_of(shop, fits)
    return pauses, days


def judge(rule: Rule, pauses: list[Pause], days: list[list[Standing]], rate: float) -> Row:
    """All figures of one rule; only ours tells a chance that can be checked."""
    matched = figures(rule, pauses, matched_level(rule, pauses, rate))
    ece = calibration_error(who for day in days for who in day) if rule is OURS else None
    return Row(rule, auc(rule, days), matched, figures(rule, pauses, rule.level), ece)


def line(row: Row) -> str:
    """One line of the table."""
    ece = "" if row.ece is None else f"{row.ece:.3f}"
    own = f"{row.own.no60:6.3f}{row.own.false_alarms:6.3f}{row.own.delay:7.1f}"
    return f"{row.rule.name:18}{row.auc90:7.3f} | {row.matched.delay:6.1f}{row.matched.loyal:7.3f} | {own}{ece:>7}"


def speed(log: Log, shop: Shop) -> str:
    """How long a shop of 500 buyers takes to fit, and to score (the due days of all buyers)."""
    buyers = histories(log, shop, log.end)
    started = perf_counter()
    parameters = fit(buyers)
    fitted = perf_counter()
    for buyer in buyers:
        win_back_after(buyer.rhythm, parameters)
    scored = perf_counter()
    return f"\n{len(buyers)} buyers: fit {fitted - started:.3f} s, score {(scored - fitted) * 1000:.1f} ms\n"


def closing(row: Row) -> str:
    """The figures goals are set for: delay and loyal at the rate of fixed 60 days, no60 and fa at the threshold."""
    matched, own = row.matched, row.own
    return (
        f"auc90={row.auc90:.3f} delay={matched.delay:.1f} fa_loyal={matched.loyal:.3f} "
        f"no60={own.no60:.3f} fa={own.false_alarms:.3f} ece={row.ece:.3f}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
