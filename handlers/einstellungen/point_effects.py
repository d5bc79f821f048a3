"""What another rule of points would bring for a purchase, and whose cents towards the next point it leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from handlers.einstellungen.setting import Values
from handlers.einstellungen.trial import EXAMPLE_CENTS, Trial
from handlers.einstellungen.values import known
from messages_de import Html, plain, text
from rules.money import Money
from rules.points import cents_started, worth
from rules.tiers import VIP
from storage import earning, purchases, tiers
from storage.booking import Booking
from storage.shops import Shop


class Brought(NamedTuple):
    """The points of a purchase, and what a cent is worth at its rate."""

    points: int
    worth: Fraction


class Compared(NamedTuple):
    """A purchase without the change and with it."""

    trial: Trial
    before: Brought
    after: Brought

    @property
    def shows(self) -> bool:
        """Whether this purchase shows what the change does: more points where each cent is worth more, less where less."""
        more, better = self.after.points - self.before.points, self.after.worth - self.before.worth
        return more * better > 0 or (better == 0 and more != 0)

    @property
    def misleads(self) -> bool:
        """Whether cents that were carried make it look the other way round."""
        return (self.after.points - self.before.points) * (self.after.worth - self.before.worth) < 0


Buying = Callable[[Trial, Shop], Booking]


def next_purchase(trial: Trial) -> Html:
    """The next purchase of somebody, and whose cents do not count any more."""
    told = _told(trial, "points", lambda one, shop: one.buys(shop))
    return Html("\n".join(filter(None, [told, _left_behind(trial)])))


def as_vip(trial: Trial) -> Html:
    """The next purchase of somebody if he were VIP."""

    def buys(one: Trial, shop: Shop) -> Booking:
        tiers.give(one.call.db, shop.id, one.buyer.id, VIP)
        return one.buys(shop)

    told = _told(trial, "vip", buys)
    return Html("\n".join(filter(None, [told, _left_behind(trial)])))


def on_bonus_day(trial: Trial) -> Html:
    """A purchase on the day of double points."""
    written = trial.values["bonus_day"]
    if not written:
        return text("einstellungen.effect.no_bonus_day")
    day = date.fromisoformat(written)
    return _told(trial, "bonus_day", lambda one, shop: one.buys(shop, day=day), day)


def shown_day(day: date, values: Values) -> str:
    """A day to come, with its year unless it is this one."""
    return plain("einstellungen.day" if day.year == values["this_year"] else "einstellungen.day_of_year", day=day)


def _told(trial: Trial, key: str, buys: Buying, day: date | None = None) -> Html:
    """The first of the latest purchases that shows the change; where they only mislead, a usual one."""
    first = _compared(trial, buys, day)
    found = next(filter(lambda one: one.shows, (_compared(one, buys, day) for one in trial.latest())), None)
    if found:
        return _said(key, found, day)
    if first.misleads:
        return _said(f"{key}_usual", _compared(trial.of(EXAMPLE_CENTS), buys, day), day)
    same = _said(f"{key}_same", first, day)
    return same if trial.is_example else Html(f"{text('einstellungen.effect.no_change')} {same}")


def _compared(trial: Trial, buys: Buying, day: date | None) -> Compared:
    return Compared(trial, *trial.both(partial(_brought, trial, buys, day)))


def _brought(trial: Trial, buys: Buying, day: date | None, shop: Shop) -> Brought:
    done = buys(trial, shop)
    return Brought(done.points, worth(earning.rate_for(shop, done.buyer, day or trial.call.today)))


def _said(key: str, found: Compared, day: date | None) -> Html:
    trial = found.trial
    on = shown_day(day, known(trial.call)) if day else ""
    points = text("count.points", n=found.before.points)
    facts = {"name": trial.buyer.name, "amount": trial.amount, "after": found.after.points, "before": points, "day": on}
    return text(f"einstellungen.effect.{key}", **facts)


def _left_behind(trial: Trial) -> Html | None:
    """The first of the latest buyers who has begun his next point at a rate that would not be his any more."""
    for one in trial.latest():
        cents = _started(one)
        if cents:
            left = Money(cents, trial.call.shop.currency)
            return text("einstellungen.effect.cents_left", name=one.buyer.name, left=left)
    return None


def _started(trial: Trial) -> int:
    db, buyer, today = trial.call.db, trial.buyer, trial.call.today
    now, then = trial.both(lambda shop: earning.rate_for(shop, buyer, today))
    return 0 if now == then else cents_started(purchases.net_at_rate(db, buyer.shop_id, buyer.id, now), now)
