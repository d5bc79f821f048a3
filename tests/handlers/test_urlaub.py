"""/urlaub: no daily message until the seller is back."""

from datetime import date

from tests.chat import Person, World


def digest(world: World, day: date) -> list[str]:
    world.go_to(day, 9)
    return [said.text for said in world.tick()]


def test_while_she_is_away_it_is_quiet_and_afterwards_seven_come(world: World, maria: Person) -> None:
    for number in range(1, 11):
        maria.hears(f'/kauf "Kundin {number:02}" {number}')
    assert "Bis 12. Mai 2026 bleibt es still" in maria.hears("/urlaub bis 12.5.")
    assert digest(world, date(2026, 5, 10)) == []
    assert digest(world, date(2026, 5, 12)) == []
    assert len(digest(world, date(2026, 5, 13))) == 8
    assert len(digest(world, date(2026, 5, 14))) == 4


def test_what_is_out_of_date_by_then_is_dropped(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/urlaub bis 1.6.")
    assert not any("gut angekommen" in said for said in digest(world, date(2026, 6, 2)))


def test_back_earlier(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/urlaub bis 1.6.")
    assert maria.tap("Wieder da").startswith("Willkommen zurück")
    assert digest(world, date(2026, 5, 10)) != []


def test_back_after_the_time_of_the_daily_message_there_is_heute(world: World, maria: Person) -> None:
    """Nobody misses a birthday because she came back an hour too late."""
    maria.hears("/kauf Anna 25")
    maria.hears("/geburtstag Anna 10.5.")
    maria.hears("/urlaub bis 1.6.")
    assert digest(world, date(2026, 5, 10)) == []
    assert maria.hears("/urlaub aus").endswith("Was heute ansteht, zeigt dir /heute.")
    assert "Anna hat heute Geburtstag" in maria.hears("/heute")
    maria.hears("/urlaub bis 1.6.")
    world.go_to(date(2026, 5, 11), 8)
    assert maria.hears("/urlaub aus").endswith("Die Tagesnachricht kommt wieder wie gewohnt.")


def test_the_day_is_asked_for(world: World, maria: Person) -> None:
    assert "Bis wann" in maria.hears("/urlaub")
    assert "bleibt es still" in maria.hears("bis 20.8.")
    assert "bleibt es still. Einen anderen" in maria.hears("/urlaub")
    assert maria.hears("/urlaub aus").startswith("Willkommen zurück")


def test_what_is_no_day_is_explained(maria: Person) -> None:
    assert "/urlaub bis 20.8." in maria.hears("/urlaub irgendwann")


def test_a_span_of_time_is_understood(maria: Person) -> None:
    assert "Bis 18. Mai 2026 bleibt es still" in maria.hears("/urlaub 2 Wochen")
    assert maria.hears("/urlaub bis 31.2.").endswith("/urlaub bis 20.8.")
