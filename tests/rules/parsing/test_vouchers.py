"""A voucher's code in a purchase line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages_de.vocabulary import vocabulary
from rules.codes import ALPHABET, is_voucher_code
from rules.parsing.loose_vouchers import without_loose_end
from rules.parsing.purchase_line import parse_purchase
from rules.parsing.vouchers import code_of, cut_voucher

WORDS = vocabulary()

LINES = {
    "Anna 25 Socken gutschein X7K2": ("Socken", "X7K2"),
    "Anna 25 Socken Gutschein x7k2": ("Socken", "X7K2"),
    "Anna 25 Socken mit Gutschein X7-K2": ("Socken", "X7K2"),
    "Anna 25 Socken mit dem Gutschein X7–K2.": ("Socken", "X7K2"),
    "Anna 25 Socken Code X7K2": ("Socken", "X7K2"),
    "Anna Gutscheincode: x7k2 25 Socken": ("Socken", "X7K2"),
    "Gutschein X7K2 Anna 25 Socken": ("Socken", "X7K2"),
    "Anna 25 Socken (Gutschein X7K2)": ("Socken", "X7K2"),
    "Anna 25 Socken, Gutschein #X7K2": ("Socken", "X7K2"),
    "Anna 25 Socken Gutschein x7 k2": ("Socken", "X7K2"),
    "Anna 25 Socken Gutschein-Code X7K2": ("Socken", "X7K2"),
    "Anna 25 Gutschien X7K2": ("", "X7K2"),
    "Anna 25 Gutschein": ("Gutschein", None),
    "Anna 25 Gutschein Massage": ("Gutschein Massage", None),
    "Anna 25 Gutschein Weihnachten": ("Gutschein Weihnachten", None),
    "Anna 25 Socken Gutschein 2345": ("Socken Gutschein 2345", None),
    "Anna 25 Gutschein 25 Tee": ("Gutschein 25 Tee", None),
    "Anna 25 X7K2": ("X7K2", None),
    "Anna 25 Geschenkgutschein X7K2": ("Geschenkgutschein X7K2", None),
}


@pytest.mark.parametrize("line", LINES)
def test_the_code_is_found_and_the_rest_stays(line: str) -> None:
    found = parse_purchase(line, date(2026, 5, 4), WORDS, lambda key: key == "anna")
    assert (found.item, found.voucher) == LINES[line]
    assert found.name == "Anna"
    assert found.amount is not None
    assert found.amount.cents == 2500


@given(st.text(alphabet=ALPHABET, min_size=4, max_size=8).filter(is_voucher_code), st.booleans())
def test_every_code_is_read_however_it_is_typed(code: str, small: bool) -> None:
    typed = code.lower() if small else code
    assert cut_voucher(f"Socken gutschein {typed}", WORDS) == ("Socken", code)
    assert cut_voucher(f"Socken gutschein {typed[:2]}-{typed[2:]}", WORDS) == ("Socken", code)


@given(st.text(max_size=60))
def test_other_lines_stay_as_they_are(line: str) -> None:
    rest, code = cut_voucher(line, WORDS)
    assert code is not None or rest == line


@pytest.mark.parametrize(("text", "code"), [("x7k2", "X7K2"), (" #X7-K2! ", "X7K2"), ("Anna", None), ("2345", None)])
def test_a_code_alone(text: str, code: str | None) -> None:
    assert code_of(text) == code


FAULTS = {
    "Anna 30 Hut Gutschein X7K2 Gutschein B5D3": "several",
    "Anna 30 Hut Gutschein X7K2 Gutschein X7K2": "",
    "Anna 30 Hut Gutschein X7K2 gutschein": "missing",
    "Anna 30 Hut gutschein X7K2 und B5D3": "several",
    "Anna 30 Hut Gutschein x7k2, B5D3": "several",
    "Anna Hut gutschein X7K2 B5D3 30": "several",
    "Anna gutschein X7K2 25EUR Hut": "",
    "Anna 30 gutschein X7K2 und 25er Wolle": "",
    "Anna 30 Hut gutschein X": "no_code",
    "Anna 30 Hut gutschein 3E5O.": "no_code",
    "Anna 30 Hut mit dem Gutschein: x0k2": "no_code",
    "Anna 30 gutschein x": "no_code",
    "Anna 30 Hut gutschein": "missing",
    "Anna 30 Hut mit Gutschein": "missing",
    "Anna 30 Gutschein": "",
    "Anna 30 mit Gutschein": "",
    "Anna 30 Gutschein Massage": "",
    "Anna 30 Massage Gutschein 30min": "",
    "Anna 30 Gutschein SPA": "",
    "Anna 30 Gutschein A4": "",
    "Anna 30 Hut-Gutschein": "",
    "Anna 30 Hut Gutschein 2345": "",
    "Anna 30 Gutscheine": "",
    "Anna 30 QR Code": "",
}


@pytest.mark.parametrize("line", FAULTS)
def test_what_is_wrong_with_an_announced_voucher(line: str) -> None:
    found = parse_purchase(line, date(2026, 5, 4), WORDS, lambda key: key == "anna")
    assert found.voucher_fault == FAULTS[line]


@pytest.mark.parametrize(
    ("item", "rest"),
    [("Hut gutschein X", "Hut"), ("Hut, mit Gutschein", "Hut"), ("Hut", "Hut"), ("Gutscheine", "Gutscheine")],
)
def test_the_item_without_its_loose_end(item: str, rest: str) -> None:
    assert without_loose_end(item, WORDS) == rest
