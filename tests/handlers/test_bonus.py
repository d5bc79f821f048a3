"""/bonus: points by hand with a reason, for a review, for a birthday; and back again."""

from datetime import date

import pytest

from storage import shops
from tests.chat import Person, Said, World, rows


@pytest.fixture
def birthday_bonus(world: World, maria: Person) -> int:
    """The shop gives 30 points for a birthday."""
    with world.engine.begin() as db:
        shops.change(db, 1, bonus_birthday=30)
    return 30


@pytest.fixture
def buyer(maria: Person) -> str:
    """Anna, with 25 points."""
    maria.hears("/kauf Anna 25 Socken")
    return "Anna"


def birthday_card(maria: Person) -> Said:
    """The reminder with the present."""
    return next(said for said in maria.say("/heute") if "+30 Punkte schenken" in said.buttons)


LINES = [
    ("/bonus Anna 20 Hilfe am Marktstand", "✨ Anna: +20 Punkte (jetzt 45) · Hilfe am Marktstand"),
    ("/bonus anna +20 Punkte Hilfe", "✨ Anna: +20 Punkte (jetzt 45) · Hilfe"),
    ("/Bonus Anna 20P: Hilfe", "✨ Anna: +20 Punkte (jetzt 45) · Hilfe"),
    ("bonus Anna 1 Lächeln 🧶 ÄÖÜ", "✨ Anna: +1 Punkt (jetzt 26) · Lächeln 🧶 ÄÖÜ"),
    ("/bonus Anna 1.000 Jubiläum", "✨ Anna: +1.000 Punkte (jetzt 1.025) · Jubiläum"),
    ("/bonus 20 Anna Hilfe am Marktstand", "✨ Anna: +20 Punkte (jetzt 45) · Hilfe am Marktstand"),
    ("/bonus +20 Punkte für Anna: Hilfe", "✨ Anna: +20 Punkte (jetzt 45) · Hilfe"),
    ("/bonus -10 anna verbucht", "Anna: −10 Punkte (jetzt 15) · verbucht"),
    ("/bonus Anna -10 verbucht", "Anna: −10 Punkte (jetzt 15) · verbucht"),
    ("/bonus Anna − 10 verbucht", "Anna: −10 Punkte (jetzt 15) · verbucht"),
    ("/bonus Anna –10 <b>verbucht</b>", "Anna: −10 Punkte (jetzt 15) · <b>verbucht</b>"),
]


@pytest.mark.parametrize(("line", "said"), LINES)
def test_points_by_hand(maria: Person, buyer: str, line: str, said: str) -> None:
    assert maria.hears(line) == said


def test_more_than_there_is_goes_below_zero(maria: Person, buyer: str) -> None:
    said = maria.hears("/bonus Anna -30 verbucht")
    assert "(jetzt 0)" in said
    assert "5 Punkte im Minus" in said
    assert "+25 Punkte (jetzt 20)" in maria.hears("/kauf Anna 25")


def test_the_undo(maria: Person, buyer: str) -> None:
    for line in ("/bonus Anna 20 Hilfe", "/bonus Anna -20 verbucht", "/bonus Anna Bewertung"):
        maria.hears(line)
        assert maria.tap("Rückgängig") == "↩️ Zurückgenommen. Anna hat jetzt: 25"


def test_a_double_tap_on_undo_takes_back_once(maria: Person, buyer: str, world: World) -> None:
    maria.hears("/bonus Anna 20 Hilfe")
    said, data = maria.last(), maria.last().buttons["Rückgängig"]["callback_data"]
    maria.tap_data(said, data)
    before = rows(world)["ledger_entry"]
    maria.tap_data(said, data)
    assert rows(world)["ledger_entry"] == before


def test_what_was_spent_since_is_owed(maria: Person, buyer: str) -> None:
    maria.hears("/bonus Anna 20 Hilfe")
    given = maria.last()
    maria.hears("/bonus Anna -45 ausgegeben")
    assert "20 Punkte im Minus" in maria.tap("Rückgängig", given)


