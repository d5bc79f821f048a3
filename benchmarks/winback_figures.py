"""The rules that are compared, and the figures they are compared by."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from math import ceil
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.winback_protocol import LAPSED, Case, Pause, Standing
from rules.rhythm import HORIZON_DAYS, SETTLED_GAPS, THRESHOLD, chance, win_back_after

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

AUC_HORIZON = 90
BINS = 10
STEPS = 14
"""Halvings until the false alarm rates of two rules agree."""


class Rule(NamedTuple):
    """After how many silent days a rule gives alarm at a level, and how sure it is that a buyer stays away."""

    name: str
    level: float
    levels: tuple[float, float]
    """From hardly an alarm to the most alarms."""
    alarm: Callable[[Case, float], int | None]
    score: Callable[[Standing], float]


OURS = Rule(
    "our rule at .40",
    THRESHOLD,
    (0.0, 1.0),
    lambda case, level: win_back_after(case.rhythm, case.parameters, level),
    lambda who: -chance(who.case.rhythm, who.case.parameters, who.silent, AUC_HORIZON),
)
FIXED = Rule("fixed 60 days", 60, (60, 60), lambda _, level: ceil(level), lambda who: who.silent)
OWN_GAP = Rule(
    "2 x own mean gap",
    2,
    (50.0, 0.0),
    lambda case, level: ceil(level * case.mean_gap),
    lambda who: who.silent / who.case.mean_gap,
)
RULES = (OURS, FIXED, OWN_GAP)


class Figures(NamedTuple):
    """False alarms and alarms without a purchase in the next 60 days (shares); delay over lapsed pauses (days)."""

    false_alarms: float
    loyal: float
    delay: float
    no60: float


def figures(rule: Rule, pauses: Sequence[Pause], level: float) -> Figures:
    """What a rule at a level makes of the pauses; a buyer is loyal from the third gap on."""
    judged = [(pause, rule.alarm(pause.case, level)) for pause in pauses]
    ended = [(pause, _early(pause, alarm)) for pause, alarm in judged if _came_back(pause, LAPSED)]
    lapsed = [_capped(alarm) for pause, alarm in judged if not _came_back(pause, LAPSED) and pause.observed >= LAPSED]
    watched = [(pause, alarm) for pause, alarm in judged if alarm is not None and _watched(pause, alarm)]
    return Figures(
        false_alarms=_mean(early for _, early in ended),
        loyal=_mean(early for pause, early in ended if pause.case.rhythm.gaps >= SETTLED_GAPS),
        delay=_mean(lapsed),
        no60=_mean(not _came_back(pause, alarm + HORIZON_DAYS) for pause, alarm in watched),
    )


def _came_back(pause: Pause, within: int) -> bool:
    return pause.length is not None and pause.length <= within


def _early(pause: Pause, alarm: int | None) -> bool:
    return alarm is not None and pause.length is not None and alarm < pause.length


def _capped(alarm: int | None) -> int:
    return LAPSED if alarm is None else min(alarm, LAPSED)


def _watched(pause: Pause, alarm: int) -> bool:
    return not _came_back(pause, alarm) and alarm + HORIZON_DAYS <= pause.observed


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return fmean(known) if known else float("nan")


def matched_level(rule: Rule, pauses: Sequence[Pause], false_alarms: float) -> float:
    """The level at which a rule gives as many false alarms as another: what is left to compare is the delay."""
    quiet, eager = rule.levels
    for _ in range(STEPS):
        middle = (quiet + eager) / 2
        if figures(rule, pauses, middle).false_alarms > false_alarms:
            eager = middle
        else:
            quiet = middle
    return quiet


def auc(rule: Rule, days: Iterable[Sequence[Standing]]) -> float:
    """How often the one who stays away for 90 days scores higher than one who does not; pairs within shop and day."""
    won = pairs = 0.0
    for standings in days:
        back = sorted(rule.score(who) for who in standings if _returns(who, AUC_HORIZON))
        away = [rule.score(who) for who in standings if not _returns(who, AUC_HORIZON)]
        won += sum(bisect_left(back, score) + bisect_right(back, score) for score in away) / 2
        pairs += len(back) * len(away)
    return won / pairs if pairs else float("nan")


def _returns(who: Standing, within: int) -> bool:
    return who.back_in is not None and who.back_in <= within


def calibration_error(standings: Iterable[Standing]) -> float:
    """The mean distance of P_60 from what happened, over ten bins with equally many buyers."""
    told = sorted(
        (chance(who.case.rhythm, who.case.parameters, who.silent), _returns(who, HORIZON_DAYS)) for who in standings
    )
    bins = [told[len(told) * part // BINS : len(told) * (part + 1) // BINS] for part in range(BINS)]
    return sum(abs(sum(said - came for said, came in part)) for part in bins) / max(len(told), 1)
