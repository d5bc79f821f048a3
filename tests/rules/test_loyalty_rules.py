"""Points, stamps, tiers, refusals: the small rules."""

import pytest

from messages_de import keys
from messages_de.setting_words import clock_words
from rules.errors import RuleError
from rules.parsing.clock_time import parse_minute
from rules.points import Rate, points_change, points_for
from rules.stamps import stamp_card
from rules.tiers import NEW, REGULAR, RETURNING, tier_of


@pytest.mark.parametrize(
    ("cents", "points"), [(0, 0), (99, 0), (100, 1), (199, 1), (2575, 25), (100_000_000_00, 100_000_000)]
)
def test_points_are_the_full_units_of_what_was_paid(cents: int, points: int) -> None:
    assert points_for(cents, Rate()) == points


@pytest.mark.parametrize(
    ("before", "after", "points"),
    [(0, 50, 0), (50, 100, 1), (150, 275, 1), (275, 150, -1), (100, 50, -1), (2575, 0, -25)],
)
def test_cents_carry_over_and_are_taken_back_alike(before: int, after: int, points: int) -> None:
    assert points_change(before, after, Rate()) == points


@pytest.mark.parametrize(
    ("balance", "stamps", "full", "missing"),
    [(0, 0, 0, 10), (1, 1, 0, 9), (9, 9, 0, 1), (10, 0, 1, 10), (11, 1, 1, 9), (25, 5, 2, 5), (-3, 0, 0, 13)],
)
def test_stamps_are_laid_on_cards(balance: int, stamps: int, full: int, missing: int) -> None:
    card = stamp_card(balance, 10)
    assert (card.stamps, card.full_cards, card.missing) == (stamps, full, missing)


@pytest.mark.parametrize(("purchases", "tier"), [(0, NEW), (1, NEW), (2, RETURNING), (3, REGULAR), (100, REGULAR)])
def test_tiers_go_by_standing_purchases(purchases: int, tier: str) -> None:
    assert tier_of(purchases) == tier


@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        *[
            ("8", 480),
            ("8:30", 510),
            ("08.30 Uhr", 510),
            ("um 8 Uhr", 480),
            ("8h30", 510),
            ("0:00", 0),
            ("23:59", 1439),
        ],
        *[(" 8 : 30 ", 510), ("um 18:05", 1085)],
    ],
)
def test_a_time_is_understood_as_people_type_it(typed: str, minute: int) -> None:
    assert parse_minute(typed, clock_words()) == minute


@pytest.mark.parametrize("typed", ["", "bald", "24:00", "8:60", "123", "8:5", "8 oder 9", "x" * 500])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse_minute(typed, clock_words())
    assert refused.value.key == "time.unclear"
    assert len(str(refused.value.facts["text"])) <= 40


def test_a_refusal_names_its_text_and_facts() -> None:
    error = RuleError("amount.zero", first=1)
    assert (error.key, error.facts, str(error)) == ("amount.zero", {"first": 1}, "amount.zero")
    assert "error.amount.zero" in keys("error")
