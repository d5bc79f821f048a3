"""How the bot ends: its exit code, and what is done once for the whole time it runs."""

import asyncio
import gc
import logging

from bot.dispatch import where
from bot.intake import SecondInstanceError
from storage.lock import DatabaseInUseError

log = logging.getLogger(__name__)

STOPPED, BROKEN, SECOND_INSTANCE = 0, 1, 3
"""Exit codes."""


def exit_code(task: asyncio.Task[None]) -> int:
    """0 unless the task broke down: then a second instance, or a fault of ours."""
    error = task.exception() if task.done() and not task.cancelled() else None
    if error is None:
        return STOPPED
    if isinstance(error, (SecondInstanceError, DatabaseInUseError)):
        return SECOND_INSTANCE
    log.critical("The bot stops: %s", where(error))
    return BROKEN


def leave_alone_what_stays() -> None:
    """What is loaded at the start is never garbage; looking through it again and again stops the bot for 0.1 s each time."""
    gc.collect()
    gc.freeze()
