"""The stamp card. Its recipe, in words as they shall be read:

shop, name              in the header, in the shop's own writing
size, stamps            places on the card (3 to 20) and how many of them are stamped
points, line            "245 Punkte" and "Noch 7 Stempel bis zur vollen Karte"
colour, symbol          optional: one of `looks.COLOURS` and one of `looks.SYMBOLS`; the first ones if missing
reward                  optional: "Belohnung: Ein Paar Socken gratis"
full                    optional: "1 volle Karte", if full cards wait beside the one that is shown
code, code_line         optional: a link as QR code and what to do with it ("Beim Einkauf zeigen")
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PIL import Image

from handlers.pictures import codes, header, places
from handlers.pictures.canvas import fitted, lines, png, write
from handlers.pictures.header import INNER, MARGIN, WIDTH
from handlers.pictures.looks import INK, PAPER, Colour, Look, look_of, symbol_of
from handlers.pictures.paper import Area, blank, fill
from handlers.pictures.symbols import symbol

Recipe = Mapping[str, Any]

PLAIN, WITH_REWARD, WITH_CODE = 712, 800, 1160
"""The height of the picture, by what is on it."""
CODE = (480, 594, 496)
"""Left, top and side of the code's square."""
INDENT, GIFT = 28, 68
"""Where words begin in a box, without and with a gift before them."""


def height(recipe: Recipe) -> int:
    """How high the picture will be."""
    if recipe.get("code"):
        return WITH_CODE
    return WITH_REWARD if recipe.get("reward") else PLAIN


def draw(recipe: Recipe) -> bytes:
    """The card as PNG."""
    look, sign = look_of(recipe), symbol_of(recipe)
    image = blank(WIDTH, height(recipe), look)
    header.paint(image, (str(recipe["shop"]), str(recipe["name"])), str(recipe.get("full") or ""), look, sign)
    places.paint(image, int(recipe["size"]), int(recipe["stamps"]), look, sign)
    header.tear(image, look)
    (_with_code if recipe.get("code") else _below)(image, recipe, look)
    return png(image, look)


def _below(image: Image.Image, recipe: Recipe, look: Look) -> None:
    """Points and line beside each other, the reward below."""
    taken = write(image, (MARGIN, 632), str(recipe["points"]), 54, 400, INK, bold=True)
    room, line, right = INNER - taken - 40, str(recipe["line"]), WIDTH - MARGIN
    if _is_full(recipe):
        wide = fitted(line, 36, room - 2 * INDENT, bold=True).width + 2 * INDENT
        _boxed(image, [line], (right - wide, 598, wide, 68), (look.accent, look.on))
    else:
        write(image, (right, 634), line, 38, room, look.dark, anchor="rm")
    if recipe.get("reward"):
        _boxed(image, [str(recipe["reward"])], (MARGIN - 12, 684, INNER + 24, 68), (look.tint, look.dark), gift=True)


def _is_full(recipe: Recipe) -> bool:
    return int(recipe["stamps"]) >= int(recipe["size"])


def _with_code(image: Image.Image, recipe: Recipe, look: Look) -> None:
    """The code on the right, all words on its left."""
    left, top, side = CODE
    codes.place(image, str(recipe["code"]), *CODE)
    write(
        image, (left + side // 2, top + side + 14), str(recipe.get("code_line") or ""), 32, side - 80, INK, anchor="mm"
    )
    write(image, (MARGIN, 668), str(recipe["points"]), 58, left - MARGIN - 16, INK, bold=True)
    full, width, reward = _is_full(recipe), left - MARGIN - 4, str(recipe.get("reward") or "")
    colours, start = ((look.accent, look.on), MARGIN) if full else ((PAPER, look.dark), MARGIN - INDENT)
    rows = lines(str(recipe["line"]), 36, width - 2 * INDENT, 2 if reward else 5, bold=full)
    _boxed(image, rows, (start, 716, width, _tall(rows)), colours, bold=full)
    if reward:
        rows = lines(reward, 36, width - INDENT - GIFT, 4, bold=True)
        bottom = top + side - 48
        _boxed(image, rows, (MARGIN, bottom - _tall(rows), width, _tall(rows)), (look.tint, look.dark), gift=True)


def _tall(rows: list[str]) -> int:
    return 24 + 44 * len(rows)


def _boxed(
    image: Image.Image,
    rows: list[str],
    area: Area,
    colours: tuple[Colour, Colour],
    *,
    gift: bool = False,
    bold: bool = True,
) -> None:
    """A box of the first colour, and in it lines of the second one, with a gift before them."""
    left, top, width, _ = area
    ground, ink = colours
    fill(image, area, 24, ground)
    if gift:
        image.paste(ink, (left + 20, top + 15), symbol("gift", 36))
    indent = GIFT if gift else INDENT
    for at, row in enumerate(rows):
        write(image, (left + indent, top + 34 + at * 44), row, 36, width - indent - INDENT, ink, bold=bold)
