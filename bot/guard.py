"""The lock on the database is looked at while the bot runs: who has lost it to another process stops."""

import asyncio
import logging

from storage.lock import DatabaseInUseError, Held

log = logging.getLogger(__name__)

EVERY_S = 20.0


async def keep(lock: Held, every_s: float = EVERY_S) -> None:
    """Never returns; raises DatabaseInUseError when another process has taken the lock.

    Until that is noticed nothing is said twice either: a letter is claimed in the database before it is sent.
    """
    while await asyncio.to_thread(lock.keep):  # noqa: ASYNC110  it is a look from time to time
        await asyncio.sleep(every_s)
    log.error("Another process works on this database; this one stops")
    raise DatabaseInUseError
