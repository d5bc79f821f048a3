"""A day to come, as people type it."""

from datetime import date

import pytest

from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.parsing.coming_days import parse_coming_day

TODAY = date(2026, 5, 4)
"""A Monday."""


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("heute", TODAY),
        ("morgen", date(2026, 5, 5)),
        ("Übermorgen", date(2026, 5, 6)),
        ("Samstag", date(2026, 5, 9)),
        ("am Samstag", date(2026, 5, 9)),
        ("Montag", TODAY),
        ("24.12.", date(2026, 12, 24)),
        ("am 24.12", date(2026, 12, 24)),
        ("24. Dezember", date(2026, 12, 24)),
        ("3.5.", date(2027, 5, 3)),
        ("6.12.2027", date(2027, 12, 6)),
        ("2026-12-06", date(2026, 12, 6)),
        ("29.2.", date(2028, 2, 29)),
        ("in zwei Wochen", date(2026, 5, 18)),
        ("2 Wochen", date(2026, 5, 18)),
        ("noch eine Woche", date(2026, 5, 11)),
        ("in 10 Tagen", date(2026, 5, 14)),
    ],
)
def test_the_next_such_day_is_meant(typed: str, day: date) -> None:
    assert parse_coming_day(typed, TODAY, vocabulary()) == day


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("bald", "coming_day.unclear"),
        ("", "coming_day.unclear"),
        ("viele Wochen", "coming_day.unclear"),
        ("31.4.", "day.impossible"),
        ("gestern", "coming_day.past"),
        ("3.5.2026", "coming_day.past"),
        ("3.5.2031", "coming_day.far"),
        ("999 Wochen", "coming_day.far"),
    ],
)
def test_another_day_is_refused(typed: str, error: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse_coming_day(typed, TODAY, vocabulary())
    assert refused.value.key == error
