"""The German words that the parsers in `rules.parsing` look for."""

from __future__ import annotations

from functools import cache
from typing import Literal

from babel.dates import get_day_names, get_month_names

from messages_de.words import spelled, words
from rules.parsing.vocabulary import Vocabulary

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
_RELATIVES = (
    "mann mannes frau sohn sohnes söhne tochter töchter kind kindes kinder kindern baby zwilling zwillinge zwillingen "
    "enkel enkels enkelin mutter mama mami vater vaters papa papi eltern oma opa bruder bruders brüder schwester "
    "schwestern geschwister freund freundes freundin partner partners partnerin verlobte verlobten verlobter hund hundes "
    "hündin katze kater nichte neffe neffen tante onkel onkels cousin cousins cousine schwager schwägerin kollege "
    "kollegen kollegin nachbar nachbarn nachbarin chef chefin pferd"
)
_STEPS = "schwieger stief groß gross ur urgroß paten enkel ehe halb pflege"
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
_WORDS = {
    "day_parts": "früh morgen vormittag mittag nachmittag abend nacht vormittags mittags nachmittags abends",
    "on": "am vom seit",
    "articles": "der dem den die das",
    "last": (
        "letzten letzter letzte letztem letztes vergangenen vergangener vergangene vergangenes vorigen voriger vorige "
        "voriges"
    ),
    "this": "diesen dieser diese dieses",
    "month_announcers": "im",
    "long_spans": _LONG_SPANS,
    "vague_days": "neulich letztens kürzlich",
    "greetings": "guten schönen",
    "ago": "vor",
    "ahead": "in für noch",
    "ordinal_endings": "ter ten te",
    "minor_units": "cent cents ct rappen",
    "times": "x × ✕ ✖ * mal",
    "additions": "+ plus zzgl",
    "percents": "% prozent",
    "shares": "von auf",
    "each": "à á a je",
    "units": _UNITS,
    "sizes": _SIZES,
    "size_values": "xxs xs s m l xl xxl xxxl 2xl 3xl 4xl 5xl s/m m/l onesize",
    "labels": _LABELS,
    "channel_words": "via",
    "channel_words_if_clear": "über",
    "channel_places": "auf bei beim im in am vom per aus",
    "channels": _CHANNELS,
    "titles": "frau herr herrn familie fam fr hr hrn dr prof tante onkel oma opa",
    "recipients": "für an von",
    "for_whom": "für an",
    "loose_ends": "für ca à á je an verkauft gekauft",
    "connectors": "& + und u sowie",
    "contrasts": "aber doch dafür sonst",
    "likes": "mag liebt bevorzugt lieblingsfarbe schwärmt sammelt wünscht",
    "avoids": "kein keine keinen keinem keiner keinerlei hasst allergie allergisch verträgt meidet ohne ungern",
    "negations": "nicht nich nie niemals",
    "fillers": (
        "gern gerne sehr besonders auch total so gar ganz vor allem lieber sich für auf gegen ist: ist : am meisten "
        "ich es bitte sachen_wie viele_sachen_wie dinge_wie viele_dinge_wie"
    ),
    "closing_fillers": "bitte sehr so gern gerne total besonders danke",
    "birthdays": "geburtstag geburtstage geb geboren geburtsdatum geburtstagskind bday b-day gebtag 🎂",
    "relatives": " ".join([_RELATIVES, *(step + one for step in _STEPS.split() for one in _RELATIVES.split())]),
    "whose": "von vom der des mein meine meiner meines sein seine seiner seines seinem ihr ihre ihrer ihres ihrem",
    "vouchers": "gutschein gutscheincode gutscheinnummer gutschein-code code voucher gutschien gutscheine",
    "voucher_names": "gutschein gutscheincode gutscheinnummer gutschein-code voucher gutschien",
    "voucher_joints": "mit per via minus abzüglich inkl inklusive und",
    "voucher_articles": "dem ihrem seinem einem den der",
}
_WIDTHS: tuple[Literal["wide"], Literal["abbreviated"]] = ("wide", "abbreviated")
_CONTEXTS: tuple[Literal["format"], Literal["stand-alone"]] = ("format", "stand-alone")


@cache
def vocabulary() -> Vocabulary:
    """All German words the parsers know; month and weekday names as Babel has them, and as people write them."""
    return Vocabulary(
        **{name: words(text) for name, text in _WORDS.items()},
        months=spelled({**_months("de"), **_months("de_AT"), **_EVERYDAY_MONTHS}),
        weekdays=spelled({**_weekdays("wide"), **_EVERYDAY_WEEKDAYS}),
        weekday_abbreviations=spelled(_weekdays("abbreviated")),
        relative_days=spelled({"heute": 0, "heut": 0, "gestern": 1, "vorgestern": 2, "vorvorgestern": 3}),
        coming_days=spelled({"morgen": 1, "übermorgen": 2}),
        ago_units={"tag": 1, "tage": 1, "tagen": 1, "woche": 7, "wochen": 7},
        ordinals=spelled({stem + end: n for n, stem in enumerate(_ORDINALS.split(), 1) for end in ("", "n", "r")}),
        counts=spelled(dict(zip(_COUNTS, (1, 1, 1, 1, 1, *range(2, 11)), strict=True))),
        currencies={word: code for code, written in _CURRENCIES.items() for word in written.split()},
    )


_COUNTS = (
    "einem",
    "einen",
    "einer",
    "eins",
    "eine",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
)


def _months(locale: str) -> dict[str, int]:
    forms = (get_month_names(width, context, locale) for width in _WIDTHS for context in _CONTEXTS)
    return {_bare(str(name)): number for names in forms for number, name in names.items()}


def _weekdays(width: Literal["wide", "abbreviated"]) -> dict[str, int]:
    forms = (get_day_names(width, context, "de") for context in _CONTEXTS)
    return {_bare(str(name)): number for names in forms for number, name in names.items()}


def _bare(name: str) -> str:
    return name.lower().rstrip(".")
