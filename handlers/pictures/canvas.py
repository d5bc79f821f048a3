"""What all pictures share: fonts, colours, rounded shapes, text that fits."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).parent / "fonts"

PAPER = (255, 252, 247)
INK = (58, 44, 51)
FAINT = (150, 133, 140)
ACCENT = (199, 62, 92)
ACCENT_DARK = (150, 36, 70)
HOLLOW = (243, 231, 226)

SMOOTH = 4
"""Shapes are drawn that many times as large and scaled down, so that their edges are smooth."""


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Lato at `size` pixels."""
    return ImageFont.truetype(FONTS / ("Lato-Bold.ttf" if bold else "Lato-Regular.ttf"), size)


@cache
def _glyphs() -> frozenset[str]:
    """Characters the font has none of look like this one."""
    return frozenset({_shape("\U0010ffff")})


def _shape(char: str) -> str:
    mask = font(24).getmask(char)
    return f"{mask.size}{bytes(mask)!r}"


def writable(words: str) -> str:
    """The words without what the font cannot show (emoji, say)."""
    return " ".join("".join(char for char in words if char == " " or _shown(char)).split())


@cache
def _shown(char: str) -> bool:
    return char.isprintable() and _shape(char) not in _glyphs()


def fitted(words: str, size: int, width: int, *, bold: bool = False) -> tuple[str, ImageFont.FreeTypeFont]:
    """The words in the largest font up to `size` that fits `width` pixels; cut with an ellipsis if none does."""
    words = writable(words)
    for smaller in (size, int(size * 0.85), int(size * 0.7)):
        chosen = font(smaller, bold=bold)
        if chosen.getlength(words) <= width:
            return words, chosen
    while words and chosen.getlength(f"{words}…") > width:
        words = words[:-1]
    return f"{words.rstrip()}…", chosen


@cache
def disc(diameter: int, colour: tuple[int, int, int]) -> Image.Image:
    """A filled circle with a smooth edge."""
    image = Image.new("RGBA", (diameter * SMOOTH,) * 2)
    ImageDraw.Draw(image).ellipse((0, 0, diameter * SMOOTH - 1, diameter * SMOOTH - 1), fill=colour)
    return image.resize((diameter, diameter), Image.Resampling.LANCZOS)


@cache
def heart(size: int, colour: tuple[int, int, int]) -> Image.Image:
    """A heart with a smooth edge, `size` pixels square."""
    side = size * SMOOTH
    image = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(image)
    bow = side * 0.52
    draw.ellipse((0, side * 0.08, bow, side * 0.08 + bow), fill=colour)
    draw.ellipse((side - bow, side * 0.08, side, side * 0.08 + bow), fill=colour)
    draw.polygon([(side * 0.045, side * 0.46), (side * 0.955, side * 0.46), (side / 2, side * 0.96)], fill=colour)
    draw.rectangle((side * 0.3, side * 0.3, side * 0.7, side * 0.47), fill=colour)
    return image.resize((size, size), Image.Resampling.LANCZOS)


@cache
def card(width: int, height: int, radius: int, colour: tuple[int, int, int]) -> Image.Image:
    """A rounded rectangle with smooth corners."""
    image = Image.new("RGBA", (width * 2, height * 2))
    ImageDraw.Draw(image).rounded_rectangle((0, 0, width * 2 - 1, height * 2 - 1), radius * 2, fill=colour)
    return image.resize((width, height), Image.Resampling.LANCZOS)


def png(image: Image.Image) -> bytes:
    """The picture as PNG bytes."""
    out = BytesIO()
    image.convert("RGB").save(out, "PNG", compress_level=1)
    return out.getvalue()
