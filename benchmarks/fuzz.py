"""`python -m benchmarks.fuzz --minutes 6`: atheris looks for inputs that break the bot, by coverage, one target after the other.

A target is broken when something is raised that nobody catches, when the next update is not served, or when a line a seller types
ends as a dead letter. Needs the extra `fuzz` (`pip install -e .[fuzz]`).
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

EXECUTED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
STEP_LIMIT_S = 60
"""So long a single input may take."""
INSTRUMENTED = ["bot.incoming", "bot.flood", "bot.dispatch", "handlers", "rules", "storage.dialogs"]
SEEDS = {"files": Path(__file__).parent.parent / "tests" / "fixtures" / "import"}
"""Where a target begins, if it does not begin with nothing."""
LONGEST = {"files": 8_000}
"""Bytes of an input, for targets that need more than a line."""
AFRESH = 200
"""After so many inputs the shop is as it was at the beginning."""


def main() -> int:
    """Fuzz every target for its share of the time; 1 when one of them broke, 2 without atheris."""
    chosen = argparse.ArgumentParser(description="Coverage-guided fuzzing")
    chosen.add_argument("--minutes", type=float, default=6.0)
    chosen.add_argument("--target", action="append", choices=sorted(TARGETS))
    chosen.add_argument("--one", help=argparse.SUPPRESS)
    given, more = chosen.parse_known_args()
    if find_spec("atheris") is None:
        print("atheris is missing: pip install -e .[fuzz]", file=sys.stderr)
        return 2
    if given.one:
        return _fuzz(given.one, more)
    names = given.target or sorted(TARGETS)
    results = [_started(name, 60 * given.minutes / len(names)) for name in names]
    print(f"inputs={sum(inputs for inputs, _ in results)} crashes={sum(broke for _, broke in results)}")
    return int(any(broke for _, broke in results))


def _started(name: str, seconds: float) -> tuple[int, bool]:
    """How many inputs a target has seen in that time, and whether one broke it; what it was is printed."""
    with tempfile.TemporaryDirectory() as corpus:
        options = [
            f"-max_total_time={seconds:.0f}",
            f"-timeout={STEP_LIMIT_S}",
            "-print_final_stats=1",
            f"-max_len={LONGEST.get(name, 600)}",
        ]
        options.append(f"-artifact_prefix={corpus}/")
        command = [sys.executable, "-m", "benchmarks.fuzz", "--one", name, *options, corpus]
        command += [str(SEEDS[name])] if name in SEEDS else []
        result = subprocess.run(command, capture_output=True, text=True, check=False, errors="replace")
    found = EXECUTED.search(result.stderr)
    broke = bool(result.returncode)
    if broke:
        print(result.stdout[-4000:], result.stderr[-4000:], file=sys.stderr)
    print(f"target={name} inputs={found[1] if found else 0} broke={broke}")
    return int(found[1]) if found else 0, broke


def _fuzz(name: str, options: list[str]) -> int:
    """This process, until libFuzzer ends it."""
    import atheris  # noqa: PLC0415  only the process that fuzzes needs it

    with atheris.instrument_imports(include=INSTRUMENTED):
        target = TARGETS[name]()
    provide = atheris.FuzzedDataProvider
    atheris.Setup([sys.argv[0], *options], lambda data: target(_Bytes(provide(data))))
    atheris.Fuzz()
    return 0


class _Bytes:
    """Choices out of the fuzzer's bytes."""

    def __init__(self, provider: Any) -> None:
        self._provider = provider

    def number(self, most: int) -> int:
        return int(self._provider.ConsumeIntInRange(0, most))

    def rest(self) -> bytes:
        return bytes(self._provider.ConsumeBytes(self._provider.remaining_bytes()))

    def text(self) -> str:
        return str(self._provider.ConsumeUnicode(80))


Target = Callable[[_Bytes], None]


