"""The settings as somebody typed them: whatever is wrong with them is said at once, each with an example of how it looks."""

import os
import re
import tempfile
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import ValidationError
from sqlalchemy import make_url

from bot.settings import Settings
from messages_de import plain

ENV = Path(".env")
ALIKE = 0.85
COMMON = frozenset({"log_level"})
"""Names that other programs have something like, too."""
PRIVATE = 0o700


def configured() -> Settings | list[str]:
    """The settings, or a sentence for each mistake in them."""
    wrong: list[str] = [*_misnamed()]
    try:
        settings = Settings()
    except ValidationError as error:
        faults = {str(fault["loc"][0]): fault["input"] for fault in error.errors()}
        wrong += [_bad(name, value) for name, value in faults.items()]
        settings = _without(faults)
    wrong += _shut(settings)
    return wrong or settings


def _bad(name: str, value: Any) -> str:
    said = {"name": name.upper(), "example": example(name)}
    return plain("cli.bad_setting", value=_discreet(str(value)), **said) if value else plain("cli.no_setting", **said)


def _discreet(value: str) -> str:
    """Without the password that may stand in an address."""
    return re.sub(r"//[^@/]*@", "//…@", value)


def example(name: str) -> str:
    """How a setting looks."""
    return f"{name.upper()}={plain(f'cli.example_{name}')}"


def _without(faults: dict[str, Any]) -> Settings:
    """The settings with the default where something is wrong, so that the rest can be looked at."""
    instead = {name: Settings.model_fields[name].default for name in faults}
    return Settings(**instead | ({"bot_mode": "polling"} if "webhook_url" in faults else {}))


def _misnamed() -> Iterator[str]:
    """Names that are nearly those of settings: what stands behind them would be overlooked."""
    known = list(Settings.model_fields)
    typed = {name.lower(): known for name in dotenv_values(ENV) if ENV.exists()}
    typed |= {name.lower(): [one for one in known if one not in COMMON] for name in os.environ}
    for name, among in typed.items():
        meant = [] if name in known else get_close_matches(name, among, n=1, cutoff=ALIKE)
        if meant and meant[0] not in typed:
            yield plain("cli.misnamed", typed=name.upper(), meant=meant[0].upper(), example=example(meant[0]))


def _shut(settings: Settings) -> Iterator[str]:
    """Folders that something is to be written to, and nothing can be."""
    url = make_url(settings.database_url)
    file = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
    folders = {"database_url": file.parent if file else None, "backup_folder": settings.backup_folder}
    for name, folder in folders.items():
        if folder is not None and not _may_write(folder):
            yield plain("cli.shut", name=name.upper(), folder=str(folder), example=example(name))


def _may_write(folder: Path) -> bool:
    """Tried out: permissions alone do not tell. A folder that is made for it does not stay."""
    new = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    finally:
        for path in new:
            if path.is_dir():
                path.rmdir()
    return True
