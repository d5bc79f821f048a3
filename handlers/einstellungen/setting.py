"""What a setting is: how its value is shown, which values are usual, how a typed one is read, what a new one does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from handlers.call import Call
from handlers.einstellungen.trial import Trial
from messages_de import Html, plain

Values: TypeAlias = Mapping[str, Any]
"""Values by their names, as JSON can carry them; see `values.known`."""

SWITCH = (True, False)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting; without an `effect` it is no rule and changes at once."""

    name: str
    show: Callable[[Values], str]
    choices: Callable[[Call], Sequence[Values]]
    read: Callable[[Call], Values] | None = None
    effect: Callable[[Trial], Html] | None = None
    picture: Callable[[Trial], Mapping[str, object]] | None = None
    """The recipe of the card as it would be."""


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that are shown together."""

    name: str
    settings: tuple[Setting, ...]


def usual(name: str, *values: object) -> Callable[[Call], Sequence[Values]]:
    """Usual values of a setting that is one value."""
    return lambda _call: [{name: value} for value in values]


def switched(name: str) -> Callable[[Values], str]:
    """A setting that is on or off."""
    return lambda known: plain("einstellungen.on" if known[name] else "einstellungen.off")
