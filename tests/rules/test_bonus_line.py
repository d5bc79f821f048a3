"""Lines about points by hand, and for which year a birthday present counts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages_de import plain
from messages_de.vocabulary import vocabulary
from rules.bonuses import birthday_year
from rules.errors import RuleError
from rules.occasions.facts import Birthday
from rules.parsing.bonus_line import LONGEST_REASON, MOST, BonusLine, parse_bonus, points_and_reason

UNITS = frozenset(plain("bonus.words_points").split("|"))
KNOWN = {"anna", "lisa 2", "anna maria"}


def parse(line: str) -> BonusLine:
    return parse_bonus(line, vocabulary(), KNOWN.__contains__, UNITS)


LINES = [
    ("Anna 20 Hilfe am Stand", "Anna", 20, "Hilfe am Stand"),
    ("Anna +20 Hilfe", "Anna", 20, "Hilfe"),
    ("Anna -10 verbucht", "Anna", -10, "verbucht"),
    ("Anna − 10 verbucht", "Anna", -10, "verbucht"),
    ("Anna 20 Punkte Hilfe", "Anna", 20, "Hilfe"),
    ("Anna 20P Hilfe", "Anna", 20, "Hilfe"),
    ("Anna 20 Pkt.: Hilfe", "Anna", 20, "Hilfe"),
    ("Anna: 20, Hilfe", "Anna", 20, "Hilfe"),
    ("Anna 1.500 Jubiläum", "Anna", 1500, "Jubiläum"),
    ("Anna 20", "Anna", 20, ""),
    ("Anna", "Anna", None, ""),
    ("Anna Bewertung", "Anna", None, "Bewertung"),
    ("Anna Maria 20 Hilfe", "Anna Maria", 20, "Hilfe"),
    ("Bea Maria 20 Hilfe", "Bea Maria", 20, "Hilfe"),
    ("Lisa 2 20 Hilfe", "Lisa 2", 20, "Hilfe"),
    ('"Zoe 3" 20 Hilfe', "Zoe 3", 20, "Hilfe"),
    ("Anna 20 2 Stunden Hilfe", "Anna", 20, "2 Stunden Hilfe"),
    ("Anna 20er Jahre Fest", "Anna", None, "20er Jahre Fest"),
    ("20", None, 20, ""),
    ("20 Punkte", None, 20, ""),
    ("20 Anna Hilfe", "Anna", 20, "Hilfe"),
    ("20 Anna", "Anna", 20, ""),
    ("+20 Punkte für Anna: Hilfe am Stand", "Anna", 20, "Hilfe am Stand"),
    ("- 10 Anna verbucht", "Anna", -10, "verbucht"),
    ("20P an Anna Maria Hilfe", "Anna Maria", 20, "Hilfe"),
    ("20 Lisa 2 Hilfe", "Lisa 2", 20, "Hilfe"),
    ('20 "Zoe 3" 2 Stunden Hilfe', "Zoe 3", 20, "2 Stunden Hilfe"),
    ("1.500 Bea Jubiläum", "Bea", 1500, "Jubiläum"),
    ("", None, None, ""),
]


@pytest.mark.parametrize(("line", "name", "points", "what"), LINES, ids=[line[0] for line in LINES])
def test_a_line(line: str, name: str | None, points: int | None, what: str) -> None:
    assert parse(line) == BonusLine(name, points, what)


WRONG = [
    ("Anna 12,5 Hilfe", "bonus.whole"),
    ("Anna 12.5 Hilfe", "bonus.whole"),
    ("Anna 0 Hilfe", "bonus.zero"),
    ("12,5 Anna Hilfe", "bonus.whole"),
    ("0 Anna Hilfe", "bonus.zero"),
    (f"Anna {MOST + 1} Hilfe", "bonus.too_many"),
    (f"Anna -{MOST + 1} Hilfe", "bonus.too_many"),
    (f"Anna {'9' * 5000} Hilfe", "bonus.too_many"),
    (f"Anna 20 {'x' * (LONGEST_REASON + 1)}", "bonus.long_reason"),
    (f"{'x' * 70} 20 Hilfe", "name.too_long"),
]


@pytest.mark.parametrize(("line", "key"), WRONG, ids=[line[:20] for line, _ in WRONG])
def test_a_line_that_cannot_be(line: str, key: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse(line)
    assert refused.value.key == key


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused(line: str) -> None:
    try:
        found = parse(line)
    except RuleError as error:
        assert error.key.startswith(("bonus.", "name."))  # noqa: PT017  (either is right)
    else:
        assert found.points is None or 0 < abs(found.points) <= MOST


@given(st.integers(1, MOST), st.sampled_from(["", "+", "-"]), st.sampled_from(["", " Punkte", "P", " pkt"]))
def test_a_number_is_read_with_its_sign(number: int, sign: str, unit: str) -> None:
    expected = -number if sign == "-" else number
    assert points_and_reason(f"{sign}{number}{unit} Hilfe", UNITS) == BonusLine(None, expected, "Hilfe")


YEARS = [
    pytest.param(None, date(2026, 5, 4), 2026, id="birthday unknown: calendar year"),
    pytest.param(Birthday(4, 5), date(2026, 5, 4), 2026, id="on the day"),
    pytest.param(Birthday(2, 1), date(2025, 12, 31), 2026, id="given before New Year for a birthday after it"),
    pytest.param(Birthday(30, 12), date(2026, 1, 2), 2025, id="given late, after New Year"),
    pytest.param(Birthday(1, 12), date(2026, 5, 4), 2026, id="far from the birthday: calendar year"),
    pytest.param(Birthday(29, 2), date(2026, 3, 1), 2026, id="29 February in a common year"),
    pytest.param(Birthday(1, 1), date(1, 1, 1), 1, id="the first year there is"),
    pytest.param(Birthday(31, 12), date(9999, 12, 31), 9999, id="the last year there is"),
]


@pytest.mark.parametrize(("birthday", "today", "year"), YEARS)
def test_a_present_belongs_to_the_birthday_near_it(birthday: Birthday | None, today: date, year: int) -> None:
    assert birthday_year(birthday, today) == year
