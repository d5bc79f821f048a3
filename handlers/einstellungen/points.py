"""Points: how many for how much, by which factors, and for how long."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from handlers.call import Call
from handlers.einstellungen.point_effects import as_vip, next_purchase, on_bonus_day, shown_day
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
from storage import ledger

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
    return (
        shown_day(date.fromisoformat(known["bonus_day"]), known)
        if known["bonus_day"]
        else plain("einstellungen.no_day")
    )


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
        Setting("rate", _rate, _rates, _read_rate, next_purchase),
        Setting(
            "factor",
            lambda known: factor(known["points_factor"]),
            usual("points_factor", *FACTORS),
            lambda call: {"points_factor": parse_factor(call.words, setting_words())},
            next_purchase,
        ),
        Setting(
            "vip_factor",
            lambda known: factor(known["vip_factor"]),
            usual("vip_factor", *FACTORS),
            lambda call: {"vip_factor": parse_factor(call.words, setting_words())},
            as_vip,
        ),
        Setting("bonus_day", _bonus_day, _double_days, _read_day, on_bonus_day),
        Setting(
            "expiry",
            _months,
            usual("expiry_months", *MONTHS),
            lambda call: {"expiry_months": parse_months(call.words, setting_words())},
            _expiry,
        ),
    ),
)
