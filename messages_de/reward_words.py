"""The German words around a reward."""

from __future__ import annotations

from functools import cache

from rules.parsing.reward_reading import RewardWords


@cache
def reward_words() -> RewardWords:
    """All German words that a line about a reward may use."""
    return RewardWords(
        points=_words("punkte punkt punkten pkt pkte p"),
        stamps=_words("stempel stempeln stempelchen"),
        cards=_words("karte karten stempelkarte stempelkarten"),
        full=_words("volle vollen voller"),
        one=_words("eine einer einen"),
        costs=_words("für fuer gegen kostet à"),
        discounts=_words(
            "rabatt nachlass gutschein wertgutschein einkaufsgutschein ermäßigung ermässigung ermaessigung preisnachlass "
            "skonto auf günstiger guenstiger weniger billiger off geschenkt geburtstagsrabatt treuerabatt"
        ),
        left=_words("noch nur max maximal höchstens hoechstens vorrat bestand") | {"nur noch", "max.", "insgesamt"},
        pieces=_words("stück stücke stueck stk mal x exemplare plätze plaetze da übrig vorrätig"),
        least=_words("ab mindestens mindestkauf mindesteinkauf einkaufswert")
        | {"ab einem einkauf von", "ab einem kauf von", "ab einkauf von", "mindestens für", "bei mindestens"},
        since=_words("ab vom von seit") | {"gültig ab", "gültig vom", "ab dem"},
        until=_words("bis") | {"gültig bis", "gilt bis", "nur bis", "bis zum", "bis einschließlich", "bis inkl"},
        kinds={
            "produkt": "product",
            "ware": "product",
            "zugang": "access",
            "erlebnis": "experience",
            "partner": "partner",
        },
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())
