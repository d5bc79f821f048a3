"""The texts: one .po file per feature, read with Babel when the feature first speaks."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from messages_de.formats import Html, escaped, shown

FOLDER = Path(__file__).parent


Field = tuple[str, str | None, str]
"""A piece of a pattern: literal text, then the value's name (or none) and its spec."""
Fields = tuple[Field, ...]
Show = Callable[[Any, str], str]


@cache
def _po(feature: str) -> Catalog:
    path = FOLDER / f"{feature}.po"
    if not path.exists():
        raise KeyError(f"no texts for {feature!r}: {path.name} is missing")
    with path.open("rb") as file:
        return read_po(file, locale="de")


@cache
def _message(key: str, form: str) -> Message:
    catalog = _po(key.split(".", 1)[0])
    message = (catalog.get(key, context=form) if form else None) or catalog.get(key)
    if message is None or not message.string:
        raise KeyError(f"no text for {key!r}")
    return message


@cache
def _patterns(key: str, form: str) -> Sequence[str]:
    """The text, or what it is for one and for several."""
    written = _message(key, form).string
    return (written,) if isinstance(written, str) else written or ()


@cache
def _taken_apart(key: str, form: str) -> tuple[Fields, ...]:
    """The patterns, each as its pieces."""
    return tuple(
        tuple((literal, name, spec or "") for literal, name, spec, _ in string.Formatter().parse(pattern))
        for pattern in _patterns(key, form)
    )


def _is_several(values: Mapping[str, object]) -> bool:
    return abs(int(str(values["n"]))) != 1


def _filled(key: str, form: str, values: Mapping[str, object], show: Show) -> str:
    forms = _taken_apart(key, form)
    fields = forms[0] if len(forms) == 1 else forms[_is_several(values)]
    return "".join([literal if name is None else literal + show(values[name], spec) for literal, name, spec in fields])


def text(key: str, /, form: str = "", **values: object) -> Html:
    """Fill the text `key` as Telegram HTML; values are escaped here and nowhere else.

    `n` chooses between singular and plural; `form="sie"` prefers the polite wording where there is one.
    Raises KeyError for a missing key or value.
    """
    return Html(_filled(key, form, values, escaped))


def plain(key: str, /, form: str = "", **values: object) -> str:
    """Fill the text `key` without escaping: for button labels, notices and drafts to copy."""
    return _filled(key, form, values, shown)


def keys(feature: str) -> frozenset[str]:
    """Every key of one feature's file."""
    return frozenset(
        str(message.id if isinstance(message.id, str) else message.id[0]) for message in _po(feature) if message.id
    )


def catalogue(feature: str) -> dict[str, str]:
    """One feature's singular texts as they stand in its file, unfilled."""
    return {key: _patterns(key, "")[0] for key in sorted(keys(feature))}
