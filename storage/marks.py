"""Numbers in the files a shop gives out: by them it knows its own people and bookings again, and nobody else's."""

from __future__ import annotations

import re
from hashlib import sha256

from storage.shops import Shop

PURCHASE, BOOKING = "K", "B"
_LETTERS, _HIDDEN = 8, 24
_REF = re.compile(r"(?P<mark>[0-9a-f]{8})-(?P<kind>[KB]?)(?P<number>[1-9][0-9]{0,17})", re.ASCII)


def mark_of(shop: Shop) -> str:
    """What the numbers of this shop begin with."""
    return sha256(f"files {shop.surprise_seed}".encode()).hexdigest()[:_LETTERS]


def ref(shop: Shop, number: int, kind: str = "") -> str:
    """The number of a buyer, or with a `kind` of a purchase or booking, as it stands in a file."""
    return f"{mark_of(shop)}-{kind}{number}"


def hidden(shop: Shop, ref: str) -> str:
    """A number of any books so that it is known again, and says nothing; "" for none."""
    return sha256(f"{shop.surprise_seed} {ref}".encode()).hexdigest()[:_HIDDEN] if ref else ""


def own(shop: Shop, written: str, kind: str = "") -> int | None:
    """The number behind a reference that this shop gave out; None for any other."""
    found = _REF.fullmatch(written)
    is_own = found is not None and found["mark"] == mark_of(shop) and found["kind"] == kind
    return int(found["number"]) if found and is_own else None


def are_of_one_shop(person: str, booking: str) -> bool:
    """Whether two numbers look as if the same shop, of this bot or another, had given them out for a buyer and his booking."""
    one, other = _REF.fullmatch(person), _REF.fullmatch(booking)
    return (
        one is not None
        and other is not None
        and one["mark"] == other["mark"]
        and not one["kind"]
        and bool(other["kind"])
    )


def is_ours(written: str) -> bool:
    """Whether a number was given out by a shop with this program, this one or another: nobody else has it."""
    return _REF.fullmatch(written) is not None
