"""The German words in which sellers type the value of a setting."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from rules.parsing.clock_time import ClockWords
from rules.parsing.quantities import (
    COIN,
    DAY,
    ITEM,
    MINOR,
    MONTH,
    PERCENT,
    POINT,
    PURCHASE,
    STAMP,
    TIMES,
    SettingWords,
    folded,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_HOURS = 24
_UNITS = {
    (POINT, 1): "punkt punkte punkten pkt treuepunkt treuepunkte treuepunkten",
    (STAMP, 1): "stempel stempeln",
    (COIN, 1): "€ euro euros eur franken chf",
    (MINOR, 1): "cent cents ct rappen",
    (PURCHASE, 1): "kauf käufe käufen kaufe kaufen einkauf einkäufe einkäufen bestellung bestellungen",
    (ITEM, 1): "artikel artikeln stück stücke stücken stk teil teile teilen produkt produkte produkten",
    (DAY, 1): "tag tage tagen",
    (DAY, 7): "woche wochen",
    (MONTH, 1): "monat monate monaten mon",
    (MONTH, 3): "quartal quartale quartalen vierteljahr",
    (MONTH, 6): "halbjahr halbjahre halbjahren",
    (MONTH, 12): "jahr jahre jahren jährlich",
    (PERCENT, 1): "% prozent",
    (TIMES, 1): "x × * mal fach fache fachen faktor",
}
_NUMBERS = {
    "ein eine einen einem einer eins einmal einfach einfache": Fraction(1),
    "zwei zweimal doppelt doppelte doppelten zweifach verdoppeln": Fraction(2),
    "drei dreimal dreifach dreifache": Fraction(3),
    "vier viermal vierfach": Fraction(4),
    "fünf fünfmal fünffach": Fraction(5),
    "halb halbe halbes halben": Fraction(1, 2),
    "anderthalb anderthalbfach eineinhalb eineinhalbfach": Fraction(3, 2),
}
_NONE = (
    "nie niemals nein kein keine keinen keiner keins keines ohne aus unbegrenzt unbefristet unendlich ewig immer null"
)
_EVERY = "jedes jedem jeden jede jährlich"

_UNREAD = "hundert tausend million milliard dutzend paar zig"
_ONES = "ein zwei drei vier fünf sechs sieben acht neun"
_TEENS = "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn"
_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
_KNOWN_AT_CLOCK = "um uhr h früh morgens vormittags ab gegen bitte halb immer jeden täglich"
_HALF, _EVENING = "halb", "nachmittags abends"

_LINKS = "im in am pro je per für innerhalb binnen"


@cache
def setting_words() -> SettingWords:
    """All German words that a typed setting may consist of."""
    return SettingWords(
        units={word: unit for unit, text in _UNITS.items() for word in _folded(text)},
        numbers={word: Fraction(number) for word, number in _spelled().items()}
        | {word: number for text, number in _NUMBERS.items() for word in _folded(text)},
        none=frozenset(_folded(_NONE)),
        every=frozenset(_folded(_EVERY)),
        links=frozenset(_folded(_LINKS)),
        unread=frozenset(_folded(_UNREAD)),
    )


@cache
def clock_words() -> ClockWords:
    """All German words that a typed time of day may consist of."""
    hours = {word: number for word, number in _spelled().items() if number <= _HOURS} | {"eins": 1}
    known = frozenset(_folded(f"{_KNOWN_AT_CLOCK} {_HALF} {_EVENING}"))
    return ClockWords(hours, known, frozenset(_folded(_HALF)), frozenset(_folded(_EVENING)))


def _spelled() -> dict[str, int]:
    """The numbers up to ninety-nine, and whole hundreds and thousands."""
    ones, teens, tens = ([*_folded(words)] for words in (_ONES, _TEENS, _TENS))
    numbers = {word: n for n, word in enumerate([*ones, *teens], 1)}
    for ten, word in enumerate(tens, 2):
        numbers |= {word: ten * 10} | {f"{one}und{word}": ten * 10 + n for n, one in enumerate(ones, 1)}
    for n, one in enumerate(["", *ones]):
        numbers |= {f"{one}hundert": max(n, 1) * 100, f"{one}tausend": max(n, 1) * 1000}
    return numbers


def _folded(words: str) -> Iterator[str]:
    return (folded(word) for word in words.split())
