"""The day behind a name that asks for a balance of the past."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.parsing.balance_day import cut_balance_day

TODAY = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("typed", "name", "day"),
    [
        ("Anna am 1.3.", "Anna", date(2026, 3, 1)),
        ("am 1.3.", "", date(2026, 3, 1)),
        ("Anna Maria 1.12.2025", "Anna Maria", date(2025, 12, 1)),
        ("am 1. März Anna", "Anna", date(2026, 3, 1)),
        ("gestern", "", date(2026, 5, 3)),
        ("Anna", "Anna", None),
        ("", "", None),
        ("Anna 🧦", "Anna 🧦", None),
    ],
)
def test_examples(typed: str, name: str, day: date | None) -> None:
    assert cut_balance_day(typed, TODAY, vocabulary()) == (name, day)


@pytest.mark.parametrize("typed", ["am 30.2.", "Anna am 5.5.2026", "1.1.1950"])
def test_a_day_that_never_was(typed: str) -> None:
    with pytest.raises(RuleError) as refused:
        cut_balance_day(typed, TODAY, vocabulary())
    assert refused.value.key == "punkte.day"


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    with suppress(RuleError):
        _, day = cut_balance_day(typed, TODAY, vocabulary())
        assert day is None or day <= TODAY
