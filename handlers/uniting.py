"""Two rows that are one person: united, or taken apart again, and what that does to a bonus for bringing a friend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from handlers.call import Call
from storage import buyers, merging, referrals
from storage.buyers import Buyer
from storage.referrals import Settled
from storage.vouchers import Voucher


class United(NamedTuple):
    """What became of two buyers."""

    merge: int
    kept: Buyer
    bonuses: list[Settled]
    """Those that were not due: whoever has bought before is nobody new."""
    vouchers: Sequence[Voucher]
    """For the cards that are full together."""


def unite(call: Call, kept_id: int, gone_id: int) -> United:
    """Make one buyer of two; raises RuleError like `merging.merge_into`."""
    merged = merging.merge_into(call.db, call.shop, kept_id, gone_id, call.now)
    kept = buyers.get(call.db, call.shop.id, kept_id)
    return United(merged.id, kept, _settled(call, kept), merged.vouchers)


def part(call: Call, merge_id: int) -> tuple[Buyer, Buyer, list[Settled]]:
    """Make two of one again; gives both, and each bonus that is due after all."""
    kept, gone = merging.undo(call.db, call.shop, merge_id, call.now)
    return kept, gone, _settled(call, kept, gone)


def _settled(call: Call, *rows: Buyer) -> list[Settled]:
    found = [referrals.look_again(call.db, call.shop, row, call.now) for row in rows]
    return [one for one in found if one is not None]
