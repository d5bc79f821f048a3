"""The one table of everything the bot can be asked to do, and what each role may do with it (see actions.txt)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from handlers.registry import App

FILE = Path(__file__).with_name("actions.txt")
ROLES = ("seller", "other_seller", "own_buyer", "other_buyer", "stranger", "group", "forwarded", "edited")
YES, OWN, NO, NEVER = "yes", "own", "no", "-"
"""With whatever is her shop's; with what is his own only; not at all; there is no such thing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing the bot can be asked to do, and who may."""

    kind: str
    name: str
    may: dict[str, str]

    @property
    def id(self) -> str:
        """As it stands in the table."""
        return f"{self.kind} {self.name}"


def rows() -> list[Row]:
    """The table."""
    lines = [line.split() for line in FILE.read_text(encoding="utf-8").splitlines()]
    cells = [line for line in lines if line and not line[0].startswith("#")]
    return [Row(kind, name, dict(zip(ROLES, may, strict=True))) for kind, name, *may in cells]


def registered(app: App) -> set[str]:
    """Everything the bot can be asked to do, as the table names it."""
    return {
        *(f"command {name}" for name in app.commands),
        *(f"alias {name}:{role}" for name, role in app.aliases),
        *(f"button {name}" for name in app.buttons),
        *(f"step {name}" for name in app.steps),
        *(f"edit {name or '*'}" for name in app.edits),
        *(f"link {name}" for name in app.links),
        "pointing *",
        "file *",
    }
