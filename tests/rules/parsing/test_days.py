"""Days as people say them. Today is Wednesday, 13 May 2026."""

from datetime import date

import pytest

from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.parsing.days import cut_day, parse_day
from rules.parsing.text import DAY_MARK

TODAY = date(2026, 5, 13)
WORDS = vocabulary()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("heute", date(2026, 5, 13)),
        ("Heute früh", date(2026, 5, 13)),
        ("gestern", date(2026, 5, 12)),
        ("GESTERN", date(2026, 5, 12)),
        ("gestern Abend", date(2026, 5, 12)),
        ("vorgestern", date(2026, 5, 11)),
        ("am Mittwoch", date(2026, 5, 13)),
        ("Montag", date(2026, 5, 11)),
        ("am Montag", date(2026, 5, 11)),
        ("letzten Montag", date(2026, 5, 11)),
        ("am letzten Montag", date(2026, 5, 11)),
        ("Mo", date(2026, 5, 11)),
        ("am Do.", date(2026, 5, 7)),
        ("Samstag Nachmittag", date(2026, 5, 9)),
        ("Sonnabend", date(2026, 5, 9)),
        ("3.5.", date(2026, 5, 3)),
        ("3.5", date(2026, 5, 3)),
        ("am 3.5.", date(2026, 5, 3)),
        ("am 3.5", date(2026, 5, 3)),
        ("3. 5. 2026", date(2026, 5, 3)),
        ("03.05.", date(2026, 5, 3)),
        ("13.5.", date(2026, 5, 13)),
        ("14.5.", date(2025, 5, 14)),
        ("24.12.", date(2025, 12, 24)),
        ("3. Mai", date(2026, 5, 3)),
        ("3 Mai", date(2026, 5, 3)),
        ("3.Mai", date(2026, 5, 3)),
        ("am 3ten Mai", date(2026, 5, 3)),
        ("3ter Mai", date(2026, 5, 3)),
        ("am dritten Mai", date(2026, 5, 3)),
        ("einunddreissigster Dezember", date(2025, 12, 31)),
        ("3/5", date(2026, 5, 3)),
        ("3/5/2026", date(2026, 5, 3)),
        ("vom 3. Mai", date(2026, 5, 3)),
        ("am Sonntag, den 3. Mai", date(2026, 5, 3)),
        ("So., 3. Mai 2026", date(2026, 5, 3)),
        ("3. Mai 2026", date(2026, 5, 3)),
        ("3. Mai 26", date(2026, 5, 3)),
        ("3. Mai '26", date(2026, 5, 3)),
        ("03.05.2026", date(2026, 5, 3)),
        ("3.5.26", date(2026, 5, 3)),
        ("2026-05-03", date(2026, 5, 3)),
        ("1. Jänner", date(2026, 1, 1)),
        ("1. Feber", date(2026, 2, 1)),
        ("5. März", date(2026, 3, 5)),
        ("5. maerz", date(2026, 3, 5)),
        ("5. Mrz.", date(2026, 3, 5)),
        ("5. Sept.", date(2025, 9, 5)),
        ("29. Februar 2024", date(2024, 2, 29)),
        ("vor 3 Tagen", date(2026, 5, 10)),
        ("vor einem Tag", date(2026, 5, 12)),
        ("vor zwei Wochen", date(2026, 4, 29)),
        ("vor 0 Tagen", date(2026, 5, 13)),
    ],
)
def test_a_day_is_read_as_the_latest_one_it_can_mean(text: str, day: date) -> None:
    assert parse_day(text, TODAY, WORDS) == day


