"""A chat as far as it went, to go on from there in another test."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from typing import Any

from tests.chat import Person, World


@dataclass(frozen=True)
class Kept:
    """A copy of the database, and of what stands in the chats."""

    file: Path
    world: dict[str, Any]
    person: tuple[int, str, int]

    @classmethod
    def of(cls, person: Person, file: Path) -> Kept:
        """Copies the world of this person."""
        world = person.world
        world.engine.dispose()
        copyfile(str(world.engine.url.database), file)
        return cls(file, deepcopy(world.state()), (person.id, person.name, person.last_id))

    def again(self, world: World) -> Person:
        """Puts a world where nothing has happened to where this one was."""
        assert world.untouched
        world.engine.dispose()
        copyfile(self.file, str(world.engine.url.database))
        vars(world).update(deepcopy(self.world))
        return Person(world, *self.person)
