"""What happens in a year: what sellers type and tap, and when the machine is off, asleep, restarted, or its clock is set back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONES = (
    *("Europe/Berlin", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe"),
    *("Asia/Kolkata", "Pacific/Apia", "America/Santiago", "Africa/Casablanca"),
)
_KEPT = [ZoneInfo(name) for name in ZONES]
"""Or they would be read from their files again and again."""
MINUTES = (0, 150, 540, 1200, 210)
"""Midnight, half past two (which clock changes skip and repeat), nine, eight in the evening, half past three."""
START = date(2026, 1, 1)
HOUR = timedelta(hours=1)
CHANCES = {"off": 0.003, "asleep": 0.01, "restart": 0.003, "set back": 0.002}
"""Of each hour."""
OFF_HOURS = (1, 1, 2, 3, 5, 9, 14, 26, 50, 100)
ASLEEP_HOURS = (1, 2, 4, 8, 11)
BACK_HOURS = (1, 2, 25)
TYPING = range(6, 20)
LINES = {
    "/kauf {who} {cents},50 Socken": 60,
    "/kauf {who} {cents} Decke am {lately}": 6,
    "/storno {who}": 2,
    "/notiz {who} telefoniert": 8,
    "/notiz {who} mag Blau": 5,
    "/geburtstag {who} {birthday}": 8,
    "/geliefert {who}": 8,
    "/reklamation {who} Naht offen": 3,
    "/versprechen {who} bis {soon} Fotos schicken": 4,
    "/pause {who} bis {soon}": 1,
    "/urlaub bis {soon}": 0.4,
    "/heute": 8,
}
TAPS = (
    "Erledigt",
    "Erledigt",
    "Text",
    "Später",
    "In 3 Tagen",
    "Morgen",
    "Nicht mehr",
    "Gehalten",
    "Gelöst",
    "Ja, zurücknehmen",
)


@dataclass(frozen=True, slots=True)
class Seller:
    """A shop by its number: where it is, when its message comes, how much happens in it."""

    number: int

    @property
    def person(self) -> int:
        """The Telegram id."""
        return 1001 + self.number

    @property
    def zone(self) -> str:
        """The time zone."""
        return ZONES[self.number % len(ZONES)]

    @property
    def minute(self) -> int:
        """The time of the daily message."""
        return MINUTES[self.number % len(MINUTES)]

    @property
    def buyers(self) -> int:
        """How many there are to be: some shops have more to do on a day than a message holds."""
        return (8, 12, 20, 60)[self.number % 4]


@dataclass
class Life:
    """Draws what happens, hour by hour; the same seed draws the same."""

    draw: random.Random
    counts: dict[str, int] = field(default_factory=dict)

    def hours(self, days: int) -> Iterator[tuple[datetime, str, timedelta]]:
        """Each hour that is lived through, with what happens to the machine then ("" mostly) and for how long."""
        now = datetime.combine(START, time(), UTC)
        end = now + timedelta(days=days)
        while now < end:
            what = self._what()
            lasting = self._lasting(what) if what else HOUR
            yield now, what, lasting
            now += lasting if what in {"off", "asleep"} else HOUR

    def _what(self) -> str:
        what = self.draw.choices([*CHANCES, ""], [*CHANCES.values(), 1 - sum(CHANCES.values())])[0]
        if what:
            self.counts[what] = self.counts.get(what, 0) + 1
        return what

    def _lasting(self, what: str) -> timedelta:
        choice = {"off": OFF_HOURS, "asleep": ASLEEP_HOURS, "set back": BACK_HOURS}.get(what, (1,))
        return self.draw.choice(choice) * HOUR

    def line(self, of: Seller, today: date) -> str | None:
        """What a seller types in an hour, if anything."""
        if self.draw.random() > of.buyers / 120:
            return None
        words = self.draw.choices(list(LINES), list(LINES.values()))[0]
        return words.format(
            who=f"Kundin{self.draw.randrange(of.buyers)}",
            cents=self.draw.randrange(5, 80),
            lately=_german(today - timedelta(days=self.draw.randrange(1, 4))),
            soon=_german(today + timedelta(days=self.draw.randrange(1, 16))),
            birthday=f"{self.draw.randrange(1, 29)}.{self.draw.randrange(1, 13)}.",
        )

    def tap(self) -> str | None:
        """The button that is tapped after a line, if any."""
        return self.draw.choice(TAPS) if self.draw.random() < 0.5 else None


def _german(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"
