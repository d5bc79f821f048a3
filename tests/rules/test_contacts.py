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


@pytest.mark.parametrize(
    ("times", "until"),
    [
        pytest.param(1, None, id="after the first win-back there is a second"),
        pytest.param(2, TODAY + timedelta(days=367), id="after the second a year of silence"),
    ],
)
def test_two_win_backs_without_an_answer_are_followed_by_a_year_of_silence(times: int, until: date | None) -> None:
    lost = ANNA._replace(seen={"win_back": Seen(TODAY, times, TODAY + timedelta(days=2))})
    assert silent_until(lost) == until
    assert free_from(lost, SHOP, Limit.FREE) == (until or date.min)


def test_a_purchase_ends_the_silence() -> None:
    """The reminders made since the last purchase are counted: there are none then."""
    assert silent_until(ANNA._replace(seen={"win_back": Seen(TODAY, 0)})) is None


@pytest.mark.parametrize(
    ("limit", "key", "expected"),
    [
        (Limit.QUIET, "2026-05-10", True),
        (Limit.FREE, "2026-05-10:day", True),
        (Limit.FREE, "2026-05-10:ahead", False),
        (Limit.DECISION, "2026-05-10", False),
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
