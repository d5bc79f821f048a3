"""Who has which tier: so many purchases, so much money or so many items in a window, or every year."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from handlers.call import Call
from handlers.einstellungen.setting import Setting, Values, usual
from handlers.einstellungen.tier_moves import everybody, example, lines
from handlers.einstellungen.trial import Trial
from messages_de import Html, plain, text
from messages_de.setting_words import setting_words
from rules.money import Money
from rules.parsing.quantities import folded, is_none
from rules.parsing.setting_values import days_of, months_of, parse_tier
from rules.tiers import REGULAR, RETURNING, VIP

YEAR = days_of(12)
USUAL: Mapping[str, tuple[Values, ...]] = {
    RETURNING: (
        {"purchases": 2},
        {"purchases": 3},
        {"purchases": 2, "within_days": YEAR},
        {"cents": 5_000, "within_days": YEAR},
        {"items": 5},
        {"every_year": True},
    ),
    REGULAR: (
        {"purchases": 3},
        {"purchases": 5},
        {"purchases": 3, "within_days": days_of(6)},
        {"cents": 10_000, "within_days": YEAR},
        {"items": 10},
        {"every_year": True},
    ),
    VIP: (
        {},
        {"purchases": 10},
        {"purchases": 6, "within_days": YEAR},
        {"cents": 50_000, "within_days": YEAR},
        {"items": 50},
        {"every_year": True},
    ),
}
"""By hand alone where nothing is asked for."""


def defined(tier: str) -> Setting:
    """The setting that says who has a tier."""
    name = f"{tier}.rule"
    return Setting(
        tier,
        lambda values: _rule(values, values[name]),
        usual(name, *USUAL[tier]),
        lambda call: {name: _read(call, tier)},
        lambda trial: lines(
            _years(trial, trial.values[name]), (example if trial.is_example else everybody)(trial, tier)
        ),
    )


def _years(trial: Trial, rule: Values) -> Html | None:
    """What "every year" means."""
    year = trial.call.today.year
    return text("einstellungen.effect.tier_years", last=year - 1, year=year) if rule.get("every_year") else None


def _read(call: Call, tier: str) -> Values:
    by_hand = is_none(call.words, setting_words()) or folded(call.words) == folded(plain("einstellungen.by_hand"))
    return {} if tier == VIP and by_hand else parse_tier(call.words, setting_words())


def _rule(values: Values, rule: Values) -> str:
    if rule.get("every_year"):
        return plain("einstellungen.every_year")
    money = Money(rule.get("cents", 0), values["currency"])
    parts = [plain(f"einstellungen.asks_{name}", n=rule[name]) for name in ("purchases", "items") if name in rule]
    parts += [plain("einstellungen.asks_cents", amount=money)] if "cents" in rule else []
    if not parts:
        return plain("einstellungen.by_hand")
    return _within(reduce(lambda one, other: plain("einstellungen.and", one=one, other=other), parts), rule)


def _within(asked: str, rule: Values) -> str:
    days = rule.get("within_days")
    if days is None:
        return asked
    months = months_of(days)
    unit, n = ("months", months) if months else ("days", days)
    return plain(f"einstellungen.within_{unit}", asked=asked, n=n)
