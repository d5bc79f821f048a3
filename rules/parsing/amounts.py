"""Amounts of money as people type them: alone in a dialog, or found among other words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rules.errors import RuleError
from rules.money import Money
from rules.parsing.doubtful_amounts import refuse_cents_or_count, refuse_day_or_decimals
from rules.parsing.numbers import UnreadableNumberError, cents_of, count_of
from rules.parsing.sums import refuse_sum
from rules.parsing.text import AMOUNT_MARK, DAY_MARK, clipped, cut, one_line
from rules.parsing.vocabulary import Vocabulary, any_of

MAX_CENTS = 100_000_000
_MARKED, _MULTIPLIED, _DECIMAL, _WHOLE, _DIMENSION = range(5)
_SMALLEST_DIMENSION = 9
_MARKS = ("pre1", "post1", "pre2", "post2")
_NO_AMOUNT = re.compile(r"0[0-9]|[0-9]++\. ?[^\W\d_]")
"""Digits of a telephone number, or an ordinal before its word."""

Ranked = tuple[int, re.Match[str]]
"""How much a number looks like an amount, and where it stands."""


@dataclass(frozen=True, slots=True)
class Priced:
    """An amount to pay; `quantity` is the factor that was typed and is already multiplied into it."""

    money: Money
    quantity: int = 1


def parse_amount(text: str, words: Vocabulary, currency: str = "EUR") -> Money:
    """The amount in cents of `currency` that a text consists of. RuleErrors as in `parse_priced`."""
    return parse_priced(text, words, currency).money


def parse_priced(text: str, words: Vocabulary, currency: str = "EUR") -> Priced:
    """The amount that a text consists of, with its factor.

    RuleError amount.missing, .unclear (text), .zero, .negative, .too_large (limit: Money), .currency (found, expected:
    ISO codes), .several (first, second: Money).
    """
    line = re.sub(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))", "", one_line(text))
    line = re.sub(r"^[-−–] (?=[0-9])", "-", line)
    found = list(_pattern(words).finditer(line))
    if len(found) > 1 and not any(match["post1"] or match["pre1"] for match in found):
        raise RuleError("amount.unclear", text=clipped(line))
    rest, priced = cut_amount(line, words, currency)
    if priced is None:
        raise RuleError("amount.unclear" if re.search("[0-9]", rest) else "amount.missing", text=clipped(line))
    return priced


def cut_amount(line: str, words: Vocabulary, currency: str = "EUR") -> tuple[str, Priced | None]:
    """The line without its amount (`AMOUNT_MARK` in its place), and the amount; None if there is none.

    An amount with a currency wins, then a multiplication, then a number with decimals, then the first whole number that
    is no size, label or count. RuleErrors as in `parse_priced`, except amount.missing; amount.cents_or_count, .or_day
    (text).
    """
    found = [(_rank(match), match) for match in _pattern(words).finditer(line)]
    possible = [each for each in found if each[0] == _MARKED or _may_be_amount(each[1], line, words)]
    if not possible:
        return line, None
    best = min(rank for rank, _ in possible)
    chosen = [match for rank, match in possible if rank == best]
    refuse_sum(line, chosen[0], words)
    _refuse_doubtful(line, possible, chosen[0], words)
    priced = _priced(chosen[0], words, currency)
    if _are_alone(line, chosen) or _are_both_prices(chosen):
        raise RuleError("amount.several", first=priced.money, second=_priced(chosen[1], words, currency).money)
    if best == _MARKED:
        line = _without_repetitions(line, chosen, priced, words, currency)
    return cut(line, *chosen[0].span(), AMOUNT_MARK + (chosen[0]["what"] or "")), priced


def _refuse_doubtful(line: str, possible: list[Ranked], chosen: re.Match[str], words: Vocabulary) -> None:
    if any(match.start() == chosen.end() + 1 for _, match in possible):
        refuse_cents_or_count(line, chosen, words)
    if _rank(chosen) == _DECIMAL and len(possible) > 1:
        refuse_day_or_decimals(line, chosen)


@lru_cache(maxsize=8)
def _pattern(words: Vocabulary) -> re.Pattern[str]:
    coins = words.currencies.keys() | words.minor_units
    signs, names = any_of(coin for coin in coins if not coin.isalpha()), any_of(filter(str.isalpha, coins))
    coin = rf"(?:{signs}|{names}(?![^\W\d_]))"
    grouped = rf"[0-9]{{1,3}}(?: [0-9]{{3}})++(?![0-9])(?:,[0-9]{{2}}(?![0-9])|(?= ?{coin}))"
    number = rf"(?:{grouped}|[0-9]++(?:[.,'’][0-9]++)*+|(?<![.,])[.,][0-9]++(?![.,][0-9]))(?:,[-–—]{{1,2}})?"
    cents = any_of(words.minor_units)
    spoken = rf" (?=[0-9]{{2}}(?: ?{cents}(?!\w)|[.!?]*(?: {DAY_MARK})?$))"
    factor = any_of(words.times)
    pieces = rf"(?: ?{factor}(?!\w))?(?: {any_of(words.units)}(?!\w))?(?P<what>(?: [^\W\d_][\w-]*+){{0,3}}?)"
    times = rf"(?: ?{factor}|{pieces} {any_of(words.each)}(?= ))"

    def amount(n: int) -> str:
        return (
            rf"(?:(?P<pre{n}>{coin}) ?)?(?P<sign{n}>[-−])?(?P<number{n}>{number})"
            rf"(?: ?(?P<post{n}>{coin})(?:(?:{spoken})?(?P<minor{n}>[0-9]{{2}})(?![0-9])(?: ?{cents}(?!\w))?)?)?"
        )

    end = rf"(?![\w/%]|[-+]\w| %| ?(?:{any_of(words.times | words.units)})(?!\w))"
    pattern = rf"(?<![\w/#+-])(?<![0-9][.,'’]){amount(1)}(?:(?P<times>{times}) ?{amount(2)})?(?(post1)(?![0-9])|{end})"
    return re.compile(pattern, re.IGNORECASE)


def _rank(match: re.Match[str]) -> int:
    if any(match.group(*_MARKS)):
        return _MARKED
    if match["times"]:
        factors = [match["number1"], match["number2"]]
        dimension = all(count_of(factor) >= _SMALLEST_DIMENSION for factor in factors)
        return _DIMENSION if dimension else _MULTIPLIED
    return _WHOLE if match["number1"].isdigit() else _DECIMAL


def _may_be_amount(match: re.Match[str], line: str, words: Vocabulary) -> bool:
    if match["number1"].isdigit() and _NO_AMOUNT.match(line, match.start("number1")):
        return False
    before = line[max(0, match.start() - 32) : match.start()].rstrip(" .:").rpartition(" ")[2].casefold()
    return not before or not (before in words.labels or is_size_word(before, words))


def is_size_word(word: str, words: Vocabulary) -> bool:
    """A size word, alone or as the end of a compound; `word` is casefolded."""
    return word in words.sizes or word.endswith(compound_sizes(words))


@lru_cache(maxsize=8)
def compound_sizes(words: Vocabulary) -> tuple[str, ...]:
    """The size words that are long enough to be the end of another word."""
    return tuple(size for size in words.sizes if len(size) > 4)


def _priced(match: re.Match[str], words: Vocabulary, currency: str) -> Priced:
    _check_currency(match, words, currency)
    if match["sign1"] or match["sign2"]:
        raise RuleError("amount.negative")
    try:
        cents, quantity = _product(match, words)
    except UnreadableNumberError:
        raise RuleError("amount.unclear", text=clipped(match.group())) from None
    if cents == 0:
        raise RuleError("amount.zero")
    if cents > MAX_CENTS:
        raise RuleError("amount.too_large", limit=Money(MAX_CENTS, currency))
    return Priced(Money(cents, currency), quantity)


def _product(match: re.Match[str], words: Vocabulary) -> tuple[int, int]:
    if not match["times"]:
        return _cents(match, 1, words), 1
    if match["number1"].isdigit() and not (match["pre1"] or match["post1"]):
        quantity = count_of(match["number1"])
        return quantity * _cents(match, 2, words), quantity
    quantity = count_of(match["number2"])
    if quantity < 0:
        raise UnreadableNumberError
    return _cents(match, 1, words) * quantity, quantity


def _cents(match: re.Match[str], n: int, words: Vocabulary) -> int:
    cents = cents_of(match[f"number{n}"], match[f"minor{n}"])
    if (match[f"post{n}"] or "").casefold() not in words.minor_units:
        return cents
    if cents % 100:
        raise UnreadableNumberError
    return cents // 100


def _are_alone(line: str, chosen: list[re.Match[str]]) -> bool:
    """Two bare numbers end the line: either can be the amount."""
    if len(chosen) < 2 or _rank(chosen[0]) in {_MARKED, _MULTIPLIED, _DIMENSION}:
        return False
    between, behind = line[chosen[0].end() : chosen[1].start()], line[chosen[1].end() :]
    return not between.strip(" ,;") and not behind.strip(" .,;!?")


def _are_both_prices(chosen: list[re.Match[str]]) -> bool:
    """Two different numbers with two decimals each, anywhere in the line."""
    numbers = [one["number1"] for one in chosen[:2] if _rank(one) == _DECIMAL]
    return len(set(numbers)) > 1 and all(number[-3:-2] in {",", "."} for number in numbers)


def _check_currency(match: re.Match[str], words: Vocabulary, currency: str) -> None:
    for mark in filter(None, match.group(*_MARKS)):
        code = words.currencies.get(mark.casefold(), currency)
        if code != currency:
            raise RuleError("amount.currency", found=code, expected=currency)


def _without_repetitions(
    line: str, chosen: list[re.Match[str]], first: Priced, words: Vocabulary, currency: str
) -> str:
    for match in reversed(chosen[1:]):
        second = _priced(match, words, currency)
        if second.money != first.money:
            raise RuleError("amount.several", first=first.money, second=second.money)
        line = cut(line, *match.span())
    return line
