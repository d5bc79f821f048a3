"""Which backups are kept, and when the next one is due."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.retention import DAILY, WEEKLY, is_due, kept

BERLIN = ZoneInfo("Europe/Berlin")
MOMENTS = st.lists(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 6, 30), timezones=st.just(UTC)), max_size=60, unique=True
)


@given(MOMENTS)
def test_the_newest_is_kept_and_never_more_than_a_handful(made: list[datetime]) -> None:
    keep = kept(made)
    assert keep <= set(made)
    assert len(keep) <= DAILY + WEEKLY
    assert not made or max(made) in keep


@given(MOMENTS)
def test_clearing_up_twice_is_clearing_up_once(made: list[datetime]) -> None:
    assert kept(kept(made)) == kept(made)


@given(MOMENTS)
def test_the_last_of_each_of_the_newest_days_is_kept(made: list[datetime]) -> None:
    days = sorted({moment.date() for moment in made})[-DAILY:]
    assert {max(moment for moment in made if moment.date() == day) for day in days} <= kept(made)


def test_a_backup_a_night_leaves_seven_days_and_four_weeks_before() -> None:
    """Cleared up after each backup, as the bot does it, over a quarter of a year."""
    keep: set[datetime] = set()
    for day in range(90):
        keep = kept({*keep, datetime(2026, 3, 2, 2, tzinfo=UTC) + timedelta(days=day)})
    ages = sorted((max(keep) - moment).days for moment in keep)
    assert ages[:DAILY] == list(range(DAILY))
    assert len(ages) == DAILY + WEEKLY
    assert all(later - earlier <= 7 for earlier, later in zip(ages[DAILY:], ages[DAILY + 1 :], strict=False))


NIGHTS = [
    pytest.param(None, datetime(2026, 5, 4, 12), True, id="never: due"),
    pytest.param(datetime(2026, 5, 3, 3, 1), datetime(2026, 5, 4, 2, 59), False, id="2:59: last night's still counts"),
    pytest.param(datetime(2026, 5, 3, 3, 1), datetime(2026, 5, 4, 3, 0), True, id="3:00: due"),
    pytest.param(datetime(2026, 5, 4, 3, 0), datetime(2026, 5, 4, 3, 1), False, id="just made"),
    pytest.param(datetime(2026, 5, 3, 9, 0), datetime(2026, 5, 4, 9, 0), True, id="asleep at night: caught up"),
    pytest.param(datetime(2026, 3, 28, 4), datetime(2026, 3, 29, 3, 0), True, id="the night the clock is put forward"),
    pytest.param(datetime(2026, 10, 25, 3, 0), datetime(2026, 10, 25, 23), False, id="the night it is put back"),
]


@pytest.mark.parametrize(("last", "now", "due"), NIGHTS)
def test_it_is_due_once_a_night(last: datetime | None, now: datetime, due: bool) -> None:
    made = last.replace(tzinfo=BERLIN) if last else None
    assert is_due(made, now.replace(tzinfo=BERLIN), BERLIN) is due


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 23))
def test_right_after_a_backup_none_is_due_and_a_day_later_one_is(day: date, hour: int) -> None:
    now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    assert not is_due(now, now, BERLIN)
    assert is_due(now, now + timedelta(days=1, hours=1), BERLIN)
