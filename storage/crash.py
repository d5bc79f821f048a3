"""Named points at which the process can be ended as by kill -9, to try that nothing is lost (benchmarks/crash.py).

Without the environment variable `STAMMKUNDE_CRASH_AT` (read once) a point is a call of an empty function.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from itertools import count
from threading import Timer

VARIABLE = "STAMMKUNDE_CRASH_AT"
"""The name of a point, or "name:3" for the third time it is passed."""
LATEST_S = 0.004
"""About as long as a commit or a call of Telegram takes here."""

START = ("lock.taken", "start.prepared", "start.connected", "start.listening", "start.done")
REACH = ("reach.written", "reach.committed")
BACKUP = (
    "backup.begun",
    "backup.copied",
    "backup.checked",
    "backup.sealed",
    "backup.opened",
    "backup.named",
    "backup.done",
)
RESTORE = (
    "restore.unpacked",
    "restore.replayed",
    "restore.recovered",
    "restore.settled",
    "restore.linked",
    "restore.kept_aside",
    "restore.exchanged",
)
MIGRATION = (
    "migrate.begun",
    "migrate.statement",
    "migrate.step",
    "migrate.written",
    "migrate.under_way",
    "migrate.committed",
)
RECOVERY = ("recover.begun", "recover.letter", "recover.written", "recover.committed")
INTAKE = ("poll.under_way", "poll.fetched", "poll.stored", "poll.confirming")
DELIVERY = ("delivery.taken", "delivery.stored")
"""By webhook."""
BATCH = (
    "batch.begun",
    "batch.answered",
    "batch.marked",
    "batch.apart",
    "batch.written",
    "batch.under_way",
    "batch.committed",
    "batch.posted",
    "bury.written",
)
WRITER = ("group.begun", "group.job", "group.written", "group.committed", "group.handed_out")
SENDING = (
    "claim.written",
    "claim.committed",
    "send.drawn",
    "send.before",
    "send.under_way",
    "send.after",
    "send.counted",
)
RESULTS = (
    "sent.before",
    "sent.under_way",
    "sent.committed",
    "settle.before",
    "settle.written",
    "settle.committed",
    "give_back.before",
    "give_back.committed",
)
PLANNER = (
    "digest.learnt",
    "digest.made",
    "digest.written",
    "digest.under_way",
    "digest.committed",
    "digest.posted",
    "due_days.written",
    "due_days.committed",
    "evening.written",
    "evening.committed",
    "clean.written",
    "clean.committed",
)
WIPE = ("wipe.forgotten", "group.outside", "wipe.rewritten", "wipe.committed")
JOURNAL = ("journal.before", "journal.written")
END = ("stop.begun", "stop.fetched", "stop.sent", "stop.stored", "stop.closed")
SQLITE_ONLY = (*BACKUP, *RESTORE, *WIPE, *JOURNAL, "checkpoint.before", "checkpoint.after", "checkpoint.last")
POINTS = (
    *START,
    *REACH,
    *MIGRATION,
    *RECOVERY,
    *INTAKE,
    *DELIVERY,
    *BATCH,
    *WRITER,
    *SENDING,
    *RESULTS,
    *PLANNER,
    *END,
    *SQLITE_ONLY,
)
"""All of them, in the order of a bot's life."""

Point = Callable[[str], None]


def _nothing(_name: str) -> None:
    """Nothing happens here."""


at: Point = _nothing
"""The process ends here, if it is to end at this point."""
soon: Point = _nothing
"""It ends within the next milliseconds: in the middle of what follows."""


def arm(wanted: str) -> None:
    """From now on the point `wanted` ends the process; raises LookupError for a name that is none."""
    global at, soon  # noqa: PLW0603  callers ask the module, so that an unarmed point costs no more than a call
    name, _, times = wanted.partition(":")
    if name not in POINTS:
        raise LookupError(f"{name!r} is no crash point")
    passed, last = count(1), int(times or 1)

    def is_it(passing: str) -> bool:
        return passing == name and next(passed) == last

    at = lambda passing: _die() if is_it(passing) else None  # noqa: E731
    soon = lambda passing: Timer(random.uniform(0, LATEST_S), _die).start() if is_it(passing) else None  # noqa: E731, S311


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if wanted := os.environ.get(VARIABLE):
    arm(wanted)
