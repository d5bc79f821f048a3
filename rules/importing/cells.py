"""Cells that a spreadsheet would take for a formula: defused on the way out, as they were on the way in."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
GUARD = "'"


def defused(text: str) -> str:
    """The text behind an apostrophe if a spreadsheet would compute it; `restored` takes exactly that away again."""
    return GUARD + text if text.lstrip(GUARD).startswith(_FORMULA) else text


def restored(text: str) -> str:
    """What `defused` was given; other text as it is."""
    is_guarded = text.startswith(GUARD) and text.lstrip(GUARD).startswith(_FORMULA)
    return text[1:] if is_guarded else text
