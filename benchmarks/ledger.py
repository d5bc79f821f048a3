"""Replay of loyalty events through the real storage and rules: `python -m benchmarks.ledger FILE.jsonl [--database URL]`.

One JSON object per line goes in, one JSON answer per line comes out: `{"ok": true, ...}`, or `{"ok": false, "error": "<text
key>"}` for an event that was refused and changed nothing. Without a URL the database is SQLite in memory; one with a URL must
be empty. Every event has "day" (a local date that never runs backwards); money is in cents.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from benchmarks.ledger_events import EVENTS, Refused, Till, day_of
from rules.errors import RuleError
from storage import shops
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.tables import metadata

SELLER = 1
MEMORY = "sqlite://"


class Replay:
    """A shop that events are played in, in an open transaction."""

    def __init__(self, db: Connection) -> None:
        """Opens a shop in an empty, migrated database."""
        start = datetime(2000, 1, 1, tzinfo=UTC)
        self._till = Till(db, shops.found(db, SELLER, "Replay", "Europe/Berlin", start))
        self._today = date.min

    def answer(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """What an event leads to; one that is refused changes nothing."""
        before = self._till.copy()
        try:
            with self._till.db.begin_nested():
                return {"ok": True, **self._played(event)}
        except (RuleError, Refused) as error:
            self._till = before
            return {"ok": False, "error": error.key, **_figures(error)}

    def _played(self, event: Mapping[str, Any]) -> dict[str, Any]:
        day = day_of(event, "day")
        if day < self._today:
            raise Refused("replay.day_runs_backwards")
        play = EVENTS.get(str(event.get("do")))
        if play is None:
            raise Refused("replay.unknown_event")
        self._till.now = datetime.combine(day, time(12), UTC)
        self._till.today = day
        found = play(self._till, event)
        self._today = day
        return found


def _figures(error: RuleError | Refused) -> dict[str, Any]:
    """How much is missing, where that is why."""
    missing = error.facts.get("n")
    return {} if missing is None else {"missing": missing}


def replayed(db: Connection, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The answer to each line."""
    replay = Replay(db)
    for line in filter(str.strip, lines):
        try:
            event = json.loads(line, parse_float=str)
        except ValueError:
            event = None
        if isinstance(event, dict):
            yield replay.answer(event)
        else:
            yield {"ok": False, "error": "replay.not_an_object"}


def _opened(url: str) -> Engine:
    """A database with our tables; one in memory would not outlive the connection that migrates."""
    engine = open_engine(url)
    if url == MEMORY:
        metadata.create_all(engine)
    else:
        upgrade(engine)
    return engine


def main(arguments: list[str]) -> None:
    """Print the answers."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--database", default=MEMORY, help="URL of an empty database")
    options = parser.parse_args(arguments)
    engine = _opened(options.database)
    with options.file.open(encoding="utf-8-sig") as lines, engine.begin() as db:
        for answer in replayed(db, lines):
            print(json.dumps(answer, ensure_ascii=False))
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1:])
