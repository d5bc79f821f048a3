"""The win-back benchmark reads purchase logs as people keep them."""

from datetime import date
from pathlib import Path

import pytest

from benchmarks.winback_log import read


def log(folder: Path, *rows: str, head: str = "id,date,amount") -> Path:
    path = folder / "log.csv"
    path.write_text("\n".join([head, *rows]))
    return path


@pytest.mark.parametrize(
    ("ids", "ordered"),
    [
        pytest.param(["10", "2", "1"], ["1", "2", "10"], id="numbers"),
        pytest.param(["010", "002", "001"], ["001", "002", "010"], id="padded numbers: the same order"),
        pytest.param(["b10", "b2", "a"], ["a", "b10", "b2"], id="names"),
    ],
)
def test_buyers_that_are_numbered_stand_in_the_order_of_their_numbers(
    tmp_path: Path, ids: list[str], ordered: list[str]
) -> None:
    """The same buyers come into the same shops, however a table has padded their numbers."""
    assert read(log(tmp_path, *(f"{buyer},2026-05-03,5" for buyer in ids))).ids() == ordered


@pytest.mark.parametrize("written", ["2026-05-03", "2026-05-03T10:00:00", "2026-05-03 23:59", "2026-05-03T10:00:00Z"])
def test_a_time_after_the_date_is_left_out(tmp_path: Path, written: str) -> None:
    assert read(log(tmp_path, f"1,{written},5", head="ID,Date,Amount")).first == date(2026, 5, 3)


@pytest.mark.parametrize("row", ["1,3.5.2026,5", "1,2026-05-03", "1,2026-05-03,five"])
def test_what_is_wrong_is_named_by_its_line(tmp_path: Path, row: str) -> None:
    with pytest.raises(SystemExit, match="line 2"):
        read(log(tmp_path, row))
