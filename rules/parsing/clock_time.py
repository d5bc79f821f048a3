"""A time of day as people type it."""

from __future__ import annotations

import re

from rules.errors import RuleError

_TIME = re.compile(r"[^\d−–-]{0,12}?(?P<hour>\d{1,2})(?:\s*[:.h]\s*(?P<minute>\d{2}))?\D{0,10}")


def parse_minute(text: str) -> int:
    """Minutes after midnight of "8", "8:30", "08.30 Uhr", "8 Uhr früh"; RuleError time.unclear (text)."""
    match = _TIME.fullmatch(text.strip())
    hour, minute = (int(match["hour"]), int(match["minute"] or 0)) if match else (24, 0)
    if hour > 23 or minute > 59:
        raise RuleError("time.unclear", text=text[:40])
    return hour * 60 + minute
