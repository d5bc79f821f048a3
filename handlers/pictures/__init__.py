"""The pictures the bot sends, drawn from a recipe when they are sent.

A recipe is a mapping that JSON can keep: `kind` is "stamp_card", "qr" or "statistics", the other keys stand in the module of that name.
What a shop can choose, and nothing that loads the drawing library, is in `handlers.pictures.looks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def render(recipe: Mapping[str, Any]) -> bytes:
    """A recipe as PNG. The drawing library is loaded with the first picture, not at start; takes some milliseconds of CPU."""
    from handlers.pictures import qr, stamp_card, statistics  # noqa: PLC0415  (see above)

    kinds = {"stamp_card": stamp_card.draw, "qr": qr.draw, "statistics": statistics.draw}
    return kinds[recipe["kind"]](recipe)
