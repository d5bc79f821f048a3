"""The German words that the parsers in `rules.parsing` look for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

from babel.dates import get_day_names, get_month_names

from rules.parsing.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WITHOUT_UMLAUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_EVERYDAY_MONTHS = {
    "jänner": 1,
    "feber": 2,
    "febr": 2,
    "mrz": 3,
    "april": 4,
    "juno": 6,
    "julei": 7,
    "sep": 9,
    "sept": 9,
}
_EVERYDAY_WEEKDAYS = {"sonnabend": 5}
_CURRENCIES = {
    "EUR": "€ eur euro euros",
    "CHF": "chf sfr franken",
    "USD": "$ usd dollar",
    "GBP": "£ gbp",
    "PLN": "zł pln",
    "DKK": "dkk",
    "SEK": "sek",
    "CZK": "czk",
    "TRY": "₺",
}
_LONG_SPANS = "woche wochen wochenende monat monate monaten jahr jahre jahren frühjahr sommer herbst winter"
_ORDINALS = (
    "erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte elfte zwölfte dreizehnte vierzehnte fünfzehnte "
    "sechzehnte siebzehnte achtzehnte neunzehnte zwanzigste einundzwanzigste zweiundzwanzigste dreiundzwanzigste "
    "vierundzwanzigste fünfundzwanzigste sechsundzwanzigste siebenundzwanzigste achtundzwanzigste "
    "neunundzwanzigste dreißigste einunddreißigste"
)
_UNITS = (
    "stück stücke stk stck paar paare er g gr gramm kg kilo mg ml cl liter cm mm meter zoll prozent uhr jahre jahren jahr "
    "monate monaten tage tagen tag wochen woche min minuten std stunden teile teilig seiten karat watt volt"
)
_SIZES = "größe größen grösse grössen groesse groessen gr size konfektion"
_LABELS = "nr no nummer hausnummer zimmer artikel art band teil plz tel telefon telefonnummer bestellung folge ausgabe"
_CHANNELS = (
    "vinted insta instagram etsy ebay kleinanzeigen ebay-kleinanzeigen markt wochenmarkt flohmarkt weihnachtsmarkt "
    "kunstmarkt marktstand whatsapp facebook fb tiktok telegram shop onlineshop online-shop webshop laden hofladen "
    "ladengeschäft website webseite homepage newsletter pinterest shopify amazon avocadostore palundu productswithlove "
    "kasuwa messe basar mail email e-mail telefon dawanda signal messenger story livestream"
)
_WIDTHS: tuple[Literal["wide"], Literal["abbreviated"]] = ("wide", "abbreviated")
_CONTEXTS: tuple[Literal["format"], Literal["stand-alone"]] = ("format", "stand-alone")


@cache
def vocabulary() -> Vocabulary:
    """All German words the parsers know; month and weekday names as Babel has them, and as people write them."""
    return Vocabulary(
        months=_spelled({**_months("de"), **_months("de_AT"), **_EVERYDAY_MONTHS}),
        weekdays=_spelled({**_weekdays("wide"), **_EVERYDAY_WEEKDAYS}),
        weekday_abbreviations=_spelled(_weekdays("abbreviated")),
        relative_days=_spelled({"heute": 0, "heut": 0, "gestern": 1, "vorgestern": 2, "vorvorgestern": 3}),
        coming_days=_spelled({"morgen": 1, "übermorgen": 2}),
        day_parts=_words("früh morgen vormittag mittag nachmittag abend nacht vormittags mittags nachmittags abends"),
        on=_words("am vom seit"),
        articles=_words("der dem den die das"),
        last=_words(
            "letzten letzter letzte letztem letztes vergangenen vergangener vergangene vergangenes vorigen vorige voriges "
            "diesen dieser diese dieses"
        ),
        month_announcers=_words("im"),
        long_spans=_words(_LONG_SPANS),
        vague_days=_words("neulich letztens kürzlich"),
        greetings=_words("guten schönen"),
        ago=_words("vor"),
        ago_units={"tag": 1, "tage": 1, "tagen": 1, "woche": 7, "wochen": 7},
        ordinals=_spelled({stem + end: n for n, stem in enumerate(_ORDINALS.split(), 1) for end in ("", "n", "r")}),
        ordinal_endings=_words("ter ten te"),
        counts=_spelled(dict(zip(_COUNTS, (1, 1, 1, 1, *range(2, 11)), strict=True))),
        currencies={word: code for code, written in _CURRENCIES.items() for word in written.split()},
        minor_units=_words("cent cents ct rappen"),
        times=_words("x × ✕ ✖ * mal"),
        additions=_words("+ plus zzgl"),
        percents=_words("% prozent"),
        shares=_words("von auf"),
        each=_words("à á a je"),
        units=_words(_UNITS),
        sizes=_words(_SIZES),
        size_values=_words("xxs xs s m l xl xxl xxxl 2xl 3xl 4xl 5xl s/m m/l onesize"),
        labels=_words(_LABELS),
        channel_words=_words("via"),
        channel_words_if_clear=_words("über"),
        channel_places=_words("auf bei beim im in am vom per aus"),
        channels=_words(_CHANNELS),
        titles=_words("frau herr herrn familie fam fr hr hrn dr prof tante onkel oma opa"),
        recipients=_words("für an von"),
        for_whom=_words("für an"),
        loose_ends=_words("für ca à á je an verkauft gekauft"),
        connectors=_words("& + und u sowie"),
        contrasts=_words("aber doch dafür sonst"),
        likes=_words("mag liebt bevorzugt lieblingsfarbe schwärmt sammelt wünscht"),
        avoids=_words(
            "kein keine keinen keinem keiner keinerlei hasst allergie allergisch verträgt meidet ohne ungern"
        ),
        negations=_words("nicht nich nie niemals"),
        fillers=_words(
            "gern gerne sehr besonders auch total so gar ganz vor allem lieber sich für auf gegen ist: ist : am meisten "
            "ich es bitte"
        )
        | {"sachen wie", "viele sachen wie", "dinge wie", "viele dinge wie"},
        closing_fillers=_words("bitte sehr so gern gerne total besonders danke"),
        birthdays=_words("geburtstag geburtstage geb geboren geburtsdatum geburtstagskind bday b-day gebtag 🎂"),
        vouchers=_words("gutschein gutscheincode gutscheinnummer gutschein-code code voucher gutschien gutscheine"),
        voucher_joints=_words("mit per via minus abzüglich inkl inklusive und"),
        voucher_articles=_words("dem ihrem seinem einem den der"),
    )


_COUNTS = ("einem", "einen", "einer", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn")


def _months(locale: str) -> dict[str, int]:
    forms = (get_month_names(width, context, locale) for width in _WIDTHS for context in _CONTEXTS)
    return {_bare(str(name)): number for names in forms for number, name in names.items()}


def _weekdays(width: Literal["wide", "abbreviated"]) -> dict[str, int]:
    forms = (get_day_names(width, context, "de") for context in _CONTEXTS)
    return {_bare(str(name)): number for names in forms for number, name in names.items()}


def _bare(name: str) -> str:
    return name.lower().rstrip(".")


def _variants(word: str) -> Iterable[str]:
    """The word with umlauts, with ae/oe/ue instead, and in the form that `str.casefold` gives typed text."""
    return {word, word.casefold(), word.translate(_WITHOUT_UMLAUT), word.casefold().translate(_WITHOUT_UMLAUT)}


def _words(text: str) -> frozenset[str]:
    return frozenset(variant for word in text.split() for variant in _variants(word))


def _spelled(numbers: Mapping[str, int]) -> dict[str, int]:
    return {variant: number for word, number in numbers.items() for variant in _variants(word)}
