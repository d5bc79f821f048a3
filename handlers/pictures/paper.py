"""The empty card: paper with round corners and a soft shadow, and the few colours of a picture."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageFilter

from handlers.pictures.looks import INK, PAPER, WHITE, Colour, Look, mixed
from handlers.pictures.symbols import disc

EDGE, RADIUS = 24, 44
"""How far the card is from the picture's edge, and how round its corners are."""
STEPS = 22
"""Colours between two that meet at a smooth edge."""

Area = tuple[int, int, int, int]
"""Left, top, width, height."""


def blank(width: int, height: int, look: Look) -> Image.Image:
    """A card of paper with a soft shadow."""
    image = Image.new("RGB", (width, height), look.background)
    for at, strip in _shadow(width, height):
        image.paste(_shade(look), at, strip)
    fill(image, (EDGE, EDGE, width - 2 * EDGE, height - 2 * EDGE), RADIUS, PAPER)
    return image


def _shade(look: Look) -> Colour:
    """The shadow at its darkest."""
    return mixed(look.background, look.dark, 0.2)


@lru_cache(maxsize=4)
def _shadow(width: int, height: int) -> list[tuple[tuple[int, int], Image.Image]]:
    """Masks along the four edges; the card covers the rest."""
    small = Image.new("L", (width // 4, height // 4))
    small.paste(255, (EDGE // 4, EDGE // 4 + 2, (width - EDGE) // 4, (height - EDGE) // 4 + 2))
    mask = small.filter(ImageFilter.GaussianBlur(2)).resize((width, height), Image.Resampling.BICUBIC)
    rim = EDGE + RADIUS // 2
    rows = [(0, 0, width, rim), (0, height - rim, width, height)]
    sides = [(left, rim, left + rim, height - rim) for left in (0, width - rim)]
    return [((left, top), mask.crop((left, top, right, bottom))) for left, top, right, bottom in rows + sides]


def fill(image: Image.Image, area: Area, radius: int, colour: Colour) -> None:
    """Paint a rectangle with round corners."""
    left, top, width, height = area
    image.paste(colour, (left, top + radius, left + width, top + height - radius))
    image.paste(colour, (left + radius, top, left + width - radius, top + height))
    _corners(image, area, radius, colour)


def _corners(image: Image.Image, area: Area, radius: int, colour: Colour) -> None:
    left, top, width, height = area
    circle = disc(2 * radius)
    for x, u in ((left, 0), (left + width - radius, radius)):
        for y, v in ((top, 0), (top + height - radius, radius)):
            image.paste(colour, (x, y), circle.crop((u, v, u + radius, v + radius)))


@lru_cache(maxsize=3)
def palette(look: Look) -> Image.Image:
    """The colours of a look, and the steps between those that meet at smooth edges."""
    accent, on, dark, tint, background = look
    meet = [
        (accent, on),
        (accent, tint),
        (accent, background),
        (background, PAPER),
        (background, _shade(look)),
        (on, dark),
    ]
    meet += [(colour, PAPER) for colour in (accent, INK, dark, tint)] + [(dark, tint)]
    steps = (mixed(one, other, step / STEPS) for one, other in meet for step in range(STEPS + 1))
    colours = list(dict.fromkeys([WHITE, PAPER, INK, *look, *steps]))
    image = Image.new("P", (1, 1))
    image.putpalette([part for colour in colours[:256] for part in colour])
    return image