def test_the_reason_is_asked_for(maria: Person, buyer: str) -> None:
    assert "Wofür?" in maria.hears("/bonus Anna 20")
    assert "Ein Grund gehört dazu" in maria.hears("  ,  ")
    assert maria.hears("2 Stunden Hilfe") == "✨ Anna: +20 Punkte (jetzt 45) · 2 Stunden Hilfe"


def test_the_number_is_asked_for(maria: Person, buyer: str) -> None:
    assert "Wie viele Punkte für Anna (Hilfe am Stand)?" in maria.hears("/bonus Anna Hilfe am Stand")
    assert "keine Zahl" in maria.hears("viele")
    assert maria.hears("15") == "✨ Anna: +15 Punkte (jetzt 40) · Hilfe am Stand"


def test_all_of_it_is_asked_for(maria: Person, buyer: str) -> None:
    maria.hears("/bonus")
    assert "Wie viele Punkte für Anna, und wofür?" in maria.tap("Anna")
    assert maria.hears("-5 verbucht") == "Anna: −5 Punkte (jetzt 20) · verbucht"
    maria.hears("/bonus Anna")
    assert "⭐ Anna: +10 Punkte für die Bewertung" in maria.hears("Bewertung")


def test_one_review_a_day(maria: Person, buyer: str, world: World) -> None:
    assert maria.hears("/bonus Anna Bewertung") == "⭐ Anna: +10 Punkte für die Bewertung (jetzt 35)"
    assert "heute schon" in maria.hears("/bonus Anna bewertung!")
    world.days_later(1)
    assert "(jetzt 45)" in maria.hears("/bonus Anna Bewertung")


def test_a_review_that_was_taken_back_can_be_booked_again_the_same_day(maria: Person, buyer: str) -> None:
    maria.hears("/bonus Anna Bewertung")
    maria.tap("Rückgängig")
    assert "(jetzt 35)" in maria.hears("/bonus Anna Bewertung")


def test_the_review_button(maria: Person, buyer: str) -> None:
    maria.hears("/bonus Anna")
    assert "(jetzt 35)" in maria.tap("+10 Punkte für eine Bewertung")


def test_bonuses_that_are_off_say_how_to_do_it(world: World, maria: Person, buyer: str) -> None:
    with world.engine.begin() as db:
        shops.change(db, 1, bonus_review=0)
    assert "/bonus Anna 10 für die Bewertung" in maria.hears("/bonus Anna Bewertung")
    assert "/bonus Anna 20 zum Geburtstag" in maria.hears("/bonus Anna Geburtstag")


def test_one_birthday_a_year(maria: Person, buyer: str, birthday_bonus: int, world: World) -> None:
    assert maria.hears("/bonus Anna Geburtstag") == "🎂 Anna: +30 Punkte zum Geburtstag (jetzt 55)"
    assert "schon Punkte" in maria.hears("/bonus Anna Geburtstag")
    world.go_to(date(2026, 12, 31))
    assert "schon Punkte" in maria.hears("/bonus Anna Geburtstag")
    world.go_to(date(2027, 5, 4))
    assert "(jetzt 85)" in maria.hears("/bonus Anna Geburtstag")


def test_a_birthday_after_new_year_counts_for_the_new_year(
    world: World, maria: Person, buyer: str, birthday_bonus: int
) -> None:
    maria.hears("/geburtstag Anna 2.1.")
    world.go_to(date(2026, 12, 31))
    maria.hears("/bonus Anna Geburtstag")
    world.go_to(date(2027, 1, 3))
    assert "schon Punkte" in maria.hears("/bonus Anna Geburtstag")


def test_the_button_under_the_birthday_reminder(world: World, maria: Person, buyer: str, birthday_bonus: int) -> None:
    maria.hears("/geburtstag Anna 20.5.")
    world.go_to(date(2026, 5, 20))
    card = birthday_card(maria)
    assert maria.tap("+30 Punkte schenken").endswith("🎂 Anna: +30 Punkte zum Geburtstag (jetzt 55)")
    assert "+30 Punkte schenken" not in card.buttons
    assert "Geburtstag" in maria.tap("Erledigt", card), "the reminder can still be dealt with"


