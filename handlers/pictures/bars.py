"""Bars by period, of two parts each, and rows of numbers below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image

from handlers.pictures.canvas import put, sprite, write
from handlers.pictures.looks import INK, PAPER, Colour, Look, mixed
from handlers.pictures.paper import Area, fill
from handlers.pictures.symbols import disc

SIDE = 132
"""The column of labels on the left."""
LEGEND, LABELS = 46, 44
ROUND = 7


def paint(image: Image.Image, recipe: Mapping[str, Any], look: Look, area: Area, row_tall: int) -> None:
    """The legend, the lines across, the bars with their labels, and the rows."""
    left, top, width, tall = area
    plot = left + SIDE, top + LEGEND, width - SIDE, tall - LEGEND - LABELS
    highest = max(1, *(amount for amount, _ in recipe["ticks"]))
    parts = look.accent, mixed(look.accent, PAPER, 0.55)
    _legend(image, recipe["legend"], parts, left + SIDE, top + 12)
    zero, *others = sorted(recipe["ticks"])
    for amount, label in others:
        _line(image, label, look, plot, amount / highest)
    for at, (label, returning, new) in enumerate(recipe["bars"]):
        column = _column(plot, at, len(recipe["bars"]))
        _bar(image, column, (returning / highest, new / highest), parts)
        is_now = at + 1 == len(recipe["bars"])
        middle, bottom = column[0] + column[2] // 2, plot[1] + plot[3] + 24
        colour = look.dark if is_now else INK
        room = _step(plot, len(recipe["bars"]))
        put(image, (middle, bottom), sprite(label, 28, room, bold=is_now), colour)
    _line(image, zero[1], look, plot, 0)
    for at, (label, numbers) in enumerate(recipe["rows"]):
        _row(image, (label, numbers), look, plot, top + tall + at * row_tall + row_tall // 2)


def _step(plot: Area, count: int) -> int:
    return plot[2] // max(count, 3)


def _column(plot: Area, at: int, count: int) -> Area:
    """Where a bar can stand; the last one always ends at the right."""
    left, top, width, tall = plot
    step = _step(plot, count)
    wide = min(step * 7 // 10, 120)
    return left + width - (count - at) * step + (step - wide) // 2, top, wide, tall


def _legend(image: Image.Image, words: Sequence[str], colours: Sequence[Colour], left: int, top: int) -> None:
    for label, colour in zip(words, colours, strict=True):
        image.paste(colour, (left, top - 12), disc(24))
        left += 34 + write(image, (left + 34, top), label, 28, 330, INK) + 36


def _line(image: Image.Image, label: str, look: Look, plot: Area, share: float) -> None:
    left, top, width, tall = plot
    level = top + tall - round(share * tall)
    image.paste(mixed(look.tint, look.dark, 0.12 if share else 0.35), (left, level, left + width, level + 2))
    put(image, (left - 14, level), sprite(label, 27, SIDE - 14), INK, 1)


def _bar(image: Image.Image, column: Area, shares: tuple[float, float], colours: tuple[Colour, Colour]) -> None:
    """The returning below, the new on top, with round corners at the upper end."""
    left, top, wide, tall = column
    whole, below = round(sum(shares) * tall), round(shares[0] * tall)
    if whole < 1:
        return
    base, radius = top + tall, min(ROUND, wide // 2, whole)
    fill(image, (left, base - whole, wide, whole + radius), radius, colours[1] if below < whole else colours[0])
    image.paste(PAPER, (left, base, left + wide, base + radius))
    if 0 < below < whole:
        image.paste(colours[0], (left, base - below, left + wide, base))


def _row(image: Image.Image, row: tuple[str, Sequence[str]], look: Look, plot: Area, middle: int) -> None:
    label, numbers = row
    write(image, (plot[0] - SIDE, middle), label, 28, SIDE - 6, INK)
    step = _step(plot, len(numbers))
    for at, number in enumerate(numbers):
        left, _, wide, _ = _column(plot, at, len(numbers))
        is_now = at + 1 == len(numbers)
        if number:
            put(image, (left + wide // 2, middle), sprite(number, 29, step - 4, bold=is_now), look.dark)
