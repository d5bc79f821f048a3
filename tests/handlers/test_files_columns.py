"""How the columns of a file are read, and what she is told about it before anything is booked."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from handlers.export.making import made
from handlers.export.tables import NAMES
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


class TestCancelledPurchases:
    HEAD = "Name;Datum;Betrag;Status\n"

    def test_they_are_left_out_and_told(self, maria: Person) -> None:
        rows = "Anna;3.5.25;25;Abgeschlossen\nBen;3.5.25;5;Storniert\n;4.5.25;0;Refunded\nCleo;5.5.25;7;in Klärung\n"
        said = maria.sends("x.csv", self.HEAD + rows)
        assert "x.csv · 4 Zeilen" in said
        assert "2 Käufe, zusammen 32,00 €" in said
        assert "2 Käufe lasse ich weg: laut Datei storniert, erstattet oder nicht bezahlt." in said
        assert "kann ich so nicht lesen" not in said
        maria.tap("Einlesen")
        maria.world.work()
        report = maria.last().file.decode("utf-8-sig").splitlines()
        assert [row.split(";")[1] for row in report[1:]] == [
            "laut Datei storniert, erstattet oder nicht bezahlt, darum weggelassen: Storniert",
            "laut Datei storniert, erstattet oder nicht bezahlt, darum weggelassen: Refunded",
        ]
        assert maria.hears("/kunden").startswith("2 Kunden")

    @pytest.mark.parametrize(
        "status",
        [
            "STORNIERT",
            "Cancelled",
            "Zurückgegeben",
            "Bestellung storniert",
            "Abgebrochen am 03.05.2026",
            "❌ Erstattet",
        ],
    )
    def test_so_markets_say_it(self, maria: Person, status: str) -> None:
        said = maria.sends("x.csv", f"{self.HEAD}Anna;3.5.25;25;{status}\n")
        assert "1 Kauf lasse ich weg: laut Datei storniert" in said
        assert not maria.sees_button("Einlesen")

    @pytest.mark.parametrize("status", ["Bezahlt", "Versendet", "nicht storniert", "?", ""])
    def test_any_other_state_means_nothing(self, maria: Person, status: str) -> None:
        assert "1 Kauf über 25,00 €" in maria.sends("x.csv", f"{self.HEAD}Anna;3.5.25;25;{status}\n")

    def test_what_may_have_gone_back_in_part_is_booked_in_full_and_named(self, maria: Person) -> None:
        rows = "Anna;3.5.25;25;Teilweise erstattet\nBen;3.5.25;5;Bezahlt\n"
        said = maria.sends("x.csv", self.HEAD + rows)
        assert "2 Käufe, zusammen 30,00 €" in said
        assert "1 Kauf trage ich mit dem vollen Betrag ein, obwohl der Status nach einer Rückgabe klingt" in said
        assert "sehr persönlich" not in said
        maria.tap("Einlesen")
        assert "Nicht übernommen: mögliche Rückgabe (1)." in "".join(one.text for one in maria.world.work())
        assert "(eintragen mit /storno): Teilweise erstattet" in maria.last().file.decode("utf-8-sig").splitlines()[1]

    def test_every_column_of_states_is_read(self, maria: Person) -> None:
        head = "Name;Datum;Betrag;Bestellstatus;Zahlungsstatus;Info\n"
        rows = "Anna;3.5.25;10;Abgeschlossen;Erstattet;x\nBen;3.5.25;20;Abgeschlossen;Bezahlt;retour\n"
        assert "1 Kauf über 20,00 €" in maria.sends("x.csv", head + rows)
        maria.tap("Spalten ändern")
        maria.tap("Info")
        assert maria.tap("Status").count("→ Status") == 3
        maria.tap("So lesen")
        assert "2 Käufe lasse ich weg" in "".join(one.text for one in maria.world.work())

    def test_people_alone_have_none(self, maria: Person) -> None:
        assert "1 Name" in maria.sends("x.csv", "Name;Geburtstag;Status\nAnna;3.5.;storniert\n")


class TestColumnsThatAreMissing:
    """Which one, among which headings, and how it would be right; nothing is guessed."""

    @pytest.mark.parametrize(
        ("name", "content", "missing", "found"),
        [
            ("a.csv", "Datum;Betrag;Artikel\n3.5.25;5;Tee\n", "den Namen", "Datum, Betrag, Artikel"),
            ("b.csv", "Datum;Artikel\n3.5.25;Tee\n", "den Namen und den Betrag", "Datum, Artikel"),
            ("c.csv", "Betrag (€);Artikel\n5;Tee\n", "den Namen und das Datum", "Betrag (€), Artikel"),
        ],
        ids=["name", "name and amount", "name and day"],
    )
    def test_without_names_nothing_can_be_read(
        self, maria: Person, name: str, content: str, missing: str, found: str
    ) -> None:
        said = maria.sends(name, content)
        assert f"Ich finde keine Spalte für {missing}.\nDie Überschriften in der Datei: {found}.\n" in said
        assert "Name;Datum;Betrag\nAnna;03.05.2025;25,00\n" in said
        assert "Artikel → Artikel" in said
        assert not maria.sees_button("So lesen")

    @pytest.mark.parametrize(
        ("content", "missing"),
        [
            ("Name;Betrag;Artikel\nAnna;5;Tee\n", "das Datum"),
            ("Name;Datum;Artikel\nAnna;3.5.25;Tee\n", "den Betrag"),
            ("Name;Artikel\nAnna;Tee\n", "das Datum und den Betrag"),
        ],
        ids=["day", "amount", "both"],
    )
    def test_without_days_or_amounts_there_are_only_people(self, maria: Person, content: str, missing: str) -> None:
        said = maria.sends("x.csv", content)
        assert f"Ich finde keine Spalte für {missing}.\nDie Überschriften in der Datei: Name, " in said
        assert "So kommen nur die Personen in deine Liste, keine Käufe." in said
        assert maria.sees_button("Einlesen")

    @pytest.mark.parametrize(
        "letter",
        [
            "Liebe Anna,\n\nvielen Dank für deinen Einkauf, ich freue mich sehr.\nBis bald\nMaria\n",
            "Liebe Kundin, lieber Kunde,\nvielen Dank!\nMaria\n",
            "Hallo\nvielen Dank für deinen Einkauf bei mir\nMaria\n",
            "Guten Tag,\n\nich möchte zwei Paar, Preis 25,00 Euro.\n\nViele Grüße\nAnna\n",
        ],
        ids=["commas", "words of headings", "no commas", "an amount"],
    )
    def test_a_letter_is_no_table(self, maria: Person, letter: str) -> None:
        said = maria.sends("letter.txt", letter)
        assert "Ich finde keine Spalte für den Namen, das Datum und den Betrag." in said
        assert "Überschriften habe ich keine gefunden." in said
        assert "→ Name" not in said
        assert not maria.sees_button("So lesen")

    def test_a_list_of_names_is_one(self, maria: Person) -> None:
        assert "Spalte 1: Anna Berg → Name" in maria.sends("namen.txt", "Anna Berg\nBen\nCleo\n")

    def test_a_list_of_people_lacks_nothing(self, maria: Person) -> None:
        assert "Ich finde keine" not in maria.sends("x.csv", "Name;Geburtstag;Notiz\nAnna;3.5.;mag Tee\n")


def test_of_several_amounts_the_one_that_says_so_counts(maria: Person) -> None:
    head = "Sale Date,Full Name,Discount Amount,Shipping,Order Net Amount,Order Total\n"
    said = maria.sends("etsy.csv", f"{head}05/13/25,Anna Berg,3.00,4.00,25.00,29.00\n")
    assert "• Anna Berg · 13. Mai 2025 · 29,00 €" in said
    assert "Nicht gelesen: Discount Amount, Shipping, Order Net Amount." in said


class TestColumnsThatAreNotRead:
    def test_they_are_named_unless_they_are_empty(self, maria: Person) -> None:
        said = maria.sends("x.csv", "Name;Datum;Betrag;Regal;wann;leer\nAnna;3.5.25;5;1;x;\n")
        assert "Nicht gelesen: Regal, wann. Brauchst du etwas davon, tippe auf „Spalten ändern“." in said

    def test_where_all_are_read_there_is_no_word(self, maria: Person) -> None:
        assert "Nicht gelesen" not in maria.sends("x.csv", f"{HEAD}Anna;3.5.25;5\n")

    def test_of_many_some_are_named(self, maria: Person) -> None:
        many = [f"Feld{number}" for number in range(30)]
        said = maria.sends("x.csv", f"Name;{';'.join(many)}\nAnna{';x' * 30}\n")
        assert "Feld6, Feld7 und 22 weitere. Brauchst du" in said

    def test_the_columns_of_our_own_report_are_not(self, maria: Person) -> None:
        said = maria.sends("x.csv", f"Zeile;Warum nicht eingelesen;{HEAD}2;kein Name;Anna;3.5.25;5\n")
        assert "Nicht gelesen" not in said

    @pytest.mark.parametrize("table", NAMES)
    def test_those_of_our_export_are_not_but_what_was_added_is(self, maria: Person, petra: Person, table: str) -> None:
        maria.hears("/kauf Anna 5 Tee")
        with maria.world.engine.begin() as db:
            content = made(db, {"shop": 1, "form": "csv", "table": table}, maria.world.now)
        heading, row = content.decode().splitlines()[:2]
        for seller in (maria, petra):
            assert "Nicht gelesen" not in seller.sends("k.csv", content)
            assert "Nicht gelesen: Ort." in seller.sends("k.csv", f"{heading};Ort\n{row};Ulm\n")


def test_long_headings_are_cut(maria: Person) -> None:
    long = [f"Feld {number} " + "lang " * 20 for number in range(9)]
    said = maria.sends("x.csv", f"Name;Datum;{';'.join(long)}\nAnna;3.5.25;{';'.join('x' * 9)}\n")
    found, unread = (
        next(line for line in said.splitlines() if line.startswith(start)) for start in ("Die Ü", "Nicht gelesen")
    )
    assert found.startswith(f"Die Überschriften in der Datei: Name, Datum, {long[0][:60]}, {long[1][:60]}")
    assert long[7][:60] in unread
    assert max(len(found), len(unread)) < 700


class TestTheQuestionAboutAColumn:
    def test_it_shows_what_stands_there_and_the_way_out(self, maria: Person) -> None:
        maria.sends("x.csv", "Name;Nr\nAnna;Socken\nBen;\nCleo;Socken\nDora;Tee\nEva;Hut\nFritz;Schal\n")
        maria.tap("Spalten ändern")
        asked = maria.tap("Nr")
        assert (
            asked
            == "Was steht in Nr?\nZum Beispiel: Socken · Tee · Hut\n\nPasst nichts davon, tippe auf „nicht einlesen“."
        )
        assert maria.sees_button("nicht einlesen")
        assert "Nr → nicht einlesen" in maria.tap("Zurück")

    def test_of_an_empty_column_it_says_so(self, maria: Person) -> None:
        maria.sends("x.csv", "Name;Nr\nAnna;\n")
        maria.tap("Spalten ändern")
        assert "Die Spalte ist leer." in maria.tap("Nr")


def test_a_sheet_without_names_does_not_keep_the_others(maria: Person) -> None:
    book, out = Workbook(), io.BytesIO()
    book.active.append(["Name", "Datum", "Betrag"])
    book.active.append(["Anna", "3.5.25", 5])
    sums = book.create_sheet("Summen")
    sums.append(["Monat", "Umsatz"])
    sums.append(["Mai", 5])
    book.save(out)
    said = maria.sends("x.xlsx", out.getvalue())
    assert "1 Kauf über 5,00 €" in said
    assert "1 Zeile kann ich so nicht lesen: kein Name (1)." in said
    assert "Nicht gelesen: Monat." in said
    maria.tap("Spalten ändern")
    assert "Blatt „Summen“:\nMonat → nicht einlesen\nUmsatz → Betrag" in maria.tap("Nächstes Blatt")


def test_what_comes_back_has_no_columns_in_which_nothing_stands(maria: Person) -> None:
    """But those that are to be filled in."""
    head = "Name;Datum;Betrag;Etwas;;Artikel" + ";" * 30
    maria.sends("x.csv", f"{head}\nAnna;3.5.25;5;x;;;\n;3.5.25;;;;Tee;\nBen;;7;;;;\n")
    maria.tap("Einlesen")
    maria.world.work()
    assert maria.last().file.decode("utf-8-sig").splitlines() == [
        "Zeile;Warum nicht eingelesen;Name;Datum;Betrag;Artikel",
        "3;kein Name;;3.5.25;;Tee",
        "4;kein Datum;Ben;;7;",
    ]


class TestWhatARowIsCalled:
    CARDS = "".join(f"BEGIN:VCARD\nFN:{name}\nEND:VCARD\n" for name in ("Anna", "Ben", ""))

    def test_contacts_are_contacts(self, maria: Person) -> None:
        maria.hears("/kauf Anna 5 Tee")
        said = maria.sends("k.vcf", self.CARDS)
        assert "k.vcf · 3 Kontakte" in said
        assert "1 Kontakt kann ich so nicht lesen: kein Name (1)." in said
        assert "Zeile" not in said
        assert maria.tap("Einzeln ansehen").endswith("Anna gibt es schon. Zusammenlegen?")
        maria.tap("Auslassen")
        maria.world.work()
        assert "0 von 3 Kontakten" in maria.tap("Einlesen")
        done = maria.world.work()
        assert "1 Kontakt habe ich ausgelassen: auf deinen Wunsch (1).\n1 Kontakt fehlt: kein Name (1)." in done[0].text
        assert "Aus k.vcf: 2 Kontakte mit dem Grund davor." in done[-1].text
        assert "Zeile" not in maria.hears("/import")

    def test_a_list_of_people_is_about_no_money(self, maria: Person) -> None:
        maria.hears("/kauf Anna 5 Tee")
        assert "x.csv · 2 Zeilen" in maria.sends("x.csv", "Name;Notiz\nAnna;mag Tee\nAnna;mag Kaffee\n")
        assert maria.tap("Einzeln ansehen").endswith("Anna gibt es schon. Zusammenlegen?\nIn der Datei: 2 Zeilen.")
