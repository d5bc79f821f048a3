"""A QR code that is nice to look at and easy to scan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PIL import Image

from handlers.pictures import codes
from handlers.pictures.canvas import halved, png, write
from handlers.pictures.looks import INK, Colour, look_of, symbol_of
from handlers.pictures.paper import blank
from handlers.pictures.symbols import disc, symbol

WIDTH, HEIGHT = 800, 940
AREA = (68, 184, 664)
"""Left, top and side of the code's square."""
ROOM = WIDTH - 120


def draw(recipe: Mapping[str, Any]) -> bytes:
    """Recipe: link, shop, and a line that says what to do; optional: colour and symbol, as on the stamp card."""
    look = look_of(recipe)
    image = blank(WIDTH, HEIGHT, look)
    image.paste(look.accent, (WIDTH // 2 - 36, 38), disc(72))
    image.paste(look.on, (WIDTH // 2 - 21, 53), symbol(symbol_of(recipe), 42))
    codes.place(image, str(recipe["link"]), *AREA)
    _centred(image, 152, str(recipe["shop"]), (56, 38), look.dark, bold=True)
    _centred(image, 866, str(recipe["line"]), (38, 34), INK)
    return png(image, look)


def _centred(
    image: Image.Image, middle: int, words: str, sizes: tuple[int, int], colour: Colour, *, bold: bool = False
) -> None:
    """On one line, or on two around the same height."""
    rows, size = halved(words, sizes, ROOM, bold=bold)
    for at, row in enumerate(rows):
        top = middle + int((at - (len(rows) - 1) / 2) * size * 1.1)
        write(image, (WIDTH // 2, top), row, size, ROOM, colour, bold=bold, anchor="mm")
