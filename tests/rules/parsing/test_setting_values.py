"""What sellers type as the value of a setting."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages_de.setting_words import setting_words
from rules.errors import RuleError
from rules.parsing.quantities import DAY, POINT, STAMP
from rules.parsing.setting_values import (
    days_of,
    months_of,
    parse_factor,
    parse_months,
    parse_price,
    parse_rate,
    parse_tier,
    parse_whole,
)

WORDS = setting_words()
HALF_YEAR, YEAR = days_of(6), days_of(12)

PARSERS: dict[str, Callable[[str], object]] = {
    "rate": partial(parse_rate, words=WORDS),
    "months": partial(parse_months, words=WORDS),
    "factor": partial(parse_factor, words=WORDS),
    "price": partial(parse_price, words=WORDS),
    "tier": partial(parse_tier, words=WORDS),
    "size": partial(parse_whole, words=WORDS, least=3, most=20, unit=STAMP),
    "points": partial(parse_whole, words=WORDS, least=0, most=1000, unit=POINT),
    "days": partial(parse_whole, words=WORDS, least=1, most=1095, unit=DAY),
}


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("rate", "1 Punkt pro 5 Euro", (1, 500)),
        ("rate", "1 Punkt je 5 €", (1, 500)),
        ("rate", "2 Punkte je Euro", (2, 100)),
        ("rate", "zwei punkte für jeden euro", (2, 100)),
        ("rate", "2", (2, 100)),
        ("rate", "1 pro 5", (1, 500)),
        ("rate", "5 Euro = 1 Punkt", (1, 500)),
        ("rate", "€ 5 1 Punkt", (1, 500)),
        ("rate", "alle 50 Cent ein Punkt", (1, 50)),
        ("rate", "1 Punkt je 2,50€", (1, 250)),
        ("rate", "Punkt je Euro", (1, 100)),
        ("rate", "keine", (0, 100)),
        ("rate", "0 Punkte je Euro", (0, 100)),
        ("rate", "Euro", (1, 100)),
        ("rate", "je 5 Euro", (1, 500)),
        ("rate", "0", (0, 100)),
        ("months", "12 Monate", 12),
        ("months", "nach 18 monaten", 18),
        ("months", "12", 12),
        ("months", "1 Jahr", 12),
        ("months", "ein halbes Jahr", 6),
        ("months", "anderthalb Jahre", 18),
        ("months", "Jahr", 12),
        ("months", "2 Quartale", 6),
        ("months", "nie", None),
        ("months", "unbegrenzt", None),
        ("factor", "1,5", "3/2"),
        ("factor", "1.5x", "3/2"),
        ("factor", "1,5-fach", "3/2"),
        ("factor", "3/2", "3/2"),
        ("factor", "doppelt", "2"),
        ("factor", "das Doppelte", "2"),
        ("factor", "2 mal", "2"),
        ("factor", "keiner", "1"),
        ("price", "10", 1000),
        ("price", "ab 5 Euro", 500),
        ("price", "9,99", 999),
        ("price", "50 Cent", 50),
        ("price", "nein", 0),
        ("size", "12 Stempel", 12),
        ("size", "zwölf", 12),
        ("points", "25 Punkte", 25),
        ("points", "keine", 0),
        ("days", "45", 45),
        ("days", "3 Monate", 91),
        ("days", "2 Wochen", 14),
        ("days", "ein Jahr", 365),
        ("tier", "3 Käufe in 6 Monaten", {"purchases": 3, "within_days": HALF_YEAR}),
        ("tier", "ab 3 kaeufen", {"purchases": 3}),
        ("tier", "3 Käufe in einem halben Jahr", {"purchases": 3, "within_days": HALF_YEAR}),
        ("tier", "dreimal im Jahr", {"purchases": 3, "within_days": YEAR}),
        ("tier", "5", {"purchases": 5}),
        ("tier", "10 Artikel", {"items": 10}),
        ("tier", "100 € im Jahr", {"cents": 10_000, "within_days": YEAR}),
        ("tier", "3 Käufe und 50 € in 90 Tagen", {"purchases": 3, "cents": 5000, "within_days": 90}),
        ("tier", "jedes Jahr", {"every_year": True}),
        ("tier", "Jährlich", {"every_year": True}),
    ],
)
def test_a_value_is_understood_as_people_type_it(kind: str, typed: str, value: object) -> None:
    assert PARSERS[kind](typed) == value


@pytest.mark.parametrize(
    ("kind", "typed", "error"),
    [
        ("rate", "hallo", "rate"),
        ("rate", "3 Stempel je Euro", "rate"),
        ("rate", "2 Punkte 3 Punkte", "rate"),
        ("rate", "", "rate"),
        ("rate", "1,5 Punkte", "rate"),
        ("rate", "10000 Punkte", "rate"),
        ("rate", "1 Punkt je 0 €", "rate"),
        ("rate", "1 2 3", "rate"),
        ("rate", "-2", "rate"),
        ("rate", "1.2.3", "rate"),
        ("months", "0", "months"),
        ("months", "500", "months"),
        ("months", "30 Tage", "months"),
        ("months", "bald", "months"),
        ("factor", "20", "factor"),
        ("factor", "0", "factor"),
        ("factor", "3/0", "factor"),
        ("factor", "viel", "factor"),
        ("price", "teuer", "price"),
        ("price", "5 Punkte", "price"),
        ("size", "2", "whole_stamp"),
        ("size", "21", "whole_stamp"),
        ("size", "3,5", "whole_stamp"),
        ("size", "5 oder 6", "whole_stamp"),
        ("size", "5 Euro", "whole_stamp"),
        ("size", "keiner", "whole_stamp"),
        ("days", "0", "whole_day"),
        ("tier", "in 6 Monaten", "tier"),
        ("tier", "jeden Monat", "tier"),
        ("tier", "0 Käufe", "tier"),
        ("tier", "3 Käufe 4 Käufe", "tier"),
        ("tier", "2,5 Käufe", "tier"),
        ("tier", "oft", "tier"),
    ],
)
def test_what_makes_no_sense_is_refused(kind: str, typed: str, error: str) -> None:
    with pytest.raises(RuleError) as refused:
        PARSERS[kind](typed)
    assert refused.value.key == f"setting.{error}"


@given(st.integers(1, 120))
def test_a_window_of_months_reads_as_these_months(months: int) -> None:
    assert months_of(days_of(months)) == months


@given(st.sampled_from(sorted(PARSERS)), st.text(max_size=40))
def test_no_text_breaks_a_parser(kind: str, typed: str) -> None:
    with suppress(RuleError):
        PARSERS[kind](typed)


@given(st.integers(1, 1000), st.integers(1, 10_000))
def test_every_sensible_rate_can_be_typed(points: int, euros: int) -> None:
    assert parse_rate(f"{points} Punkte je {euros} €", WORDS) == (points, euros * 100)
