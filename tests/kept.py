"""A chat as far as it went, to go on from there in another test."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from shutil import copyfile

from tests.chat import Person, World


@dataclass(frozen=True)
class Kept:
    """A copy of the database, and of what stands in the chats."""

    file: Path
    world: bytes
    """Pickled, which is put back in a fifth of the time of a deep copy."""
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
        return cls(file, pickle.dumps(world.state()), (person.id, person.name, person.last_id), stand, before)

    def again(self, world: World, *others: Person) -> Person:
        """Puts a world that is where this one began to where it was."""
        assert self.before.stands_in(world) if self.before else world.untouched
        world.engine.dispose()
        Path(database(world)).write_bytes(self._bytes)
        vars(world).update(pickle.loads(self.world))  # noqa: S301  made above
        for other in others:
            other.last_id = self.others[other.id]
        return Person(world, *self.person)

    def stands_in(self, world: World) -> bool:
        """Whether nothing has happened since, neither in the chats nor behind them."""
        log = Path(f"{database(world)}-wal")
        if log.exists() and log.stat().st_size > 0:
            return False
        return world.state() == pickle.loads(self.world) and self._bytes == Path(database(world)).read_bytes()  # noqa: S301  made above

    @cached_property
    def _bytes(self) -> bytes:
        return self.file.read_bytes()


def database(world: World) -> str:
    """The file of its database."""
    return str(world.engine.url.database)
