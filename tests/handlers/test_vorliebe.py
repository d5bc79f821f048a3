"""/vorliebe: what a buyer likes, avoids, wears."""

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.chat import Person


@pytest.fixture(autouse=True)
def known(maria: Person) -> None:
    """Anna bought once."""
    maria.hears("/kauf Anna 25")


def test_the_answers(maria: Person, snapshot: SnapshotAssertion) -> None:
    typed = ["Anna Blau", "Anna Größe 39", "Anna keine Wolle", "Anna blau", "Anna", "", "Zacharias Blau"]
    assert {line: maria.hears(f"/vorliebe {line}") for line in typed} == snapshot


def test_what_says_nothing_else_is_liked(maria: Person) -> None:
    assert maria.hears("/vorliebe Anna Ringelsocken") == "Gemerkt: Anna mag Ringelsocken."
    assert "Mag: Ringelsocken" in maria.hears("/kunde Anna")


def test_it_may_be_answered_after_the_question(maria: Person) -> None:
    assert maria.hears("/vorliebe Anna") == "Was mag Anna? Zum Beispiel: Blau, Größe 39"
    assert "keinen Text bekommen" in maria.hears("", sticker={})
    assert maria.hears("Blau") == "Gemerkt: Anna mag Blau."


def test_a_name_nobody_has_offers_who_sounds_alike(maria: Person) -> None:
    maria.hears("/vorliebe Ana Blau")
    assert maria.tap("Anna · 1 Kauf, 04.05.26") == "Gemerkt: Anna mag Blau."


def test_without_a_name_it_asks_about_whom(maria: Person) -> None:
    maria.hears("/vorliebe")
    assert "Was mag Anna?" in maria.tap("Anna")
