"""Numbers as they are written in German, Austrian and Swiss style; the decimal comma and the decimal point both count."""

from __future__ import annotations

import re

_MAX_DIGITS = 12
_NUMBER = re.compile(
    r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:(?P<group>[.,'’ ])[0-9]{3}(?:(?P=group)[0-9]{3})*))"
    r"(?:(?P<point>[.,])(?P<decimals>[0-9]{1,2}))?(?:,[-–—]{1,2})?",
)


class UnreadableNumberError(Exception):
    """Digits that are not one clear number with at most two decimals."""


def cents_of(text: str, minor: str | None = None) -> int:
    """Hundredths in a number such as 1.250,5 or ,50; `minor` are two more digits behind a currency sign (12€50).

    UnreadableNumberError if it can be read in two ways or has more than two decimals. A very long number is capped.
    """
    if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS and not minor:
        return int(text) * 100
    match = _NUMBER.fullmatch(f"0{text}" if text[:1] in {",", "."} else text)
    if match is None or _unclear_grouping(match) or (minor and match["point"]):
        raise UnreadableNumberError
    digits = re.sub(r"[^0-9]", "", match["whole"]).lstrip("0")
    whole = int(digits or "0") if len(digits) <= _MAX_DIGITS else 10**_MAX_DIGITS
    return whole * 100 + int((match["decimals"] or minor or "0").ljust(2, "0"))


def count_of(text: str) -> int:
    """A whole number without separators, at most a million; -1 if it is something else."""
    if not (text.isascii() and text.isdigit()):
        return -1
    return int(text) if len(text) <= 6 else 1_000_000


def _unclear_grouping(match: re.Match[str]) -> bool:
    comma_alone = match["group"] == "," and not match["point"]
    return comma_alone or (match["group"] is not None and match["group"] == match["point"])
