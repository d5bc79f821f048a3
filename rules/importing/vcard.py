"""Address cards (vCard 2.1, 3.0 and 4.0): names, birthdays and notes; numbers and addresses are none of our business."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Sequence

from rules.importing.rows import LONGEST_CELL, Line

FIELDS = ("name", "alias", "birthday", "note")
"""The columns of the rows that `cards_of` gives."""
_LINE = re.compile(r"\r\n|\n|\r")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PROPERTIES = ("FN", "N", "NICKNAME", "BDAY", "NOTE", "ORG")


def cards_of(text: str) -> list[Line]:
    """One row a card, numbered from 1; cards without a name come too, so that they are reported."""
    found: list[Line] = []
    card: dict[str, str] = {}
    for name, value in _properties(_unfolded(_LINE.split(text))):
        if name == "BEGIN":
            card = {}
        elif name == "END":
            found.append(Line(len(found) + 1, _row(card)))
        elif name in _PROPERTIES:
            card.setdefault(name, value)
    return found


def _unfolded(lines: Sequence[str]) -> Iterator[str]:
    """A line that begins with a space goes on the one before; so does one after "=" in quoted-printable."""
    whole = ""
    for line in lines:
        if line[:1] in {" ", "\t"}:
            whole += line[1:]
        elif whole.endswith("=") and "QUOTED-PRINTABLE" in whole.upper():
            whole += "\n" + line
        else:
            yield whole
            whole = line
    yield whole


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
