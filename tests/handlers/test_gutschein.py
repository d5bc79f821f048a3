"""/gutschein: a present with a code, and a text to send along."""

import pytest

from storage import ledger, vouchers
from tests.chat import Person, World, rows
from tests.handlers.test_einloesen import wants_receipts

PRESENTS = {
    "/gutschein Anna 5 €": "5 € Nachlass · bis 2. August 2026",
    "/gutschein Anna 5": "5 € Nachlass · bis 2. August 2026",
    "/gutschein anna 10 % bis 31.12.": "10 % Rabatt · bis 31. Dezember 2026",
    "/gutschein Anna Ein Paar Socken": "Ein Paar Socken · bis 2. August 2026",
    "/gutschein Anna 5 € ab 30 €": "5 € Nachlass · bis 2. August 2026 · ab 30 € Einkauf",
    "gutschein Anna Tee & Kekse 🍪": "Tee & Kekse 🍪 · bis 2. August 2026",
}


@pytest.mark.parametrize("line", PRESENTS)
def test_a_present_costs_nothing(world: World, maria: Person, anna: Person, line: str) -> None:
    said = maria.hears(line)
    assert said.startswith("🎁 Gutschein für Anna:\n")
    assert f"{PRESENTS[line]}\nSag Anna den Code" in said
    with world.engine.begin() as db:
        (row,) = vouchers.of_buyer(db, 1, 1)
        assert (row.origin, row.cost) == ("hand", 0)
        assert ledger.balance(db, 1, 1, world.today()) == (25, 1)


def test_the_text_to_copy_has_the_code(maria: Person, anna: Person) -> None:
    code = maria.hears("/gutschein Anna 5 €").split("\n")[1].split(" ")[0]
    text = maria.last().buttons["Kopieren"]["copy_text"]["text"]
    assert text.replace("\u00a0", " ").startswith(
        f"Hallo Anna, hier ist dein Gutschein von Shop von Maria: 5 € Nachlass · bis 2. August 2026. Der Code ist {code}"
    )


def test_who_agreed_to_messages_gets_it_from_the_shop(world: World, maria: Person, anna: Person) -> None:
    wants_receipts(world)
    assert "Anna hat den Gutschein mit QR-Code bekommen." in maria.hears("/gutschein Anna 5 €")
    assert "Dein Gutschein bei Shop von Maria\n5 € Nachlass" in anna.last().text
    assert anna.last().picture is not None
    maria.tap("Rückgängig")
    assert "zurückgenommen" in anna.last().text


def test_who_did_not_agree_is_not_written_to(world: World, maria: Person, anna: Person) -> None:
    before = anna.last().id
    maria.hears("/gutschein Anna 5 €")
    assert anna.last().id == before
    maria.tap("Rückgängig")
    assert anna.last().id == before


def test_what_it_is_can_be_said_after_the_name(maria: Person, anna: Person) -> None:
    assert "Was bekommt Anna?" in maria.hears("/gutschein Anna")
    assert "5 € Nachlass" in maria.hears("5 €")
    maria.hears("/gutschein")
    maria.tap("Anna")
    assert "Ein Paar Socken" in maria.hears("Ein Paar Socken")


def test_a_slip_in_the_name_keeps_what_it_is(maria: Person, anna: Person) -> None:
    maria.hears("/gutschein Anne 5 €")
    assert "5 € Nachlass" in maria.tap("Anna · 1 Kauf, 04.05.26")


@pytest.mark.parametrize("what", ["120 %", "0 €", "Tee bis 31.2.", "Tee bis 1.1.2020"])
def test_what_cannot_be_is_refused(world: World, maria: Person, anna: Person, what: str) -> None:
    before = rows(world, "outbox")
    assert "So geht" in maria.hears(f"/gutschein Anna {what}")
    assert rows(world, "outbox") == before


def test_a_buyer_gives_none(world: World, anna: Person) -> None:
    before = rows(world, "outbox")
    anna.hears("/gutschein Anna 500 €")
    assert rows(world, "outbox") == before


def test_a_day_in_a_word_is_understood_and_one_that_is_past_is_refused(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    assert "10 % Rabatt · bis 5. Mai 2026" in maria.hears("/gutschein Anna 10 % bis morgen")
    before = rows(world)
    assert "ist schon vorbei" in maria.hears("/gutschein Anna 10 % bis gestern")
    assert rows(world) == before
