"""What the occasion rules know about a buyer and a shop, and what they answer. Frozen values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from rules.rhythm import Rhythm, RhythmParameters

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Birthday:
    """Day and month; the year only if the buyer gave it himself."""

    day: int
    month: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """The latest occasion of one kind that a reminder was made for."""

    due: date
    since_purchase: int = 0
    """How many reminders of this kind were made since the buyer's last purchase."""
    made: date | None = None
    """The local day the reminder was made, if later than `due` (a full day puts reminders off)."""
    done: date | None = None
    """The latest local day on which the seller has dealt with one (or, for most kinds, read one that she dealt with)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One buyer as the occasion rules see him: derived from his history, nothing else."""

    buyer_id: int
    first_day: date | None = None
    last_day: date | None = None
    purchases: int = 0
    net_cents: int = 0
    rhythm: Rhythm = field(default_factory=Rhythm)
    birthday: Birthday | None = None
    birthday_known_since: date | None = None
    vip: bool = False
    points_until: date | None = None
    """The last day of the open points that expire next."""
    seen: Mapping[str, Seen] = field(default_factory=dict)
    muted: frozenset[str] = frozenset()

    def handled_until(self, kind: str) -> date:
        """The due day of the latest reminder of this kind: what is due by then needs no other."""
        seen = self.seen.get(kind)
        return seen.due if seen else date.min


@dataclass(frozen=True, slots=True)
class ShopRules:
    """The shop's settings that occasions depend on; days are counts of local days."""

    follow_up_days: int = 6
    birthday_ahead_days: int = 3
    surprise_seed: str = ""
    rhythm: RhythmParameters = field(default_factory=RhythmParameters)
    vip_from_cents: int | None = None
    """From this much paid a buyer belongs to the top of the shop; None: there are too few buyers to say so."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A reason to think of a buyer: due from `due` through `until` (local days, both inclusive)."""

    kind: str
    key: str
    due: date
    until: date
    priority: int
    reason: Mapping[str, object] = field(default_factory=dict)
    """The facts behind the reminder, to fill the sentence that explains it (ints, dates, strings)."""