class _Bot:
    """The bot on a database of its own, with a shop that knows Anna."""

    def __init__(self) -> None:
        from benchmarks.odd import SELLER  # noqa: PLC0415  whatever is imported here is watched
        from handlers import build_app  # noqa: PLC0415
        from handlers.registry import Operator  # noqa: PLC0415
        from storage.engine import open_engine  # noqa: PLC0415
        from storage.migrate import upgrade  # noqa: PLC0415

        folder = tempfile.mkdtemp(prefix="stammkunde-fuzz-")
        self.engine = open_engine(f"sqlite:///{Path(folder) / 'fuzz.db'}")
        upgrade(self.engine)
        self.app = build_app(Operator(sellers=frozenset({SELLER})))
        self.numbers = count(1)
        self.db = self.engine.connect()
        self.transaction = self.db.begin()
        self.say("/kauf Anna 25 Wollsocken")

    def say(self, words: str) -> int:
        """The seller types it; how many letters that makes."""
        from benchmarks.odd import DATE, SELLER  # noqa: PLC0415

        who = {"id": SELLER, "is_bot": False, "first_name": "Maria"}
        chat = {"id": SELLER, "type": "private"}
        number = 10 + next(self.numbers)
        return self.hand({"message": {"message_id": number, "date": DATE, "chat": chat, "from": who, "text": words}})

    def hand(self, content: dict[str, Any]) -> int:
        """One update as it arrives; how many letters it makes."""
        from datetime import UTC, datetime  # noqa: PLC0415

        from bot.dispatch import process  # noqa: PLC0415
        from bot.flood import Flood  # noqa: PLC0415

        raw = {**content, "update_id": next(self.numbers)}
        now = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
        return len(process(self.app, self.db, [raw], now, "StammkundeBot", Flood()).at_once)

    def dead(self) -> int:
        """How many updates could not be processed."""
        from sqlalchemy import func, select  # noqa: PLC0415

        from storage.tables.delivery import dead_letter  # noqa: PLC0415

        return int(self.db.execute(select(func.count()).select_from(dead_letter)).scalar_one())

    def afresh(self) -> None:
        """As it was at the beginning, now and then."""
        if next(self.numbers) % AFRESH < 3:
            self.transaction.rollback()
            self.transaction = self.db.begin()
            self.say("/kauf Anna 25 Wollsocken")


def updates() -> Target:
    """Raw updates of any shape; whatever came, the next one is served."""
    from benchmarks.odd import odd_update  # noqa: PLC0415

    bot = _Bot()

    def one(source: _Bytes) -> None:
        bot.afresh()
        bot.hand(odd_update(source))
        if not bot.say("/hilfe"):
            raise AssertionError("the next update is not served")

    return one


def _line(command: str) -> Callable[[], Target]:
    """What a seller may type behind a command: it is answered, and no dead letter."""

    def make() -> Target:
        bot = _Bot()

        def one(source: _Bytes) -> None:
            bot.afresh()
            words, before = f"{command} {source.text()}", bot.dead()
            if not bot.say(words) or bot.dead() > before:
                raise AssertionError(f"no good answer to {words!r}")

        return one

    return make


def files() -> Target:
    """Files that are sent: tables, cards or noise are read or refused, each row for itself; nothing else is raised."""
    from datetime import date  # noqa: PLC0415

    from handlers.einlesen.files import read  # noqa: PLC0415
    from messages_de.import_words import YES, spoken  # noqa: PLC0415
    from messages_de.vocabulary import vocabulary  # noqa: PLC0415
    from rules.errors import RuleError  # noqa: PLC0415
    from rules.importing.reader import Reader  # noqa: PLC0415
    from storage.marks import is_ours  # noqa: PLC0415

    today = date(2026, 5, 4)

    def rows(source: _Bytes) -> None:
        for sheet in read(source.rest(), today):
            by = Reader(sheet.layout.fields, today, vocabulary(), "EUR", YES, spoken(), is_ours)
            for row in sheet.rows:
                with suppress(RuleError):
                    by.entry(row.cells)

    def one(source: _Bytes) -> None:
        with suppress(RuleError):
            rows(source)

    return one


TARGETS: dict[str, Callable[[], Target]] = {
    "updates": updates,
    "kauf": _line("/kauf"),
    "kauf_anna": _line("/kauf Anna"),
    "notiz": _line("/notiz Anna"),
    "praemien": _line("/praemien"),
    "files": files,
}
"""By name; one that is added here is fuzzed with the others."""


if __name__ == "__main__":
    sys.exit(main())
