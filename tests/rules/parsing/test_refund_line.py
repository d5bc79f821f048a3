"""What a seller types behind /storno, and what it is read as. Today is Wednesday, 13 May 2026."""

from datetime import date

import pytest

from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.parsing.refund_line import RefundLine, parse_refund

TODAY = date(2026, 5, 13)


def read(line: str) -> RefundLine:
    return parse_refund(line, TODAY, vocabulary(), lambda key: key in {"anna", "von berg"})


@pytest.mark.parametrize(
    ("line", "read_as"),
    [
        ("Anna", RefundLine("Anna")),
        ("Anna 10", RefundLine("Anna", 1000)),
        ("anna 12,50 €", RefundLine("anna", 1250)),
        ("Anna -10", RefundLine("Anna", 1000)),
        ("Anna − 10 €", RefundLine("Anna", 1000)),
        ("von Berg 10 Socken", RefundLine("von Berg", 1000, "Socken")),
        ("Anna Socken", RefundLine("Anna", None, "Socken")),
        ("Anna 10 Socken gestern", RefundLine("Anna", 1000, "Socken", date(2026, 5, 12))),
        ("Anna 3.5.", RefundLine("Anna", None, "", date(2026, 5, 3))),
        ("10", RefundLine(None, 1000)),
        ("-10,5", RefundLine(None, 1050)),
    ],
)
def test_it_is_read_as_people_type_it(line: str, read_as: RefundLine) -> None:
    assert read(line) == read_as


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("Anna 0", "storno.zero"),
        ("Anna 0,00 €", "storno.zero"),
        ("Anna 10 20", "storno.several"),
        ("Anna 10 USD", "storno.currency"),
        ("Anna 10 am 31.2.", "storno.unclear"),
        ("Anna 99999999999", "storno.unclear"),
    ],
)
def test_a_refusal_is_about_a_refund(line: str, key: str) -> None:
    with pytest.raises(RuleError) as refused:
        read(line)
    assert refused.value.key == key
