"""Purchase logs for the win-back benchmark: who bought on which day."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

HINT = """The purchase log is not here. Install it beside the project (data only, nothing of it is imported):
    pip install --no-deps lifetimes==0.11.3
or name a file of your own with the columns id,date,amount:
    python -m benchmarks.winback FILE.csv"""
BAD_ROW = "{path}, line {line}: a row needs id,date,amount like 17,2026-05-03,25.50 (a time after the date is left out)"

Row = tuple[str, date, float]


@dataclass(frozen=True, slots=True)
class Log:
    """The purchase days of each buyer, ascending; day 0 is the first of the log and `end` the last."""

    name: str
    days: dict[str, list[int]]
    first: date
    end: int

    def date_of(self, day: int) -> date:
        """The calendar date of a day of the log."""
        return self.first + timedelta(days=day)

    def ids(self) -> list[str]:
        """The buyers in the order in which they are shuffled: numbers as numbers, whether they are padded or not."""
        are_numbers = all(buyer.isdecimal() for buyer in self.days)
        return sorted(self.days, key=lambda buyer: (int(buyer) if are_numbers else 0, buyer))


def read(path: Path | None) -> Log:
    """The log in a CSV file, or the odd customers of CDNOW 1997-98; SystemExit with what is wrong when it cannot be read."""
    return _log(path.name if path else "CDNOW, odd customers", rows(path))


def rows(path: Path | None) -> Iterable[Row]:
    """The purchases of the log (buyer, day, amount), in the order in which they stand there."""
    if path is not None and not path.is_file():
        raise SystemExit(f"There is no file {path}.")
    return _cdnow_rows() if path is None else _csv_rows(path)


def _log(name: str, purchases: Iterable[Row]) -> Log:
    bought: dict[str, set[date]] = defaultdict(set)
    for buyer, day, amount in purchases:
        if amount > 0:
            bought[buyer].add(day)
    if not bought:
        raise SystemExit(f"{name} holds no purchase.")
    first, last = min(map(min, bought.values())), max(map(max, bought.values()))
    days = {buyer: sorted((day - first).days for day in own) for buyer, own in bought.items()}
    return Log(name, days, first, (last - first).days)


def _cdnow_rows() -> Iterable[Row]:
    package = find_spec("lifetimes")
    if package is None or not package.submodule_search_locations:
        raise SystemExit(HINT)
    path = Path(package.submodule_search_locations[0]) / "datasets" / "CDNOW_master.txt"
    for line in path.read_text().splitlines()[1:]:
        buyer, day, _, amount = line.split()
        if int(buyer) % 2:
            yield buyer, datetime.strptime(day, "%Y%m%d").date(), float(amount)


def _csv_rows(path: Path) -> Iterable[Row]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        lines = csv.reader(file)
        names = [name.strip().lower() for name in next(lines, [])]
        for line, cells in enumerate(lines, start=2):
            row = dict(zip(names, cells, strict=False))
            try:
                yield row["id"], datetime.fromisoformat(row["date"]).date(), float(row["amount"])
            except (KeyError, TypeError, ValueError):
                raise SystemExit(BAD_ROW.format(path=path, line=line)) from None
