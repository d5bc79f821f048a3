"""/status and /sicherung: for whoever runs the bot, and for nobody else."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert

from storage.backup import Shelf, backup
from storage.sealing import Cost
from storage.tables.delivery import dead_letter, outbox
from tests.chat import START, Person, World

SEALED = Shelf(passphrase="Wolle", cost=Cost(log2n=1, r=1, p=1))


def test_the_operator_reads_how_the_bot_is(world: World, maria: Person) -> None:
    world.app.operator = replace(world.app.operator, since=START)
    words = maria.hears("/status")
    assert "Läuft seit Mo., 4. Mai, 10:00 Uhr" in words
    assert "Datenbank: 1 MB" in words
    assert "noch keine, die erste entsteht heute Nacht" in words
    assert "0 warten, 0 unklar" in words
    assert "0 nicht zustellbar, 0 nicht verarbeitet" in words
    assert "Zuletzt etwas bekommen: Mo., 4. Mai, 10:00 Uhr" in words


def test_it_counts_what_waits_and_what_failed(world: World, maria: Person) -> None:
    letter = {"chat_id": 1, "audience": "stranger", "method": "sendMessage", "payload": "{}"}
    with world.engine.begin() as db:
        for state in ("unclear", "dead", "dead"):
            row = letter | {"state": state, "attempts": 0, "next_try": START, "created_at": START}
            db.execute(insert(outbox), row)
        for direction in ("in", "out"):
            db.execute(insert(dead_letter), {"direction": direction, "content": "", "error": "", "created_at": START})
    words = maria.hears("/status")
    assert "0 warten, 1 unklar" in words
    assert "2 nicht zustellbar, 1 nicht verarbeitet" in words


@pytest.mark.parametrize(
    ("shelf", "words"),
    [
        pytest.param(Shelf(), "geprüft, aber nicht verschlüsselt (BACKUP_PASSPHRASE fehlt)", id="plain"),
        pytest.param(SEALED, "10:00 Uhr, verschlüsselt und geprüft", id="sealed"),
    ],
)
def test_it_names_the_last_backup(world: World, maria: Person, shelf: Shelf, words: str) -> None:
    backup(world.engine, world.now, shelf)
    world.app.operator = replace(world.app.operator, shelf=shelf)
    assert words in maria.hears("/status")


@pytest.mark.parametrize("backend", ["postgresql"])
def test_on_postgresql_backups_are_the_operators(world: World, maria: Person, backend: str) -> None:
    assert "pg_dump" in maria.hears("/status")
    assert "pg_dump" in maria.hears("/sicherung")


@pytest.mark.parametrize("command", ["/status", "/sicherung"])
def test_other_sellers_and_buyers_get_neither(
    world: World, anna: Person, petra: Person, stranger: Person, command: str
) -> None:
    """The figures, and the file, are of all shops of this bot."""
    world.app.operator = replace(world.app.operator, shelf=SEALED)
    for person in (petra, anna, stranger):
        words = person.hears(command)
        assert words
        assert "Sicherung" not in words
        assert all(said.picture is None for said in world.messages if said.chat == person.id)


def test_the_file_is_promised_and_made_when_it_is_sent(world: World, maria: Person) -> None:
    world.app.operator = replace(world.app.operator, shelf=SEALED)
    words = maria.hears("/sicherung")
    assert "Gleich ist sie da" in words
    assert "Sicherung von Mo., 4. Mai, 10:00 Uhr" in words
    assert maria.last().picture == {"kind": "backup"}
    assert not list(Path(str(world.engine.url.database)).parent.glob("*.backup"))


def test_without_a_passphrase_nothing_is_sent_and_the_reason_is_said(world: World, maria: Person) -> None:
    assert "BACKUP_PASSPHRASE=" in maria.hears("/sicherung")
    assert maria.last().picture is None


def test_a_database_too_large_for_the_chat_stays_where_it_is(
    world: World, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.sicherung.LARGEST", 1000)
    world.app.operator = replace(world.app.operator, shelf=SEALED)
    assert "größer, als ein Bot verschicken darf" in maria.hears("/sicherung")
