"""The shop in full use, once a worker."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from storage.engine import open_engine
from tests.conftest import prepared
from tests.security.shop import Populated, populate


@pytest.fixture(scope="session")
def populated(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Populated]:
    """On a file that nobody else uses; without waiting for the disk."""
    path = tmp_path_factory.mktemp("security") / "shop.db"
    shutil.copyfile(sqlite_template, path)
    engine = prepared(open_engine(f"sqlite:///{path}"))
    event.listen(engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA synchronous=OFF"))
    yield populate(engine)
    engine.dispose()
