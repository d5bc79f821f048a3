"""Address cards (vCard 2.1, 3.0 and 4.0): names, birthdays and notes; numbers and addresses are none of our business."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator

from rules.importing.rows import LONGEST_CELL, MOST_LINES, Line, at_most, lines_of

FIELDS = ("name", "alias", "birthday", "note")
"""The columns of the rows that `cards_of` gives."""
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PROPERTIES = ("FN", "N", "NICKNAME", "BDAY", "NOTE", "ORG")


def cards_of(text: str, most: int = MOST_LINES) -> list[Line]:
    """One row a card, numbered from 1; those without a name come too, so that they are reported. RuleError import.too_many."""
    return at_most((Line(number, _row(card)) for number, card in enumerate(_cards(text), 1)), most)


def _cards(text: str) -> Iterator[dict[str, str]]:
    card: dict[str, str] = {}
    for name, value in _properties(_unfolded(lines_of(text))):
        if name == "BEGIN":
            card = {}
        elif name == "END":
            yield card
        elif name in _PROPERTIES:
            card.setdefault(name, value)


def _unfolded(lines: Iterable[str]) -> Iterator[str]:
    """A line that begins with a space goes on the one before; so does one after "=" in quoted-printable."""
    parts, is_packed = [""], False
    for line in lines:
        if line[:1] in {" ", "\t"}:
            parts.append(line[1:])
        elif is_packed and parts[-1].endswith("="):
            parts.append("\n" + line)
        else:
            yield "".join(parts)
            parts, is_packed = [line], "QUOTED-PRINTABLE" in line.upper()
    yield "".join(parts)


def _properties(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        head, colon, value = line.partition(":")
        name, *options = head.split(";")
        if colon:
            yield name.rpartition(".")[2].strip().upper(), _value(value, ";".join(options).upper())


def _value(value: str, options: str) -> str:
    if "QUOTED-PRINTABLE" not in options:
        return value.strip()
    letters = quopri.decodestring(value.encode("utf-8", errors="replace"))
    return letters.decode("utf-8", errors="replace").strip()


def _row(card: dict[str, str]) -> tuple[str, ...]:
    name = _text(card.get("FN", "")) or _spoken(card.get("N", "")) or _text(card.get("ORG", "").replace(";", " "))
    cells = (name, _text(card.get("NICKNAME", "")), card.get("BDAY", ""), _text(card.get("NOTE", "")))
    return tuple(cell[:LONGEST_CELL] for cell in cells)


def _spoken(name: str) -> str:
    """Given name, then family name, from "family;given;more;prefix;suffix"."""
    parts = [_text(part) for part in re.split(r"(?<!\\);", name)]
    return " ".join(part for part in (*parts[1:2], *parts[:1]) if part)


def _text(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()
