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


Template = tuple[str, tuple[tuple[str, str], ...]]
"""A pattern with %s in place of its values, and the name and the spec of each."""
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
def _templates(key: str, form: str) -> tuple[Template, ...]:
    """The patterns, each taken apart."""
    return tuple(_template(pattern) for pattern in _patterns(key, form))


def _template(pattern: str) -> Template:
    pieces = [(literal.replace("%", "%%"), name, spec) for literal, name, spec, _ in string.Formatter().parse(pattern)]
    words = "".join(literal if name is None else f"{literal}%s" for literal, name, _ in pieces)
    return words, tuple((name, spec or "") for _, name, spec in pieces if name is not None)


def _is_several(values: Mapping[str, object]) -> bool:
    return abs(int(str(values["n"]))) != 1


@cache
def _unfilled(key: str, form: str) -> str:
    """A text that asks for nothing, which is the same each time."""
    return _composed(key, form, {}, shown)


def _composed(key: str, form: str, values: Mapping[str, object], show: Show) -> str:
    forms = _templates(key, form)
    words, fields = forms[0] if len(forms) == 1 else forms[_is_several(values)]
    return words % tuple([show(values[name], spec) for name, spec in fields])


def text(key: str, /, form: str = "", **values: object) -> Html:
    """Fill the text `key` as Telegram HTML; values are escaped here and nowhere else.

    `n` chooses between singular and plural; `form="sie"` prefers the polite wording, `form="buyer"` the one for buyers, where there is one.
    Raises KeyError for a missing key or value.
    """
    return Html(_composed(key, form, values, escaped) if values else _unfilled(key, form))


def plain(key: str, /, form: str = "", **values: object) -> str:
    """Fill the text `key` without escaping: for button labels, notices and drafts to copy."""
    return _composed(key, form, values, shown) if values else _unfilled(key, form)


def keys(feature: str) -> frozenset[str]:
    """Every key of one feature's file."""
    return frozenset(
        str(message.id if isinstance(message.id, str) else message.id[0]) for message in _po(feature) if message.id
    )


def catalogue(feature: str) -> dict[str, str]:
    """One feature's singular texts as they stand in its file, unfilled."""
    return {key: _patterns(key, "")[0] for key in sorted(keys(feature))}
