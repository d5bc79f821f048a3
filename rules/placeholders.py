"""Named gaps in a text that a seller wrote herself: "Hallo {name}"."""

from __future__ import annotations

import re
from collections.abc import Mapping

_FIELD = re.compile(r"\{\s*(\w+)\s*\}")
_BRACE = re.compile(r"[{}]\S*")


def fields_of(words: str) -> frozenset[str]:
    """The names in braces, in small letters."""
    return frozenset(name.lower() for name in _FIELD.findall(words))


def stray_brace(words: str) -> str | None:
    """A brace that does not enclose one name, with what follows it; None when there is none."""
    found = _BRACE.search(_FIELD.sub("", words))
    return found[0] if found else None


def filled(words: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled; KeyError for a name without a value."""
    return _FIELD.sub(lambda field: values[field[1].lower()], words)
