"""When the daily message is sent, hour by hour, on ordinary days and when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.schedule import DAY_BEGINS, DAY_ENDS, ON_TIME, first_look, plan

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    BERLIN,
    ZoneInfo("America/New_York"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("Asia/Kathmandu"),
    ZoneInfo("Africa/Casablanca"),
]
NINE = 9 * 60


def at(hour: int, minute: int = 0, day: date = date(2026, 5, 4)) -> datetime:
    return datetime.combine(day, time(hour, minute), BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "sends", "looks"),
    [
        pytest.param(at(8, 59), False, at(9), id="one minute before"),
        pytest.param(at(9), True, at(9, 0, date(2026, 5, 5)), id="to the minute"),
        pytest.param(at(15), True, at(9, 0, date(2026, 5, 5)), id="six hours late"),
        pytest.param(at(20, 59), True, at(9, 0, date(2026, 5, 5)), id="just before the night"),
        pytest.param(at(21), False, at(9, 0, date(2026, 5, 5)), id="at night"),
    ],
)
def test_a_message_at_nine(now: datetime, *, sends: bool, looks: datetime) -> None:
    planned = plan(now, BERLIN, NINE)
    assert (planned.send_for is not None, planned.look_again) == (sends, looks)


@pytest.mark.parametrize(
    ("now", "sends", "looks"),
    [
        pytest.param(at(0, 10), True, at(0, 0, date(2026, 5, 5)), id="ten minutes late is on time"),
        pytest.param(at(0, 16), False, at(7), id="later it waits for the morning"),
        pytest.param(at(7), True, at(0, 0, date(2026, 5, 5)), id="in the morning"),
    ],
)
def test_a_message_at_midnight(now: datetime, *, sends: bool, looks: datetime) -> None:
    planned = plan(now, BERLIN, 0)
    assert (planned.send_for is not None, planned.look_again) == (sends, looks)


@pytest.mark.parametrize(
    ("day", "minute", "instant"),
    [
        pytest.param(
            date(2026, 3, 29), 150, datetime(2026, 3, 29, 1, 30, tzinfo=UTC), id="02:30 that is skipped: 03:30"
        ),
        pytest.param(
            date(2026, 10, 25), 150, datetime(2026, 10, 25, 0, 30, tzinfo=UTC), id="02:30 that comes twice: the first"
        ),
        pytest.param(date(2026, 3, 29), 0, datetime(2026, 3, 28, 23, 0, tzinfo=UTC), id="00:00 in spring"),
        pytest.param(date(2026, 10, 25), 540, datetime(2026, 10, 25, 8, 0, tzinfo=UTC), id="09:00 in autumn"),
    ],
)
def test_when_the_clocks_change(day: date, minute: int, instant: datetime) -> None:
    eve = datetime.combine(day, time(0), BERLIN).astimezone(UTC) - timedelta(seconds=1)
    assert first_look(eve, BERLIN, minute) == instant
    assert plan(instant, BERLIN, minute).send_for == day


@pytest.mark.parametrize("minute", [23 * 60, 23 * 60 + 30, 24 * 60 - 1])
def test_where_the_last_hour_of_a_day_is_skipped_that_day_has_its_message(minute: int) -> None:
    """In Scoresbysund it was midnight at 23:00 on 28 March 2026."""
    zone, days, look = ZoneInfo("America/Scoresbysund"), [], datetime(2026, 3, 26, 12, tzinfo=UTC)
    while look < datetime(2026, 4, 1, 12, tzinfo=UTC):
        sent, look = plan(look, zone, minute)
        days += [sent] if sent else []
    assert days == [date(2026, 3, 26) + timedelta(days=number) for number in range(6)]


def test_the_second_half_past_two_sends_nothing_for_another_day() -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    planned = plan(second, BERLIN, 150)
    assert planned.send_for in {None, date(2026, 10, 25)}
    assert planned.look_again > second


def test_a_new_time_later_today_is_today_and_an_earlier_one_tomorrow() -> None:
    assert first_look(at(10), BERLIN, 12 * 60) == at(12)
    assert first_look(at(10), BERLIN, NINE) == at(9, 0, date(2026, 5, 5))


@settings(max_examples=100, derandomize=True, deadline=None)
@given(
    now=st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    zone=st.sampled_from(ZONES),
    minute=st.integers(0, 1439),
)
def test_it_always_looks_ahead_and_never_speaks_at_night_unless_asked_to(
    now: datetime, zone: ZoneInfo, minute: int
) -> None:
    planned = plan(now, zone, minute)
    local = now.astimezone(zone)
    assert now < planned.look_again <= now + timedelta(hours=49)
    if planned.send_for is None:
        return
    assert planned.send_for == local.date()
    by_day = DAY_BEGINS <= local.time() < DAY_ENDS
    chosen = datetime.combine(local.date(), time(minute // 60, minute % 60), zone).astimezone(UTC)
    assert by_day or timedelta(0) <= now - chosen <= ON_TIME


@pytest.mark.parametrize("minute", [0, 150], ids=["midnight", "half past two"])
def test_in_every_zone_each_local_day_has_one_message(minute: int) -> None:
    """Half a year of looking again when it says so; days that a zone leaves out have none."""
    for name in sorted(available_timezones()):
        zone, now, days = ZoneInfo(name), datetime(2026, 1, 1, tzinfo=UTC), []
        while now < datetime(2026, 12, 1, tzinfo=UTC):
            planned = plan(now, zone, minute)
            days += [planned.send_for] if planned.send_for else []
            now = planned.look_again
        assert days == [days[0] + timedelta(days=ahead) for ahead in range(len(days))], name
        assert len(days) in {334, 335}, name
