"""A QR code in whole pixels per module, so that every camera can read it."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image

from handlers.pictures.looks import INK, PAPER
from handlers.pictures.paper import Area

QUIET = 4
"""Modules that stay empty around the code, as ISO/IEC 18004 asks."""


def place(image: Image.Image, link: str, left: int, top: int, room: int) -> Area:
    """Paint the code with its quiet zone, as large as it gets, in the middle of a square; returns where its modules are."""
    mask = _modules(link)
    scale = room // (mask.width + 2 * QUIET)
    side = scale * mask.width
    image.paste(PAPER, (left, top, left + room, top + room))
    left, top = left + (room - side) // 2, top + (room - side) // 2
    image.paste(INK, (left, top), mask.resize((side, side), Image.Resampling.NEAREST))
    return left, top, side, side


@lru_cache(maxsize=32)
def _modules(link: str) -> Image.Image:
    """One pixel per module; more error correction where it costs no room."""
    import segno  # noqa: PLC0415  9 MB that a card without a code does not need

    rows = segno.make(link, error="l", micro=False).matrix
    return Image.frombytes("L", (len(rows), len(rows)), bytes(255 if module else 0 for row in rows for module in row))
