"""The parsers of `rules`, with the German words and the buyers of a shop at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TypeVar

from handlers.call import Call
from messages_de.vocabulary import vocabulary
from rules.parsing.names import name_key
from rules.parsing.note_line import NoteLine, parse_note
from rules.parsing.periods import read_period
from rules.parsing.purchase_line import PurchaseLine, parse_purchase
from rules.parsing.refund_line import RefundLine, parse_refund
from storage import buyers
from storage.buyers import Buyer

T = TypeVar("T")
SHORTEST_MONTH = 5
"""From so many letters on a slip in a month is understood: shorter ones differ in a letter or two themselves."""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Whether a normalised name is that of a buyer of this shop; who was found is kept while one line is read."""

    call: Call
    found: dict[str, Sequence[Buyer]] = field(default_factory=dict)

    def __call__(self, key: str) -> bool:
        """Look a name up, and with it the shorter ones it begins with: they are asked for next."""
        if key not in self.found:
            names = accumulate(key.split(" "), "{} {}".format)
            self.found.update(buyers.of_keys(self.call.db, self.call.shop.id, [*names]))
        return bool(self.found.get(key))

    def only(self, name: str | None) -> Buyer | None:
        """The one buyer of this name, if it was looked up."""
        rows = self.found.get(name_key(name), ()) if name else ()
        return rows[0] if len(rows) == 1 else None


def purchase_line(call: Call, known: KnownNames | None = None, *, expect_name: bool = True) -> PurchaseLine:
    """What the words of a call say about a purchase; raises RuleError."""
    return parse_purchase(
        call.words,
        call.written_on,
        vocabulary(),
        known or KnownNames(call),
        currency=call.shop.currency,
        expect_name=expect_name,
    )


def refund_line(call: Call) -> RefundLine:
    """What the words of a call say about a refund; raises RuleError."""
    return parse_refund(call.words, call.written_on, vocabulary(), KnownNames(call), currency=call.shop.currency)


def period(call: Call, words: str) -> tuple[str, int] | None:
    """A month or a year as `read_period` reads it, also with a slip in the month; None for other words."""
    known = vocabulary()
    if found := read_period(words, known, call.today):
        return found
    first, *rest = [word for word in words.casefold().split() if word not in known.month_announcers] or [""]
    months = {name: name for name in known.months if len(name) >= SHORTEST_MONTH}
    month = meant(first, months) if len(first) >= SHORTEST_MONTH else None
    return read_period(" ".join([month, *rest]), known, call.today) if month else None


def meant(word: str, names: Mapping[str, T]) -> T | None:
    """What stands behind the name that was typed, also with a slip of the finger; None for other words."""
    return names.get(word) or next((one for name, one in names.items() if buyers.is_slip(word, name)), None)


def note_line(call: Call) -> NoteLine:
    """What the words of a call say about a buyer; raises RuleError."""
    names = KnownNames(call)
    line = parse_note(call.words, call.written_on, vocabulary(), names)
    row = names.only(line.name)
    return _without_own_emoji(line, row) if row else line


def _without_own_emoji(line: NoteLine, row: Buyer) -> NoteLine:
    """What stands at the end of the buyer's name belongs to it, and not to the note."""
    emoji, (first, _, rest) = row.name.rpartition(" ")[2], line.text.partition(" ")
    return line if first != emoji or any(map(str.isalnum, emoji)) else replace(line, text=rest)
