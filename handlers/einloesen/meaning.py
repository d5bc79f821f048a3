"""Which reward or voucher is meant by what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from handlers.affordable import Wallet
from handlers.rewarding import title
from rules.parsing.names import name_key
from storage.rewards import Reward
from storage.vouchers import Voucher


def meant(found: Wallet, offers: Sequence[Reward], what: str) -> list[Reward | Voucher]:
    """The rewards of these, and the vouchers in hand, that fit; a voucher comes before the reward it is one for."""
    by_name = {_key(title(found.shop, row)): row for row in [*reversed(offers), *found.in_hand]}
    return [by_name[name] for name in _hits(_key(what), by_name)]


def _key(text: str) -> str:
    """A name as it is compared: "10%" and "10 %" are the same."""
    return name_key(text).replace(" %", "%")


def _hits(wanted: str, names: Iterable[str]) -> list[str]:
    """The names that are meant: the very same, those that contain it, or those a slip of the finger away."""
    if wanted in names:
        return [wanted]
    within = [name for name in names if wanted in name]
    if within:
        return within
    words = [(word, name) for name in names for word in (name, *name.split())]
    near = get_close_matches(wanted, {word for word, _ in words}, n=3, cutoff=0.75)
    return list(dict.fromkeys(name for word, name in words if word in near))
