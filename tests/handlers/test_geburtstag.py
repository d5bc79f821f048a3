"""/geburtstag: noted, changed, shown, asked for."""

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.chat import Person


@pytest.fixture(autouse=True)
def known(maria: Person) -> None:
    """Anna bought once."""
    maria.hears("/kauf Anna 25")


def test_the_answers(maria: Person, snapshot: SnapshotAssertion) -> None:
    typed = [
        "Anna",
        "Anna 3.5.",
        "Anna 4. Mai 1990",
        "Anna",
        "Anna 31.2.",
        "Anna 3.5.2090",
        "Anna 3.5.1790",
        "Anna bald",
    ]
    assert {line: maria.hears(f"/geburtstag {line}") for line in typed} == snapshot


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("3.5.", "3. Mai"), ("03.05.1990", "3. Mai 1990"), ("29.2.", "29. Februar"), ("29.2.1992", "29. Februar 1992")],
)
def test_it_is_shown_on_the_buyers_screen(maria: Person, typed: str, shown: str) -> None:
    maria.hears(f"/geburtstag Anna {typed}")
    assert f"Geburtstag: {shown}\n" in maria.hears("/kunde Anna")


@pytest.mark.parametrize("typed", ["3.5. Anna", "am 3. Mai Anna", "03.05., Anna"])
def test_the_day_may_stand_before_the_name(maria: Person, typed: str) -> None:
    assert maria.hears(f"/geburtstag {typed}") == "🎂 Gemerkt – Geburtstag von Anna: 3. Mai"


def test_the_day_before_a_name_with_a_slip_is_kept_for_the_tap(maria: Person) -> None:
    maria.hears("/geburtstag 3.5. Ana")
    assert maria.tap("Anna · 1 Kauf, 04.05.26") == "🎂 Gemerkt – Geburtstag von Anna: 3. Mai"


def test_a_day_that_never_was_before_the_name_is_refused(maria: Person) -> None:
    assert maria.hears("/geburtstag 31.2. Anna").startswith("Den 31.2. gibt es nicht.")


def test_it_may_be_answered_after_the_question(maria: Person) -> None:
    assert maria.hears("/geburtstag Anna") == "Wann hat Anna Geburtstag? Zum Beispiel: 3.5."
    assert "31.2. gibt es nicht" in maria.hears("31.2.")
    assert maria.hears("3. Mai") == "🎂 Gemerkt – Geburtstag von Anna: 3. Mai"


def test_a_name_nobody_has_offers_who_sounds_alike(maria: Person) -> None:
    maria.hears("/geburtstag Ana 3.5.")
    assert maria.tap("Anna · 1 Kauf, 04.05.26") == "🎂 Gemerkt – Geburtstag von Anna: 3. Mai"


def test_without_a_name_it_asks_whose(maria: Person) -> None:
    assert maria.hears("/geburtstag") == "Um wen geht es? Tippe auf einen Namen oder schreib ihn."
    assert "Wann hat Anna Geburtstag?" in maria.tap("Anna")


def test_a_birthday_of_today_is_due_today(maria: Person) -> None:
    maria.hears("/geburtstag Anna 4.5.1990")
    assert "Anna wird heute 36" in maria.hears("/heute")


def test_a_leap_day_is_kept_on_the_first_of_march(maria: Person) -> None:
    """2027 is a common year; nobody in Germany congratulates early."""
    maria.hears("/geburtstag Anna 29.2.")
    maria.world.go_to(maria.world.today().replace(year=2027, month=2, day=26), 9)
    maria.world.tick()
    assert "Anna hat in 3 Tagen Geburtstag (Mo., 1. März)" in maria.hears("/heute")


def test_a_leap_day_in_a_common_year_is_refused_with_the_year(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    assert maria.hears("/geburtstag Anna 29.2.1999").startswith("1999 war kein Schaltjahr, den 29.2. gab es da nicht.")
