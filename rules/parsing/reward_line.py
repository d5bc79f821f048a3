"""One typed reward or present: what it is, what it costs, how many there are, when it can be had."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from rules.errors import RuleError
from rules.parsing.reward_cost import cut_cost
from rules.parsing.reward_days import cut_days
from rules.parsing.reward_kind import cut_kind, kind_in
from rules.parsing.reward_reading import COUNT, MOST, NUMBER, Reading, cents, count
from rules.parsing.reward_stock import cut_pieces, cut_stock
from rules.parsing.text import cut, one_line, trimmed
from rules.parsing.vocabulary import any_of
from rules.rewards import AMOUNT, MOST_PERCENT, PERCENT, PRODUCT, REDUCING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME = 60
MOST_STOCK = 1_000_000
DIGITS = r"[0-9][0-9.,' ]{6,}"
"""More of them than an amount has."""


@dataclass(frozen=True, slots=True)
class RewardLine:
    """What a line says; None, "" and 0 mean: not said. `value` is percent or cents."""

    name: str = ""
    kind: str = PRODUCT
    value: int = 0
    cost: int | None = None
    unit: str = "points"
    stock: int | None = None
    valid_from: date | None = None
    valid_through: date | None = None
    min_cents: int = 0


def parse_reward(line: str, reading: Reading, *, present: bool = False) -> RewardLine:
    """A reward as typed behind the command; a present costs nothing, and a bare number is its amount.

    RuleError reward.no_name, .name_too_long (limit), .too_much (limit), .percent (limit), .past (day), .backwards, .no_day (day, month).
    """
    rest, kind = cut_kind(one_line(line), reading)
    rest, pieces = (rest, None) if present else cut_pieces(rest, reading)
    rest, found = _conditions(rest, reading)
    found = replace(found, stock=pieces)
    if not present:
        rest, found = _cut_counted(rest, found, reading)
    rest = trimmed(" ".join(re.sub(r"\(\s*\)", " ", rest).split()))
    return _named(*_worth(rest, replace(found, kind=kind or PRODUCT), reading, bare=present))


def _cut_counted(line: str, found: RewardLine, reading: Reading) -> tuple[str, RewardLine]:
    """What it costs, and how many there are."""
    line, cost = cut_cost(line, reading)
    found = replace(found, cost=cost[0], unit=cost[1]) if cost else found
    line, stock = cut_stock(line, reading)
    found = replace(found, stock=found.stock if stock is None else stock)
    return (line, found) if cost else _cut_last_number(line, found, reading)


def _conditions(line: str, reading: Reading) -> tuple[str, RewardLine]:
    """The least that must be bought for, and the days."""
    line, least = parse_least(line, reading)
    line, first, last = cut_days(line, reading)
    return line, RewardLine(min_cents=least or 0, valid_from=first, valid_through=last)


def parse_least(line: str, reading: Reading) -> tuple[str, int | None]:
    """The line without "from 20 €", and the cents; None when there is none."""
    before, coin = any_of(reading.around.least), reading.coin
    match = re.search(
        rf"(?<!\w){before}:? (?:(?:{coin}) ?(?P<a>{NUMBER})|(?P<b>{NUMBER}) ?(?:{coin})(?!\w))"
        rf"(?: {any_of(reading.around.purchases)}(?!\w))?",
        line,
        re.IGNORECASE,
    )
    if match is None:
        return line, None
    return cut(line, *match.span()), cents(match["a"] or match["b"])


def _cut_last_number(line: str, found: RewardLine, reading: Reading) -> tuple[str, RewardLine]:
    """A number at the end is the cost in points."""
    match = re.search(
        rf"(?<![\w.,])(?:{any_of(reading.around.costs)} |[:=–-] ?)?{COUNT}$", trimmed(line), re.IGNORECASE
    )
    if match is None:
        return line, found
    return trimmed(line)[: match.start()], replace(found, cost=count(match["n"]))


def _worth(rest: str, found: RewardLine, reading: Reading, *, bare: bool) -> tuple[str, RewardLine]:
    """The kind, with its value: as it was said in a word, or as the value and the name say it."""
    kind = found.kind
    if kind not in (PRODUCT, *REDUCING):
        return rest, found
    if kind in REDUCING and re.fullmatch(NUMBER, rest):
        rest = f"{rest} {'%' if kind == PERCENT else reading.sign}"
    rest, found = _valued(rest, found, reading, bare=bare)
    if kind in REDUCING and (found.kind != kind or not found.value):
        raise RuleError(f"reward.{kind}", limit=MOST_PERCENT)
    return rest, found if found.value else replace(found, kind=kind_in(rest, reading))


def _valued(rest: str, found: RewardLine, reading: Reading, *, bare: bool) -> tuple[str, RewardLine]:
    """A percentage or an amount that stands alone (and needs no name), or beside a word that says it is taken off."""
    if bare and re.fullmatch(NUMBER, rest):
        return "", replace(found, kind=AMOUNT, value=cents(rest))
    coin = reading.coin
    patterns = {
        PERCENT: rf"(?<![\w.,])(?P<n>[0-9]{{1,7}})(?P<m>)[ -]?{any_of(reading.words.percents)}(?!\w)",
        AMOUNT: rf"(?<![\w.,])(?:{coin} ?(?P<m>{NUMBER})|(?P<n>{NUMBER})[ -]?{coin}(?![^\W\d_]))",
    }
    for kind, pattern in patterns.items():
        match = re.search(pattern, rest, re.IGNORECASE)
        others = f"{rest[: match.start()]} {rest[match.end() :]}" if match else ""
        if match and _is_off(others, reading.around.discounts):
            value = (_percent if kind == PERCENT else cents)(match["n"] or match["m"])
            return rest if re.search(r"\w", others) else "", replace(found, kind=kind, value=value)
    _refuse_too_much(rest, reading, bare=bare)
    return rest, found


def _refuse_too_much(rest: str, reading: Reading, *, bare: bool) -> None:
    """A number that is no amount because it has too many digits is no name either."""
    amount = rf"{reading.coin} ?{DIGITS}|{DIGITS}[ -]?{reading.coin}"
    if re.fullmatch(rf"{amount}|{DIGITS}" if bare else amount, rest, re.IGNORECASE):
        raise RuleError("reward.too_much", limit=MOST)


def _is_off(others: str, discounts: Iterable[str]) -> bool:
    said = re.search(rf"(?<![^\W_]){any_of(discounts)}(?!\w)", others, re.IGNORECASE)
    return bool(said) or not re.search(r"\w", others)


def _percent(number: str) -> int:
    if not 1 <= int(number) <= MOST_PERCENT:
        raise RuleError("reward.percent", limit=MOST_PERCENT)
    return int(number)


def _named(name: str, found: RewardLine) -> RewardLine:
    if not re.search(r"\w", name) and not found.value:
        raise RuleError("reward.no_name")
    if len(name) > LONGEST_NAME:
        raise RuleError("reward.name_too_long", limit=LONGEST_NAME)
    return replace(found, name=name)
