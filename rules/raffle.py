"""A raffle that anybody can check: the seed and the list of tickets are fixed before the draw, and the seed is shown after it.

How a buyer recomputes it with any SHA-256 tool (UTF-8 text, no line break at its end):
1. The tickets are sorted, each once and on a line of its own (`LC_ALL=C sort -u`): the SHA-256 of that is the fingerprint of the list.
2. The SHA-256 of `seed:fingerprint of the list` is the commitment that was published before. (Raffles that were published before
   the list belonged to it are committed to by the SHA-256 of the seed alone.)
3. SHA-256 of `seed:1`, its first 8 hexadecimal digits as a number, modulo the number of tickets: the place (from 0) of the winner.
4. For the next one the winner is taken out and it goes on with `seed:2`. (A number not below the largest multiple of the number
   of tickets up to 2^32 is skipped, so that every ticket has exactly the same chance; with 100 tickets one in 44 million is.)

The seed has to be long and random (32 hexadecimal digits), or it could be guessed from its commitment; and nobody may see it
before the list of tickets is closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import count

_DIGITS = 8
NUMBERS = 16**_DIGITS
"""A hash gives one of so many numbers, from 0 on."""


def list_hash(entrants: Iterable[str]) -> str:
    """The SHA-256 of the tickets, sorted, each once and on a line of its own, in hexadecimal digits."""
    return _sha256("\n".join(sorted(set(entrants))))


def commitment(seed: str, entrants: Iterable[str] | None = None) -> str:
    """The SHA-256 of the seed with that of the list: published before the draw, it fixes both and tells nothing about the winners.

    Without a list it is that of the seed alone, as raffles were published once.
    """
    return _sha256(seed if entrants is None else f"{seed}:{list_hash(entrants)}")


def fixes_list(published: str, seed: str) -> bool:
    """Whether what was published fixes the list of tickets too, and not the seed alone."""
    return _same(published) != commitment(seed)


def _sha256(words: str) -> str:
    return sha256(words.encode()).hexdigest()


def _same(published: str) -> str:
    """A commitment as it is computed, however it was pasted."""
    return published.strip().lower()


def ticket(number: int) -> str:
    """The public name of the ticket with that number (from 1); it tells nothing about the person."""
    return f"L-{number:04d}"


def draw(seed: str, entrants: Sequence[str], winners: int = 1) -> tuple[str, ...]:
    """So many different tickets, first prize first; all of them when there are fewer. A ticket listed twice counts once.

    The order of the entrants does not matter, and a further prize does not change the winners of the first ones.
    """
    left = sorted(set(entrants))
    numbers = (int(_sha256(f"{seed}:{turn}")[:_DIGITS], 16) for turn in count(1))
    return tuple(left.pop(place(len(left), numbers)) for _ in range(min(winners, len(left))))


def place(places: int, numbers: Iterable[int]) -> int:
    """A place from 0 to `places` - 1 by the first number that favours none; each number is below NUMBERS."""
    fair = NUMBERS - NUMBERS % places
    return next(number for number in numbers if number < fair) % places


def first_number(seed: str, places: int) -> tuple[int, str]:
    """The turn and the digits that decide about the first prize: those of turn 1, unless they have to be skipped."""
    fair = NUMBERS - NUMBERS % places
    digits = ((turn, _sha256(f"{seed}:{turn}")[:_DIGITS]) for turn in count(1))
    return next((turn, found) for turn, found in digits if int(found, 16) < fair)


def verify(published: str, seed: str, entrants: Sequence[str], winners: Sequence[str]) -> bool:
    """Whether the seed and the tickets are those that `published` had fixed, and these are the winners, in this order."""
    committed = _same(published) in {commitment(seed), commitment(seed, entrants)}
    return committed and tuple(winners) == draw(seed, entrants, len(winners))
