"""The protocol of the win-back benchmark: simulated shops, what they would have learnt, and the pauses to be judged."""

from __future__ import annotations

from bisect import bisect_right
from importlib import import_module
from itertools import pairwise
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

from rules.rhythm import Rhythm, RhythmParameters
from rules.rhythm_fit import BuyerHistory, fit, history_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.winback_log import Log

SEED = 7
FIT_EVERY = 30
FIRST_FIT = 90
LAPSED = 180
"""Silent days after which a buyer counts as lost."""
JUDGED_ON = (120, 180, 270, 360)

Shop = list[list[int]]


class Case(NamedTuple):
    """What a rule may know about a buyer on the day of his latest purchase."""

    rhythm: Rhythm
    mean_gap: float
    parameters: RhythmParameters


class Pause(NamedTuple):
    """The days after a purchase: until the next one (`length` days later), or None up to the end of the log."""

    case: Case
    length: int | None
    observed: int


class Standing(NamedTuple):
    """A repeat buyer on a day of judgement: how long silent, and after how many more days he came back."""

    case: Case
    silent: int
    back_in: int | None


def shops_of(log: Log, size: int) -> list[Shop]:
    """Consecutive blocks of a fixed permutation; SystemExit with what to do without numpy."""
    try:
        numpy = import_module("numpy")
    except ModuleNotFoundError:
        raise SystemExit("The benchmark shuffles buyers with numpy: pip install numpy") from None
    order = numpy.random.default_rng(SEED).permutation(len(log.days))
    buyers = [log.days[buyer] for buyer in log.ids()]
    return [[buyers[index] for index in order[start : start + size]] for start in range(0, len(order), size)]


def fit_days(log: Log) -> range:
    """The days the parameters are learnt on: every 30 from 90, as long as pauses afterwards can be watched."""
    return range(FIRST_FIT, log.end - LAPSED + 1, FIT_EVERY)


def fits_of(log: Log, shop: Shop) -> dict[int, RhythmParameters]:
    """The parameters a shop would have learnt by each fit day, each night starting from the night before."""
    found, parameters = {}, RhythmParameters()
    for day in fit_days(log):
        parameters = fit(histories(log, shop, day), parameters)
        found[day] = parameters
    return found


def histories(log: Log, shop: Shop, today: int) -> list[BuyerHistory]:
    """What a shop knew of its buyers on a day."""
    bought = [[log.date_of(day) for day in days[: bisect_right(days, today)]] for days in shop if days[0] <= today]
    return [history_of(days, log.date_of(today)) for days in bought]


def _case(days: Sequence[int], parameters: RhythmParameters) -> Case:
    gaps = [gap for earlier, later in pairwise(days) if (gap := later - earlier) > 1]
    rhythm = Rhythm()
    for gap in gaps:
        rhythm = rhythm.after(gap)
    return Case(rhythm, fmean(gaps) if gaps else 0.0, parameters)


def pauses_of(log: Log, shop: Shop, fits: dict[int, RhythmParameters]) -> Iterator[Pause]:
    """Pauses of repeat buyers, each judged with the parameters of the fit before it."""
    for days in shop:
        for index, start in enumerate(days):
            known = fits.get((start - 1) // FIT_EVERY * FIT_EVERY)
            length = days[index + 1] - start if index + 1 < len(days) else None
            if known and length != 1 and (case := _case(days[: index + 1], known)).rhythm.gaps:
                yield Pause(case, length, log.end - start)


def standings_of(shop: Shop, fits: dict[int, RhythmParameters]) -> Iterator[list[Standing]]:
    """The repeat buyers of a shop on each day of judgement."""
    for today in JUDGED_ON:
        if today in fits:
            known = [_standing(days, today, fits[today]) for days in shop if days[0] <= today]
            yield [who for who in known if who.case.rhythm.gaps]


def _standing(days: list[int], today: int, parameters: RhythmParameters) -> Standing:
    index = bisect_right(days, today)
    case = _case(days[:index], parameters)
    return Standing(case, today - days[index - 1], days[index] - today if index < len(days) else None)
