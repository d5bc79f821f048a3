"""/gutschein: a present with a code, and a text to send along."""

import pytest

from storage import ledger, vouchers
from tests.chat import Person, World, join, rows
from tests.handlers.test_einloesen import wants_receipts

PRESENTS = {
    "/gutschein Anna 5 €": "5 € Nachlass · bis 2. August 2026",
    "/gutschein Anna 5": "5 € Nachlass · bis 2. August 2026",
    "/gutschein anna 10 % bis 31.12.": "10 % Rabatt · bis 31. Dezember 2026",
    "/gutschein Anna Ein Paar Socken": "Ein Paar Socken · bis 2. August 2026",
    "/gutschein Anna 5 € ab 30 €": "5 € Nachlass · bis 2. August 2026 · ab 30 € Einkauf",
    "gutschein Anna Tee & Kekse 🍪": "Tee & Kekse 🍪 · bis 2. August 2026",
}


def code_in(said: str) -> str:
    """The code in the second line of the answer."""
    return said.split("\n")[1].split(" ", maxsplit=1)[0]


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
    code = code_in(maria.hears("/gutschein Anna 5 €"))
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


class TestWhoeverWantsMessages:
    """He gets the picture, and whatever comes to him unasked has a way to have no more."""

    @pytest.fixture
    def anna(self, anna: Person) -> Person:
        wants_receipts(anna.world)
        return anna

    def test_the_picture_has_a_button_to_have_no_more(self, world: World, maria: Person, anna: Person) -> None:
        maria.hears("/gutschein Anna 5 €")
        assert anna.last().picture is not None
        anna.tap("Nicht mehr schicken")
        said = len(world.messages)
        assert "Sag Anna den Code" in maria.hears("/gutschein Anna 5 €")
        assert [one.chat for one in world.messages[said:]] == [maria.id]

    def test_that_it_is_taken_back_is_told_as_long_as_he_wants_messages(
        self, world: World, maria: Person, anna: Person
    ) -> None:
        for stops in (False, True):
            maria.hears("/gutschein Anna 5 €")
            given = maria.last()
            if stops:
                anna.tap("Nicht mehr schicken")
            said = len(world.messages)
            maria.tap("Rückgängig", given)
            told = [one.chat for one in world.messages[said:] if one.chat == anna.id]
            assert told == ([] if stops else [anna.id])


class TestWhatOneHas:
    """/gutscheine: open vouchers with their code."""

    def test_a_buyer_sees_his_own_in_each_shop(self, maria: Person, petra: Person, anna: Person) -> None:
        petra.hears("/kauf Anna 7")
        join(anna, petra, "Anna")
        code = code_in(maria.hears("/gutschein Anna 5 €"))
        said = anna.hears("/gutscheine")
        assert f"Deine Gutscheine bei Shop von Maria\n{code} · 5 € Nachlass" in said
        assert "Bei Shop von Petra hast du gerade keinen Gutschein." in said
        shown = next(one for one in reversed(anna.world.messages) if f"Gutschein {code} zeigen" in one.buttons)
        anna.tap(f"Gutschein {code} zeigen", shown)
        assert anna.last().picture is not None

    def test_used_and_withdrawn_ones_are_gone(self, maria: Person, anna: Person) -> None:
        code = code_in(maria.hears("/gutschein Anna Ein Paar Socken"))
        maria.hears(f"/einloesen {code}")
        maria.tap("Jetzt einlösen")
        maria.hears("/gutschein Anna 5 €")
        maria.tap("Rückgängig")
        assert "gerade keinen Gutschein" in anna.hears("/gutscheine")

    @pytest.mark.usefixtures("anna")
    def test_the_seller_sees_a_buyers_and_opens_one(self, maria: Person) -> None:
        assert "So schenkst du einen: /gutschein Anna 5 €" in maria.hears("/gutscheine Anna")
        code = code_in(maria.hears("/gutschein Anna 5 €"))
        maria.hears("/gutscheine")
        assert f"Gutscheine von Anna\n{code} · 5 € Nachlass" in maria.tap("Anna")
        maria.tap(next(label for label in maria.last().buttons if label.startswith(code)))
        assert "Mit einem Kauf" in maria.last().buttons

    @pytest.mark.usefixtures("anna")
    def test_another_sellers_buyers_are_not_found(self, petra: Person) -> None:
        assert "finde ich nicht" in petra.hears("/gutscheine Anna")


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize("what", ["30000000 €", "30000000", "€ 30000000", "99.999.999.999,00 €", "9999999 €"])
def test_more_than_can_be_is_refused_with_an_example(world: World, maria: Person, what: str) -> None:
    before = rows(world)
    said = maria.hears(f"/gutschein Anna {what}")
    assert "höchstens 1.000.000" in said
    assert "5 €" in said
    assert rows(world) == before
