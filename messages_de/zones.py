"""Time zones by the German names of their cities."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from babel.dates import get_timezone_location

from rules.parsing.names import name_key

NOWHERE = frozenset({"Factory", "localtime"})
"""No time of any place."""


@cache
def _zones() -> dict[str, str]:
    """IANA name of each zone by the names people may type: "wien", "europe/vienna", "vienna"."""
    known = sorted(name for name in available_timezones() if not name.startswith(("posix/", "right/")))
    named = {name_key(zone): zone for zone in known if zone not in NOWHERE}
    for zone in (name for name in known if "/" in name and not name.startswith("Etc/")):
        city = get_timezone_location(zone, locale="de", return_city=True)
        for spelling in (zone.rsplit("/", 1)[1].replace("_", " "), city):
            named.setdefault(name_key(spelling), zone)
    return named


def zone_named(words: str) -> str | None:
    """The IANA zone of a city or a zone name; None when there is none of that name."""
    return _zones().get(name_key(words))
