"""What the bot can do: commands, buttons, dialog steps and links, each with the role that may use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from handlers.answers import SELLER, STRANGER, Answers
from handlers.call import Call
from storage.backup import Shelf

Handler: TypeAlias = Callable[[Call], Answers]

ANYBODY = "anybody"
MEMBER = "member"
"""Seller or buyer, but no stranger."""


@dataclass(frozen=True, slots=True)
class Route:
    """A handler and who may reach it."""

    handler: Handler
    role: str

    def is_for(self, role: str) -> bool:
        """Whether somebody in this role may reach it."""
        return self.role in {ANYBODY, role} or (self.role == MEMBER and role != STRANGER)


@dataclass(frozen=True, slots=True)
class Operator:
    """Who may sell on this bot, and the time zone a new shop starts with."""

    sellers: frozenset[int] = frozenset()
    timezone: str = "Europe/Berlin"
    person: int | None = None
    """Who runs the bot."""
    shelf: Shelf = field(default_factory=Shelf)
    """Where the backups lie."""
    since: datetime | None = None
    """When the bot was started."""


@dataclass(slots=True)
class App:
    """The registry that every feature's `register(app)` fills."""

    operator: Operator = field(default_factory=Operator)
    commands: dict[str, Route] = field(default_factory=dict)
    aliases: dict[tuple[str, str], Route] = field(default_factory=dict)
    """What else people type, each for those who mean it so; no menu shows it."""
    buttons: dict[str, Route] = field(default_factory=dict)
    steps: dict[str, Route] = field(default_factory=dict)
    edits: dict[str, Route] = field(default_factory=dict)
    links: dict[str, Route] = field(default_factory=dict)
    """Deep links by the prefix of their payload."""
    questions: dict[str, Handler] = field(default_factory=dict)
    """What asks a stranger again who types instead of tapping, by the button he has before him."""
    pointing: Route | None = None
    """What happens when the seller forwards a message or picks a contact without saying what for."""
    receiving: Route | None = None
    """What happens with a file that somebody sends."""
    leaving: frozenset[Handler] = frozenset()
    """What forgets an open question; a bare command word that means one of them is no answer to it."""

    def command(self, name: str, handler: Handler, role: str = SELLER) -> None:
        """`/name` runs `handler`."""
        self._add(self.commands, name, handler, role)

    def alias(self, name: str, handler: Handler, role: str = SELLER) -> None:
        """`/name` runs `handler` for this role too, unless there is a command of that name that it may use."""
        if (name, role) in self.aliases:
            raise ValueError(f"{name!r} is registered twice")
        self.aliases[name, role] = Route(handler, role)

    def find(self, name: str, role: str) -> Route | None:
        """What somebody in this role means by `/name`; a command of others if it is nothing else."""
        command = self.commands.get(name)
        if command is not None and command.is_for(role):
            return command
        others = [route for (alias, _), route in self.aliases.items() if alias == name]
        return next((route for route in others if route.is_for(role)), command or next(iter(others), None))

    def button(self, action: str, handler: Handler, role: str = SELLER) -> None:
        """A button with this action runs `handler`."""
        self._add(self.buttons, action, handler, role)

    def step(self, name: str, handler: Handler, role: str = SELLER) -> None:
        """The next text after the question `name` runs `handler`."""
        self._add(self.steps, name, handler, role)

    def edited(self, command: str, handler: Handler, role: str = SELLER) -> None:
        """An edited `/command` message runs `handler`; other edits run the one for ""."""
        self._add(self.edits, command, handler, role)

    def link(self, prefix: str, handler: Handler, role: str = ANYBODY) -> None:
        """`/start prefix_rest` runs `handler` with the rest as words."""
        self._add(self.links, prefix, handler, role)

    def asks_again(self, action: str, handler: Handler) -> None:
        """`handler` asks anew what the button `action` answers; it says nothing when that is settled."""
        self.questions[action] = handler

    def pointed_at(self, handler: Handler) -> None:
        """A forwarded message or a picked contact runs `handler`."""
        self.pointing = Route(handler, SELLER)

    def received(self, handler: Handler) -> None:
        """A file that a seller sends runs `handler`."""
        self.receiving = Route(handler, SELLER)

    @staticmethod
    def _add(routes: dict[str, Route], name: str, handler: Handler, role: str) -> None:
        if name in routes:
            raise ValueError(f"{name!r} is registered twice")
        routes[name] = Route(handler, role)
