"""How often a buyer hears from the shop."""

from datetime import date, timedelta

import pytest

from rules.contacts import Limit, free_from, hindrance, is_contact, silent_until
from rules.occasions.facts import Complaint, Facts, Seen, ShopRules

TODAY = date(2026, 5, 10)
SHOP = ShopRules()
ANNA = Facts(1, TODAY, TODAY, 1)
COMPLAINING = ANNA._replace(complaints=(Complaint(1, TODAY, TODAY),))
CALLED = ANNA._replace(contact=TODAY + timedelta(days=2))


@pytest.mark.parametrize(
    ("facts", "limit", "days"),
    [
        pytest.param(ANNA, Limit.QUIET, 6, id="a purchase is a contact"),
        pytest.param(ANNA, Limit.OWN, None, id="what is about the purchase does not wait for it"),
        pytest.param(CALLED, Limit.QUIET, 8, id="a call after it is the later one"),
        pytest.param(CALLED, Limit.OWN, 8, id="a call holds up the question about the purchase"),
        pytest.param(CALLED, Limit.FREE, None, id="a birthday is on its day"),
        pytest.param(CALLED, Limit.DUTY, None, id="a promise is on its day"),
        pytest.param(ANNA._replace(paused_until=TODAY), Limit.FREE, 1, id="in peace until today"),
        pytest.param(ANNA._replace(paused_until=TODAY), Limit.DUTY, None, id="a promise holds all the same"),
    ],
)
def test_what_a_kind_waits_for(facts: Facts, limit: Limit, days: int | None) -> None:
    assert free_from(facts, SHOP, limit) == (date.min if days is None else TODAY + timedelta(days=days))


def test_the_quiet_period_is_the_shops() -> None:
    assert free_from(ANNA, SHOP._replace(quiet_days=10), Limit.QUIET) == TODAY + timedelta(days=10)
    assert free_from(ANNA, SHOP._replace(quiet_days=0), Limit.QUIET) == TODAY


def test_who_is_left_in_peace_for_ever_never_comes_up() -> None:
    assert free_from(ANNA._replace(paused_until=date.max), SHOP, Limit.FREE) is None


def after(*days: int) -> tuple[date, ...]:
    """So many days from today."""
    return tuple(TODAY + timedelta(days=ahead) for ahead in days)


@pytest.mark.parametrize(
    ("won_back", "until"),
    [
        pytest.param(after(5), None, id="after the first win-back there is a second"),
        pytest.param(after(5, 65), TODAY + timedelta(days=430), id="after the second a year of silence"),
        pytest.param(after(-90, -30), None, id="a purchase ends the silence"),
        pytest.param(after(0, 65), None, id="he bought on the day of the first"),
    ],
)
def test_two_win_backs_without_an_answer_are_followed_by_a_year_of_silence(
    won_back: tuple[date, ...], until: date | None
) -> None:
    lost = ANNA._replace(won_back=won_back)
    assert silent_until(lost) == until
    assert free_from(lost, SHOP, Limit.FREE) == (until or date.min)


@pytest.mark.parametrize("limit", Limit)
def test_the_silence_holds_back_all_but_what_is_owed_and_warnings(limit: Limit) -> None:
    """A question about data leads to a message, so that it waits as well."""
    lost = ANNA._replace(won_back=after(5, 65))
    is_free = free_from(lost, SHOP, limit) < TODAY + timedelta(days=100)
    assert is_free is (limit in {Limit.DUTY, Limit.WARNING})


def test_reminders_that_nobody_acted_on_are_followed_by_no_silence() -> None:
    assert silent_until(ANNA._replace(seen={"win_back": Seen(TODAY, 2)}, missed=after(5, 65))) is None


@pytest.mark.parametrize(
    ("limit", "key", "expected"),
    [
        (Limit.QUIET, "2026-05-10", True),
        (Limit.FREE, "2026-05-10:day", True),
        (Limit.FREE, "2026-05-10:ahead", False),
        (Limit.DECISION, "2026-05-10", False),
        (Limit.WARNING, "2026-05-10", False),
    ],
)
def test_what_the_seller_did_is_a_contact_unless_the_buyer_notices_nothing(
    limit: Limit, key: str, expected: bool
) -> None:
    assert is_contact(limit, key) is expected


@pytest.mark.parametrize(
    ("facts", "kind", "limit", "why"),
    [
        pytest.param(ANNA, "win_back", Limit.QUIET, None, id="nothing stands against it"),
        pytest.param(CALLED, "win_back", Limit.QUIET, None, id="a call is the seller's own business"),
        pytest.param(ANNA._replace(muted=frozenset({"win_back"})), "win_back", Limit.QUIET, "muted", id="not wanted"),
        pytest.param(ANNA._replace(paused_until=TODAY), "win_back", Limit.QUIET, "paused", id="in peace until today"),
        pytest.param(
            ANNA._replace(paused_until=TODAY - timedelta(days=1)), "win_back", Limit.QUIET, None, id="the peace is over"
        ),
        pytest.param(ANNA._replace(paused_until=TODAY), "promise", Limit.DUTY, None, id="what is owed is said"),
        pytest.param(COMPLAINING, "win_back", Limit.QUIET, "complaint", id="no offer during a complaint"),
        pytest.param(COMPLAINING, "birthday", Limit.FREE, None, id="a birthday all the same"),
    ],
)
def test_what_stands_against_saying_something(facts: Facts, kind: str, limit: Limit, why: str | None) -> None:
    assert hindrance(facts, kind, limit, TODAY) == why
