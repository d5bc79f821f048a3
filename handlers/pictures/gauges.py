"""A percentage on a scale from 0 to 100, with the marks it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PIL import Image

from handlers.pictures.canvas import write
from handlers.pictures.looks import INK, Look, mixed
from handlers.pictures.paper import Area, fill

TALL = 150
TRACK, THICK = 36, 18
"""How high the scale is, and the bar on it."""
WHOLE = 100


def paint(image: Image.Image, gauge: Sequence[Any], look: Look, area: Area) -> None:
    """What it is and how much above the scale, what the marks are below it."""
    label, percent, marks, remark = gauge
    left, top, width, _ = area
    taken = write(image, (left + width, top + 20), f"{percent} %", 42, 160, look.dark, bold=True, anchor="rm")
    write(image, (left, top + 22), str(label), 32, width - taken - 24, INK, bold=True)
    track = top + 48
    fill(image, (left, track, width, TRACK), TRACK // 2, look.tint)
    for first, last in marks:
        image.paste(mixed(look.tint, look.dark, 0.28), (_at(area, first), track, _at(area, last), track + TRACK))
    long = max(THICK, _at(area, min(percent, WHOLE)) - left)
    fill(image, (left, track + (TRACK - THICK) // 2, long, THICK), THICK // 2, look.accent)
    write(image, (left, track + TRACK + 24), str(remark), 27, width, INK)


def _at(area: Area, percent: int) -> int:
    return area[0] + area[2] * percent // WHOLE
