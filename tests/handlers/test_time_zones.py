"""The daily message in any zone of the world, when clocks change, sleep, and are wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers import digest
from tests.chat import BUYER, Person, Said, World, join

BOTH = pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
HALF_AN_HOUR = timedelta(minutes=30)


def settle(maria: Person, zone: str, clock: str) -> None:
    """A message every day, in this zone at this time."""
    maria.hears("/start")
    maria.tap("Auch an ruhigen Tagen melden")
    maria.hears("/start")
    maria.tap("Zeitzone")
    assert zone in maria.hears(zone)
    maria.hears("/start")
    maria.tap("Uhrzeit")
    maria.hears(clock)


def local(zone: str, day: date, hour: int = 12, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZoneInfo(zone)).astimezone(UTC)


def lived(world: World, zone: str, first: date, last: date) -> list[datetime]:
    """When messages came while the clock ticked on, by the clock on the wall."""
    came = []
    world.now = local(zone, first - timedelta(days=1))
    world.tick()
    while world.now < local(zone, last):
        if world.tick():
            came.append(world.now.astimezone(ZoneInfo(zone)))
        world.now += HALF_AN_HOUR
    return came


@pytest.mark.parametrize("clock", ["0:00", "2:30"])
@pytest.mark.parametrize(
    ("zone", "day"),
    [
        pytest.param("Europe/Berlin", date(2026, 3, 29), id="Berlin: 2:30 is skipped"),
        pytest.param("Europe/Berlin", date(2026, 10, 25), id="Berlin: 2:30 comes twice"),
        pytest.param("America/New_York", date(2026, 3, 8), id="New York: 2:30 is skipped"),
        pytest.param("America/New_York", date(2026, 11, 1), id="New York: 1 to 2 comes twice"),
        pytest.param("Australia/Lord_Howe", date(2026, 10, 4), id="Lord Howe: half an hour is skipped"),
        pytest.param("Australia/Lord_Howe", date(2026, 4, 5), id="Lord Howe: half an hour comes twice"),
        pytest.param("America/Santiago", date(2026, 9, 6), id="Santiago: midnight is skipped"),
        pytest.param("America/Santiago", date(2026, 4, 5), id="Santiago: the hour before midnight comes twice"),
        pytest.param("Africa/Casablanca", date(2026, 2, 15), id="Casablanca: Ramadan begins"),
        pytest.param("Asia/Kathmandu", date(2026, 5, 4), id="Kathmandu: no change, a quarter of an hour off"),
    ],
)
def test_each_local_day_has_one_message(world: World, maria: Person, zone: str, day: date, clock: str) -> None:
    world.now = local(zone, day - timedelta(days=3))
    settle(maria, zone, clock)
    came = lived(world, zone, day - timedelta(days=1), day + timedelta(days=2))
    assert [instant.date() for instant in came] == [day + timedelta(days=ahead) for ahead in (-1, 0, 1, 2)]
    asked = time(*map(int, clock.split(":")))
    assert all(instant.time() == asked for instant in came if instant.date() != day)


@BOTH
def test_on_the_day_that_samoa_left_out_there_is_none(world: World, maria: Person) -> None:
    world.now = datetime(2011, 12, 27, 12, tzinfo=UTC)
    settle(maria, "Pacific/Apia", "9:00")
    came = lived(world, "Pacific/Apia", date(2011, 12, 29), date(2012, 1, 1))
    assert [instant.day for instant in came] == [29, 31, 1]


@BOTH
def test_a_machine_that_slept_says_one_good_morning(world: World, maria: Person) -> None:
    settle(maria, "Europe/Berlin", "9:00")
    for asleep_until, comes in ((11, 1), (12, 0), (23, 0)):
        world.now = local("Europe/Berlin", date(2026, 5, 6), asleep_until)
        assert len(world.tick()) == comes
    world.now = local("Europe/Berlin", date(2026, 5, 20), 3)
    assert world.tick() == []
    world.now = local("Europe/Berlin", date(2026, 5, 20), 9)
    assert len(world.tick()) == 1


@BOTH
@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(days=1), timedelta(days=40)], ids=str)
def test_after_a_clock_that_was_ahead_the_messages_go_on(world: World, maria: Person, ahead: timedelta) -> None:
    """None comes twice for a day, and from the first day for which none came they come again."""
    settle(maria, "Europe/Berlin", "9:00")
    right = local("Europe/Berlin", date(2026, 5, 6), 10)
    world.now = right
    assert len(world.tick()) == 1
    world.now = right + ahead
    world.tick()
    world.now = right
    with world.engine.begin() as db:
        digest.housekeeping(db, world.now)
    came = lived(world, "Europe/Berlin", date(2026, 5, 7), date(2026, 5, 10))
    wrong = (right + ahead).date()
    expected = [date(2026, 5, day) for day in (7, 8, 9, 10)]
    assert [instant.date() for instant in came] == [
        day for day in expected if day != wrong or ahead < timedelta(days=1)
    ]


@BOTH
def test_a_message_at_night_rings_nobody(world: World, maria: Person) -> None:
    """Neither the seller, who wants it then, nor a buyer whose points expire."""
    settle(maria, "Europe/Berlin", "2:30")
    maria.hears("/einstellungen Punkte")
    maria.hears("/kauf Anna 25 Socken")
    join(world.person(BUYER, "Anna"), maria, "Anna")
    world.now = local("Europe/Berlin", date(2026, 5, 10), 2, 30)
    said = world.tick()
    assert len(said) == 2
    assert all(message.payload.get("disable_notification") for message in said)


def test_by_day_the_greeting_rings(world: World, maria: Person) -> None:
    settle(maria, "Europe/Berlin", "7:00")
    world.now = local("Europe/Berlin", date(2026, 5, 10), 7)
    (said,) = world.tick()
    assert "disable_notification" not in said.payload


def digests_in_two_zones(world: World, instant: datetime) -> list[Said]:
    world.now = instant
    return world.tick()


def test_two_shops_each_in_its_own_zone(world: World, maria: Person, petra: Person) -> None:
    settle(maria, "Asia/Tokyo", "9:00")
    settle(petra, "America/Los_Angeles", "9:00")
    midnight = datetime(2026, 5, 6, tzinfo=UTC)
    digests_in_two_zones(world, midnight - timedelta(hours=4))
    assert [said.chat for said in digests_in_two_zones(world, midnight)] == [maria.id]
    assert [said.chat for said in digests_in_two_zones(world, midnight + timedelta(hours=16))] == [petra.id]


@BOTH
def test_a_holiday_ends_with_its_last_local_day(world: World, maria: Person) -> None:
    settle(maria, "Pacific/Auckland", "9:00")
    world.now = local("Pacific/Auckland", date(2026, 5, 6))
    maria.hears("/urlaub bis 8.5.")
    came = lived(world, "Pacific/Auckland", date(2026, 5, 7), date(2026, 5, 10))
    assert [instant.date().day for instant in came] == [9, 10]


@BOTH
def test_after_a_holiday_the_most_important_comes_first_and_nothing_is_out_of_date(world: World, maria: Person) -> None:
    """Ten questions, of which three are too late by then, and a birthday that is over."""
    world.go_to(date(2026, 8, 1))
    for number in range(3):
        maria.hears(f"/kauf Frueh{number} 90 Decke")
    maria.hears("/kauf Gerda 500 Decke am 1.7.2026")
    maria.hears("/geburtstag Gerda 10.8.")
    world.go_to(date(2026, 8, 8))
    for number in range(9):
        maria.hears(f"/kauf Spaet{number} {20 + number} Socken")
    assert "bis" in maria.hears("/urlaub bis 20.8.").lower()
    days = {}
    for day in range(9, 24):
        world.go_to(date(2026, 8, day), 9)
        days[day] = [said.text for said in world.tick()[1:]]
    assert {day: len(cards) for day, cards in days.items() if cards} == {21: 7, 22: 2}
    assert [card[2:8] for card in days[21]] == [f"Spaet{number}" for number in range(8, 1, -1)]
