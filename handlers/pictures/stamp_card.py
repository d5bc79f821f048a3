"""The stamp card: 3 to 20 places, the stamped ones with a heart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from PIL import Image, ImageDraw

from handlers.pictures.canvas import (
    ACCENT,
    ACCENT_DARK,
    FAINT,
    HOLLOW,
    INK,
    PAPER,
    card,
    disc,
    fitted,
    font,
    heart,
    png,
)

WIDTH, HEIGHT, MARGIN = 1000, 640, 56
BACKGROUND = (233, 216, 210)
HEADER = 132
GRID_TOP, GRID_BOTTOM = 172, 500
ROWS_FROM = {3: 1, 6: 2, 13: 3}
"""From how many places on the card has how many rows."""


def draw(recipe: Mapping[str, Any]) -> bytes:
    """Recipe: shop, name, size, stamps, points and line (words as they shall be read)."""
    image = Image.new("RGBA", (WIDTH, HEIGHT), BACKGROUND)
    image.alpha_composite(card(WIDTH - 40, HEIGHT - 40, 44, PAPER), (20, 20))
    _header(image, str(recipe["shop"]), str(recipe["name"]))
    for number, (left, top, diameter) in enumerate(places(int(recipe["size"])), 1):
        _place(image, number, left, top, diameter, stamped=number <= int(recipe["stamps"]))
    _footer(image, str(recipe["points"]), str(recipe["line"]))
    return png(image)


def _header(image: Image.Image, shop: str, name: str) -> None:
    band = card(WIDTH - 40, HEADER + 44, 44, ACCENT).crop((0, 0, WIDTH - 40, HEADER))
    image.alpha_composite(band, (20, 20))
    pen = ImageDraw.Draw(image)
    words, chosen = fitted(shop, 54, WIDTH - 2 * MARGIN - 90, bold=True)
    pen.text((MARGIN, 70), words, PAPER, chosen, anchor="lm")
    words, chosen = fitted(name, 34, WIDTH - 2 * MARGIN - 90)
    pen.text((MARGIN, 118), words, (255, 225, 230), chosen, anchor="lm")
    image.alpha_composite(heart(64, PAPER), (WIDTH - MARGIN - 64, 52))


def places(size: int) -> Iterator[tuple[int, int, int]]:
    """(left, top, diameter) of each place, in even rows."""
    rows = max(count for start, count in ROWS_FROM.items() if size >= start)
    columns = -(-size // rows)
    pitch_x, pitch_y = (WIDTH - 2 * MARGIN) // columns, (GRID_BOTTOM - GRID_TOP) // rows
    diameter = min(int(pitch_x * 0.84), int(pitch_y * 0.88), 190)
    for index in range(size):
        row, column = divmod(index, columns)
        in_row = min(columns, size - row * columns)
        left = (WIDTH - in_row * pitch_x) // 2 + column * pitch_x + (pitch_x - diameter) // 2
        yield left, GRID_TOP + row * pitch_y + (pitch_y - diameter) // 2, diameter


def _place(image: Image.Image, number: int, left: int, top: int, diameter: int, *, stamped: bool) -> None:
    image.alpha_composite(disc(diameter, ACCENT_DARK if stamped else HOLLOW), (left, top))
    if stamped:
        image.alpha_composite(disc(diameter - 8, ACCENT), (left + 4, top + 4))
        size = diameter * 11 // 20
        image.alpha_composite(
            heart(size, PAPER), (left + (diameter - size) // 2, top + (diameter - size) // 2 + diameter // 40)
        )
        return
    image.alpha_composite(disc(diameter - 8, PAPER), (left + 4, top + 4))
    middle = (left + diameter // 2, top + diameter // 2)
    ImageDraw.Draw(image).text(middle, str(number), FAINT, font(diameter * 2 // 5), anchor="mm")


def _footer(image: Image.Image, points: str, line: str) -> None:
    pen = ImageDraw.Draw(image)
    words, chosen = fitted(points, 50, 400, bold=True)
    pen.text((MARGIN, 556), words, INK, chosen, anchor="lm")
    room = WIDTH - 2 * MARGIN - int(chosen.getlength(words)) - 40
    words, chosen = fitted(line, 34, room)
    pen.text((WIDTH - MARGIN, 558), words, ACCENT_DARK, chosen, anchor="rm")
