"""How the columns of a file are read, and what she is told about it before anything is booked."""

from __future__ import annotations

import pytest

from tests.chat import Person

HEAD = "Name;Datum;Betrag\n"


class TestDaysWithSlashes:
    def test_one_with_the_month_first_tells_of_all(self, maria: Person) -> None:
        said = maria.sends("us.csv", f"{HEAD}Anna;05/03/2026;25\nBen;05/13/2025 3:45 PM;5\n")
        assert "• Anna · 3. Mai 2026 · 25,00 €\n• Ben · 13. Mai 2025 · 5,00 €" in said
        assert "05/03/2026 habe ich als 3. Mai gelesen: erst der Monat, dann der Tag." in said

    def test_one_with_the_day_first_tells_of_all_and_needs_no_word(self, maria: Person) -> None:
        said = maria.sends("de.csv", f"{HEAD}Anna;05/03/2026;25\nBen;13/05/2025;5\n")
        assert "• Anna · 5. März 2026" in said
        assert "habe ich als" not in said

    def test_where_nothing_settles_it_she_reads_how_and_may_turn_it(self, maria: Person) -> None:
        said = maria.sends("x.csv", f"{HEAD}Anna;05/03/2026;25\n")
        assert "05/03/2026 habe ich als 5. März gelesen: erst der Tag, dann der Monat." in said
        maria.tap("Als 3. Mai lesen")
        assert "• Anna · 3. Mai 2026" in maria.world.work()[-1].text
        maria.tap("Als 5. März lesen")
        assert "• Anna · 5. März 2026" in maria.world.work()[-1].text

    def test_what_does_not_fit_is_refused_with_the_reason(self, maria: Person) -> None:
        said = maria.reads_in("x.csv", f"{HEAD}Anna;05/03/2026;25\nBen;13/05/2025;5\nCleo;05/13/2025;5\n")
        assert "2 Käufe sind dazugekommen." in said
        report = maria.last().file.decode("utf-8-sig").splitlines()
        assert (
            report[1] == "4;Tag und Monat stehen hier anders herum als in den anderen Zeilen: 05/13/2025;"
            "Cleo;05/13/2025;5"
        )

    def test_birthdays_have_an_order_of_their_own(self, maria: Person) -> None:
        said = maria.sends("x.csv", "Name;Geburtstag\nAnna;12/08/1990\nBen;12/31/1991\n")
        assert "• Anna · 🎂 8. Dezember 1990\n• Ben · 🎂 31. Dezember 1991" in said


@pytest.mark.parametrize(
    ("day", "why"),
    [("1.9.29", "das Datum liegt in der Zukunft"), ("1.9.1929", "das Datum ist zu lange her")],
    ids=["to come", "long ago"],
)
def test_a_year_of_two_digits_that_is_to_come_is_not_long_ago(maria: Person, day: str, why: str) -> None:
    assert why in maria.sends("x.csv", f"{HEAD}Anna;{day};25\n")
