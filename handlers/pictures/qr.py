"""A QR code that is nice to look at and easy to scan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.pictures import codes
from handlers.pictures.canvas import png, write
from handlers.pictures.looks import INK, look_of, symbol_of
from handlers.pictures.paper import blank
from handlers.pictures.symbols import disc, symbol

WIDTH, HEIGHT = 800, 940
AREA = (68, 184, 664)
"""Left, top and side of the code's square."""


def draw(recipe: Mapping[str, Any]) -> bytes:
    """Recipe: link, shop, and a line that says what to do; optional: colour and symbol, as on the stamp card."""
    look = look_of(recipe)
    image = blank(WIDTH, HEIGHT, look)
    image.paste(look.accent, (WIDTH // 2 - 36, 48), disc(72))
    image.paste(look.on, (WIDTH // 2 - 21, 63), symbol(symbol_of(recipe), 42))
    write(image, (WIDTH // 2, 160), str(recipe["shop"]), 56, WIDTH - 140, look.dark, bold=True, anchor="mm")
    codes.place(image, str(recipe["link"]), *AREA)
    write(image, (WIDTH // 2, 866), str(recipe["line"]), 38, WIDTH - 120, INK, anchor="mm")
    return png(image, look)
