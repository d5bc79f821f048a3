"""Tiers by what was bought, never by the balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

NEW, RETURNING, REGULAR, VIP = "new", "returning", "regular", "vip"

REGULAR_FROM = 3
_EVERY_YEAR_FROM = 2


@dataclass(frozen=True, slots=True)
class TierRule:
    """What a tier asks for; of several things asked for, all. Amounts in cents, the window in days.

    `every_year` asks for two calendar years in a row; after a year left out, counting starts anew.
    Without `downgrade` a tier once earned stays; with it the tier is lost when the window or a calendar year has passed.
    """

    tier: str
    purchases: int | None = None
    cents: int | None = None
    items: int | None = None
    within_days: int | None = None
    every_year: bool = False
    downgrade: bool = False

    @property
    def asks(self) -> bool:
        """Whether it asks for anything at all; a tier that does not is there at once."""
        return bool(self.purchases or self.cents or self.items or self.every_year)


@dataclass(frozen=True, slots=True)
class Bought:
    """What was bought on a local day: net of refunds in cents (0 does not count), and how many items and purchases."""

    day: date
    cents: int
    items: int = 1
    purchases: int = 1


@dataclass(frozen=True, slots=True)
class Missing:
    """What has still to be bought for a tier, and in how many more calendar years; all zero once it is reached."""

    purchases: int = 0
    cents: int = 0
    items: int = 0
    years: int = 0


DEFAULT_RULES = (TierRule(NEW), TierRule(RETURNING, purchases=2), TierRule(REGULAR, purchases=REGULAR_FROM))


class _Amounts(NamedTuple):
    purchases: int = 0
    cents: int = 0
    items: int = 0

    def with_(self, one: Bought) -> _Amounts:
        return _Amounts(self.purchases + one.purchases, self.cents + one.cents, self.items + one.items)

    def without(self, one: Bought) -> _Amounts:
        return _Amounts(self.purchases - one.purchases, self.cents - one.cents, self.items - one.items)

    def up_to(self, asked: _Amounts) -> _Amounts:
        return _Amounts(*(max(need - have, 0) for need, have in zip(asked, self, strict=True)))


def tier_of(purchases: int) -> str:
    """The tier of a buyer with that many standing purchases: new (0-1), returning (2), regular (from the 3rd)."""
    return REGULAR if purchases >= REGULAR_FROM else RETURNING if purchases > 1 else NEW


def tier_at(history: Sequence[Bought], rules: Sequence[TierRule], today: date, by_hand: str | None = None) -> str:
    """The highest tier that is earned (rules ascending) or given by hand; VIP ranks highest, then a tier without a rule."""
    places = {NEW: -1} | {rule.tier: place for place, rule in enumerate(rules)}
    bought = _standing(history, today)
    tiers = [NEW, *(rule.tier for rule in rules if _reached(rule, bought, today)), *([by_hand] if by_hand else [])]
    return max(tiers, key=lambda tier: (tier == VIP, places.get(tier, len(rules))))


def reached(rule: TierRule, history: Sequence[Bought], today: date) -> bool:
    """Whether the tier is earned on `today`: what is asked for lay within one window (first to last day), or in all."""
    return _reached(rule, _standing(history, today), today)


def _reached(rule: TierRule, bought: list[Bought], today: date) -> bool:
    return not any(_missing_amounts(rule, bought, today)) and not _missing_years(rule, bought, today)


def missing(rule: TierRule, history: Sequence[Bought], today: date) -> Missing:
    """What would have to be bought from today on."""
    bought = _standing(history, today)
    return Missing(*_missing_amounts(rule, bought, today), years=_missing_years(rule, bought, today))


def falls_on(rule: TierRule, history: Sequence[Bought], today: date) -> date | None:
    """The first day without the tier if nothing more is bought; None when it stays for good or is not reached."""
    if not rule.downgrade or not reached(rule, history, today):
        return None
    bought = _standing(history, today)
    year_over = date(bought[-1].day.year + 2, 1, 1) if rule.every_year else None
    return min(filter(None, (_window_over(rule, bought), year_over)), default=None)


def _standing(history: Sequence[Bought], today: date) -> list[Bought]:
    # Sorting takes one pass when the history comes in its order, as it does from the database.
    return sorted((each for each in history if each.cents > 0 and each.day <= today), key=lambda each: each.day)


def _asked(rule: TierRule) -> _Amounts:
    return _Amounts(rule.purchases or 0, rule.cents or 0, rule.items or 0)


def _missing_amounts(rule: TierRule, bought: list[Bought], today: date) -> _Amounts:
    window = rule.within_days
    if window is not None and not rule.downgrade and _once_within(window, rule, bought):
        return _Amounts()
    first = today - timedelta(days=window) if window is not None and window < today.toordinal() else date.min
    counted = [each for each in bought if each.day >= first]
    sums = (
        sum(each.purchases for each in counted),
        sum(each.cents for each in counted),
        sum(each.items for each in counted),
    )
    return _Amounts(*sums).up_to(_asked(rule))


def _once_within(window: int, rule: TierRule, bought: list[Bought]) -> bool:
    have, asked, start = _Amounts(), _asked(rule), 0
    for last in bought:
        have = have.with_(last)
        while (last.day - bought[start].day).days > window:
            have, start = have.without(bought[start]), start + 1
        if not any(have.up_to(asked)):
            return True
    return False


def _missing_years(rule: TierRule, bought: list[Bought], today: date) -> int:
    if not rule.every_year:
        return 0
    years = {each.day.year for each in bought}
    once = not rule.downgrade and any(year - 1 in years for year in years)
    if once:
        return 0
    # A year that is not over yet is not left out.
    latest = today.year if today.year in years else today.year - 1
    return next((_EVERY_YEAR_FROM - back for back in range(_EVERY_YEAR_FROM) if latest - back not in years), 0)


def _window_over(rule: TierRule, bought: list[Bought]) -> date | None:
    have, asked = _Amounts(), _asked(rule)
    for each in reversed(bought if rule.within_days is not None and any(asked) else []):
        have = have.with_(each)
        if not any(have.up_to(asked)):
            return each.day + timedelta(days=(rule.within_days or 0) + 1)
    return None
