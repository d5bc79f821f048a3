"""/woche and /warum: what is coming, and the numbers behind it."""

from datetime import date

from tests.chat import Person, World


def test_the_week_stands_there_by_day(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/geburtstag Ben 9.5.")
    maria.hears("/kauf Ben 25 am 1.1.2026")
    maria.hears("/geburtstag Ben 9.5.")
    said = maria.hears("/woche")
    assert said.startswith("Die nächsten sieben Tage")
    assert "So., 10. Mai\nAnna: nachfragen, ob alles passt" in said
    assert "Mi., 6. Mai\nBen: an den Geburtstag am 9. Mai denken" in said


def test_a_quiet_week_says_so(maria: Person) -> None:
    assert maria.hears("/woche") == "In den nächsten sieben Tagen steht nichts an."


def test_all_promises_to_one_buyer_stand_there(maria: Person) -> None:
    maria.hears("/kauf Anna 20 Tee")
    maria.hears("/versprechen Anna bis Mittwoch Fotos schicken")
    maria.hears("/versprechen Anna bis Freitag Muster zeigen")
    said = maria.hears("/woche")
    assert "Di., 5. Mai\nAnna: versprochen: Fotos schicken" in said
    assert "Do., 7. Mai\nAnna: versprochen: Muster zeigen" in said


def test_what_was_put_off_stands_there_too(world: World, maria: Person, no_thanks: None) -> None:
    maria.hears("/kauf Anna 20 Tee")
    world.go_to(date(2026, 5, 10), 9)
    world.tick()
    maria.tap("Später")
    maria.tap("In 3 Tagen")
    assert "Mi., 13. Mai\nAnna: nachfragen, ob alles passt" in maria.hears("/woche")


def test_the_earliest_come_first_and_it_says_how_many_are_left_out(
    world: World, maria: Person, no_thanks: None
) -> None:
    for number in range(42):
        maria.hears(f"/kauf Kundin{number:02} 20 Tee")
    maria.hears("/kauf Zoe 20 Tee am 30.4.2026")
    said = maria.hears("/woche")
    assert said.index("Mi., 6. Mai\nZoe") < said.index("So., 10. Mai\nKundin00")
    assert said.endswith("Kundin38: nachfragen, ob alles passt\n\n… und 3 Leute mehr.")


def test_the_numbers_behind_a_reminder(world: World, maria: Person) -> None:
    for day in ("1.10.2025", "30.10.2025", "1.12.2025", "2.1.2026"):
        maria.hears(f"/kauf Wilma 40 Schal am {day}")
    said = maria.hears("/warum Wilma")
    assert "Tage zwischen den Käufen: 29, 32, 32." in said
    assert "Still seit 122 Tagen: Dann komm" in said
    world.go_to(date(2026, 5, 5), 9)
    world.tick()
    assert "Tage zwischen den Käufen: 29, 32, 32." in maria.tap("Warum?")


def test_it_says_what_holds_reminders_up(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    assert (
        "Zuletzt war am Mo., 4. Mai etwas (Kauf, Nachricht oder Hinweis): Angebote und Jahrestage warten deshalb bis So., 10. Mai."
        in maria.hears("/warum Anna")
    )
    maria.hears("/pause Anna bis 1.7.")
    assert "Pause bis Mi., 1. Juli." in maria.hears("/warum Anna")
    maria.hears("/pause Anna aus")
    maria.hears("/reklamation Anna Naht offen")
    assert "Eine Reklamation ist offen" in maria.hears("/warum Anna")


def test_silence_is_explained(world: World, maria: Person) -> None:
    for day in ("1.10.2025", "30.10.2025", "1.12.2025", "2.1.2026"):
        maria.hears(f"/kauf Wilma 40 Schal am {day}")
    for ahead in (1, 61):
        world.days_later(ahead)
        maria.hears("/heute")
        maria.tap("Text")
    assert "Zweimal ohne Antwort gemeldet: Ruhe bis" in maria.hears("/warum Wilma")
