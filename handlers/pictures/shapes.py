"""What the symbols of the stamps look like: pieces of polygons, painted or cut out. Pure data."""

from __future__ import annotations

from math import cos, radians, sin
from typing import NamedTuple

from handlers.pictures.outlines import Outline, heart, lens, oval, rounded, star, stroke


class Part(NamedTuple):
    """One piece of a symbol; later ones cover earlier ones."""

    outline: Outline
    shade: int = 255
    """255: painted, 0: cut out."""


def _cut(*outlines: Outline) -> tuple[Part, ...]:
    return tuple(Part(outline, 0) for outline in outlines)


def _full(*outlines: Outline) -> tuple[Part, ...]:
    return tuple(map(Part, outlines))


def _petal(turn: int) -> Outline:
    angle = radians(turn - 90)
    return oval(0.5 + 0.29 * cos(angle), 0.5 + 0.29 * sin(angle), 0.2, 0.165, turn - 90)


SHAPES: dict[str, tuple[Part, ...]] = {
    "heart": _full(heart()),
    "star": _full(star(5, 0.5, 0.235, 0.07)),
    "leaf": (
        *_full(stroke(0.055, (0.06, 0.95), (0.14, 0.84), (0.3, 0.7)), lens(0.54, 0.46, 0.52, 0.27, -45)),
        *_cut(
            stroke(0.04, (0.2, 0.8), (0.48, 0.54), (0.74, 0.26)),
            stroke(0.034, (0.4, 0.6), (0.4, 0.5), (0.38, 0.4)),
            stroke(0.034, (0.4, 0.6), (0.5, 0.62), (0.6, 0.61)),
            stroke(0.034, (0.56, 0.44), (0.57, 0.36), (0.55, 0.27)),
            stroke(0.034, (0.56, 0.44), (0.64, 0.46), (0.74, 0.44)),
        ),
    ),
    "paw": _full(
        oval(0.5, 0.66, 0.19, 0.17),
        oval(0.37, 0.77, 0.12, 0.115, 20),
        oval(0.63, 0.77, 0.12, 0.115, -20),
        oval(0.145, 0.46, 0.088, 0.125, -24),
        oval(0.375, 0.255, 0.098, 0.145, -7),
        oval(0.625, 0.255, 0.098, 0.145, 7),
        oval(0.855, 0.46, 0.088, 0.125, 24),
    ),
    "cup": (
        *_full(oval(0.73, 0.53, 0.15, 0.13)),
        *_cut(oval(0.73, 0.53, 0.085, 0.07)),
        *_full(
            rounded((0.12, 0.38, 0.03), (0.74, 0.38, 0.03), (0.66, 0.8, 0.16), (0.2, 0.8, 0.16)),
            stroke(0.065, (0.12, 0.9), (0.43, 0.9), (0.74, 0.9)),
            *(stroke(0.05, (x, 0.3), (x - 0.1, 0.2), (x + 0.01, 0.2)) for x in (0.27, 0.43, 0.59)),
            *(stroke(0.05, (x + 0.01, 0.2), (x + 0.11, 0.2), (x + 0.02, 0.09)) for x in (0.27, 0.43, 0.59)),
        ),
    ),
    "sock": (
        *_full(
            rounded(
                (0.4, 0.04, 0.05),
                (0.77, 0.04, 0.05),
                (0.77, 0.64, 0.2),
                (0.36, 1.0, 0.3),
                (0.06, 0.74, 0.2),
                (0.4, 0.46, 0.1),
            )
        ),
        *_cut(
            stroke(0.04, (0.36, 0.2), (0.58, 0.2), (0.82, 0.2)),
            stroke(0.04, (0.8, 0.4), (0.52, 0.5), (0.68, 0.8)),
            stroke(0.04, (0.26, 0.58), (0.4, 0.66), (0.42, 0.95)),
        ),
    ),
    "flower": (
        *_full(*(_petal(turn) for turn in range(0, 360, 60))),
        *_cut(oval(0.5, 0.5, 0.165, 0.165)),
        *_full(oval(0.5, 0.5, 0.115, 0.115)),
    ),
    "bee": (
        Part(oval(0.38, 0.27, 0.13, 0.23, -28), 185),
        Part(oval(0.62, 0.25, 0.13, 0.23, 18), 185),
        *_cut(oval(0.5, 0.62, 0.385, 0.265)),
        *_full(
            rounded((0.82, 0.55, 0.02), (0.97, 0.62, 0.02), (0.82, 0.69, 0.02)),
            oval(0.5, 0.62, 0.345, 0.225),
            stroke(0.035, (0.22, 0.48), (0.2, 0.36), (0.1, 0.34)),
            stroke(0.035, (0.17, 0.52), (0.12, 0.44), (0.03, 0.45)),
        ),
        *_cut(
            oval(0.255, 0.59, 0.035, 0.035),
            stroke(0.075, (0.42, 0.4), (0.48, 0.62), (0.42, 0.84)),
            stroke(0.075, (0.59, 0.4), (0.65, 0.62), (0.59, 0.84)),
            stroke(0.07, (0.75, 0.44), (0.79, 0.62), (0.75, 0.8)),
        ),
    ),
    "gift": (
        *_full(
            *(stroke(0.075, (0.5, 0.3), (0.5 + side * 0.42, 0.3), (0.5 + side * 0.3, 0.12)) for side in (-1, 1)),
            *(stroke(0.075, (0.5 + side * 0.3, 0.12), (0.5 + side * 0.14, 0.0), (0.5, 0.3)) for side in (-1, 1)),
            rounded((0.07, 0.3, 0.05), (0.93, 0.3, 0.05), (0.93, 0.49, 0.05), (0.07, 0.49, 0.05)),
            rounded((0.13, 0.54, 0.01), (0.87, 0.54, 0.01), (0.87, 0.94, 0.08), (0.13, 0.94, 0.08)),
        ),
        *_cut(stroke(0.05, (0.42, 0.26), (0.42, 0.6), (0.42, 1)), stroke(0.05, (0.58, 0.26), (0.58, 0.6), (0.58, 1))),
    ),
}
"""Those a shop can choose, and the gift that marks the last place."""
