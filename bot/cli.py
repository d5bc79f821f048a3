"""The command line: `stammkunde run|demo|migrate|restore|doctor|register`. Everything heavy is imported when it is needed."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from messages_de import plain

if TYPE_CHECKING:
    from bot.settings import Settings

Command = Callable[[argparse.Namespace], int]

FAILED = 1
WHY = {
    "NewerSchemaError": "cli.newer_schema",
    "DamagedError": "cli.damaged",
    "PortInUseError": "cli.port_in_use",
    "full": "cli.outage_full",
    "locked": "cli.outage_locked",
    "damaged": "cli.damaged",
    "read_only": "cli.outage_read_only",
    "unreachable": "cli.outage_unreachable",
}
"""Why it cannot go on, and what to do: by the name of the error (the classes come with heavy modules), or by what
`storage.outage` says is wrong with the database."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code."""
    chosen = parser().parse_args(arguments)
    command: Command = chosen.run
    return command(chosen)


def run(_chosen: argparse.Namespace) -> int:
    """The bot, until it is stopped."""
    settings = _settings()
    if settings is None:
        return FAILED
    if not settings.bot_token.get_secret_value():
        return _complain("cli.no_token")
    if not settings.seller_ids:
        _complain("cli.no_sellers")
    return _started(settings)


def demo(chosen: argparse.Namespace) -> int:
    """The try-out with two phones, or in the terminal."""
    from demo.run import main as try_out  # noqa: PLC0415

    return try_out(in_terminal=chosen.terminal)


def migrate(_chosen: argparse.Namespace) -> int:
    """Bring the database up to date and end."""
    from bot.clock import utc_now  # noqa: PLC0415
    from bot.prepare import prepare, shelf_of  # noqa: PLC0415
    from storage.engine import open_engine  # noqa: PLC0415

    settings = _settings()
    if settings is None:
        return FAILED
    try:
        changed = prepare(open_engine(settings.database_url), utc_now(), shelf_of(settings))
    except Exception as error:  # noqa: BLE001  raised again unless it is known
        return _out_of_order(error)
    print(plain("cli.migrated" if changed else "cli.up_to_date"))
    return 0


def restore(chosen: argparse.Namespace) -> int:
    """Put a backup in the place of the database."""
    from bot.restore_command import run as put_back  # noqa: PLC0415

    settings = _settings()
    if settings is None:
        return FAILED
    try:
        return put_back(settings, chosen.file, chosen.journal)
    except Exception as error:  # noqa: BLE001  as above
        return _out_of_order(error)


def doctor(_chosen: argparse.Namespace) -> int:
    """Look whether everything the bot needs is there."""
    from bot.doctor import examine  # noqa: PLC0415

    settings = _settings()
    if settings is None:
        return FAILED
    findings = examine(settings)
    for finding in findings:
        print(finding.line)
    good = all(finding.fine for finding in findings)
    print(plain("cli.all_fine" if good else "cli.something_wrong"))
    return 0 if good else FAILED


def register(_chosen: argparse.Namespace) -> int:
    """The register of processing, to be kept or handed on."""
    from bot.register import register as written  # noqa: PLC0415

    print(written(), end="")
    return 0


def parser() -> argparse.ArgumentParser:
    """The commands with their German help."""
    top = argparse.ArgumentParser("stammkunde", description=plain("cli.about"), add_help=False)
    _add_help(top)
    commands = top.add_subparsers(title=plain("cli.commands"), metavar="", required=True)
    for command in (run, demo, migrate, restore, doctor, register):
        name = command.__name__
        sub = commands.add_parser(
            name, help=plain(f"cli.{name}"), description=plain(f"cli.{name}_about"), add_help=False
        )
        _add_help(sub)
        sub.set_defaults(run=command)
        if command is demo:
            sub.add_argument("--terminal", action="store_true", help=plain("cli.terminal"))
        if command is restore:
            sub.add_argument("file", nargs="?", type=Path, metavar=plain("cli.file"), help=plain("cli.restore_file"))
            sub.add_argument("--journal", type=Path, metavar=plain("cli.file"), help=plain("cli.restore_journal"))
    return top


def _add_help(to: argparse.ArgumentParser) -> None:
    to.add_argument("-h", "--help", action="help", help=plain("cli.help"))


def _settings() -> "Settings | None":
    """The settings; None after saying all that is wrong with them."""
    from bot.configured import configured  # noqa: PLC0415

    found = configured()
    if not isinstance(found, list):
        return found
    print("\n".join(found), file=sys.stderr)
    return None


def _started(settings: "Settings") -> int:
    from bot.application import SECOND_INSTANCE, Stammkunde  # noqa: PLC0415
    from bot.log import set_up  # noqa: PLC0415
    from storage.lock import DatabaseInUseError  # noqa: PLC0415

    async def live() -> int:
        return await Stammkunde(settings).run()

    set_up(settings.log_level, settings.bot_token.get_secret_value())
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            code = runner.run(live())
    except DatabaseInUseError:
        _complain("cli.database_in_use")
        return SECOND_INSTANCE
    except Exception as error:  # noqa: BLE001  as above
        return _out_of_order(error)
    if code == SECOND_INSTANCE:
        _complain("cli.second_instance")
    return code


def _out_of_order(error: Exception) -> int:
    """Says why it cannot go on; an error that is not known here is raised."""
    from storage.outage import reason  # noqa: PLC0415

    why = WHY.get(type(error).__name__) or WHY.get(reason(error) or "")
    if why is None:
        raise error
    return _complain(why, version=str(error), port=str(error))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The event loop of uvloop, with a seventh less work; the usual one where there is none."""
    if find_spec("uvloop") is None:
        return None
    from uvloop import new_event_loop  # noqa: PLC0415

    return new_event_loop


def _complain(key: str, **values: Any) -> int:
    print(plain(key, **values), file=sys.stderr)
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
