"""The register of processing: generated, complete, and in German."""

import pytest

from bot.cli import main
from bot.register import register
from messages_de import plain
from rules import keeping
from storage.tables.personal import CATEGORIES, HELD


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["register"]) == 0
    assert capsys.readouterr().out == register()


@pytest.mark.parametrize("kind", CATEGORIES)
def test_each_kind_of_data_has_its_section(kind: str) -> None:
    section = next(
        part for part in register().split("\n## ") if plain(f"register.{kind}.title") in part.splitlines()[0]
    )
    for line in ("Zweck", "Betroffene", "Rechtsgrundlage", "Daten", "Empfänger", "Löschung"):
        assert f"- **{line}" in section


@pytest.mark.parametrize("name", [name for name, held in HELD.items() if held.about(*CATEGORIES)])
def test_each_table_with_personal_data_is_in_it(name: str) -> None:
    written = register()
    for column in HELD[name].about(*CATEGORIES):
        assert column in written
    assert plain(f"register.name.{name}") in written


def test_the_periods_are_those_of_the_program() -> None:
    written = register()
    for number in (keeping.BUYER_YEARS, keeping.FAILURE_DAYS, keeping.BUTTON_DAYS, keeping.STRANGER_DAYS):
        assert f"{number} " in written
    assert "keine Rechtsberatung" in written
