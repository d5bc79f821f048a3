"""The German words in which sellers type the value of a setting."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

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
    "sechs": Fraction(6),
    "sieben": Fraction(7),
    "acht": Fraction(8),
    "neun": Fraction(9),
    "zehn": Fraction(10),
    "zwölf": Fraction(12),
    "halb halbe halbes halben": Fraction(1, 2),
    "anderthalb anderthalbfach eineinhalb eineinhalbfach": Fraction(3, 2),
}
_NONE = (
    "nie niemals nein kein keine keinen keiner keins keines ohne aus unbegrenzt unbefristet unendlich ewig immer null"
)
_EVERY = "jedes jedem jeden jede jährlich"

_LINKS = "im in am pro je per für innerhalb binnen"


@cache
def setting_words() -> SettingWords:
    """All German words that a typed setting may consist of."""
    return SettingWords(
        units={word: unit for unit, text in _UNITS.items() for word in _folded(text)},
        numbers={word: number for text, number in _NUMBERS.items() for word in _folded(text)},
        none=frozenset(_folded(_NONE)),
        every=frozenset(_folded(_EVERY)),
        links=frozenset(_folded(_LINKS)),
    )


def _folded(words: str) -> Iterator[str]:
    return (folded(word) for word in words.split())
