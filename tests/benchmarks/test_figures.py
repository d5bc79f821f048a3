"""The benchmark of the statistics notices a wrong figure, and finds none on a small shop."""

from datetime import date

import pytest
from sqlalchemy import Engine

from benchmarks.figures import (
    _by_hand,
    _half_years,
    _sales,
    differences,
    furnish,
    measure_bot,
    measure_naive,
    measure_picture,
    picture_of,
)
from benchmarks.figures_naive import Sale
from benchmarks.figures_shop import TODAY, drawn

DAY = TODAY


def test_a_figure_that_is_off_is_named() -> None:
    by_hand = _by_hand([Sale(1, DAY, 500), Sale(1, DAY, 700), Sale(2, date(2026, 8, 1), 100)], DAY)
    assert (by_hand["buyers"], by_hand["repeat"], by_hand["repeat_cents"]) == (2, 50, 92)
    assert by_hand["month (2026, 9) cents"] == 1200
    assert differences(by_hand, by_hand) == []
    assert differences({**by_hand, "repeat": 49}, by_hand) == ["repeat: 49 by the bot, 50 by hand"]
    assert differences({"month (2026, 7) cents": 1}, by_hand) == ["month (2026, 7) cents: 1 by the bot, 0 by hand"]


def test_a_log_is_read_as_sales_and_looked_at_every_half_year() -> None:
    assert _sales([("x", DAY, 12.5), ("y", DAY, 0.0), ("x", DAY, 0.29)]) == [Sale(1, DAY, 1250), Sale(1, DAY, 29)]
    assert list(_half_years(date(2026, 1, 1), DAY)) == [DAY, date(2026, 3, 4)]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_both_ways_come_to_the_same(private_engine: Engine) -> None:
    with private_engine.begin() as db:
        furnish(db, drawn(12, 60))
    url = str(private_engine.url)
    bot, naive, picture = measure_bot(url, TODAY), measure_naive(url), measure_picture(picture_of(url))
    assert differences(bot.found, naive.found) == []
    assert bot.found["month (2026, 8) purchases"] == naive.found["month (2026, 8) purchases"] > 0
    assert picture.found["bytes"] > 20_000
