"""Groups of buyers: who belongs to which, by frozen values alone. Lists, statistics and announcements share them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from math import ceil
from typing import Any, NamedTuple

from rules import rhythm
from rules.occasions.data_missing import GOOD_FROM
from rules.parsing.names import name_key
from rules.rhythm import Rhythm, RhythmParameters, asleep_after
from rules.searching import stem
from rules.tiers import NEW as NEW_TIER
from rules.tiers import RETURNING as RETURNING_TIER
from rules.tiers import VIP as VIP_TIER

NEW, RETURNING, REGULAR, VIP = "new", "returning", "regular", "vip"
AT_RISK, ASLEEP, BIRTHDAY, SAME, TOP, MISSING = "at_risk", "asleep", "birthday", "same", "top", "missing"
SEGMENTS = (NEW, RETURNING, REGULAR, VIP, TOP, AT_RISK, ASLEEP, BIRTHDAY, SAME, MISSING)
CATEGORY, CHANNEL, ITEM = "category", "channel", "item"
"""Segments that need a word: "category:kerzen"."""
BOTH = "\t"
"""Stands between segments of which only those are meant who belong to each."""
SAME_FROM = 3
"""So many purchases with a name of what was bought, and always the same, make a habit."""
TOP_SHARE = 5
"""The top is the best one in so many."""
SEASON = timedelta(days=365)
"""Whoever buys by the season is missed after a year, and lost after two."""


NOTHING: Mapping[str, Any] = {}


STEM = 4
"""A word of so many letters is looked for inside of other words, too."""


class Member(NamedTuple):
    """One buyer as the segments see him; days are local, money is what was paid and kept, in cents."""

    id: int
    name_key: str = ""
    tier: str = NEW_TIER
    purchases: int = 0
    net_cents: int = 0
    first_day: date | None = None
    last_day: date | None = None
    rhythm: Rhythm = Rhythm()
    birthday_month: int | None = None
    likes: bool = False
    """Whether something he likes is noted."""
    seasonal: bool = False
    """The seller has said that he buys about once a year."""
    gone: bool = False
    """He was erased: what he paid counts, and nobody knows who he was."""


class Habits(NamedTuple):
    """What the purchases themselves say about the buyers, by their ids."""

    same: frozenset[int] = frozenset()
    """Who always buys the same thing."""
    words: Mapping[str, frozenset[int]] = NOTHING
    """Who has bought something of a category or by a channel, by "category:kerzen" and "channel:vinted"."""
    spelled: Mapping[str, str] = NOTHING
    """How these words were typed."""


class Shop(NamedTuple):
    """What the segments know beside the buyer: the local day, the rhythm that was learnt, and the habits."""

    today: date
    parameters: RhythmParameters = RhythmParameters()
    habits: Habits = Habits()


def members(segment: str, everybody: Iterable[Member], shop: Shop) -> list[Member]:
    """Who belongs to a segment, in the order given; "" is everybody. KeyError for one there is not."""
    present = [one for one in everybody if not one.gone]
    if segment == TOP:
        return top(present)
    if BOTH in segment:
        parts = [{one.id for one in members(part, present, shop)} for part in segment.split(BOTH)]
        return [one for one in present if all(one.id in part for part in parts)]
    if segment.startswith(f"{BIRTHDAY}:"):
        return [one for one in present if str(one.birthday_month) == segment.partition(":")[2]]
    if ":" in segment:
        numbers = shop.habits.words.get(segment, frozenset())
        return [one for one in present if one.id in numbers]
    belongs = _BELONGS[segment]
    return [one for one in present if belongs(one, shop)]


def sizes(everybody: Iterable[Member], shop: Shop) -> dict[str, int]:
    """How many belong to each segment, those without anybody left out; one pass, which keeps nobody in memory."""
    found, bought = Counter[str](), 0
    for one in everybody:
        if not one.gone:
            bought += one.purchases > 0
            found.update(segment for segment in SEGMENTS if segment != TOP and _BELONGS[segment](one, shop))
    found[TOP] = _top_size(bought)
    return {segment: found[segment] for segment in SEGMENTS if found[segment]}


def top(everybody: Iterable[Member]) -> list[Member]:
    """The best fifth of all who bought, by what they paid: rounded up, the best first; of equals the longer known."""
    bought = [one for one in everybody if one.purchases]
    return sorted(bought, key=lambda one: (-one.net_cents, one.id))[: _top_size(len(bought))]


def _top_size(bought: int) -> int:
    return ceil(bought / TOP_SHARE)


def lost_on(who: Member, today: date, parameters: RhythmParameters) -> date | None:
    """The first local day on which he counted as asleep; None while he does not."""
    if not is_asleep(who, today, parameters) or who.last_day is None:
        return None
    if who.seasonal:
        return who.last_day + 2 * SEASON
    silent = asleep_after(who.rhythm, parameters)
    return None if silent is None else who.last_day + timedelta(days=silent)


def is_asleep(who: Member, today: date, parameters: RhythmParameters) -> bool:
    """Whether hardly anybody in his place would still come back by himself."""
    if who.last_day is None:
        return False
    silent = today - who.last_day
    return silent >= 2 * SEASON if who.seasonal else rhythm.is_asleep(who.rhythm, parameters, silent.days)


def _is_at_risk(who: Member, shop: Shop) -> bool:
    """Probably not coming back by himself, by the rule of the win-back reminders, and not given up yet."""
    if who.last_day is None or is_asleep(who, shop.today, shop.parameters):
        return False
    silent = shop.today - who.last_day
    return silent >= SEASON if who.seasonal else rhythm.is_due(who.rhythm, shop.parameters, silent.days)


def _is_missing(who: Member, _: Shop) -> bool:
    return who.purchases >= GOOD_FROM and (who.birthday_month is None or not who.likes)


_BELONGS: Mapping[str, Callable[[Member, Shop], bool]] = {
    "": lambda _who, _shop: True,
    NEW: lambda who, _: who.tier == NEW_TIER and who.purchases > 0,
    RETURNING: lambda who, _: who.tier == RETURNING_TIER,
    REGULAR: lambda who, _: who.tier not in {NEW_TIER, RETURNING_TIER},
    VIP: lambda who, _: who.tier == VIP_TIER,
    AT_RISK: _is_at_risk,
    ASLEEP: lambda who, shop: is_asleep(who, shop.today, shop.parameters),
    BIRTHDAY: lambda who, shop: who.birthday_month == shop.today.month,
    SAME: lambda who, shop: who.id in shop.habits.same,
    MISSING: _is_missing,
}


def worded(word: str, items: Iterable[str]) -> list[str]:
    """Of what was bought, whatever has the word in it, in the singular or the plural; short words only as a whole."""
    key = name_key(word)
    if len(stem(key)) < STEM:
        return [item for item in items if key in name_key(item).split()]
    return [item for item in items if stem(key) in name_key(item)]


NAME, REVENUE, LAST = "name", "revenue", "last"
SORTS = (LAST, REVENUE, NAME)
_KEYS: Mapping[str, Callable[[Member], tuple[object, ...]]] = {
    NAME: lambda who: (who.name_key, who.id),
    REVENUE: lambda who: (-who.net_cents, who.id),
    LAST: lambda who: (-(who.last_day or date.min).toordinal(), -who.id),
}


def arranged(found: Iterable[Member], by: str) -> list[Member]:
    """By name, by what was paid, or by the last purchase, the best or latest first."""
    return sorted(found, key=_KEYS[by])
