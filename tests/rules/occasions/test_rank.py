"""Which reminders come first."""

from datetime import date
from math import log

from rules.occasions import due_occasions
from rules.occasions.facts import Facts, Occasion, ShopRules
from rules.occasions.rank import rank, value_at_stake
from rules.rhythm import Rhythm

TODAY = date(2026, 5, 3)
SHOP = ShopRules()


def occasion(kind: str, priority: int) -> Occasion:
    return Occasion(kind, "key", TODAY, TODAY, priority)


def buyer(buyer_id: int, cents: int, last: date = TODAY, gap: int = 30) -> Facts:
    return Facts(buyer_id, last, last, 6, cents, Rhythm(5, 5 * log(gap)), muted=frozenset({"data_missing"}))


def ranked(*items: tuple[Facts, Occasion]) -> list[int]:
    return [facts.buyer_id for facts, _ in rank(items, SHOP, TODAY)]


def test_priority_comes_before_value() -> None:
    assert ranked((buyer(1, 90_000), occasion("win_back", 3)), (buyer(2, 100), occasion("birthday", 2))) == [2, 1]


def test_within_a_priority_the_better_buyer_comes_first() -> None:
    assert ranked((buyer(1, 100), occasion("birthday", 2)), (buyer(2, 9_000), occasion("birthday", 2))) == [2, 1]


def test_a_win_back_weighs_what_is_about_to_be_lost() -> None:
    """The same revenue: who will hardly come back by himself comes first, however long the other has been silent."""
    weekly, slow = buyer(1, 10_000, date(2026, 3, 1), gap=7), buyer(2, 10_000, date(2026, 2, 1), gap=90)
    assert ranked((slow, occasion("win_back", 3)), (weekly, occasion("win_back", 3))) == [1, 2]
    assert 0 < value_at_stake(slow, occasion("win_back", 3), SHOP, TODAY) < 10_000


def test_other_kinds_weigh_the_whole_revenue() -> None:
    assert value_at_stake(buyer(1, 10_000), occasion("follow_up", 2), SHOP, TODAY) == 10_000


def test_ties_are_decided_the_same_way_every_time() -> None:
    items = [(buyer(number, 500), occasion("birthday", 2)) for number in (3, 1, 2)]
    assert ranked(*items) == ranked(*reversed(items)) == [1, 2, 3]


def test_it_ranks_what_the_rules_find() -> None:
    lapsed = buyer(1, 50_000, date(2026, 1, 1))
    fresh = buyer(2, 500, date(2026, 4, 27))
    items = [(facts, found) for facts in (lapsed, fresh) for found in due_occasions(facts, SHOP, TODAY)]
    assert [(facts.buyer_id, found.kind) for facts, found in rank(items, SHOP, TODAY)] == [
        (2, "follow_up"),
        (1, "win_back"),
    ]
