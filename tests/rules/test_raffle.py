"""The raffle: the same for everybody who recomputes it, and fair."""

import hashlib
from collections import Counter
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.raffle import NUMBERS, commitment, draw, fixes_list, list_hash, place, ticket, verify

SEED = "5d41402abc4b2a76b9719d911017c592"
TICKETS = tuple(ticket(number) for number in range(1, 13))

names = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=20)
seeds = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def by_hand(seed: str, tickets: list[str], winners: int) -> list[str]:
    """What the docstring tells a buyer to do, word by word; without numbers to be skipped."""
    left, won = sorted(tickets, key=str.encode), []
    for turn in range(1, winners + 1):
        digits = hashlib.sha256(f"{seed}:{turn}".encode()).hexdigest()[:8]
        won.append(left.pop(int(digits, 16) % len(left)))
    return won


def test_a_commitment_is_the_plain_sha256_of_the_seed() -> None:
    """The known hash of "abc" (FIPS 180-2), so that any tool gives the same."""
    assert commitment("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_commitment_to_the_list_is_two_plain_sha256s() -> None:
    """The fingerprint of the lines, as any tool gives it for them, behind the seed."""
    tickets = hashlib.sha256(b"L-0001\nL-0002").hexdigest()
    assert list_hash(["L-0002", "L-0001", "L-0002"]) == tickets
    assert commitment("abc", ["L-0001", "L-0002"]) == hashlib.sha256(f"abc:{tickets}".encode()).hexdigest()


@given(seeds, names)
def test_it_is_told_which_commitment_it_is(seed: str, entrants: list[str]) -> None:
    assert fixes_list(commitment(seed, entrants), seed)
    assert not fixes_list(commitment(seed).upper() + "\n", seed)


def test_a_draw_stays_what_it_was() -> None:
    """Golden: a raffle that was drawn and published must come out alike in every later version."""
    assert draw("abc", TICKETS, 3) == ("L-0005", "L-0002", "L-0001")


@pytest.mark.parametrize("winners", [1, 2, 5, 12])
def test_a_sceptical_buyer_gets_the_same_by_hand(winners: int) -> None:
    assert list(draw(SEED, TICKETS, winners)) == by_hand(SEED, list(TICKETS), winners)


@pytest.mark.parametrize(
    ("number", "name"), [(1, "L-0001"), (42, "L-0042"), (9999, "L-9999"), (10000, "L-10000")], ids=str
)
def test_a_ticket_has_a_name_without_a_person(number: int, name: str) -> None:
    assert ticket(number) == name


EDGES = [
    pytest.param((), 1, 0, id="nobody takes part"),
    pytest.param(("L-0001",), 1, 1, id="one takes part and wins"),
    pytest.param(("L-0001", "L-0002"), 5, 2, id="more prizes than tickets: all win"),
    pytest.param(TICKETS, 0, 0, id="no prize"),
    pytest.param(("L-0001", "L-0001"), 2, 1, id="listed twice, wins once"),
]


@pytest.mark.parametrize(("entrants", "winners", "drawn"), EDGES)
def test_as_many_win_as_there_are_prizes_and_tickets(entrants: tuple[str, ...], winners: int, drawn: int) -> None:
    assert len(draw(SEED, entrants, winners)) == drawn


@given(seeds, names, st.integers(0, 25))
def test_every_ticket_wins_once_at_most(seed: str, entrants: list[str], winners: int) -> None:
    won = draw(seed, entrants, winners)
    assert len(won) == len(set(won)) == min(winners, len(set(entrants)))
    assert set(won) <= set(entrants)


@given(seeds, names, st.randoms(use_true_random=False), st.integers(0, 5))
def test_the_order_and_repetition_of_the_entrants_do_not_matter(
    seed: str, entrants: list[str], chance: Random, winners: int
) -> None:
    mixed = entrants + entrants[:3]
    chance.shuffle(mixed)
    assert draw(seed, mixed, winners) == draw(seed, entrants, winners)


@given(seeds, names, st.integers(0, 10))
def test_a_further_prize_leaves_the_first_ones_alone(seed: str, entrants: list[str], winners: int) -> None:
    assert draw(seed, entrants, winners + 1)[:winners] == draw(seed, entrants, winners)


@given(seeds, names, st.integers(0, 5))
def test_a_true_draw_is_verified(seed: str, entrants: list[str], winners: int) -> None:
    won = draw(seed, entrants, winners)
    assert verify(commitment(seed), seed, entrants, won)
    assert verify(commitment(seed, entrants), seed, entrants, won)


WON = draw(SEED, TICKETS, 2)
MORE = (*TICKETS, ticket(13))
LIES = [
    pytest.param(commitment("other"), SEED, TICKETS, WON, id="the seed is not the one committed to"),
    pytest.param(commitment(SEED), "other", TICKETS, WON, id="another seed is shown"),
    pytest.param(commitment(SEED), SEED, TICKETS, WON[::-1], id="the prizes are swapped"),
    pytest.param(commitment(SEED), SEED, TICKETS, (WON[0], "L-0013"), id="a winner who did not take part"),
    pytest.param(commitment(SEED), SEED, [each for each in TICKETS if each != WON[0]], WON, id="a ticket left out"),
    pytest.param(commitment(SEED), SEED, WON[:1], WON, id="more winners than tickets"),
    pytest.param(commitment(SEED, TICKETS), SEED, MORE, draw(SEED, MORE, 2), id="a ticket added after the publication"),
    pytest.param(commitment(SEED, TICKETS), SEED, TICKETS[1:], draw(SEED, TICKETS[1:], 2), id="a loser left out"),
    pytest.param(commitment(SEED, TICKETS), "other", TICKETS, draw("other", TICKETS, 2), id="another seed, same list"),
]


@pytest.mark.parametrize(("published", "seed", "entrants", "winners"), LIES)
def test_a_lie_is_found(published: str, seed: str, entrants: tuple[str, ...], winners: tuple[str, ...]) -> None:
    assert not verify(published, seed, entrants, winners)


def test_a_commitment_may_be_pasted_in_capitals_and_with_blanks() -> None:
    assert verify(f" {commitment(SEED).upper()}\n", SEED, TICKETS, list(WON))


PLACES = [
    pytest.param(3, [7], 1, id="the remainder"),
    pytest.param(3, [NUMBERS - 1, 5], 2, id="the one number too many is skipped"),
    pytest.param(3, [NUMBERS - 2], 2, id="the last fair number"),
    pytest.param(2**31 + 1, [2**31 + 1, NUMBERS - 1, 7], 7, id="nearly half of them are skipped"),
    pytest.param(2, [NUMBERS - 1], 1, id="nothing to skip for a power of two"),
]


@pytest.mark.parametrize(("places", "numbers", "expected"), PLACES)
def test_numbers_that_would_favour_a_ticket_are_skipped(places: int, numbers: list[int], expected: int) -> None:
    assert place(places, iter(numbers)) == expected


@pytest.mark.parametrize("size", [2, 3, 7, 10])
def test_every_ticket_wins_alike(size: int) -> None:
    """5,000 fixed seeds; the bounds are five standard deviations of a fair draw."""
    won = Counter(draw(f"seed {number}", TICKETS[:size])[0] for number in range(5000))
    spread = 5 * (5000 * (size - 1)) ** 0.5 / size
    assert len(won) == size
    assert all(abs(count - 5000 / size) < spread for count in won.values())


def test_every_order_of_winners_comes_alike() -> None:
    """The second and third prize are as fair as the first: 6,000 draws over the six orders of three tickets."""
    orders = Counter(draw(f"seed {number}", TICKETS[:3], 3) for number in range(6000))
    assert set(orders) == set(permutations(TICKETS[:3]))
    assert all(850 < count < 1150 for count in orders.values())
