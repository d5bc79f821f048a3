"""The places of a stamp card: where they are, and how they look empty and stamped."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from PIL import Image, ImageDraw

from handlers.pictures.canvas import font
from handlers.pictures.looks import PAPER, Colour, Look, mixed
from handlers.pictures.symbols import disc, ring, symbol

LEFT, TOP, RIGHT, BOTTOM = 56, 204, 944, 556
LARGEST = 224
TURNS = (-9, 6, -3, 10, -6, 3)
"""Stamped by hand: each one a little different."""

Place = tuple[int, int, int]
"""Left, top, diameter."""


def places(size: int) -> Iterator[Place]:
    """All places, as large as they get, in rows that differ by one place at most, the longer ones first."""
    rows = max((1, 2, 3), key=lambda rows: _diameter(size, rows))
    diameter = _diameter(size, rows)
    pitch_x, pitch_y = _pitch(RIGHT - LEFT, -(-size // rows), diameter), _pitch(BOTTOM - TOP, rows, diameter)
    top = (TOP + BOTTOM - rows * pitch_y + pitch_y - diameter) // 2
    for row in range(rows):
        in_row = size // rows + (row < size % rows)
        left = (LEFT + RIGHT - in_row * pitch_x + pitch_x - diameter) // 2
        for column in range(in_row):
            yield left + column * pitch_x, top + row * pitch_y, diameter


def _diameter(size: int, rows: int) -> int:
    return min((RIGHT - LEFT) // -(-size // rows) * 6 // 7, (BOTTOM - TOP) // rows * 9 // 10, LARGEST)


def _pitch(room: int, count: int, diameter: int) -> int:
    """From place to place: no further apart than a third of a place."""
    return min(room // count, diameter * 4 // 3)


def paint(image: Image.Image, size: int, stamps: int, look: Look, sign: str) -> None:
    """The first `stamps` places stamped, the others empty, the reward at the end."""
    for number, (left, top, diameter) in enumerate(places(size), 1):
        if number <= stamps:
            image.paste(_stamped(diameter, look, sign, TURNS[number % len(TURNS)]), (left, top))
            continue
        image.paste(_empty(diameter, look), (left, top))
        if number == size:
            _centred(image, (left, top, diameter), symbol("gift", diameter * 9 // 20), look.dark)
        else:
            _centred(image, (left, top, diameter), _numeral(number, diameter), mixed(look.tint, look.dark, 0.5))


@lru_cache(maxsize=2 * len(TURNS))
def _stamped(diameter: int, look: Look, sign: str, turn: int) -> Image.Image:
    sprite = Image.new("RGB", (diameter, diameter), PAPER)
    sprite.paste(look.accent, (0, 0), disc(diameter))
    line = ring(diameter * 7 // 8, max(2, diameter // 60))
    _centred(sprite, (0, 0, diameter), line, mixed(look.accent, look.on, 0.45))
    _centred(sprite, (0, 0, diameter), symbol(sign, diameter * 11 // 20, turn), look.on)
    return sprite


@lru_cache(maxsize=4)
def _empty(diameter: int, look: Look) -> Image.Image:
    sprite = Image.new("RGB", (diameter, diameter), PAPER)
    sprite.paste(look.tint, (0, 0), disc(diameter))
    line = ring(diameter, max(2, diameter // 50))
    sprite.paste(mixed(look.tint, look.accent, 0.35), (0, 0), line)
    return sprite


@lru_cache(maxsize=64)
def _numeral(number: int, diameter: int) -> Image.Image:
    side = diameter * 3 // 5
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).text((side / 2, side / 2), str(number), 255, font(diameter * 2 // 5), anchor="mm")
    return mask


def _centred(image: Image.Image, place: Place, mask: Image.Image, colour: Colour) -> None:
    left, top, diameter = place
    off = (diameter - mask.width) // 2
    image.paste(colour, (left + off, top + off), mask)
