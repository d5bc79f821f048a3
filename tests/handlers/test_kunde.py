"""/kunde: one buyer on one screen."""

from syrupy.assertion import SnapshotAssertion

from tests.chat import Person


def test_a_regular_on_one_screen(maria: Person, snapshot: SnapshotAssertion) -> None:
    for day, item in (("1.2.", "Mütze"), ("2.3.", "Schal"), ("1.4.", ""), ("1.5.", "Socken")):
        maria.hears(f"/kauf Anna 25,50 {item} am {day}2026")
    maria.hears("/notiz Anna mag Blau, Größe 39, keine Wolle")
    maria.hears("/notiz Anna strickt selbst")
    maria.hears("/geburtstag Anna 3.12.1990")
    assert maria.hears("/kunde Anna") == snapshot
    assert len(maria.last().text.split("\n")) <= 20
    assert list(maria.last().buttons) == ["Kauf", "Notiz", "Notizen", "Einladen"]


def test_a_buyer_known_by_one_purchase(maria: Person, snapshot: SnapshotAssertion) -> None:
    maria.hears("/kauf Ben 12")
    assert maria.hears("/kunde Ben") == snapshot


def test_the_rhythm_is_told_with_its_doubt(maria: Person) -> None:
    maria.hears("/kauf Anna 25 am 1.4.")
    maria.hears("/kauf Anna 25 am 1.5.")
    assert "Tage (noch wenig Daten)" in maria.hears("/kunde Anna")


def test_tiers_go_by_what_was_bought(maria: Person) -> None:
    said = [maria.hears("/kauf Anna 1") and maria.hears("/kunde Anna").split("\n")[0] for _ in range(4)]
    assert said == ["Anna · neu", "Anna · kommt wieder", "Anna · Stammkunde", "Anna · Stammkunde"]


def test_a_buyer_whose_purchases_were_taken_back(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/storno")
    assert maria.hears("/kunde Anna").startswith("Anna · neu\nNoch kein Kauf.")


def test_a_full_card_is_pointed_out(maria: Person) -> None:
    for _ in range(10):
        maria.hears("/kauf Anna 1")
    assert "🎁 1 volle Karte wartet auf ihre Belohnung: /punkte Anna" in maria.hears("/kunde Anna")


def test_the_buttons_lead_on(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.tap("Kunde")
    assert "Wie viel hat Anna bezahlt?" in maria.tap("Kauf")
    maria.hears("/kunde Anna")
    assert "Was soll ich zu Anna notieren?" in maria.tap("Notiz")
    maria.hears("/kunde Anna")
    assert "noch nichts notiert" in maria.tap("Notizen")
    maria.hears("/kunde Anna")
    assert "Link für Anna" in maria.tap("Einladen")


def test_who_has_joined_needs_no_invitation(maria: Person, anna: Person) -> None:
    maria.hears("/kunde Anna")
    assert not maria.sees_button("Einladen")


def test_without_a_name_the_last_buyers_are_offered(maria: Person) -> None:
    assert "Deine Liste ist noch leer" in maria.hears("/kunde")
    maria.hears("/kauf Anna 25")
    maria.hears("/kunde")
    assert maria.tap("Anna").startswith("Anna · neu")


def test_names_do_not_carry_markup(maria: Person) -> None:
    maria.hears('/kauf "A<b>&co" 25')
    maria.hears("/kunde A<b>&co")
    assert "<b>A&lt;b&gt;&amp;co</b>" in maria.last().html
