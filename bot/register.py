"""The register of processing (Art. 30 GDPR) as German Markdown, generated from what the tables hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from messages_de import keys, plain
from rules.keeping import BUTTON_DAYS, BUYER_YEARS, FAILURE_DAYS, INVITATION_DAYS, STRANGER_DAYS
from storage.tables.personal import CATEGORIES, HELD, SELLER

PERIODS: dict[str, Any] = {
    "years": BUYER_YEARS,
    "failure": FAILURE_DAYS,
    "button": BUTTON_DAYS,
    "stranger": STRANGER_DAYS,
    "invitation": INVITATION_DAYS,
}


def register() -> str:
    """The whole register; a kind of data for which nothing is declared is left out."""
    kinds = [kind for kind in CATEGORIES if _data(kind)]
    sections = [_section(number, kind) for number, kind in enumerate(kinds, start=1)]
    parts = [plain("register.head"), plain("register.who"), *sections, plain("register.measures")]
    return "\n\n".join(parts) + "\n"


def _section(number: int, kind: str) -> str:
    title = plain("register.section", number=number, title=plain(f"register.{kind}.title"))
    return "\n".join([title, "", *_lines(kind)])


def _lines(kind: str) -> Iterator[str]:
    yield plain("register.purpose", words=plain(f"register.{kind}.purpose"))
    yield plain("register.people", words=plain("register.sellers" if kind == SELLER else "register.buyers"))
    yield plain("register.basis", words=plain(f"register.{kind}.basis"))
    yield plain("register.data", words="; ".join(_data(kind)))
    yield plain("register.recipients", words=plain("register.nobody_else"))
    own = f"register.{kind}.kept"
    yield plain("register.kept", words=plain(own if own in keys("register") else "register.until_erased", **PERIODS))


def _data(kind: str) -> list[str]:
    """Each table that holds such data, with its columns."""
    return [
        plain("register.table", table=plain(f"register.name.{name}"), columns=", ".join(held.about(kind)))
        for name, held in HELD.items()
        if held.about(kind)
    ]