def test_no_button_without_a_birthday_bonus(world: World, maria: Person, buyer: str) -> None:
    maria.hears("/geburtstag Anna 20.5.")
    world.go_to(date(2026, 5, 20))
    assert not [label for said in maria.say("/heute") for label in said.buttons if "schenken" in label]


def test_a_double_tap_on_the_present_gives_it_once(
    world: World, maria: Person, buyer: str, birthday_bonus: int
) -> None:
    maria.hears("/geburtstag Anna 20.5.")
    world.go_to(date(2026, 5, 20))
    card = birthday_card(maria)
    data = card.buttons["+30 Punkte schenken"]["callback_data"]
    maria.tap_data(card, data)
    maria.tap_data(card, data)
    assert "55 Punkte" in maria.hears("/punkte Anna")


def test_the_last_day_is_said(world: World, maria: Person, buyer: str) -> None:
    with world.engine.begin() as db:
        shops.change(db, 1, expiry_months=12)
    assert "Die Punkte gelten bis 4. Mai 2027." in maria.hears("/bonus Anna 20 Hilfe")


def test_the_history_explains_it(maria: Person, anna: Person) -> None:
    maria.hears("/bonus Anna 20 Hilfe am Stand")
    maria.tap("Rückgängig")
    maria.hears("/bonus Anna -5 verbucht")
    maria.tap("Rückgängig")
    anna.hears("/punkte")
    history = anna.tap("Verlauf")
    for line in (
        "+20 Punkte – gutgeschrieben: Hilfe am Stand",
        "−20 Punkte – Gutschrift zurückgenommen: Hilfe am Stand",
        "−5 Punkte – abgezogen: verbucht",
        "+5 Punkte – Abzug zurückgenommen",
    ):
        assert line in history


WRONG = [
    ("/bonus 20", "Für wen sind die Punkte?"),
    ("/bonus Anna 12,5 Hilfe", "keine ganzen Punkte"),
    ("/bonus Anna 0 Hilfe", "Null Punkte"),
    ("/bonus Anna 100001 Hilfe", "Mehr als 100.000"),
    (f"/bonus Anna 20 {'x' * 201}", "länger als 200 Zeichen"),
    (f"/bonus Anna {'9' * 5000} Hilfe", "Mehr als 100.000"),
]


@pytest.mark.parametrize(("line", "said"), WRONG, ids=[said for _, said in WRONG])
def test_what_is_not_understood_shows_an_example(maria: Person, buyer: str, line: str, said: str) -> None:
    answer = maria.hears(line)
    assert said in answer
    assert "/bonus Anna 20 Hilfe am Marktstand" in answer


def test_another_seller_neither_finds_nor_changes_anything(maria: Person, petra: Person, buyer: str) -> None:
    maria.hears("/bonus Anna 20 Hilfe")
    undo = maria.last()
    petra.hears("/kauf Paul 10")
    assert "finde ich nicht" in petra.hears("/bonus Anna 20 Hilfe")
    petra.tap_data(undo, undo.buttons["Rückgängig"]["callback_data"])
    assert "45 Punkte" in maria.hears("/punkte Anna")


def test_a_buyer_cannot_give_himself_points(maria: Person, anna: Person) -> None:
    anna.hears("/bonus Anna 2000 bitte")
    assert "25 Punkte" in maria.hears("/punkte Anna")


def test_what_is_owed_is_in_the_minus_whatever_it_comes_from(maria: Person, buyer: str) -> None:
    """Nothing was redeemed: the seller took points by hand."""
    maria.hears("/bonus Anna -45 verbucht")
    assert "20 Punkte im Minus: Das gleicht der nächste Kauf aus." in maria.hears("/punkte Anna")
