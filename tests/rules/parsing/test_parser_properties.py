"""What is true of every amount, every day and every text: checked with Hypothesis."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.money import Money
from rules.occasions.facts import Birthday
from rules.parsing.amounts import parse_amount
from rules.parsing.birthdays import parse_birthday
from rules.parsing.days import parse_day
from rules.parsing.names import name_key
from rules.parsing.note_line import parse_note
from rules.parsing.preferences import parse_preferences
from rules.parsing.purchase_line import PurchaseLine, parse_purchase

TODAY = date(2026, 5, 13)
WORDS = vocabulary()

AMOUNTS = {
    "25,00 €": lambda value: format_currency(value, "EUR", locale="de_DE"),
    "25,00 € in Buchhaltung": lambda value: format_currency(value, "EUR", locale="de_DE", format_type="accounting"),
    "25,00 EUR": lambda value: format_currency(value, "EUR", "#,##0.00 ¤¤", locale="de_DE"),
    "EUR 25,00": lambda value: format_currency(value, "EUR", "¤¤ #,##0.00", locale="de_DE"),
    "25,00 Euro": lambda value: format_currency(value, "EUR", locale="de_DE", format_type="name"),
    "€ 25,00 in Austria": lambda value: format_currency(value, "EUR", locale="de_AT"),
    "EUR 25.00 in Switzerland": lambda value: format_currency(value, "EUR", "¤¤ #,##0.00", locale="de_CH"),
    "1.250,5": lambda value: format_decimal(value, locale="de_DE"),
    "1.250,50": lambda value: format_decimal(value, "#,##0.00", locale="de_DE"),
    "1250,50": lambda value: format_decimal(value, "0.00", locale="de_DE"),
    "1 250,50": lambda value: format_decimal(value, "#,##0.00", locale="de_AT"),
    "1’250.50": lambda value: format_decimal(value, "#,##0.00", locale="de_CH"),
    "1250.50": lambda value: format_decimal(value, "0.00", locale="en"),
}
DAYS = [
    "short",
    "medium",
    "long",
    "full",
    "d.M.yyyy",
    "d.M.yy",
    "d. MMM yyyy",
    "EE, d. MMMM y",
    "EEEE, d.M.yyyy",
    "yyyy-MM-dd",
]
YEARLESS = ["d.M.", "dd.MM.", "d. MMMM", "d. MMM", "EE, d. MMMM", "EEEE, d.M.", "EEEE, 'den' d. MMMM"]

cents = st.integers(1, 100_000_000)
past_days = st.dates(date(2006, 1, 1), TODAY)
fragments = st.sampled_from(
    [
        "Anna",
        "Berta Maria",
        "25",
        "25,50",
        "1.250,00 €",
        "0",
        "-5",
        "€",
        "EUR",
        "x",
        "2x",
        "×",
        "à",
        "je",
        "Stück",
        ",",
        ".",
        "-",
        ":",
        "„",
        "“",
        '"',
        "'",
        "@anna_b",
        "#sport",
        "#",
        "via",
        "über",
        "Vinted",
        "auf dem Markt",
        "heute",
        "gestern",
        "am",
        "Montag",
        "letzten",
        "3.5.",
        "31.2.",
        "29. Februar",
        "3. Mai 2026",
        "2026-05-03",
        "00.00.",
        "vor",
        "3",
        "Tagen",
        "99999",
        "morgen",
        "Größe",
        "Gr.",
        "39",
        "M",
        "mag",
        "liebt",
        "keine",
        "nicht",
        "und",
        "aber",
        "Blau",
        "Geburtstag",
        "geb.",
        "CHF",
        "$",
        "12€50",
        "1’250.00",
        "🦄",
        "❤️",
        "ß",
        "İ",
        "MAİ",
        "ı",
        "ſ",
        "²",
        "٣",
        "\x00",
        "\u202e",
        "\xa0",
        "\n",
        "\ue000",
        "\uf000",
        "�",
    ]
)
plausible = st.builds(
    lambda joint, parts: joint.join(parts), st.sampled_from([" ", " ", ""]), st.lists(fragments, max_size=8)
)


@pytest.mark.parametrize("written", AMOUNTS.values(), ids=AMOUNTS)
@settings(max_examples=80, deadline=None, derandomize=True)
@given(cents)
def test_every_amount_that_babel_writes_is_read_back(written: Callable[[Decimal], str], amount: int) -> None:
    text = written(Decimal(amount) / 100)
    assert parse_amount(text, WORDS) == Money(amount)
    assert parse_purchase(f"Berta {text} Socken", TODAY, WORDS, {"berta"}.__contains__) == PurchaseLine(
        name="Berta", amount=Money(amount), item="Socken"
    )


@pytest.mark.parametrize("pattern", DAYS)
@settings(max_examples=80, deadline=None, derandomize=True)
@given(past_days)
def test_every_day_that_babel_writes_is_read_back(pattern: str, day: date) -> None:
    text = format_date(day, pattern, locale="de_DE")
    assert parse_day(text, TODAY, WORDS) == day
    assert parse_purchase(f"Berta {text} 25 Socken", TODAY, WORDS, {"berta"}.__contains__) == PurchaseLine(
        name="Berta", amount=Money(2500), item="Socken", day=day
    )


@pytest.mark.parametrize("pattern", YEARLESS)
@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.dates(TODAY - timedelta(364), TODAY))
def test_a_day_without_a_year_is_the_latest_one(pattern: str, day: date) -> None:
    text = format_date(day, pattern, locale="de_DE")
    assert parse_day(text, TODAY, WORDS) == day
    assert parse_birthday(text, TODAY, WORDS) == Birthday(day.day, day.month)
    assert parse_purchase(f"Berta 25 Socken {text}", TODAY, WORDS, {"berta"}.__contains__).day == day


@pytest.mark.parametrize("pattern", ["medium", "long", "d.M.yyyy", "yyyy-MM-dd"])
@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.dates(date(1907, 1, 1), TODAY))
def test_every_birthday_that_babel_writes_is_read_back(pattern: str, day: date) -> None:
    text = format_date(day, pattern, locale="de_DE")
    assert parse_birthday(text, TODAY, WORDS) == Birthday(day.day, day.month, day.year)
    assert parse_note(f"Berta Geburtstag {text}", TODAY, WORDS, {"berta"}.__contains__).birthday == Birthday(
        day.day, day.month, day.year
    )


def _try_everything(text: str) -> None:
    known = {"anna", "berta maria"}.__contains__
    for parse in (
        lambda: parse_purchase(text, TODAY, WORDS, known),
        lambda: parse_purchase(text, TODAY, WORDS, known, expect_name=False),
        lambda: parse_note(text, TODAY, WORDS, known),
        lambda: parse_amount(text, WORDS),
        lambda: parse_day(text, TODAY, WORDS),
        lambda: parse_birthday(text, TODAY, WORDS),
    ):
        with suppress(RuleError):
            parse()
    parse_preferences(text, WORDS)
    name_key(text)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.text(max_size=30), min_size=10, max_size=10))
def test_any_text_is_read_or_refused(texts: list[str]) -> None:
    """4,000 texts of any characters."""
    for text in texts:
        _try_everything(text)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(plausible, min_size=10, max_size=10))
def test_any_mixture_of_what_people_type_is_read_or_refused(texts: list[str]) -> None:
    """6,000 mixtures of plausible pieces."""
    for text in texts:
        _try_everything(text)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text())
def test_a_name_key_is_its_own_key(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(plausible)
def test_nothing_unprintable_gets_into_what_is_stored(text: str) -> None:
    try:
        line = parse_purchase(text, TODAY, WORDS, {"anna"}.__contains__)
    except RuleError:
        return
    stored = "".join(filter(None, (line.name, line.other_name, line.item, line.channel)))
    assert not set(stored) & set("\x00\u202e\ud800\ue000\uf000\uf001\n")
