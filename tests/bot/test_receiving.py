"""What becomes of updates beside their answers."""

from typing import Any, cast

import pytest

from bot.importing import Importer
from bot.receiving import Receiver


class Bell:
    """In the place of `bot.importing.Importer`."""

    def __init__(self) -> None:
        self.rung: list[bool] = []

    def wake(self, *, by_tap: bool = False) -> None:
        """As there."""
        self.rung.append(by_tap)


@pytest.mark.parametrize(
    ("update", "rung"),
    [
        ({"message": {"document": {"file_id": "f"}}}, [False]),
        ({"callback_query": {"data": "x.0"}}, [True]),
        ({"message": {"text": "/import"}}, [True]),
        ({"message": {"text": "Einlesen"}}, [True]),
        ({"message": {"text": "/kauf Anna 5 einlesen"}}, []),
        ({"message": {"text": "/kauf Anna 5"}}, []),
        ({"message": {"photo": []}}, []),
        ({"edited_message": {"text": "/import"}}, []),
    ],
    ids=[
        "a file",
        "a tap",
        "asking about the last file",
        "asking without a stroke",
        "a word of it in a purchase",
        "a purchase",
        "a picture",
        "an edited message",
    ],
)
def test_what_may_make_work_with_files_wakes_whoever_does_it(update: dict[str, Any], rung: list[bool]) -> None:
    bell, unused = Bell(), cast("Any", None)
    receiver = Receiver(unused, unused, unused, unused, unused, unused, cast("Importer", bell))
    receiver._look_for_files([update])
    assert bell.rung == rung
