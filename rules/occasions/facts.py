"""What the occasion rules know about a buyer and a shop, and what they answer. Frozen values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from rules.points import Rate
from rules.rhythm import Rhythm, RhythmParameters

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Birthday:
    """Day and month; the year only if the buyer gave it himself."""

    day: int
    month: int
    year: int | None = None

    def agrees_with(self, other: Birthday) -> bool:
        """Whether both may be the same: the year counts only where both have one."""
        years = {self.year, other.year} - {None}
        return (self.day, self.month) == (other.day, other.month) and len(years) < 2


@dataclass(frozen=True, slots=True)
class Seen:
    """The latest occasion of one kind that a reminder was made for."""

    due: date
    since_purchase: int = 0
    """How many reminders of this kind were shown since the buyer's last purchase: the number of the next one."""
    made: date | None = None
    """The local day the latest was shown, if later than `due` (a full day puts reminders off)."""
    done: date | None = None
    """The latest local day on which the seller has dealt with one (or, for most kinds, read one that she dealt with)."""
    key: str = ""
    """The last of the keys. Of kinds whose key is a purchase day: the latest purchase that was asked about."""


@dataclass(frozen=True, slots=True)
class Pledge:
    """A promise that is neither kept nor broken yet."""

    id: int
    day: date
    words: str = ""
    told: date | None = None
    """The due day of the latest reminder of it."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint, and the day on which the seller should look whether all is well."""

    id: int
    day: date
    check_on: date
    is_open: bool = True
    words: str = ""
    told: date | None = None
    """The due day of the latest reminder of it."""


class Goal(NamedTuple):
    """A reward, by what it costs."""

    unit: str
    cost: int


NOTHING_SEEN: Mapping[str, Seen] = {}


class Facts(NamedTuple):
    """One buyer as the occasion rules see him: derived from his history, nothing else."""

    buyer_id: int
    first_day: date | None = None
    last_day: date | None = None
    purchases: int = 0
    net_cents: int = 0
    rhythm: Rhythm = Rhythm()
    birthday: Birthday | None = None
    birthday_known_since: date | None = None
    vip: bool = False
    tier: str = ""
    """What the purchases alone give."""
    tier_reached: str | None = None
    """The tier that the latest purchase has brought, if it brought one."""
    points: int = 0
    stamps: int = 0
    """The balance, without what has expired."""
    points_until: date | None = None
    """The last day of the open points that expire next."""
    seen: Mapping[str, Seen] = NOTHING_SEEN
    muted: frozenset[str] = frozenset()
    contact: date | None = None
    """The latest local day of a contact other than a purchase: a note, a text handed over, a reminder shown or done.

    A reminder that is put off is one to come, on a day in the future.
    """
    offers: int = 0
    """How many of the latest contacts in a row were offers; a day is one contact."""
    offered: tuple[date, ...] = ()
    """The local days of offers that no note and no rating followed: whether a purchase did, `last_day` says."""
    missed: tuple[date, ...] = ()
    """The local days on which win-backs were shown that no note and no rating followed."""
    won_back: tuple[date, ...] = ()
    """The local days on which the seller got in touch because of one, and no note and no rating followed."""
    paused_until: date | None = None
    """The last local day on which the buyer is left in peace; the last day there is: until the seller says so."""
    delivered_on: date | None = None
    likes: bool = False
    """Whether something he likes is noted."""
    extra: int | None = None
    """With which of his purchases the latest surprise extra was packed."""
    rating_fell: date | None = None
    """The latest local day on which he gave at least two stars fewer than the time before."""
    promises: tuple[Pledge, ...] = ()
    complaints: tuple[Complaint, ...] = ()

    @property
    def complaining(self) -> bool:
        """Whether one of his complaints is not closed."""
        return bool(self.complaints) and any(complaint.is_open for complaint in self.complaints)

    def since_purchase(self, days: tuple[date, ...]) -> tuple[date, ...]:
        """Those of these days that come after his last purchase."""
        return tuple(day for day in days if self.last_day is None or day > self.last_day) if days else days

    def handled_until(self, kind: str) -> date:
        """The due day of the latest reminder of this kind: what is due by then needs no other."""
        seen = self.seen.get(kind)
        return seen.due if seen else date.min

    def has_asked(self, kind: str, purchase_day: date) -> bool:
        """Whether a reminder of this kind, whose keys are purchase days, was about this purchase or a later one."""
        seen = self.seen.get(kind)
        return seen is not None and seen.key >= purchase_day.isoformat()


class ShopRules(NamedTuple):
    """The shop's settings that occasions depend on; days are counts of local days."""

    follow_up_days: int = 6
    birthday_ahead_days: int = 3
    quiet_days: int = 6
    """Days between two contacts with one buyer."""
    thank_you: bool = True
    """Whether the seller wants to say thank you for a first purchase."""
    second_nudge: bool = False
    """Whether a second purchase is encouraged."""
    data_asked_on: date | None = None
    """When the shop was last reminded that something about a buyer is unknown."""
    surprise_seed: str = ""
    rate: Rate = Rate()
    card_size: int = 10
    stamp_min_cents: int = 0
    prices: tuple[int, ...] = ()
    """What the rewards of the catalogue cost in points."""
    no_extras_before: date | None = None
    """The budget for surprise extras is used up: purchases before that day bring none."""
    comparison: bool = False
    """Whether every fifth win-back is left out, by lot, to see whether they help."""
    rhythm: RhythmParameters = RhythmParameters()
    vip_from_cents: int | None = None
    """From this much paid a buyer belongs to the top of the shop; None: there are too few buyers to say so."""


NO_REASON: Mapping[str, object] = {}


class Occasion(NamedTuple):
    """A reason to think of a buyer: due from `due` through `until` (local days, both inclusive)."""

    kind: str
    key: str
    due: date
    until: date
    priority: int
    reason: Mapping[str, object] = NO_REASON
    """The facts behind the reminder, to fill the sentence that explains it (ints, dates, strings)."""
    about: int | None = None
    """The promise or the complaint it is about."""
    withheld: bool = False
    """The lot says that it is not shown: only remembered, to be compared with those that are."""
