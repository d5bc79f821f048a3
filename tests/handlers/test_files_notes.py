"""Notes that come with a file: each with its day, where the file is one of ours, and none of them lost or said twice."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select

from handlers.export.making import made
from storage import shops
from storage.tables.buyers import note
from storage.tables.purchases import purchase
from tests.chat import Person, World

MONDAY = date(2026, 5, 4)


def written(world: World, shop: int) -> list[tuple[str, date]]:
    """The notes of a shop with their days."""
    with world.engine.begin() as db:
        rows = db.execute(select(note.c.text, note.c.day).where(note.c.shop_id == shop).order_by(note.c.id))
        return [(row.text, row.day) for row in rows]


def given_out(world: World, table: str) -> bytes:
    with world.engine.begin() as db:
        return made(db, {"shop": 1, "form": "csv", "table": table}, world.now)


def test_the_same_words_on_two_days_are_two_notes(world: World, maria: Person, petra: Person) -> None:
    maria.hears("/kauf Anna 5 Tee")
    maria.hears("/notiz Anna hat angerufen")
    world.days_later(3)
    maria.hears("/notiz Anna hat angerufen")
    before, content = written(world, 1), given_out(world, "people")
    for _ in range(2):
        petra.reads_in("kunden.csv", content)
        assert written(world, 2) == before == [("hat angerufen", MONDAY), ("hat angerufen", date(2026, 5, 7))]


def test_the_newest_stands_on_the_card_and_comes_first_in_a_search(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 5 Tee")
    maria.hears("/notiz Anna heute umgezogen nach Ulm")
    old = "\n".join(f"{day:02}.03.2020: alt {day} aus Ulm" for day in range(1, 25))
    maria.reads_in("kunden.csv", f'Kunden-Nr.;Name;Notiz\nf62e5faa-7;Anna;"{old}"\n')
    assert len(written(world, 1)) == 25
    assert "umgezogen" in (card := maria.hears("/kunde Anna"))
    assert "alt 24" in card
    assert "umgezogen" in maria.hears("/notiz Anna").splitlines()[1]
    assert (found := maria.hears("/suche Ulm")).index("umgezogen") < found.index("alt 24")


def test_what_is_tomorrow_there_is_today_here(world: World, maria: Person, petra: Person) -> None:
    with world.engine.begin() as db:
        shops.change(db, 1, timezone="Pacific/Auckland")
    world.now = datetime(2026, 5, 4, 14, 0, tzinfo=UTC)
    maria.hears("/kauf Anna 5 Tee")
    maria.hears("/notiz Anna ruft an")
    assert written(world, 1) == [("ruft an", date(2026, 5, 5))]
    for table in ("people", "purchases", "ledger"):
        assert "fehlt" not in petra.reads_in(f"{table}.csv", given_out(world, table))
    assert written(world, 2) == [("ruft an", MONDAY)]
    with world.engine.begin() as db:
        assert [*db.scalars(select(purchase.c.day).where(purchase.c.shop_id == 2))] == [MONDAY]


def test_a_day_in_somebody_elses_remark_belongs_to_the_remark(world: World, maria: Person) -> None:
    maria.reads_in("a.csv", "Kundennummer;Name;Bemerkung\n7;Anna;01.02.2020: Tochter Mia geboren\n")
    assert written(world, 1) == [("01.02.2020: Tochter Mia geboren", MONDAY)]


def test_tomorrow_in_somebody_elses_file_is_not_read(maria: Person) -> None:
    said = maria.sends("a.csv", "Kundennummer;Name;Datum;Betrag\n7;Anna;05.05.2026;5,00\n8;Ben;04.05.2026;5,00\n")
    assert "das Datum liegt in der Zukunft (1)" in said
