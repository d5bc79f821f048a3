"""People who write too much: how often each of them wrote lately, in memory only."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.incoming import KINDS, LARGEST

PER_MINUTE = 10
ALL_PER_SECOND, ALL_AT_ONCE = 10.0, 60.0
"""What all of them together may write: a third of what Telegram lets a bot say, the rest is for those it is there for."""
MEMBER_PER_MINUTE = 120
"""What somebody with a card may write beyond that: two messages a second, for a minute on end, is a program."""
REMEMBERED = 10_000
"""People whose recent updates are counted; those silent for longest are forgotten first."""

Bucket = tuple[float, datetime]


@dataclass(slots=True)
class Flood:
    """A token bucket for each person, which fills up within a minute, and one for all of them together."""

    per_minute: int = PER_MINUTE
    remembered: int = REMEMBERED
    _buckets: OrderedDict[int, Bucket] = field(default_factory=OrderedDict)
    _members: OrderedDict[int, Bucket] = field(default_factory=OrderedDict)
    _all: Bucket | None = None

    def is_too_much(self, person_id: int, now: datetime) -> bool:
        """Counts one more update of this person; True when there is no token left for it."""
        if not self._has_own(self._buckets, person_id, now, self.per_minute):
            return True
        self._all, is_heard = _taken(self._all, now, ALL_AT_ONCE, ALL_PER_SECOND)
        return not is_heard

    def is_too_much_even_so(self, member_id: int, now: datetime) -> bool:
        """Counts one more update of somebody with a card, who may write more than a stranger."""
        return not self._has_own(self._members, member_id, now, MEMBER_PER_MINUTE)

    def _has_own(self, buckets: OrderedDict[int, Bucket], person_id: int, now: datetime, most: int) -> bool:
        """Whether there is a token left in this person's bucket, which is taken then."""
        buckets[person_id], has_own = _taken(buckets.pop(person_id, None), now, most, most / 60)
        if len(buckets) > self.remembered:
            buckets.popitem(last=False)
        return has_own


def _taken(bucket: Bucket | None, now: datetime, most: float, per_second: float) -> tuple[Bucket, bool]:
    """The bucket without a token, if there was one; whether there was."""
    left, then = bucket or (float(most), now)
    left = min(most, left + per_second * max(0.0, (now - then).total_seconds()))
    return (left - 1 if left >= 1 else left, now), left >= 1


def writer_of(raw: Mapping[str, Any]) -> int | None:
    """The id of the person behind a raw update, however odd the rest of it is."""
    for kind in KINDS:
        sent = raw.get(kind)
        writer = sent.get("from") if isinstance(sent, dict) else None
        number = writer.get("id") if isinstance(writer, dict) else None
        if type(number) is int and abs(number) <= LARGEST:
            return number
    return None
