"""Time zones by the German names of their cities."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from babel.dates import get_timezone_location

from rules.parsing.names import name_key


@cache
def _zones() -> dict[str, str]:
    """IANA name of each zone by the names people may type: "wien", "europe/vienna", "vienna"."""
    named: dict[str, str] = {}
    for zone in sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/"))
    ):
        city = get_timezone_location(zone, locale="de", return_city=True)
        for spelling in (zone, zone.rsplit("/", 1)[1].replace("_", " "), city):
            named.setdefault(name_key(spelling), zone)
    return named


def zone_named(words: str) -> str | None:
    """The IANA zone of a city or a zone name; None when there is none of that name."""
    return _zones().get(name_key(words))
