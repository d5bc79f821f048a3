"""/versprechen: remembered on the evening before and on the day, kept, put off or broken."""

from datetime import date

import pytest

from tests.chat import Person, World

pytestmark = pytest.mark.usefixtures("no_thanks")

FRIDAY = date(2026, 5, 8)


def cards(world: World, day: date) -> list[str]:
    world.go_to(day, 9)
    return [said.text for said in world.tick()[1:]]


@pytest.fixture
def promised(maria: Person) -> Person:
    """On Monday, 4 May, for Friday."""
    maria.hears("/kauf Anna 25")
    maria.hears("/versprechen Anna bis Freitag Fotos schicken")
    return maria


@pytest.mark.parametrize(
    "words",
    [
        "bis Freitag Fotos schicken",
        "Fotos schicken bis Freitag",
        "bis zum 8.5. Fotos schicken",
        "Freitag Fotos schicken",
    ],
)
def test_the_day_may_stand_before_or_behind(maria: Person, words: str) -> None:
    maria.hears("/kauf Anna 25")
    assert "Gemerkt für Anna: Fotos schicken, bis Fr., 8. Mai." in maria.hears(f"/versprechen Anna {words}")


def evening(world: World, day: date, hour: int = 18, minute: int = 0) -> list[str]:
    world.go_to(day, hour, minute)
    return [said.text for said in world.tick()]


EVE = date(2026, 5, 7)
IS_NEAR = "🌙 Guten Abend! Ein Versprechen steht an."


def test_it_is_remembered_the_evening_before_and_on_the_day(world: World, promised: Person) -> None:
    assert cards(world, date(2026, 5, 6)) == []
    assert cards(world, EVE) == []
    assert evening(world, EVE) == [IS_NEAR, "🤝 Anna wartet bis morgen: Fotos schicken."]
    assert evening(world, EVE, 18, 15) == []
    assert cards(world, FRIDAY) == ["🤝 Anna wartet heute: Fotos schicken."]
    assert promised.hears("/heute").startswith("Eine Erinnerung ist offen")
    world.days_later(1)
    assert "Anna wartet seit Fr., 8. Mai: Fotos schicken." in promised.hears("/heute")


@pytest.mark.parametrize(
    ("hour", "minute", "comes"),
    [
        pytest.param(17, 59, False, id="not yet evening"),
        pytest.param(18, 0, True, id="six"),
        pytest.param(20, 59, True, id="late, but not yet night"),
        pytest.param(21, 0, False, id="night: no telephone rings"),
    ],
)
def test_in_the_evening_and_never_at_night(world: World, promised: Person, hour: int, minute: int, comes: bool) -> None:
    cards(world, EVE)
    assert bool(evening(world, EVE, hour, minute)) is comes


def test_what_heute_has_shown_is_not_said_again(world: World, promised: Person) -> None:
    cards(world, EVE)
    assert "bis morgen" in promised.hears("/heute")
    assert evening(world, EVE) == []


def test_the_morning_says_what_is_promised_for_today_not_for_tomorrow(world: World, promised: Person) -> None:
    promised.hears("/versprechen Anna bis 7.5. Muster zeigen")
    assert cards(world, EVE) == ["🤝 Anna wartet heute: Muster zeigen."]
    assert evening(world, EVE)[1:] == ["🤝 Anna wartet bis morgen: Fotos schicken."]


