"""A QR code that is nice to look at and easy to scan."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import segno
from PIL import Image, ImageDraw

from handlers.pictures.canvas import ACCENT, FAINT, INK, PAPER, card, fitted, png
from handlers.pictures.stamp_card import BACKGROUND

WIDTH, HEIGHT, CODE = 800, 940, 600


def draw(recipe: Mapping[str, Any]) -> bytes:
    """Recipe: link, shop, and a line that says what to do."""
    image = Image.new("RGBA", (WIDTH, HEIGHT), BACKGROUND)
    image.alpha_composite(card(WIDTH - 40, HEIGHT - 40, 44, PAPER), (20, 20))
    pen = ImageDraw.Draw(image)
    words, chosen = fitted(str(recipe["shop"]), 56, WIDTH - 140, bold=True)
    pen.text((WIDTH // 2, 100), words, ACCENT, chosen, anchor="mm")
    image.paste(_code(str(recipe["link"])), ((WIDTH - CODE) // 2, 170))
    words, chosen = fitted(str(recipe["line"]), 36, WIDTH - 120)
    pen.text((WIDTH // 2, 836), words, FAINT, chosen, anchor="mm")
    return png(image)


def _code(link: str) -> Image.Image:
    """The code in whole pixels per module, with its quiet zone, on `CODE` pixels."""
    code = segno.make(link, error="m", micro=False)
    out = BytesIO()
    scale = CODE // code.symbol_size(border=2)[0]
    code.save(out, kind="png", scale=scale, border=2, dark=INK, light=PAPER)
    drawn = Image.open(out).convert("RGB")
    image = Image.new("RGB", (CODE, CODE), PAPER)
    image.paste(drawn, ((CODE - drawn.width) // 2, (CODE - drawn.height) // 2))
    return image
