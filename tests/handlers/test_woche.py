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


def test_what_is_open_today_is_counted(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    world.go_to(date(2026, 5, 5), 9)
    world.tick()
    said = maria.hears("/woche")
    assert said.startswith("Die nächsten sieben Tage\n\nEin Hinweis ist heute noch offen: /heute\n\n")
    maria.tap("Erledigt")
    assert "/heute" not in maria.hears("/woche")


def test_a_quiet_week_says_so(maria: Person) -> None:
    assert maria.hears("/woche") == "In den nächsten sieben Tagen steht nichts an."


def test_all_promises_to_one_buyer_stand_there(maria: Person) -> None:
    maria.hears("/kauf Anna 20 Tee")
    maria.hears("/versprechen Anna bis Mittwoch Fotos schicken")
    maria.hears("/versprechen Anna bis Freitag Muster zeigen")
    said = maria.hears("/woche")
    assert "Di., 5. Mai\nAnna: „Fotos schicken“, wie versprochen" in said
    assert "Do., 7. Mai\nAnna: „Muster zeigen“, wie versprochen" in said


def test_what_was_put_off_stands_there_too(world: World, maria: Person, no_thanks: None) -> None:
    maria.hears("/kauf Anna 20 Tee")
    world.go_to(date(2026, 5, 10), 9)
    world.tick()
    maria.tap("Später")
    maria.tap("In 3 Tagen")
    assert "Mi., 13. Mai\nAnna: nachfragen, ob alles passt" in maria.hears("/woche")


def test_a_day_holds_what_its_message_brings_and_the_rest_comes_later(
    world: World, maria: Person, no_thanks: None
) -> None:
    """The same is said once for all of them, and nobody stands there who would come after the week."""
    for number in range(42):
        maria.hears(f"/kauf Kundin{number:02} 20 Tee am 30.4.2026")
    maria.hears("/kauf Zoe 30 Tee am 29.4.2026")
    said = maria.hears("/woche").split("\n\n")
    names = ", ".join(f"Kundin{number:02}" for number in range(6))
    assert said[1] == "Di., 5. Mai\nZoe: nachfragen, ob alles passt"
    assert said[2] == f"Mi., 6. Mai\n{names}, Kundin06: nachfragen, ob alles passt"
    assert said[3].startswith("Do., 7. Mai\nKundin07, Kundin08")
    assert said[-1] == "… und 7 Leute mehr."


def test_a_week_has_one_question_for_what_is_unknown(maria: Person, no_thanks: None) -> None:
    for name in ("Ben", "Carla", "Dora"):
        for month in range(1, 6):
            maria.hears(f"/kauf {name} 20 Tee am 2{month}.{month - 1 or 12}.{2026 if month > 1 else 2025}")
    said = maria.hears("/woche")
    assert said.count("nach Geburtstag oder Vorliebe fragen") == 1


def test_a_day_with_a_date_of_its_own_says_it_once(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/geburtstag Anna 9.5.")
    world.go_to(date(2026, 5, 6))
    world.tick()
    assert "Sa., 9. Mai\nAnna: zum Geburtstag gratulieren" in maria.hears("/woche")
    assert "Als Nächstes: zum Geburtstag gratulieren (Sa., 9. Mai)" in maria.hears("/warum Anna")


def test_what_is_promised_for_tomorrow_is_not_for_now(maria: Person) -> None:
    maria.hears("/kauf Anna 25 am 1.1.2026")
    maria.hears("/versprechen Anna bis morgen Fotos schicken")
    for command in ("/kunde Anna", "/warum Anna"):
        assert "Als Nächstes: „Fotos schicken“, wie versprochen (Di., 5. Mai)" in maria.hears(command)


def test_whoever_bought_today_is_not_silent(maria: Person) -> None:
    maria.hears("/kauf Anna 25 am 1.4.2026")
    maria.hears("/kauf Anna 25")
    said = maria.hears("/warum Anna")
    assert "Der letzte Kauf ist von heute." in said
    assert "Still seit" not in said


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
