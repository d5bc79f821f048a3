"""How a shop's pictures look: the colours and symbols a seller can choose. Pure data, cheap to import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

Colour = tuple[int, int, int]

PAPER: Colour = (255, 252, 247)
INK: Colour = (58, 44, 51)
WHITE: Colour = (255, 255, 255)


class Look(NamedTuple):
    """The colours of one picture."""

    accent: Colour
    """The header and the stamps."""
    on: Colour
    """Words and symbols on the accent."""
    dark: Colour
    """Words on paper that shall stand out."""
    tint: Colour
    """Empty places and quiet boxes."""
    background: Colour
    """Around the card."""


LOOKS = {
    "rose": Look((199, 62, 92), PAPER, (150, 36, 70), (250, 234, 233), (236, 208, 208)),
    "teal": Look((16, 122, 128), PAPER, (8, 84, 92), (225, 240, 238), (190, 220, 218)),
    "berry": Look((135, 44, 112), PAPER, (101, 26, 84), (244, 230, 241), (223, 200, 220)),
    "forest": Look((47, 112, 72), PAPER, (28, 80, 50), (229, 240, 228), (199, 219, 197)),
    "sun": Look((250, 189, 52), (92, 52, 4), (138, 80, 0), (255, 240, 205), (250, 221, 158)),
    "night": Look((40, 52, 104), (255, 244, 214), (33, 42, 88), (231, 233, 244), (192, 197, 221)),
}

COLOURS = tuple(LOOKS)
SYMBOLS = ("heart", "star", "leaf", "paw", "cup", "sock", "flower", "bee")


def look_of(recipe: Mapping[str, Any]) -> Look:
    """The chosen colours; the first ones if none or an unknown one is named."""
    return LOOKS.get(str(recipe.get("colour")), LOOKS[COLOURS[0]])


def symbol_of(recipe: Mapping[str, Any]) -> str:
    """The chosen symbol; the first one if none or an unknown one is named."""
    symbol = str(recipe.get("symbol"))
    return symbol if symbol in SYMBOLS else SYMBOLS[0]


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """The colour that has `share` (0 to 1) of the other one in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
