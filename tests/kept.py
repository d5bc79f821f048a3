"""A chat as far as it went, to go on from there in another test."""

from __future__ import annotations

import filecmp
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
    others: dict[int, int]
    """Where those who had been there before stand in their chats."""
    before: Kept | None
    """Where it has to begin; None where nothing has happened."""

    @classmethod
    def of(cls, person: Person, file: Path, *others: Person, before: Kept | None = None) -> Kept:
        """Copies the world of this person."""
        world = person.world
        world.engine.dispose()
        copyfile(database(world), file)
        stand = {other.id: other.last_id for other in others}
        return cls(file, deepcopy(world.state()), (person.id, person.name, person.last_id), stand, before)

    def again(self, world: World, *others: Person) -> Person:
        """Puts a world that is where this one began to where it was."""
        assert self.before.stands_in(world) if self.before else world.untouched
        world.engine.dispose()
        copyfile(self.file, database(world))
        vars(world).update(deepcopy(self.world))
        for other in others:
            other.last_id = self.others[other.id]
        return Person(world, *self.person)

    def stands_in(self, world: World) -> bool:
        """Whether nothing has happened since, neither in the chats nor behind them."""
        log = Path(f"{database(world)}-wal")
        written = log.exists() and log.stat().st_size > 0
        return not written and world.state() == self.world and filecmp.cmp(self.file, database(world), shallow=False)


def database(world: World) -> str:
    """The file of its database."""
    return str(world.engine.url.database)
