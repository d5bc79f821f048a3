"""Outlines of shapes on a square from (0, 0) to (1, 1), as points of a polygon."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import atan2, cos, hypot, pi, radians, sin

Point = tuple[float, float]
Outline = tuple[Point, ...]

CENTRE = (0.5, 0.5)
STEPS = 48


def turned(outline: Sequence[Point], degrees: float, around: Point = CENTRE) -> Outline:
    """The outline, turned clockwise."""
    c, s, (u, v) = cos(radians(degrees)), sin(radians(degrees)), around
    return tuple((u + (x - u) * c - (y - v) * s, v + (x - u) * s + (y - v) * c) for x, y in outline)


def oval(x: float, y: float, across: float, down: float, turn: float = 0) -> Outline:
    """An ellipse with these half axes."""
    ring = [2 * pi * step / STEPS for step in range(STEPS)]
    return turned([(x + across * cos(t), y + down * sin(t)) for t in ring], turn, (x, y))


def lens(x: float, y: float, along: float, wide: float, turn: float = 0) -> Outline:
    """Two arcs that meet in points: a leaf."""
    there = [2 * step / STEPS - 1 for step in range(STEPS + 1)]
    upper = [(x + along * t, y - wide * cos(pi * t / 2)) for t in there]
    lower = [(u, 2 * y - v) for u, v in reversed(upper)]
    return turned(upper + lower, turn, (x, y))


def rounded(*corners: tuple[float, float, float]) -> Outline:
    """A polygon of (x, y, r): each corner is a curve that begins and ends r before it."""
    points: list[Point] = []
    for at, (x, y, r) in enumerate(corners):
        before = _towards((x, y), corners[at - 1][:2], r)
        after = _towards((x, y), corners[(at + 1) % len(corners)][:2], r)
        points += [_bend(before, (x, y), after, step / 10) for step in range(11)]
    return tuple(points)


def _towards(start: Point, end: Point, distance: float) -> Point:
    (x, y), (u, v) = start, end
    share = distance / hypot(u - x, v - y)
    return x + (u - x) * share, y + (v - y) * share


def _bend(start: Point, by: Point, end: Point, t: float) -> Point:
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
    return a * start[0] + b * by[0] + c * end[0], a * start[1] + b * by[1] + c * end[1]


def stroke(width: float, start: Point, by: Point, end: Point) -> Outline:
    """A line with round ends that bends towards `by`."""
    line = [_bend(start, by, end, step / 16) for step in range(17)]
    return (*_side(line, width / 2), *_side(line[::-1], width / 2))


def _side(line: Sequence[Point], off: float) -> list[Point]:
    """The left side of a line, and the half circle at its end."""
    angles = [atan2(v - y, u - x) for (x, y), (u, v) in pairwise(line)]
    angles.append(angles[-1])
    left = [(x + off * sin(a), y - off * cos(a)) for (x, y), a in zip(line, angles, strict=True)]
    (x, y), last = line[-1], angles[-1]
    cap = [last - pi / 2 + pi * step / 12 for step in range(1, 12)]
    return left + [(x + off * cos(a), y + off * sin(a)) for a in cap]


def heart() -> Outline:
    """The well-known heart curve, 16 sin^3 t across."""
    ring = [2 * pi * step / (2 * STEPS) for step in range(2 * STEPS)]
    return tuple(
        (0.5 + 0.46 * sin(t) ** 3, 0.47 - (13 * cos(t) - 5 * cos(2 * t) - 2 * cos(3 * t) - cos(4 * t)) * 0.46 / 16)
        for t in ring
    )


def star(points: int, outer: float, inner: float, soft: float) -> Outline:
    """A star with soft corners, one point upwards."""
    corners = [(at * pi / points - pi / 2, inner if at % 2 else outer) for at in range(2 * points)]
    return rounded(*((0.5 + r * cos(a), 0.52 + r * sin(a), soft) for a, r in corners))
