"""A typed refund: whose, how much, of what, of which day."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.errors import RuleError
from rules.parsing.purchase_line import PurchaseLine, parse_purchase
from rules.parsing.text import clipped, one_line

if TYPE_CHECKING:
    from datetime import date

    from rules.parsing.names import IsKnown
    from rules.parsing.vocabulary import Vocabulary

_MINUS = re.compile(r"(?<![\w.,])[-−–] ?(?=[0-9])")
_OWN = {"amount.zero", "amount.several", "amount.currency"}
"""Refusals that say more than "unclear"."""


@dataclass(frozen=True, slots=True)
class RefundLine:
    """What a refund line says; None and "" mean: not said."""

    name: str | None = None
    cents: int | None = None
    item: str = ""
    day: date | None = None


def parse_refund(line: str, today: date, words: Vocabulary, is_known: IsKnown, *, currency: str = "EUR") -> RefundLine:
    """A refund as typed behind the command; a minus before the amount says nothing new.

    RuleError storno.zero, .several, .currency, .unclear (text).
    """
    typed = _MINUS.sub("", one_line(line))
    said = _read(typed, lambda: parse_purchase(typed, today, words, is_known, currency=currency))
    return RefundLine(said.name, said.amount.cents if said.amount else None, said.item, said.day)


def _read(typed: str, parse: Callable[[], PurchaseLine]) -> PurchaseLine:
    """A refusal is about a refund, with an example of one."""
    try:
        return parse()
    except RuleError as error:
        if error.key in _OWN:
            raise RuleError(error.key.replace("amount", "storno"), **error.facts) from None
        raise RuleError("storno.unclear", text=clipped(typed)) from None
