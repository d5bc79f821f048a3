"""Points: so many per full unit of money; cents below a unit carry over to the next purchase."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from fractions import Fraction
from typing import NamedTuple

MONTHS = 12
_MANY_UNITS = 10_000


class Rate(NamedTuple):
    """What a purchase earns: `points` per full `per_cents`, times `factor` (an exact number in words: "1", "3/2")."""

    points: int = 1
    per_cents: int = 100
    factor: str = "1"


def factor_of(*factors: str) -> str:
    """Several factors as one, exact and in lowest terms; factors multiply, nothing is rounded on the way."""
    product = Fraction(1)
    for factor in factors:
        product *= Fraction(factor)
    return str(product)


def points_for(net_cents: int, rate: Rate) -> int:
    """Points that a net spend is worth; rounded down once, at the end (LOYALTY.md, Earning)."""
    points = net_cents // rate.per_cents * rate.points
    return points if rate.factor == "1" else int(points * Fraction(rate.factor))


def points_change(net_before: int, net_after: int, rate: Rate) -> int:
    """Points to book when what a buyer paid at one rate moves from `net_before` to `net_after` cents (negative for a refund).

    The cumulative form makes every order of purchases and refunds end at the same balance (LOYALTY.md, Earning).
    """
    return points_for(net_after, rate) - points_for(net_before, rate)


def cents_to_next_point(net_cents: int, rate: Rate) -> int | None:
    """What has still to be paid at this rate for at least one more point; None when no amount brings one."""
    if points_for(rate.per_cents * _MANY_UNITS, rate) == 0:
        return None
    have, units = points_for(net_cents, rate), net_cents // rate.per_cents + 1
    while points_for(units * rate.per_cents, rate) <= have:
        units += 1
    return units * rate.per_cents - net_cents


def cents_started(net_cents: int, rate: Rate) -> int:
    """What was paid towards the next point since the last one at this rate; 0 when no amount brings one."""
    if cents_to_next_point(net_cents, rate) is None:
        return 0
    have, units = points_for(net_cents, rate), net_cents // rate.per_cents
    while units and points_for((units - 1) * rate.per_cents, rate) == have:
        units -= 1
    return net_cents - units * rate.per_cents


def worth(rate: Rate) -> Fraction:
    """Points for a cent, nothing rounded."""
    return Fraction(rate.points, rate.per_cents) * Fraction(rate.factor)


def valid_through(day: date, months: int | None) -> date | None:
    """The last day of points earned on `day`: the same day of the month, or the month's last; None: for ever."""
    if months is None:
        return None
    years, month = divmod(day.month - 1 + months, MONTHS)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
