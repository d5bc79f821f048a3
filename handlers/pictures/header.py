"""The head of a stamp card: whose it is, the shop's symbol, and full cards that wait; and the line to tear along."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image

from handlers.pictures.canvas import fitted, halved, writable, write
from handlers.pictures.looks import PAPER, Look, mixed
from handlers.pictures.paper import EDGE, RADIUS, fill
from handlers.pictures.symbols import disc, symbol

WIDTH, MARGIN = 1000, 64
INNER = WIDTH - 2 * MARGIN
BOTTOM = 184
LOGO = 108
ROOM = INNER - LOGO - 24
"""For words, left of the logo."""
LARGE, SMALL = 60, 46
MIDDLE = (EDGE + BOTTOM) // 2
DECOR = ((544, 58, 190, -18), (714, -42, 170, 14), (388, -26, 120, 24), (724, 136, 84, -10))
"""Left, top, size and turn of the large, faint symbols."""
TOPS = {
    (1, False): (MIDDLE,),
    (1, True): (80, 142),
    (2, False): (MIDDLE - 27, MIDDLE + 27),
    (2, True): (62, 110, 157),
}
"""Where the lines of the larger name are, and the other name below; by how many they are, and whether there is one."""
TEAR = 572
"""Where the dotted line is."""


def paint(image: Image.Image, names: tuple[str, str], full: str, look: Look, sign: str) -> None:
    """Shop and buyer; a name of which the font has no letter is left out, and the other one takes its place."""
    _ground(image, look, sign)
    room = ROOM - (_pill(image, full, look) if full else 0)
    first, *second = [words for words in names if writable(words)] or [""]
    rows, size = halved(first, (LARGE, SMALL), ROOM, bold=True)
    tops = TOPS[len(rows), bool(second)]
    for words, top in zip(rows, tops, strict=False):
        write(image, (MARGIN, top), words, size, ROOM, look.on, bold=True)
    for words in second:
        write(image, (MARGIN, tops[-1]), words, 38 if len(rows) == 1 else 34, room, mixed(look.on, look.accent, 0.12))


def _ground(image: Image.Image, look: Look, sign: str) -> None:
    """The shop's colour, with its symbol as a logo, and large and faint behind it."""
    fill(image, (EDGE, EDGE, WIDTH - 2 * EDGE, BOTTOM - EDGE + RADIUS), RADIUS, look.accent)
    image.paste(PAPER, (EDGE, BOTTOM, WIDTH - EDGE, BOTTOM + RADIUS))
    for left, top, size, turn in DECOR:
        part = symbol(sign, size, turn).crop((0, max(0, EDGE - top), size, min(size, BOTTOM - top)))
        image.paste(mixed(look.accent, look.on, 0.1), (left, max(top, EDGE)), part)
    _logo(image, look, sign)


def _logo(image: Image.Image, look: Look, sign: str) -> None:
    left, top, inside = WIDTH - MARGIN - LOGO, MIDDLE - LOGO // 2, LOGO * 3 // 5
    off = (LOGO - inside) // 2
    image.paste(look.on, (left, top), disc(LOGO))
    image.paste(look.accent, (left + off, top + off), symbol(sign, inside))


def _pill(image: Image.Image, words: str, look: Look) -> int:
    """On the header's lower edge, left of the logo: full cards that wait. Returns the width it takes."""
    wide = fitted(words, 32, 320, bold=True).width + 92
    left, top = MARGIN + ROOM - wide, BOTTOM - 38
    fill(image, (left - 5, top - 5, wide + 10, 66), 33, PAPER)
    fill(image, (left, top, wide, 56), 28, look.dark)
    image.paste(PAPER, (left + 22, top + 12), symbol("gift", 32))
    write(image, (left + 66, top + 28), words, 32, 320, PAPER, bold=True)
    return wide + 24


def tear(image: Image.Image, look: Look) -> None:
    """The dotted line, with a notch in the card at both ends."""
    image.paste(_dots(look), (MARGIN, TEAR))
    for middle in (EDGE, WIDTH - EDGE):
        image.paste(look.background, (middle - 17, TEAR + 3 - 17), disc(34))


@lru_cache(maxsize=8)
def _dots(look: Look) -> Image.Image:
    line = Image.new("RGB", (INNER, 6), PAPER)
    for left in range(0, INNER, 20):
        line.paste(mixed(look.tint, look.dark, 0.25), (left, 0), disc(6))
    return line
