"""What a seller types behind /kauf, and what it is read as. Today is Wednesday, 13 May 2026."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.money import Money
from rules.parsing.names import name_key
from rules.parsing.purchase_line import PurchaseLine, parse_purchase

TODAY = date(2026, 5, 13)
WORDS = vocabulary()
KNOWN = {
    name_key(name)
    for name in (
        "Anna",
        "Anna Maria",
        "Lisa 2",
        "Anna 1990",
        "Tom",
        "Frau Mai",
        "Jörg",
        "O'Neil",
        "🦄 Luna",
        "Ümit",
        "von Berg",
    )
}


def read(line: str, **options: Any) -> PurchaseLine:
    return parse_purchase(line, TODAY, WORDS, KNOWN.__contains__, **options)


def day(number: int, month: int = 5, year: int = 2026) -> date:
    return date(year, month, number)


def refusal(line: str) -> RuleError:
    with pytest.raises(RuleError) as error:
        read(line)
    return error.value


# what is typed, name, cents, item, and the rest that is said
LINES = [
    # the plain case
    ("Anna 25 Wollsocken", "Anna", 2500, "Wollsocken", {}),
    ("anna 25 wollsocken", "anna", 2500, "wollsocken", {}),
    ("ANNA 25 WOLLSOCKEN", "ANNA", 2500, "WOLLSOCKEN", {}),
    ("  Anna   25   Wollsocken  ", "Anna", 2500, "Wollsocken", {}),
    ("Anna\n25\nWollsocken", "Anna", 2500, "Wollsocken", {}),
    ("Anna\t25\tWollsocken blau", "Anna", 2500, "Wollsocken blau", {}),
    ("Anna, 25, Wollsocken", "Anna", 2500, "Wollsocken", {}),
    ("Anna: 25€ - Wollsocken", "Anna", 2500, "Wollsocken", {}),
    ("Anna 25€ für Wollsocken", "Anna", 2500, "Wollsocken", {}),
    ("Anna 25", "Anna", 2500, "", {}),
    ("Berta 25", "Berta", 2500, "", {}),
    ("Berta 25 Woolsoken", "Berta", 2500, "Woolsoken", {}),
    ("Jörg 25 Mütze", "Jörg", 2500, "Mütze", {}),
    ("Joerg 25 Mütze", "Joerg", 2500, "Mütze", {}),
    ("Jo\u0308rg 25 Mu\u0308tze", "Jörg", 2500, "Mütze", {}),
    # the amount as people type it
    ("Berta 25€ Socken", "Berta", 2500, "Socken", {}),
    ("Berta 25 € Socken", "Berta", 2500, "Socken", {}),
    ("Berta 25\u00a0€ Socken", "Berta", 2500, "Socken", {}),
    ("Berta 25\u202f€ Socken", "Berta", 2500, "Socken", {}),
    ("Berta 25€Socken", "Berta", 2500, "Socken", {}),
    ("Berta €25 Socken", "Berta", 2500, "Socken", {}),
    ("Berta 25 Euro Socken", "Berta", 2500, "Socken", {}),
    ("Berta 25euro Socken", "Berta", 2500, "Socken", {}),
    ("Berta 25 eur Socken", "Berta", 2500, "Socken", {}),
    ("Berta EUR 25 Socken", "Berta", 2500, "Socken", {}),
    ("Berta EUR25 Socken", "Berta", 2500, "Socken", {}),
    ("Berta 25,50 Socken", "Berta", 2550, "Socken", {}),
    ("Berta 25.50 Socken", "Berta", 2550, "Socken", {}),
    ("Berta 12,5 Socken", "Berta", 1250, "Socken", {}),
    ("Berta 1.250,00 € Tisch", "Berta", 125000, "Tisch", {}),
    ("Berta 1.250 Tisch", "Berta", 125000, "Tisch", {}),
    ("Berta 1 250,00 Tisch", "Berta", 125000, "Tisch", {}),
    ("Berta 1 250 € Tisch", "Berta", 125000, "Tisch", {}),
    ("Berta 1\u00a0250 Tisch", "Berta", 125000, "Tisch", {}),
    ("Berta 1'250.00 Tisch", "Berta", 125000, "Tisch", {}),
    ("Berta 1250 Tisch", "Berta", 125000, "Tisch", {}),
    ("Berta 25,- Socken", "Berta", 2500, "Socken", {}),
    ("Berta 25,– € Socken", "Berta", 2500, "Socken", {}),
    ("Berta 12€50 Seife", "Berta", 1250, "Seife", {}),
    ("Berta 50 Cent Aufkleber", "Berta", 50, "Aufkleber", {}),
    ("Berta 99ct Aufkleber", "Berta", 99, "Aufkleber", {}),
    ("Berta 0,99 Aufkleber", "Berta", 99, "Aufkleber", {}),
    ("Berta Socken 25,50.", "Berta", 2550, "Socken", {"other_name": "Berta Socken"}),
    # times
    ("Berta 2x 12,50 Socken", "Berta", 2500, "Socken", {"quantity": 2}),
    ("Berta 2x12,50 Socken", "Berta", 2500, "Socken", {"quantity": 2}),
    ("Berta 2 x 12,50 € Socken", "Berta", 2500, "Socken", {"quantity": 2}),
    ("Berta 2×12,50 Socken", "Berta", 2500, "Socken", {"quantity": 2}),
    ("Berta 2 mal 12,50 Socken", "Berta", 2500, "Socken", {"quantity": 2}),
    ("Berta 2*12,50 Socken", "Berta", 2500, "Socken", {"quantity": 2}),
    ("Berta 12,50 x 2 Socken", "Berta", 2500, "Socken", {"quantity": 2}),
    ("Berta 12,50 € x 2 Socken", "Berta", 2500, "Socken", {"quantity": 2}),
    ("Berta 3 x 4 Seife", "Berta", 1200, "Seife", {"quantity": 3}),
    ("Berta 3 Stück à 4,50 Seife", "Berta", 1350, "Seife", {"quantity": 3}),
    ("Berta 3 je 4,50 Seife", "Berta", 1350, "Seife", {"quantity": 3}),
    ("Berta 3 Kerzen je 12,50", "Berta", 3750, "Kerzen", {"quantity": 3}),
    ("Berta 3 rote Kerzen à 12€", "Berta", 3600, "rote Kerzen", {"quantity": 3}),
    ("Berta 4x Honig a 6,50", "Berta", 2600, "Honig", {"quantity": 4}),
    ("Berta 2 Paar Socken je 12,50", "Berta", 2500, "Socken", {"quantity": 2}),
    # numbers that are no amounts
    ("Anna 2x Socken 25", "Anna", 2500, "2x Socken", {}),
    ("Anna 2 x Socken 25", "Anna", 2500, "2 x Socken", {}),
    ("Anna 2 Paar Socken 25", "Anna", 2500, "2 Paar Socken", {}),
    ("Anna 3 Stück Seife 12", "Anna", 1200, "3 Stück Seife", {}),
    ("Anna 100 g Tee 8", "Anna", 800, "100 g Tee", {}),
    ("Anna 100g Tee 8", "Anna", 800, "100g Tee", {}),
    ("Anna 3 Kerzen 36,50", "Anna", 3650, "3 Kerzen", {}),
    ("Anna 3 Kerzen 36€", "Anna", 3600, "3 Kerzen", {}),
    ("Anna Socken Gr. 39 25", "Anna", 2500, "Socken Gr. 39", {}),
    ("Anna Socken Größe 39 25", "Anna", 2500, "Socken Größe 39", {}),
    ("Anna Socken Grösse 39 25", "Anna", 2500, "Socken Grösse 39", {}),
    ("Anna Schuhgröße 39 25", "Anna", 2500, "Schuhgröße 39", {}),
    ("Anna Socken size 39 25", "Anna", 2500, "Socken size 39", {}),
    ("Anna Socken 39/40 25", "Anna", 2500, "Socken 39/40", {}),
    ("Anna 2er-Set 25", "Anna", 2500, "2er-Set", {}),
    ("Anna A4 Druck 15", "Anna", 1500, "A4 Druck", {}),
    ("Anna Bild 10x15 25", "Anna", 2500, "Bild 10x15", {}),
    ("Anna Bild 30x40cm 25", "Anna", 2500, "Bild 30x40cm", {}),
    ("Anna 12-teilig 25", "Anna", 2500, "12-teilig", {}),
    ("Anna 10 % Rabatt 22,50", "Anna", 2250, "10 % Rabatt", {}),
    ("Anna Karte zum 50. Geburtstag 3,50", "Anna", 350, "Karte zum 50. Geburtstag", {}),
    ("Anna Parfum No 5 45", "Anna", 4500, "Parfum No 5", {}),
    ("Anna 25 € Socken Paar 2", "Anna", 2500, "Socken Paar 2", {}),
    # the amount first or last
    ("25 Anna Wollsocken", "Anna", 2500, "Wollsocken", {}),
    ("25 Anna Maria Wollsocken", "Anna Maria", 2500, "Wollsocken", {}),
    ("25 Wollsocken Anna", "Anna", 2500, "Wollsocken", {}),
    ("25 Wollsocken für Anna", "Anna", 2500, "Wollsocken", {}),
    ("25 für Anna", "Anna", 2500, "", {}),
    ("25€ Berta", None, 2500, "Berta", {"other_name": "Berta"}),
    ("25 Berta Wollsocken", None, 2500, "Berta Wollsocken", {"other_name": "Berta"}),
    ("25 Wollsocken Berta", None, 2500, "Wollsocken Berta", {"other_name": "Wollsocken"}),
    ("25 Wollsocken", None, 2500, "Wollsocken", {"other_name": "Wollsocken"}),
    ("25 Frau Müller Kerze", None, 2500, "Frau Müller Kerze", {"other_name": "Frau Müller"}),
    ("25 für Berta", "Berta", 2500, "", {}),
    ("25 für 2 Paar Socken", None, 2500, "2 Paar Socken", {}),
    ("25 rote Socken für Frau Müller", "Frau Müller", 2500, "rote Socken", {"other_name": "rote"}),
    ("25 Wollsocken für Berta", "Berta", 2500, "Wollsocken", {"other_name": "Wollsocken"}),
    ("Anna Wollsocken 25", "Anna", 2500, "Wollsocken", {}),
    ("Berta Wollsocken 25", "Berta", 2500, "Wollsocken", {"other_name": "Berta Wollsocken"}),
    ("Berta Schmidt Wollsocken 25", "Berta", 2500, "Schmidt Wollsocken", {"other_name": "Berta Schmidt Wollsocken"}),
    ("Berta drei Paar dicke Wollsocken 25", "Berta", 2500, "drei Paar dicke Wollsocken", {}),
    # a known name in another word order
    ("Socken Anna 25", "Anna", 2500, "Socken", {}),
    ("rote Socken Anna Maria 25", "Anna Maria", 2500, "rote Socken", {}),
    ("Socken für Anna 25", "Anna", 2500, "Socken", {}),
    ("für Anna 25 Socken", "Anna", 2500, "Socken", {}),
    ("Schal an Tom verkauft 30", "Tom", 3000, "Schal", {}),
    ("Schal an Berta verkauft 30", "Berta", 3000, "Schal", {"other_name": "Schal"}),
    ("Socken für Berta 25", "Berta", 2500, "Socken", {"other_name": "Socken"}),
    ("30 Schal Anna blau", "Anna", 3000, "Schal blau", {}),
    ("Socken 25 Anna", "Anna", 2500, "Socken", {"other_name": "Socken"}),
    ("Socken 25 für Anna", "Anna", 2500, "Socken", {"other_name": "Socken"}),
    ("Berta 25 Buch Anna Karenina", "Berta", 2500, "Buch Anna Karenina", {}),
    ("Marie Anna 25 Garn", "Anna", 2500, "Marie Garn", {"other_name": "Marie Anna"}),
    ("Oma Anna 25 Garn", "Oma Anna", 2500, "Garn", {}),
    ("Berta und Anna 25 Garn", "Berta und Anna", 2500, "Garn", {}),
    # words that say nothing at the ends of the item
    ("Anna 3 Paar Socken für 25", "Anna", 2500, "3 Paar Socken", {}),
    ("Anna 25 3 Paar Socken für", "Anna", 2500, "3 Paar Socken", {}),
    ("Anna Socken ca. 25", "Anna", 2500, "Socken", {}),
    ("Anna Socken für 25 gekauft", "Anna", 2500, "Socken", {}),
    ("Anna Honig 2 à", "Anna", 200, "Honig", {}),
    # names
    ("Berta Schmidt 25 Socken", "Berta Schmidt", 2500, "Socken", {}),
    ("Anna Maria 25 Socken", "Anna Maria", 2500, "Socken", {}),
    ("Anna Lena 25 Socken", "Anna", 2500, "Lena Socken", {"other_name": "Anna Lena"}),
    ("Anna Becker 20 Garn", "Anna", 2000, "Becker Garn", {"other_name": "Anna Becker"}),
    ("Anna B. 20 Garn", "Anna", 2000, "B. Garn", {"other_name": "Anna B."}),
    ("Anna lila 20 Garn", "Anna", 2000, "lila Garn", {}),
    ("Anna 🧶 20 Garn", "Anna 🧶", 2000, "Garn", {}),
    ("Lisa 2 25 Socken", "Lisa 2", 2500, "Socken", {}),
    ("Anna 1990 25 Socken", "Anna 1990", 2500, "Socken", {}),
    ("Lisa 3 Socken", "Lisa", 300, "Socken", {}),
    ("25 Lisa 2 Socken", "Lisa 2", 2500, "Socken", {}),
    ("„Anna Maria“ 25 Socken", "Anna Maria", 2500, "Socken", {}),
    ('"Berta Maria" 25 Socken', "Berta Maria", 2500, "Socken", {}),
    ("»Berta Maria« 25 Socken", "Berta Maria", 2500, "Socken", {}),
    ("'Berta Maria' 25 Socken", "Berta Maria", 2500, "Socken", {}),
    ("‚Berta 3. Mai‘ 25 Socken", "Berta 3. Mai", 2500, "Socken", {}),
    ('"Berta": 25 Socken', "Berta", 2500, "Socken", {}),
    ('25 "Berta Maria" Socken', "Berta Maria", 2500, "Socken", {}),
    ('25 Socken "Anna Maria"', "Anna Maria", 2500, "Socken", {}),
    ('Anna 25 Buch "Momo 2"', "Anna", 2500, 'Buch "Momo 2"', {}),
    ("@berta_b 25 Socken", "@berta_b", 2500, "Socken", {}),
    ("25 @berta_b Socken", "@berta_b", 2500, "Socken", {}),
    ("25 Socken @berta2", "@berta2", 2500, "Socken", {}),
    ("O'Neil 25 Socken", "O'Neil", 2500, "Socken", {}),
    ("O’Neil 25 Socken", "O’Neil", 2500, "Socken", {}),
    ("Anna & Tom 25 Socken", "Anna & Tom", 2500, "Socken", {}),
    ("Berta und Tom Socken 25", "Berta und Tom", 2500, "Socken", {}),
    ("Frau Müller-Lüdenscheidt 25 Kerze", "Frau Müller-Lüdenscheidt", 2500, "Kerze", {}),
    ("Frau Müller 25", "Frau Müller", 2500, "", {}),
    ("Frau Dr. Müller Kerze 25", "Frau Dr. Müller", 2500, "Kerze", {}),
    ("Frau Sonntag 25 Kerze", "Frau Sonntag", 2500, "Kerze", {}),
    ("Frau Mai 25 Kerze", "Frau Mai", 2500, "Kerze", {}),
    ("🦄 Luna 25 Kerze", "🦄 Luna", 2500, "Kerze", {}),
    ("🦊 Berta Kerze 25", "🦊 Berta", 2500, "Kerze", {"other_name": "🦊 Berta Kerze"}),
    ("Kundin🧦 25 Socken", "Kundin🧦", 2500, "Socken", {}),
    ("🌻 25 Socken", "🌻", 2500, "Socken", {}),
    ("\u200fBerta\u200e 25 Socken", "Berta", 2500, "Socken", {}),
    # the day
    ("Anna 25 Socken heute", "Anna", 2500, "Socken", {"day": day(13)}),
    ("Anna 25 Socken gestern", "Anna", 2500, "Socken", {"day": day(12)}),
    ("gestern Anna 25 Socken", "Anna", 2500, "Socken", {"day": day(12)}),
    ("Anna gestern 25 Socken", "Anna", 2500, "Socken", {"day": day(12)}),
    ("Anna 25 gestern Abend Socken", "Anna", 2500, "Socken", {"day": day(12)}),
    ("Gestern 25 Anna", "Anna", 2500, "", {"day": day(12)}),
    ("Anna 25 Socken vorgestern", "Anna", 2500, "Socken", {"day": day(11)}),
    ("Anna 25 Socken am Montag", "Anna", 2500, "Socken", {"day": day(11)}),
    ("Anna 25 Socken am Mo.", "Anna", 2500, "Socken", {"day": day(11)}),
    ("Anna 25 Socken Donnerstag", "Anna", 2500, "Socken", {"day": day(7)}),
    ("Anna 25 Socken letzten Samstag", "Anna", 2500, "Socken", {"day": day(9)}),
    ("Anna 25 Socken am letzten Sonnabend", "Anna", 2500, "Socken", {"day": day(9)}),
    ("Anna 25 Socken am 3.5.", "Anna", 2500, "Socken", {"day": day(3)}),
    ("Anna am 3.5 25 Socken", "Anna", 2500, "Socken", {"day": day(3)}),
    ("Anna 3.5. 25 Socken", "Anna", 2500, "Socken", {"day": day(3)}),
    ("Anna 3.5 Socken", "Anna", 350, "Socken", {}),
    ("Anna 3. Mai 25 Socken", "Anna", 2500, "Socken", {"day": day(3)}),
    ("Anna 3. Mai 2026 25 Socken", "Anna", 2500, "Socken", {"day": day(3)}),
    ("Anna 25 Socken 03.05.2026", "Anna", 2500, "Socken", {"day": day(3)}),
    ("Anna 25 Socken 3.5.26", "Anna", 2500, "Socken", {"day": day(3)}),
    ("Anna 25 Socken 2026-05-03", "Anna", 2500, "Socken", {"day": day(3)}),
    ("Anna 25 Socken vom 24. Dez.", "Anna", 2500, "Socken", {"day": day(24, 12, 2025)}),
    ("Anna 25 Socken 1. Jänner", "Anna", 2500, "Socken", {"day": day(1, 1)}),
    ("Anna 25 Socken 5. Maerz", "Anna", 2500, "Socken", {"day": day(5, 3)}),
    ("Anna 25 Socken vor 3 Tagen", "Anna", 2500, "Socken", {"day": day(10)}),
    ("Anna vor einer Woche 25 Socken", "Anna", 2500, "Socken", {"day": day(6)}),
    ("Berta Maria gestern Socken 25", "Berta Maria", 2500, "Socken", {"day": day(12)}),
    ("Anna 25 Socken 3/5/2026", "Anna", 2500, "Socken", {"day": day(3)}),
    ("Anna 25 Socken 3/5", "Anna", 2500, "Socken", {"day": day(3)}),
    ("Anna 3/5 25 Socken", "Anna", 2500, "Socken", {"day": day(3)}),
    ("Anna am 3/5 Socken 25", "Anna", 2500, "Socken", {"day": day(3)}),
    ("Anna 1/2 Pfund Honig 8", "Anna", 800, "1/2 Pfund Honig", {}),
    ("Anna 25 Socken Gr. 3/4", "Anna", 2500, "Socken Gr. 3/4", {}),
    ("Anna 25 Socken am 3ten Mai", "Anna", 2500, "Socken", {"day": day(3)}),
    ("Anna 25 Socken 3ter Mai", "Anna", 2500, "Socken", {"day": day(3)}),
    ("Anna 25 Socken am dritten Mai", "Anna", 2500, "Socken", {"day": day(3)}),
    ("Anna 25 Guten Morgen Tasse", "Anna", 2500, "Guten Morgen Tasse", {}),
    ("Anna 25 tasse guten morgen", "Anna", 2500, "tasse guten morgen", {}),
    ("Anna 25 Tasse Morgen", "Anna", 2500, "Tasse Morgen", {}),
    ("Anna 12.50.", "Anna", 1250, "", {}),
    ("Anna 25 Freitag-Tasche", "Anna", 2500, "Freitag-Tasche", {}),
    ("Anna 25 Tasse Guten Morgen", "Anna", 2500, "Tasse Guten Morgen", {}),
    ("Anna 25 so schöne Socken", "Anna", 2500, "so schöne Socken", {}),
    # categories and channel
    ("Anna 25 Socken #sport", "Anna", 2500, "Socken", {"tags": ("sport",)}),
    ("#Sport Anna 25 #Wolle Socken #sport", "Anna", 2500, "Socken", {"tags": ("sport", "wolle")}),
    ("Anna 25 Socken #für_kinder", "Anna", 2500, "Socken", {"tags": ("für_kinder",)}),
    ("Anna 25 Socken via Vinted", "Anna", 2500, "Socken", {"channel": "Vinted"}),
    ("Anna via Vinted 25 Socken", "Anna", 2500, "Socken", {"channel": "Vinted"}),
    ("Anna 25 Socken über Insta", "Anna", 2500, "Socken", {"channel": "Insta"}),
    ("Anna 25 Socken ueber Instagram.", "Anna", 2500, "Socken", {"channel": "Instagram"}),
    ("Anna 25 Socken auf dem Markt", "Anna", 2500, "Socken", {"channel": "Markt"}),
    ("Anna 25 über Nachbarin", "Anna", 2500, "", {"channel": "Nachbarin"}),
    ("Berta über Nachbarin 25 Socken", "Berta", 2500, "Socken", {"channel": "Nachbarin"}),
    ("Anna 25 Buch über Katzen", "Anna", 2500, "Buch über Katzen", {}),
    ("Anna Buch über Katzen 25", "Anna", 2500, "Buch über Katzen", {}),
    (
        "gestern Berta Schmidt 2x 12,50 € Wollsocken #sport via Vinted",
        "Berta Schmidt",
        2500,
        "Wollsocken",
        {"quantity": 2, "day": day(12), "tags": ("sport",), "channel": "Vinted"},
    ),
    # something is missing
    ("", None, None, "", {}),
    ("   ", None, None, "", {}),
    ("25", None, 2500, "", {}),
    ("25 €", None, 2500, "", {}),
    ("#sport", None, None, "", {"tags": ("sport",)}),
    ("Anna", "Anna", None, "", {}),
    ("Anna Maria", "Anna Maria", None, "", {}),
    ("Anna Socken", "Anna", None, "Socken", {}),
    ("Berta", "Berta", None, "", {}),
    ("Anna 25+5 Socken", "Anna", None, "25+5 Socken", {}),
    ("Anna 20-25 Socken", "Anna", None, "20-25 Socken", {}),
    ("Anna 20/25 Socken", "Anna", None, "20/25 Socken", {}),
    ("Max 20 x", "Max", None, "20 x", {}),
    ("Petra 2x", "Petra", None, "2x", {}),
    ("2x Socken 25", None, 2500, "2x Socken", {}),
    ("Berta 2x Socken 25 rot", "Berta", 2500, "2x Socken rot", {}),
    ("Berta Schmidt", "Berta Schmidt", None, "", {}),
    ("Berta Schmidt gestern", "Berta Schmidt", None, "", {"day": day(12)}),
    ("Lisa 2", "Lisa 2", None, "", {}),
    ("Berta hat wieder die Socken", "Berta", None, "hat wieder die Socken", {}),
    ("@berta_b", "@berta_b", None, "", {}),
    ("🦄", "🦄", None, "", {}),
    # cents alone, and euros and cents as they are spoken
    ("Anna ,50 Knopf", "Anna", 50, "Knopf", {}),
    ("Anna .50 Knopf", "Anna", 50, "Knopf", {}),
    ("Anna Knopf ,99 €", "Anna", 99, "Knopf", {}),
    ("Anna 2 x ,50 Knopf", "Anna", 100, "Knopf", {"quantity": 2}),
    ("Anna,50 Knopf", "Anna", 5000, "Knopf", {}),
    ("Anna 25 Euro 50", "Anna", 2550, "", {}),
    ("Anna 25 € 50 gestern", "Anna", 2550, "", {"day": day(12)}),
    ("Anna Socken 25 Euro 50 Cent", "Anna", 2550, "Socken", {}),
    ("Anna 25 Euro 50 g Wolle", "Anna", 2500, "50 g Wolle", {}),
    ("Anna 25 Buch 0345391802", "Anna", 2500, "Buch 0345391802", {}),
    # a slip in a day near today, and brackets
    ("Anna 25 Socken gesten", "Anna", 2500, "Socken", {"day": day(12)}),
    ("Anna 25 Socken vorgestren.", "Anna", 2500, "Socken", {"day": day(11)}),
    ("Anna 25 Socken (gesten)", "Anna", 2500, "Socken", {"day": day(12)}),
    ("Anna 25 Socken (gestern)", "Anna", 2500, "Socken", {"day": day(12)}),
    ("Anna 25 Gesten", "Anna", 2500, "Gesten", {}),
    ("Anna Knopf ,5 Band ,50", "Anna", 50, "Knopf Band ,50", {"other_name": "Anna Knopf"}),
    ("Anna 12,50 Schal 12,50", "Anna", 1250, "Schal 12,50", {}),
    ("Anna 12,90 Nadeln 3.5", "Anna", 1290, "Nadeln 3.5", {}),
    ("Anna 10 Eier 3,50", "Anna", 350, "10 Eier", {}),
    ("Anna 25 western", "Anna", 2500, "western", {}),
    ("Anna Socken (25 €)", "Anna", 2500, "Socken", {}),
]


@pytest.mark.parametrize(("line", "name", "cents", "item", "more"), LINES, ids=[line[0] or "empty" for line in LINES])
def test_a_line_is_read_as_the_seller_meant_it(
    line: str, name: str | None, cents: int | None, item: str, more: dict[str, Any]
) -> None:
    amount = None if cents is None else Money(cents)
    assert read(line) == PurchaseLine(name=name, amount=amount, item=item, **more)


@pytest.mark.parametrize(
    ("line", "key", "facts"),
    [
        ("Anna 0 Socken", "amount.zero", {}),
        ("Anna 0,00 € Socken", "amount.zero", {}),
        ("Anna 0 x 12,50", "amount.zero", {}),
        ("Anna -25 Socken", "amount.negative", {}),
        ("Anna −25 € Socken", "amount.negative", {}),
        ("Anna 1.000.000,01 € Socken", "amount.too_large", {"limit": Money(100_000_000)}),
        ("Anna 999999 x 99 Socken", "amount.too_large", {"limit": Money(100_000_000)}),
        ("Anna 12,345 Socken", "amount.unclear", {"text": "12,345"}),
        ("Anna 1.2.3.4 € Socken", "amount.unclear", {"text": "1.2.3.4 €"}),
        ("Anna 2,5 x 12,50 Stoff", "amount.unclear", {"text": "2,5 x 12,50"}),
        ("Anna 25 CHF Socken", "amount.currency", {"found": "CHF", "expected": "EUR"}),
        ("Anna $25 Socken", "amount.currency", {"found": "USD", "expected": "EUR"}),
        ("Anna 25 Franken Socken", "amount.currency", {"found": "CHF", "expected": "EUR"}),
        ("Anna 25 € Socken 30 €", "amount.several", {"first": Money(2500), "second": Money(3000)}),
        ("39 25", "amount.several", {"first": Money(3900), "second": Money(2500)}),
        ("Anna Socken 39 25", "amount.several", {"first": Money(3900), "second": Money(2500)}),
        ("Anna 12,50 + 3 Versand", "amount.unclear", {"text": "12,50 + 3 Versand"}),
        ("Anna 12,50 € + 3 Versand", "amount.unclear", {"text": "12,50 € + 3 Versand"}),
        ("Anna 3 Versand plus 12,50", "amount.unclear", {"text": "3 Versand plus 12,50"}),
        ("Anna 20% von 50", "amount.unclear", {"text": "20% von 50"}),
        ("Anna 10 % Rabatt auf 50 €", "amount.unclear", {"text": "10 % Rabatt auf 50 €"}),
        ("Anna 25 Socken letzte Woche", "day.unclear", {"text": "letzte Woche"}),
        ("Anna letzte Woche 25 Socken", "day.unclear", {"text": "letzte Woche"}),
        ("Anna 25 Socken im Mai", "day.unclear", {"text": "im Mai"}),
        ("neulich Anna 25 Socken", "day.unclear", {"text": "neulich"}),
        ("Anna 25 Socken morgen", "day.future", {"day": date(2026, 5, 14)}),
        ("Anna 25 morgen", "day.future", {"day": date(2026, 5, 14)}),
        ("morgen Anna 25 Socken", "day.future", {"day": date(2026, 5, 14)}),
        ("Anna 25 Socken 5/13/2026", "day.impossible", {"day": 5, "month": 13, "year": 2026}),
        ("Anna 31.2. 25", "day.impossible", {"day": 31, "month": 2, "year": None}),
        ("Anna 25 am 32.5.", "day.impossible", {"day": 32, "month": 5, "year": None}),
        ("Anna 25 Socken 29.2.2025", "day.impossible", {"day": 29, "month": 2, "year": 2025}),
        ("Anna 25 Socken 14.5.2026", "day.future", {"day": date(2026, 5, 14)}),
        ("Anna 25 Socken 3.5.1999", "day.too_old", {"day": date(1999, 5, 3), "years": 20}),
        ("Anna ,500 Knopf", "amount.unclear", {"text": ",500"}),
        ("Anna 25 ,50 Knopf", "amount.unclear", {"text": "25 ,50"}),
        ("Anna 25 Socken 3.5", "amount.or_day", {"text": "3.5"}),
        ("Anna 3.5 25,50 Socken", "amount.or_day", {"text": "3.5"}),
        ("Anna 12,50 Socken 39,90", "amount.several", {"first": Money(1250), "second": Money(3990)}),
        ("Anna 12.10 25 Socken", "amount.or_day", {"text": "12.10"}),
        ("Anna 25 Euro 50 Socken", "amount.cents_or_count", {"text": "25 Euro 50"}),
        ("+49 170 1234567 25 Socken", "amount.telephone", {}),
        ("0170 1234567 25 Socken", "amount.telephone", {}),
        ("Anna 25 Socken 29.2.", "day.no_leap_year", {"year": 2026, "leap": 2024}),
        ("x" * 65 + " 25", "name.too_long", {"limit": 64}),
    ],
)
def test_it_refuses_with_the_reason(line: str, key: str, facts: dict[str, object]) -> None:
    error = refusal(line)
    assert (error.key, error.facts) == (key, facts)


def test_the_same_marked_amount_twice_is_no_contradiction() -> None:
    assert read("Anna 25 € Socken 25,00 €") == PurchaseLine(name="Anna", amount=Money(2500), item="Socken")


def test_only_the_name_is_limited_in_length() -> None:
    long = "Schmuck" * 12
    assert read(f'Berta 25 "Momo" {long}').item == f'"Momo" {long}'
    assert read(f'Berta "Momo" {long} 25').other_name == f"Berta Momo {long}"[:64]
    assert read(f"Berta 25 via {long}").channel == long[:64]


def test_a_shop_in_francs_takes_francs() -> None:
    assert read("Anna 25 CHF Socken", currency="CHF").amount == Money(2500, "CHF")


def test_a_shop_in_francs_refuses_euros() -> None:
    with pytest.raises(RuleError, match=r"amount\.currency"):
        read("Anna 25 € Socken", currency="CHF")


def test_without_a_name_everything_else_is_the_item() -> None:
    """In a reply the buyer is known; a word that happens to be a name stays in the item."""
    assert read("25 Socken Anna gestern", expect_name=False) == PurchaseLine(
        amount=Money(2500), item="Socken Anna", day=date(2026, 5, 12)
    )


def test_a_known_name_is_asked_for_by_its_key() -> None:
    asked = []
    parse_purchase("Jörg Ä 25", TODAY, WORDS, lambda key: bool(asked.append(key)))
    assert {"joerg ae", "joerg"} <= set(asked)


def test_a_long_line_asks_for_few_names() -> None:
    """The number of look-ups does not grow with the line."""
    asked = []
    for line in ("wort " * 800, "25 " + "wort " * 800, '"wort" ' * 500):
        parse_purchase(line, TODAY, WORDS, lambda key: bool(asked.append(key)))
    assert len(asked) < 40


def test_a_long_line_of_different_words_asks_for_few_names() -> None:
    asked = []
    words = " ".join(f"wort{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(400))
    for line in (words, f"25 {words}", f"{words} 25 {words}", f"{words} für {words} 25", "für an " * 300):
        asked.clear()
        parse_purchase(line, TODAY, WORDS, lambda key: bool(asked.append(key)))
        assert len(asked) < 60


@pytest.mark.parametrize(
    "nasty",
    [
        "1 ",
        "25 € ",
        "3.5. ",
        "„",
        "'a",
        "# ",
        "#a",
        "@ab ",
        "à 2",
        "am ",
        "über ",
        "2x",
        "1.",
        "1,2",
        "-",
        "a\u0308",
        "\u202e",
        "🦄",
        "\x00",
        "\ue000",
    ],
    ids=ascii,
)
def test_the_longest_message_is_read_or_refused(nasty: str) -> None:
    line = (nasty * 4096)[:4096]
    with suppress(RuleError):
        assert isinstance(read(line), PurchaseLine)
