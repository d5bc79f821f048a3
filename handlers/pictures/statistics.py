"""How a shop is doing, at the size of a phone. Its recipe, in words as they shall be read:

shop, title             in the header
tiles                   three of [number, what it is, a remark or ""]
bars                    [label, amount of returning buyers, amount of new ones] of each period, the present one last
ticks                   [amount, its label] of the lines across the bars, the highest last
legend                  what the two parts of a bar are: of returning buyers, of new ones
rows                    [label, a number a period ("" for none)] below the bars
gauges                  [what it is, percent, [[from, to], ...] marks, what the marks are]
colour, symbol          optional, as on the stamp card
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image

from handlers.pictures.bars import paint as paint_bars
from handlers.pictures.canvas import png, write
from handlers.pictures.gauges import TALL as GAUGE
from handlers.pictures.gauges import paint as paint_gauge
from handlers.pictures.looks import INK, PAPER, Look, look_of, mixed, symbol_of
from handlers.pictures.paper import EDGE, RADIUS, blank, fill
from handlers.pictures.symbols import disc, symbol

Recipe = Mapping[str, Any]

WIDTH, MARGIN = 1000, 60
INNER = WIDTH - 2 * MARGIN
HEADER, LOGO = 148, 76
TILES, TILE, GAP = 172, 142, 20
"""Where the tiles begin, how high they are, and how far they are apart."""
CHART = TILES + TILE + 34
CHART_TALL = 376
ROW = 48


def height(recipe: Recipe) -> int:
    """How high the picture will be."""
    return _gauges_from(recipe) + GAUGE * len(recipe["gauges"]) + EDGE + 10


def _gauges_from(recipe: Recipe) -> int:
    return CHART + CHART_TALL + ROW * len(recipe["rows"]) + 34


def draw(recipe: Recipe) -> bytes:
    """The picture as PNG."""
    look = look_of(recipe)
    image = blank(WIDTH, height(recipe), look)
    _header(image, recipe, look)
    for at, tile in enumerate(recipe["tiles"]):
        _tile(image, at, tile, look)
    paint_bars(image, recipe, look, (MARGIN, CHART, INNER, CHART_TALL), ROW)
    for at, gauge in enumerate(recipe["gauges"]):
        paint_gauge(image, gauge, look, (MARGIN, _gauges_from(recipe) + at * GAUGE, INNER, GAUGE))
    return png(image, look)


def _header(image: Image.Image, recipe: Recipe, look: Look) -> None:
    """The shop and the period on the shop's colour, with its symbol."""
    fill(image, (EDGE, EDGE, WIDTH - 2 * EDGE, HEADER - EDGE + RADIUS), RADIUS, look.accent)
    image.paste(PAPER, (EDGE, HEADER, WIDTH - EDGE, HEADER + RADIUS))
    room, middle = INNER - LOGO - 24, (EDGE + HEADER) // 2
    write(image, (MARGIN, middle - 23), str(recipe["title"]), 50, room, look.on, bold=True)
    write(image, (MARGIN, middle + 31), str(recipe["shop"]), 34, room, mixed(look.on, look.accent, 0.12))
    left, top, inside = WIDTH - MARGIN - LOGO, middle - LOGO // 2, LOGO * 3 // 5
    image.paste(look.on, (left, top), disc(LOGO))
    off = (LOGO - inside) // 2
    image.paste(look.accent, (left + off, top + off), symbol(symbol_of(recipe), inside))


def _tile(image: Image.Image, at: int, tile: Sequence[str], look: Look) -> None:
    """A number, what it is, and a remark."""
    wide = (INNER - 2 * GAP) // 3
    left, room = MARGIN + at * (wide + GAP), wide - 32
    fill(image, (left, TILES, wide, TILE), 24, look.tint)
    number, label, remark = tile
    shown = [(number, 48, look.dark, True), (label, 29, INK, False), (remark, 29, look.dark, True)]
    tops = (TILES + 38, TILES + 82, TILES + 116) if remark else (TILES + 52, TILES + 100, 0)
    for (words, size, colour, bold), top in zip(shown, tops, strict=True):
        if words:
            write(image, (left + 16, top), words, size, room, colour, bold=bold)
