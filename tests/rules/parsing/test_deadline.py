"""By when something shall be done."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.parsing.deadline import cut_deadline

TODAY = date(2026, 5, 4)
UNTIL = ("bis", "zum")


@pytest.mark.parametrize(
    ("line", "day", "rest"),
    [
        ("bis Freitag Fotos schicken", date(2026, 5, 8), "Fotos schicken"),
        ("Fotos schicken bis Freitag", date(2026, 5, 8), "Fotos schicken"),
        ("bis zum 1.7. Fotos", date(2026, 7, 1), "Fotos"),
        ("bis morgen", date(2026, 5, 5), ""),
        ("Freitag Fotos", date(2026, 5, 8), "Fotos"),
        ("bis 3. Juli Fotos", date(2026, 7, 3), "Fotos"),
        ("in zwei Wochen Fotos schicken", date(2026, 5, 18), "Fotos schicken"),
        ("Rückruf übermorgen", date(2026, 5, 6), "Rückruf"),
        ("Schal in Größe 3", None, "Schal in Größe 3"),
        ("Fotos schicken", None, "Fotos schicken"),
        ("bis", None, "bis"),
        ("", None, ""),
    ],
)
def test_the_day_is_cut_out(line: str, day: date | None, rest: str) -> None:
    assert cut_deadline(line, TODAY, vocabulary(), UNTIL) == (day, rest)


def test_a_day_that_is_past_is_refused() -> None:
    with pytest.raises(RuleError, match=r"coming_day\.past"):
        cut_deadline("bis 1.5.2026 Fotos", TODAY, vocabulary(), UNTIL)


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_a_day_to_come_or_none(line: str) -> None:
    try:
        day, _ = cut_deadline(line, TODAY, vocabulary(), UNTIL)
    except RuleError:
        return
    assert day is None or day >= TODAY
