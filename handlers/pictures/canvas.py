"""What all pictures share: words that fit, and the picture as a small file."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from functools import lru_cache
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from handlers.pictures.looks import Colour, Look
from handlers.pictures.paper import palette

FONTS = Path(__file__).parent / "fonts"
LONGEST = 200
"""More characters than these are never drawn."""


@lru_cache(maxsize=48)
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Lato at `size` pixels."""
    path = FONTS / ("Lato-Bold.ttf" if bold else "Lato-Regular.ttf")
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def writable(words: str) -> str:
    """The words without what the font cannot show (emoji, say); ornamental letters become plain ones."""
    composed = unicodedata.normalize("NFC", words[: 2 * LONGEST])
    return " ".join("".join(map(_shown, composed)).split())[:LONGEST]


@lru_cache(maxsize=4096)
def _shown(char: str) -> str:
    if char.isspace():
        return " "
    return next((form for form in (char, unicodedata.normalize("NFKC", char)) if all(map(_has_glyph, form))), "")


def _has_glyph(char: str) -> bool:
    return char.isprintable() and _shape(char) != _shape("\U0010ffff")


def _shape(char: str) -> tuple[tuple[int, int], bytes]:
    mask = font(24).getmask(char)
    return mask.size, bytes(mask)


class Fit(NamedTuple):
    """Words in a font, and how many pixels wide they are."""

    words: str
    font: ImageFont.FreeTypeFont
    width: int


def fitted(words: str, size: int, room: int, *, bold: bool = False) -> Fit:
    """The words in the largest font up to `size` that fits `room` pixels; cut with an ellipsis if none does."""
    words = writable(words)
    for share in (1, 0.9, 0.8, 0.7):
        chosen = font(int(size * share), bold=bold)
        width = chosen.getlength(words)
        if width <= room:
            return Fit(words, chosen, ceil(width))
    return Fit(_cut(words, chosen, room), chosen, room)


def _cut(words: str, chosen: ImageFont.FreeTypeFont, width: int) -> str:
    """The words, or as much of them as fits before an ellipsis."""
    if chosen.getlength(words) <= width:
        return words
    fits = bisect_left(range(len(words)), width, key=lambda end: ceil(chosen.getlength(f"{words[: end + 1]}…")))
    return f"{words[:fits].rstrip(' ,.;:-–')}…"


def lines(words: str, size: int, width: int, most: int, *, bold: bool = False) -> list[str]:
    """The words broken into lines of `width` pixels, at most so many; what is left is cut."""
    chosen, rows = font(size, bold=bold), [""]
    for word in writable(words).split():
        longer = f"{rows[-1]} {word}".strip()
        if len(rows) == most or not rows[-1] or chosen.getlength(longer) <= width:
            rows[-1] = longer
        else:
            rows.append(word)
    return [_cut(row, chosen, width) for row in rows]


def halved(words: str, sizes: tuple[int, int], room: int, *, bold: bool = False) -> tuple[list[str], int]:
    """The words on one line, or on two of about the same width rather than cut; with the size for one or for two."""
    one_line, (large, small) = writable(words), sizes
    parts = one_line.split()
    halves = [[" ".join(parts[:at]), " ".join(parts[at:])] for at in range(1, len(parts))]
    if not halves or fitted(words, large, room, bold=bold).words == one_line:
        return [words], large
    return min(halves, key=lambda two: max(map(font(small, bold=bold).getlength, two))), small


def write(
    image: Image.Image,
    at: tuple[int, int],
    words: str,
    size: int,
    room: int,
    colour: Colour,
    *,
    bold: bool = False,
    anchor: str = "lm",
) -> int:
    """Write the words so that they fit `room` pixels; returns how many they take."""
    fit = fitted(words, size, room, bold=bold)
    ImageDraw.Draw(image).text(at, fit.words, colour, fit.font, anchor=anchor)
    return fit.width


@lru_cache(maxsize=256)
def sprite(words: str, size: int, room: int, *, bold: bool = False) -> Image.Image:
    """Words that fit `room` pixels as a mask, kept for those that come again: numbers, months. Do not change it."""
    fit = fitted(words, size, room, bold=bold)
    mask = Image.new("L", (max(1, fit.width), size * 3 // 2))
    ImageDraw.Draw(mask).text((0, mask.height // 2), fit.words, 255, fit.font, anchor="lm")
    return mask


def put(image: Image.Image, at: tuple[int, int], mask: Image.Image, colour: Colour, share: float = 0.5) -> None:
    """Paint a sprite so that `share` of its width is left of `at`, and half of it above."""
    image.paste(colour, (at[0] - round(mask.width * share), at[1] - mask.height // 2), mask)


def png(image: Image.Image, look: Look) -> bytes:
    """The picture as PNG bytes. With a palette it takes a fifth of the time and half of the bytes."""
    out = BytesIO()
    few = image.quantize(palette=palette(look), dither=Image.Dither.NONE)
    few.save(out, "PNG", compress_level=1)
    return out.getvalue()
