"""Strangers who write too much: how often each person wrote lately, in memory only."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.incoming import KINDS

PER_MINUTE = 10
REMEMBERED = 10_000
"""People whose recent updates are counted; those silent for longest are forgotten first."""


@dataclass(slots=True)
class Flood:
    """A token bucket for each person: it holds `per_minute` tokens and fills up within a minute."""

    per_minute: int = PER_MINUTE
    remembered: int = REMEMBERED
    _buckets: OrderedDict[int, tuple[float, datetime]] = field(default_factory=OrderedDict)

    def is_too_much(self, person_id: int, now: datetime) -> bool:
        """Counts one more update of this person; True when there is no token left for it."""
        left, then = self._buckets.pop(person_id, (float(self.per_minute), now))
        left = min(self.per_minute, left + self.per_minute * max(0.0, (now - then).total_seconds()) / 60)
        self._buckets[person_id] = (left - 1 if left >= 1 else left, now)
        if len(self._buckets) > self.remembered:
            self._buckets.popitem(last=False)
        return left < 1


def writer_of(raw: Mapping[str, Any]) -> int | None:
    """The id of the person behind a raw update, however odd the rest of it is."""
    for kind in KINDS:
        sent = raw.get(kind)
        writer = sent.get("from") if isinstance(sent, Mapping) else None
        if isinstance(writer, Mapping) and type(writer.get("id")) is int:
            return int(writer["id"])
    return None
