"""Points: how many for how much, by which factors, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from functools import partial

from handlers.call import Call
from handlers.einstellungen.setting import Group, Setting, Values, usual
from handlers.einstellungen.trial import Trial
from messages_de import Html, plain, text
from messages_de.setting_words import setting_words
from messages_de.vocabulary import vocabulary
from rules.money import Money
from rules.parsing.coming_days import parse_coming_day
from rules.parsing.quantities import is_none
from rules.parsing.setting_values import parse_factor, parse_months, parse_rate
from rules.points import valid_through
from rules.tiers import VIP
from storage import ledger, tiers
from storage.shops import Shop

RATES = ((1, 100), (2, 100), (5, 100), (1, 200), (1, 500), (1, 1000))
MONTHS = (None, 6, 12, 24)
FACTORS = ("1", "3/2", "2")
FACTOR_WORDS = {Fraction(1): "once", Fraction(2): "twice"}
SATURDAY = 5


def _rate(known: Values) -> str:
    if not known["points_per_unit"]:
        return plain("einstellungen.no_points")
    unit = Money(known["cents_per_point"], known["currency"])
    return plain("einstellungen.rate", n=known["points_per_unit"], unit=unit)


def _rates(_call: Call) -> list[Values]:
    return [{"points_per_unit": points, "cents_per_point": cents} for points, cents in RATES]


def _read_rate(call: Call) -> Values:
    points, cents = parse_rate(call.words, setting_words())
    return {"points_per_unit": points, "cents_per_point": cents}


def factor(written: str) -> str:
    """A factor in words: "doppelt", "1,5-fach"."""
    number = Fraction(written)
    if number in FACTOR_WORDS:
        return plain(f"einstellungen.factor_{FACTOR_WORDS[number]}")
    return plain("einstellungen.factor", factor=float(number))


def _months(known: Values) -> str:
    months = known["expiry_months"]
    return plain("einstellungen.months", n=months) if months else plain("einstellungen.never")


def _bonus_day(known: Values) -> str:
    if not known["bonus_day"]:
        return plain("einstellungen.no_day")
    return plain("einstellungen.day", day=date.fromisoformat(known["bonus_day"]))


def _double(day: date | None) -> Values:
    return {"bonus_day": day.isoformat(), "bonus_factor": "2"} if day else {"bonus_day": None}


def _double_days(call: Call) -> list[Values]:
    saturday = call.today + timedelta(days=(SATURDAY - call.today.weekday()) % 7)
    days = sorted({call.today, call.today + timedelta(days=1), saturday})
    return [*map(_double, days), _double(None)]


def _read_day(call: Call) -> Values:
    if is_none(call.words, setting_words()):
        return _double(None)
    return _double(parse_coming_day(call.words, call.today, vocabulary()))


def _next_purchase(trial: Trial) -> Html:
    return _compared(trial, "points", lambda one, shop: one.buys(shop).points)


def _vip(trial: Trial) -> Html:
    def points(one: Trial, shop: Shop) -> int:
        tiers.give(one.call.db, shop.id, one.buyer.id, VIP)
        return one.buys(shop).points

    return _compared(trial, "vip", points)


def _on_bonus_day(trial: Trial) -> Html:
    written = trial.values["bonus_day"]
    if not written:
        return text("einstellungen.effect.no_bonus_day")
    day = date.fromisoformat(written)
    return _compared(trial, "bonus_day", lambda one, shop: one.buys(shop, day=day).points, day)


def _compared(trial: Trial, key: str, points: Callable[[Trial, Shop], int], day: date | None = None) -> Html:
    """The points without the change and with it, for the first of the latest purchases for which they differ."""
    tried = ((one, *one.both(partial(points, one))) for one in trial.latest())
    found = next(((one, before, after) for one, before, after in tried if before != after), None)
    if found:
        return _told(key, *found, day)
    same = _told(f"{key}_same", trial, *trial.both(partial(points, trial)), day)
    return same if trial.is_example else Html(f"{text('einstellungen.effect.no_change')} {same}")


def _told(key: str, trial: Trial, before: int, after: int, day: date | None) -> Html:
    points = text("count.points", n=before)
    known_ = {"name": trial.buyer.name, "amount": trial.amount, "after": after, "before": points, "day": day}
    return text(f"einstellungen.effect.{key}", **known_)


def _expiry(trial: Trial) -> Html:
    until = valid_through(trial.call.today, trial.values["expiry_months"])
    have = max(ledger.balance(trial.call.db, trial.call.shop.id, trial.buyer.id, trial.call.today).points, 0)
    stay = text("einstellungen.effect.lots_stay", name=trial.buyer.name, n=have) if have else Html()
    if until is None:
        return Html(" ".join([text("einstellungen.effect.no_expiry"), stay]).strip())
    return Html(" ".join([text("einstellungen.effect.expiry", name=trial.buyer.name, day=until), stay]).strip())


GROUP = Group(
    "points",
    (
        Setting("rate", _rate, _rates, _read_rate, _next_purchase),
        Setting(
            "factor",
            lambda known: factor(known["points_factor"]),
            usual("points_factor", *FACTORS),
            lambda call: {"points_factor": parse_factor(call.words, setting_words())},
            _next_purchase,
        ),
        Setting(
            "vip_factor",
            lambda known: factor(known["vip_factor"]),
            usual("vip_factor", *FACTORS),
            lambda call: {"vip_factor": parse_factor(call.words, setting_words())},
            _vip,
        ),
        Setting("bonus_day", _bonus_day, _double_days, _read_day, _on_bonus_day),
        Setting(
            "expiry",
            _months,
            usual("expiry_months", *MONTHS),
            lambda call: {"expiry_months": parse_months(call.words, setting_words())},
            _expiry,
        ),
    ),
)
