"""A text that should be an amount, as in the guided dialog."""

import pytest

from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.money import Money
from rules.parsing.amounts import Priced, cut_amount, parse_amount, parse_priced
from rules.parsing.numbers import UnreadableNumberError, cents_of, count_of
from rules.parsing.text import AMOUNT_MARK

WORDS = vocabulary()


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("25", 2500),
        ("25€", 2500),
        ("25 €", 2500),
        ("25\u00a0€", 2500),
        ("€25", 2500),
        ("€ 25", 2500),
        ("25 Euro", 2500),
        ("25 EURO bitte", 2500),
        ("EUR 25", 2500),
        ("25,50", 2550),
        ("25.50", 2550),
        ("12,5", 1250),
        ("0,01", 1),
        ("1.250,00 €", 125000),
        ("1.250", 125000),
        ("1250", 125000),
        ("1 250,00", 125000),
        ("1 250", 125000),
        ("1\u202f250,00\u00a0€", 125000),
        ("1’250.00", 125000),
        ("1,250.00", 125000),
        ("1.000.000", 100_000_000),
        ("25,-", 2500),
        ("25,– €", 2500),
        ("12€50", 1250),
        ("50 Cent", 50),
        ("99ct", 99),
        ("ca. 25", 2500),
        ("25 Socken", 2500),
        ("25.", 2500),
    ],
)
def test_an_amount_is_read_in_every_form_people_use(text: str, cents: int) -> None:
    assert parse_amount(text, WORDS) == Money(cents)


@pytest.mark.parametrize(
    ("text", "cents", "quantity"),
    [
        ("2x 12,50", 2500, 2),
        ("12,50 x 2", 2500, 2),
        ("2 x 12,50 €", 2500, 2),
        ("2×12,50", 2500, 2),
        ("2 mal 12,50", 2500, 2),
        ("3 x 4", 1200, 3),
        ("3 Stück à 4", 1200, 3),
        ("10x15", 15000, 10),
        ("25", 2500, 1),
    ],
)
def test_a_multiplication_keeps_its_factor(text: str, cents: int, quantity: int) -> None:
    assert parse_priced(text, WORDS) == Priced(Money(cents), quantity)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "amount.missing"),
        ("viel", "amount.missing"),
        ("€", "amount.missing"),
        ("0", "amount.zero"),
        ("0,00 €", "amount.zero"),
        ("-5", "amount.negative"),
        ("- 5", "amount.negative"),
        ("−5 €", "amount.negative"),
        ("12,345", "amount.unclear"),
        ("1,250", "amount.unclear"),
        ("1.25.50", "amount.unclear"),
        ("0.250", "amount.unclear"),
        ("25 50", "amount.unclear"),
        ("25er", "amount.unclear"),
        ("25-30", "amount.unclear"),
        ("25+5", "amount.unclear"),
        ("0,5 Cent", "amount.unclear"),
        ("1.000.000,01", "amount.too_large"),
        ("9" * 4096, "amount.too_large"),
        ("9" * 5000 + " x 2", "amount.too_large"),
        ("25 $", "amount.currency"),
        ("CHF 25", "amount.currency"),
        ("25 £", "amount.currency"),
        ("25 € 30 €", "amount.several"),
    ],
    ids=lambda value: value[:24],
)
def test_it_refuses_with_the_reason(text: str, key: str) -> None:
    with pytest.raises(RuleError) as error:
        parse_amount(text, WORDS)
    assert error.value.key == key


def test_what_was_typed_is_shown_clipped() -> None:
    with pytest.raises(RuleError) as error:
        parse_amount("viel " * 100, WORDS)
    assert len(error.value.facts["text"]) == 60


def test_the_amount_is_cut_out_of_the_line() -> None:
    assert cut_amount("Anna 25 € Socken", WORDS) == (f"Anna {AMOUNT_MARK} Socken", Priced(Money(2500)))


def test_a_line_without_amount_stays_whole() -> None:
    assert cut_amount("Anna Gr. 39 0171 A4", WORDS) == ("Anna Gr. 39 0171 A4", None)


@pytest.mark.parametrize("text", ["", "x", "1.2", "1.23456", "1..2", "1.250.00"][3:])
def test_an_unclear_number_is_not_guessed(text: str) -> None:
    with pytest.raises(UnreadableNumberError):
        cents_of(text)


@pytest.mark.parametrize(
    ("text", "count"), [("2", 2), ("2,5", -1), ("", -1), ("²", -1), ("9" * 9999, 1_000_000)], ids=lambda v: str(v)[:9]
)
def test_a_count_is_a_whole_number(text: str, count: int) -> None:
    assert count_of(text) == count
