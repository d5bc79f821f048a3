"""How a row of a file is read: its cells become what it says, or the reason why they do not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from rules.errors import RuleError
from rules.importing import columns
from rules.importing.days import birthday_in, day_in
from rules.importing.entries import Entry, Posting, Sale, Text, latest, rate_in, undated, unjoined
from rules.importing.splits import refuse_split
from rules.importing.states import CANCELLED, DOUBTFUL, LONGEST_STATUS, States
from rules.importing.values import cents_in, count_in
from rules.occasions.facts import Birthday
from rules.parsing.amounts import MAX_CENTS
from rules.parsing.names import MAX_CHARACTERS
from rules.parsing.text import one_line
from rules.parsing.vocabulary import Vocabulary

TEXTS = (columns.NOTE, columns.LIKE, columns.AVOID, columns.SIZE)
UNITS = ("points", "stamps")
REASONS = frozenset(
    {"purchase", "refund", "refund_undo", "redeem", "redeem_cancel", "expire", "merge", "merge_undo", "brought"}
    | {f"{one}{undone}" for one in ("credit", "debit", "referral", "review", "birthday") for undone in ("", "_undo")}
)
"""Why something may have been booked on a card."""
MOST_POINTS = 10**9
LONGEST_TEXT = 5_000
MOST_TEXTS = 2_000
_MEASURED = re.compile(r"[0-9.,]+ ?(?!x)[^\W\d_]{1,2}\.?", re.IGNORECASE)
"""250 g or 2 m are no pieces."""


class Reader(NamedTuple):
    """How the rows of one sheet are read."""

    fields: tuple[str, ...]
    today: date
    words: Vocabulary
    currency: str
    yes: frozenset[str]
    """Words that say yes."""
    spoken: Mapping[str, str]
    """The units and reasons behind the words for them."""
    is_ours: Callable[[str], bool]
    """Whether a customer's number is one that this program gives out, so that the row is of a file of our own."""
    month_first: frozenset[str] = frozenset()
    """Fields whose days are written as Americans do."""
    states: States = States()
    """The words of markets for purchases that came to nothing."""
    nobody: frozenset[str] = frozenset()
    """What stands for nobody in a column of names, as `heading_key` gives it."""
    separator: str = ""
    """What parts the cells of a text; nothing in a workbook, where no cell can be cut in two."""
    is_headed: bool = True

    def entry(self, cells: Sequence[str]) -> Entry:
        """What a row says. RuleErrors `import.*`, with the cell that is not understood."""
        if self.separator:
            refuse_split(self.fields, cells, is_comma=self.separator == ",", is_headed=self.is_headed)
        said = {field: _bounded(field, cell) for field, cell in zip(self.fields, cells, strict=False) if field and cell}
        if columns.OVER in said:
            raise RuleError("import.over", cell=said[columns.OVER])
        doubt = self._doubt(cells)
        ref = one_line(said.get(columns.REF, ""))
        name = _name(said)
        if not name and not ref:
            raise RuleError("import.name_missing")
        if not ref and self._is_nobody(name):
            raise RuleError("import.nobody", cell=name)
        born, left = self._birthday(said)
        return Entry(
            name,
            ref,
            self._aliases(said),
            born,
            tuple(one for kind in TEXTS for one in self._texts(kind, said)),
            self._is(said, columns.VIP),
            self._sale(said) if self._sells(said) else None,
            self._posting(said) if columns.UNIT in self.fields else None,
            doubt,
            left,
        )

    def _is_nobody(self, name: str) -> bool:
        """Whether it is only signs, or one of the words for nobody, alone or with a month or figures."""
        keys = columns.heading_key(name).split()
        said = " ".join(key for key in keys if not key.isdecimal() and key not in self.words.months)
        return said in self.nobody or (bool(name) and all(unicodedata.category(sign)[0] in "PZ" for sign in name))

    def _is_own(self, said: Mapping[str, str]) -> bool:
        return self.is_ours(one_line(said.get(columns.REF, "")))

    def _aliases(self, said: Mapping[str, str]) -> tuple[str, ...]:
        lines = unjoined(said.get(columns.ALIAS, ""))
        return tuple(lines if self._is_own(said) else (one for line in lines for one in _names(line)))

    def _texts(self, kind: str, said: Mapping[str, str]) -> list[Text]:
        """In files of our own a line is a text, a note behind its day; in others the cell is one."""
        is_own, cell = self._is_own(said), said.get(kind, "")
        lines = unjoined(cell)[:MOST_TEXTS] if is_own else [one_line(cell)]
        found = [undated(line, self.today) if is_own and kind == columns.NOTE else (line, None) for line in lines]
        return [Text(kind, words[:LONGEST_TEXT], day) for words, day in found if words]

    def _doubt(self, cells: Sequence[str]) -> str:
        """The status by which some of a purchase may have come to nothing. RuleError import.cancelled where all of it did."""
        pairs = zip(self.fields, cells, strict=False)
        told = [one_line(cell)[:LONGEST_STATUS] for field, cell in pairs if field == columns.STATUS]
        meant = {self.states.of(cell): cell for cell in told if columns.sells(self.fields)}
        if CANCELLED in meant:
            raise RuleError("import.cancelled", cell=meant[CANCELLED])
        return meant.get(DOUBTFUL, "")

    def _is(self, said: Mapping[str, str], field: str) -> bool:
        return one_line(said.get(field, "")).casefold() in self.yes

    def _token(self, said: Mapping[str, str], field: str) -> str:
        word = one_line(said.get(field, ""))
        return self.spoken.get(word.casefold(), word)

    def _sells(self, said: Mapping[str, str]) -> bool:
        """A row of a sheet with days and amounts is a purchase, unless all that belongs to one is empty."""
        if not columns.sells(self.fields):
            return False
        return any(
            field in said for field in (columns.AMOUNT, columns.EACH, columns.ITEM, columns.QUANTITY, columns.DAY)
        )

    def _cents(self, said: Mapping[str, str], field: str) -> int:
        return cents_in(said[field], self.words, self.currency) if field in said else 0

    def _day(self, said: Mapping[str, str]) -> date:
        month_first = columns.DAY in self.month_first
        last = latest(self.today) if self._is_own(said) else self.today
        return min(day_in(said.get(columns.DAY, ""), last, self.words, month_first=month_first), self.today)

    def _birthday(self, said: Mapping[str, str]) -> tuple[Birthday | None, tuple[RuleError, ...]]:
        """The birthday; what cannot be read as one is left out, and keeps nothing else from being read."""
        month_first = columns.BIRTHDAY in self.month_first
        try:
            return birthday_in(said.get(columns.BIRTHDAY, ""), self.today, self.words, month_first=month_first), ()
        except RuleError as refusal:
            return None, (refusal,)

    def _own_currency(self, said: Mapping[str, str]) -> None:
        cell = one_line(said.get(columns.CURRENCY, ""))
        if cell and self.currency not in {cell.upper(), self.words.currencies.get(cell.casefold())}:
            raise RuleError("import.currency", cell=cell)

    def _paid(self, said: Mapping[str, str], count: int) -> int:
        """The amount; where none stands, the price of a piece for each of them."""
        if columns.AMOUNT in said or columns.EACH not in said:
            return cents_in(said.get(columns.AMOUNT, ""), self.words, self.currency)
        if _MEASURED.fullmatch(said.get(columns.QUANTITY, "")):
            raise RuleError("import.count", cell=said[columns.QUANTITY])
        cents = self._cents(said, columns.EACH) * count
        if cents > MAX_CENTS:
            raise RuleError("import.amount_too_large", cell=said[columns.EACH])
        return cents

    def _sale(self, said: Mapping[str, str]) -> Sale:
        self._own_currency(said)
        count = count_in(said.get(columns.QUANTITY, ""))
        cents = self._paid(said, count)
        discount, void = self._cents(said, columns.DISCOUNT), self._is(said, columns.VOID)
        refunded = cents if void else self._cents(said, columns.REFUNDED)
        if not cents and not discount:
            raise RuleError("import.amount_zero", cell=said.get(columns.AMOUNT, "0"))
        if refunded > cents:
            raise RuleError("import.refund", cell=said[columns.REFUNDED])
        rate, stamp_min = rate_in(said.get(columns.RATE, ""))
        return Sale(
            self._day(said),
            cents,
            count,
            one_line(said.get(columns.ITEM, "")),
            " ".join(said.get(columns.TAGS, "").casefold().replace("#", " ").replace(",", " ").split()),
            one_line(said.get(columns.CHANNEL, "")),
            one_line(said.get(columns.PURCHASE, "")),
            discount,
            refunded,
            void,
            rate,
            _whole(said.get(columns.STAMPS, "")),
            stamp_min,
        )

    def _posting(self, said: Mapping[str, str]) -> Posting:
        unit, amount = self._token(said, columns.UNIT), _whole(said.get(columns.AMOUNT, ""))
        left, until = _whole(said.get(columns.OPEN, "")), said.get(columns.UNTIL, "")
        is_within = 0 <= left <= amount or amount <= left <= 0
        if unit not in UNITS or not (amount and is_within and said.get(columns.REASON) and said.get(columns.PURCHASE)):
            raise RuleError("import.posting")
        return Posting(
            unit,
            amount,
            left,
            reason if (reason := self._token(said, columns.REASON)) in REASONS else "",
            said.get(columns.REFERENCE, ""),
            _any_day(until) if until else None,
            said.get(columns.WHY, ""),
            self._day(said),
            said[columns.PURCHASE],
        )


def _bounded(field: str, cell: str) -> str:
    """Only where several texts may stand in one cell it is longer than a text."""
    return cell if field in {*TEXTS, columns.ALIAS} else cell[:LONGEST_TEXT]


def _name(said: Mapping[str, str]) -> str:
    parts = (said.get(columns.FIRST, ""), said.get(columns.LAST, ""))
    name = one_line(said.get(columns.NAME, "") or " ".join(filter(None, parts)))
    if len(name) > MAX_CHARACTERS:
        raise RuleError("import.name_too_long", cell=name)
    return name


def _names(line: str) -> list[str]:
    return [name for part in line.split(",") if (name := one_line(part)[:MAX_CHARACTERS])]


def _whole(cell: str) -> int:
    try:
        number = int(one_line(cell).replace("−", "-").replace(".", "") or "0")
    except ValueError:
        raise RuleError("import.count", cell=cell) from None
    if abs(number) > MOST_POINTS:
        raise RuleError("import.count", cell=cell)
    return number


def _any_day(cell: str) -> date:
    """A day to come, as our own files write it."""
    try:
        day, month, year = (int(part) for part in one_line(cell).split("."))
        return date(year, month, day)
    except ValueError:
        raise RuleError("import.day_unclear", cell=cell) from None
