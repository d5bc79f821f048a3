"""Shapes as masks: drawn once for a size, kept, and painted in any colour."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageDraw

from handlers.pictures.outlines import turned
from handlers.pictures.shapes import SHAPES

SMOOTH = 4
"""Shapes are drawn that many times as large and scaled down, so that their edges are smooth."""


@lru_cache(maxsize=128)
def symbol(name: str, size: int, turn: int = 0, strength: int = 255) -> Image.Image:
    """A mask with smooth edges, `size` pixels square, turned by degrees; `strength` 255 covers what is beneath. Do not change it."""
    side = size * SMOOTH
    mask = Image.new("L", (side, side))
    pen = ImageDraw.Draw(mask)
    for outline, shade in SHAPES[name]:
        pen.polygon([(x * side, y * side) for x, y in turned(outline, turn)], fill=shade * strength // 255)
    return mask.resize((size, size), Image.Resampling.BOX)


@lru_cache(maxsize=24)
def disc(diameter: int) -> Image.Image:
    """A filled circle."""
    return ring(diameter, diameter)


@lru_cache(maxsize=24)
def ring(diameter: int, width: int) -> Image.Image:
    """A circle's line, inside its diameter."""
    side = diameter * SMOOTH
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).ellipse((0, 0, side - 1, side - 1), outline=255, width=min(width * SMOOTH, side // 2 + 1))
    return mask.resize((diameter, diameter), Image.Resampling.BOX)