@pytest.mark.parametrize(
    ("hour", "words", "told", "in_the_evening"),
    [
        pytest.param(10, "morgen", "am Abend davor und am Tag selbst.", True, id="for tomorrow"),
        pytest.param(19, "morgen", "am Tag selbst.", False, id="for tomorrow, in the evening"),
        pytest.param(10, "heute", "heute noch einmal.", True, id="for today, after the daily message"),
        pytest.param(19, "heute", "Du findest es unter /heute.", False, id="for today, in the evening"),
        pytest.param(8, "heute", "heute noch einmal.", False, id="for today, before the daily message"),
    ],
)
def test_it_says_what_will_happen(
    world: World, maria: Person, hour: int, words: str, told: str, in_the_evening: bool
) -> None:
    maria.hears("/kauf Anna 25")
    cards(world, date(2026, 5, 6 if hour > 9 else 5))
    world.go_to(date(2026, 5, 6), hour)
    assert maria.hears(f"/versprechen Anna bis {words} Fotos schicken").endswith(told)
    if hour < 9:
        assert len(cards(world, date(2026, 5, 6))) == 1
    assert bool(evening(world, date(2026, 5, 6), 20)) is in_the_evening


def test_in_a_holiday_it_waits_and_says_so(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/urlaub bis 20.5.")
    said = maria.hears("/versprechen Anna bis Freitag Fotos schicken")
    assert "Bis Mi., 20. Mai bist du im Urlaub, danach erinnere ich dich." in said
    assert evening(world, EVE) == []
    assert "Anna wartet seit" in " ".join(cards(world, date(2026, 5, 21)))


def test_each_shop_has_its_own_evening(world: World, promised: Person, petra: Person) -> None:
    petra.hears("/kauf Ben 25")
    petra.hears("/versprechen Ben bis Freitag Mütze")
    cards(world, EVE)
    world.go_to(EVE, 18)
    assert {(said.chat, said.text) for said in world.tick()} == {
        (promised.id, IS_NEAR),
        (promised.id, "🤝 Anna wartet bis morgen: Fotos schicken."),
        (petra.id, IS_NEAR),
        (petra.id, "🤝 Ben wartet bis morgen: Mütze."),
    }


def test_kept_is_settled_and_can_be_taken_back(world: World, promised: Person) -> None:
    cards(world, date(2026, 5, 7))
    assert promised.tap("Gehalten") == "✓ Anna: Fotos schicken – gehalten"
    assert cards(world, FRIDAY) == []
    assert "Anna wartet" in promised.tap("Zurück")


def test_kept_late_is_told_so(world: World, promised: Person) -> None:
    world.go_to(date(2026, 5, 9))
    promised.hears("/versprechen Anna")
    assert "gehalten, etwas später" in promised.tap("Gehalten")


def test_later_is_another_day(world: World, promised: Person) -> None:
    cards(world, FRIDAY)
    promised.tap("Später")
    assert "bis Mo., 11. Mai" in promised.tap("In 3 Tagen")
    found = {day: cards(world, date(2026, 5, day)) for day in (9, 11)}
    assert not any("wartet" in card for card in found[9])
    assert "🤝 Anna wartet heute: Fotos schicken." in found[11]


def test_broken_is_settled(world: World, promised: Person) -> None:
    promised.hears("/versprechen Anna")
    assert "nicht gehalten" in promised.tap("Nicht gehalten")
    assert cards(world, FRIDAY) == []


def test_two_promises_are_two_cards_both_on_the_day(world: World, promised: Person) -> None:
    promised.hears("/versprechen Anna bis Freitag Wolle zurücklegen")
    assert [card.removeprefix("🤝 Anna wartet heute: ") for card in cards(world, FRIDAY)] == [
        "Fotos schicken.",
        "Wolle zurücklegen.",
    ]
    assert cards(world, date(2026, 5, 9)) == []


@pytest.mark.parametrize("typed", ["/versprechen Anna Fotos schicken", "/versprechen Anna bis Freitag"])
def test_what_is_missing_is_asked_with_an_example(maria: Person, typed: str) -> None:
    maria.hears("/kauf Anna 25")
    assert "/versprechen Anna bis Freitag Fotos schicken" in maria.hears(typed)


def test_it_is_asked_for(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    assert "versprochen" in maria.hears("/versprechen Anna")
    assert "Gemerkt für Anna" in maria.hears("bis morgen anrufen")
