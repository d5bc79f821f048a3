"""The German words around a reward."""

from __future__ import annotations

from functools import cache

from messages_de.words import spelled, words
from rules.parsing.reward_reading import RewardWords

_WORDS = {
    "points": "punkte punkt punkten pkt pkte p",
    "stamps": "stempel stempeln stempelchen",
    "cards": "karte karten stempelkarte stempelkarten",
    "full": "volle vollen voller",
    "one": "eine einer einen",
    "costs": "für gegen kostet à",
    "discounts": (
        "rabatt nachlass gutschein wertgutschein einkaufsgutschein ermäßigung ermässigung preisnachlass "
        "skonto auf günstiger weniger billiger off geschenkt geburtstagsrabatt treuerabatt"
    ),
    "left": (
        "noch nur max maximal höchstens vorrat bestand nur_noch max. insgesamt begrenzt_auf limitiert_auf begrenzt "
        "limitiert anzahl menge stückzahl es_gibt"
    ),
    "limited": "begrenzt limitiert",
    "up_to": "auf",
    "pieces": (
        "stück stücke stk mal x exemplare exemplar plätze platz da übrig vorrätig verfügbar auf_lager stück_da "
        "stück_vorrätig stück_verfügbar stück_auf_lager plätze_frei freie_plätze"
    ),
    "least": (
        "ab mindestens mindestkauf mindesteinkauf einkaufswert ab_einem_einkauf_von ab_einem_kauf_von ab_einkauf_von "
        "mindestens_für bei_mindestens mindestbestellwert mindestumsatz mindestwert mindesteinkaufswert mbw "
        "ab_einem_einkaufswert_von bei_einem_einkauf_ab bei_einkauf_ab beim_einkauf_ab einkauf_ab"
    ),
    "purchases": "einkauf einkaufswert bestellwert warenwert umsatz kauf",
    "since": "ab vom von seit gültig_ab gültig_vom ab_dem",
    "until": "bis gültig_bis gilt_bis nur_bis bis_zum bis_einschließlich bis_inkl",
    "only": "nur",
    "valid": "gültig gilt gültig_für gilt_für noch noch_gültig",
    "valid_behind": "gültig lang_gültig ab_heute_gültig",
    "end_of": "ende",
    "kind_joints": "als art",
}
_NUMBERS = {
    1: "ein eine einen eins einmal",
    2: "zwei zweimal",
    3: "drei dreimal",
    4: "vier viermal",
    5: "fünf fünfmal",
    6: "sechs",
    7: "sieben",
    8: "acht",
    9: "neun",
    10: "zehn zehnmal",
}
_DAYS = {"tag": 1, "tage": 1, "tagen": 1, "woche": 7, "wochen": 7}
_MONTHS = {"monat": 1, "monate": 1, "monaten": 1, "quartal": 3, "halbes jahr": 6, "jahr": 12, "jahre": 12, "jahren": 12}
_ENDS = {
    "year": "jahresende ende_des_jahres ende_dieses_jahres jahresschluss",
    "month": "diesen_monat monatsende ende_des_monats ende_dieses_monats",
    "week": "diese_woche wochenende ende_der_woche ende_dieser_woche",
}
_FEASTS = {
    "silvester": (31, 12),
    "neujahr": (1, 1),
    "weihnachten": (24, 12),
    "heiligabend": (24, 12),
    "nikolaus": (6, 12),
}
_KINDS = {
    "product": "produkt ware produktprämie",
    "access": "zugang zugangsprämie",
    "experience": "erlebnis erlebnisprämie",
    "partner": "partner partnerprämie partnerangebot",
    "percent": "prozent",
    "amount": "betrag",
}


@cache
def reward_words() -> RewardWords:
    """All German words that a line about a reward may use."""
    return RewardWords(
        **{name: words(text) for name, text in _WORDS.items()},
        numbers={word: number for number, text in _NUMBERS.items() for word in words(text)},
        day_spans=spelled(_DAYS),
        month_spans=spelled(_MONTHS),
        ends={word: end for end, text in _ENDS.items() for word in words(text)},
        feasts=_FEASTS,
        kinds={word: kind for kind, text in _KINDS.items() for word in words(text)},
    )
