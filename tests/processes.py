"""The bot in processes of its own that need not load it: they are forked from one that has.

Loading takes two seconds of processor time. That `python -m bot.cli` works, tests/bot/test_application.py shows.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from signal import Signals

LOADED = ("bot.application", "bot.cli", "bot.configured", "bot.log", "bot.prepare", "bot.restore_command", "uvloop")
PATIENCE_S = 0.02

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(list(LOADED))


def _command(arguments: Sequence[str], env: Mapping[str, str], errors: str) -> None:
    """What happens in the new process: `stammkunde` with these arguments."""
    from bot import cli
    from storage import crash

    os.environ.clear()
    os.environ.update(env)
    for path, number in ((os.devnull, 1), (errors, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    if wanted := env.get(crash.VARIABLE):
        crash.arm(wanted)
    raise SystemExit(cli.main(arguments))


def _loaded(names: Sequence[str], first: Sequence[str], said: Connection) -> None:
    """What happens in a process that is asked what is there."""
    for name in first:
        import_module(name)
    said.send([name for name in names if name in sys.modules])


def loaded(*names: str, first: Sequence[str] = ()) -> list[str]:
    """Which of these modules a bot has loaded before it is started, and after it has loaded what it needs for more."""
    hears, says = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=_loaded, args=(names, first, says), daemon=True)
    process.start()
    found: list[str] = hears.recv()
    process.join()
    hears.close()
    says.close()
    return found


class Forked:
    """A process as asyncio would start it; what it says of errors goes to a file."""

    def __init__(self, arguments: Sequence[str], env: Mapping[str, str], errors: Path | str = os.devnull) -> None:
        """Starts it."""
        self.errors = Path(errors)
        self._process = FORKS.Process(target=_command, args=(arguments, dict(env), str(errors)), daemon=True)
        self._process.start()

    @property
    def returncode(self) -> int | None:
        """How it ended; None as long as it runs."""
        return self._process.exitcode

    def send_signal(self, signal: Signals) -> None:
        """Sends it a signal."""
        os.kill(self._process.pid or 0, signal)

    def terminate(self) -> None:
        """Asks it to stop."""
        self._process.terminate()

    def kill(self) -> None:
        """Ends it at once."""
        self._process.kill()

    async def wait(self) -> int:
        """Its exit code, as soon as it has ended."""
        while (code := self.returncode) is None:  # noqa: ASYNC110  another process ends
            await asyncio.sleep(PATIENCE_S)
        return code

    def __del__(self) -> None:
        """A test that has failed leaves no bot behind."""
        if self.returncode is None:
            self.kill()


async def launch(module: Sequence[str], env: Mapping[str, str]) -> Forked:
    """As `benchmarks.bots.launch`."""
    _bot, *arguments = module
    return Forked(arguments, env)


def finished(module: Sequence[str], env: Mapping[str, str]) -> int:
    """As `benchmarks.bots.finished`."""
    _bot, *arguments = module
    process = Forked(arguments, env)
    process._process.join()
    return process.returncode or 0