@pytest.mark.parametrize(
    ("text", "key", "facts"),
    [
        ("", "day.missing", {}),
        ("letzte Woche", "day.unclear", {"text": "letzte Woche"}),
        ("im Mai", "day.unclear", {"text": "im Mai"}),
        ("irgendwann", "day.unclear", {"text": "irgendwann"}),
        ("3.5. oder 4.5.", "day.unclear", {"text": "3.5. oder 4.5."}),
        ("5. MAİ", "day.unclear", {"text": "5. MAİ"}),
        ("31.2.", "day.impossible", {"day": 31, "month": 2, "year": None}),
        ("30. Februar 2026", "day.impossible", {"day": 30, "month": 2, "year": 2026}),
        ("29.2.", "day.no_leap_year", {"year": 2026, "leap": 2024}),
        ("29.2.2025", "day.impossible", {"day": 29, "month": 2, "year": 2025}),
        ("45.13.", "day.impossible", {"day": 45, "month": 13, "year": None}),
        ("0.5.", "day.impossible", {"day": 0, "month": 5, "year": None}),
        ("0000-01-01", "day.impossible", {"day": 1, "month": 1, "year": 0}),
        ("morgen", "day.future", {"day": date(2026, 5, 14)}),
        ("übermorgen", "day.future", {"day": date(2026, 5, 15)}),
        ("14.5.2026", "day.future", {"day": date(2026, 5, 14)}),
        ("3.5.27", "day.future", {"day": date(2027, 5, 3)}),
        ("3.5.98", "day.too_old", {"day": date(1998, 5, 3), "years": 20}),
        ("31.12.2005", "day.too_old", {"day": date(2005, 12, 31), "years": 20}),
        ("vor 9999 Tagen", "day.too_old", {"day": date(1998, 12, 27), "years": 20}),
    ],
)
def test_it_refuses_with_the_reason(text: str, key: str, facts: dict[str, object]) -> None:
    with pytest.raises(RuleError) as error:
        parse_day(text, TODAY, WORDS)
    assert (error.value.key, error.value.facts) == (key, facts)


@pytest.mark.parametrize("today", [date(2026, 5, 11), date(2026, 5, 17)], ids=["a Monday", "a Sunday"])
def test_today_counts_as_its_weekday(today: date) -> None:
    assert parse_day("am Montag", today, WORDS) == date(2026, 5, 11)


@pytest.mark.parametrize("text", ["letzten Montag", "am letzten Montag", "Voriger Montag", "vergangenen Mo."])
def test_the_last_weekday_is_never_today(text: str) -> None:
    assert parse_day(text, date(2026, 5, 11), WORDS) == date(2026, 5, 4)


def test_this_weekday_can_be_today() -> None:
    assert parse_day("diesen Montag", date(2026, 5, 11), WORDS) == date(2026, 5, 11)


@pytest.mark.parametrize(
    ("today", "day"), [(date(2025, 2, 28), date(2024, 2, 29)), (date(2024, 2, 29), date(2024, 2, 29))]
)
def test_a_leap_day_needs_no_year_up_to_the_next_year(today: date, day: date) -> None:
    assert parse_day("29.2.", today, WORDS) == day


def test_a_leap_day_is_found_across_a_century_without_one() -> None:
    with pytest.raises(RuleError) as error:
        parse_day("29.2.", date(2104, 2, 28), WORDS)
    assert error.value.facts == {"year": 2104, "leap": 2096}


@pytest.mark.parametrize(
    "line",
    [
        "12.50",
        "3.5",
        "12.50.",
        "39/40",
        "3/4 Arm",
        "Größe 3/4",
        "die dritte Tasse",
        "3 Mai",
        "Mo",
        "so schön",
        "Freitag-Tasche",
        "Montagsmaler",
        "A3.5.",
        "1.250,00",
        "1.2.3",
        "Frau Sonntag",
        "morgen",
    ],
)
def test_what_can_be_something_else_is_no_day_inside_a_line(line: str) -> None:
    assert cut_day(line, TODAY, WORDS) == (line, None)


def test_the_first_day_is_cut_out_of_the_line() -> None:
    assert cut_day("Anna gestern 25 Karte Sonntag", TODAY, WORDS) == (
        f"Anna {DAY_MARK} 25 Karte Sonntag",
        date(2026, 5, 12),
    )


def test_the_number_behind_a_month_is_an_amount_unless_it_is_a_full_year() -> None:
    assert cut_day("3. Mai 25 Socken", TODAY, WORDS)[0] == f"{DAY_MARK} 25 Socken"
    assert cut_day("3.5. 2000 € Tisch", TODAY, WORDS)[0] == f"{DAY_MARK} 2000 € Tisch"
    assert cut_day("3. Mai 2026 25 Socken", TODAY, WORDS)[0] == f"{DAY_MARK} 25 Socken"
