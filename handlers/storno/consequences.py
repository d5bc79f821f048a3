"""What a refund, its undo or an exchange does to a buyer: seen by comparing before and after, never by a formula of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handlers.call import Call
from handlers.sentences import owed
from handlers.tier_names import tier_name
from messages_de import Html, text
from rules.money import Money
from rules.rewards import AMOUNT
from rules.stamps import stamp_card
from storage import buyers, ledger, tiers, vouchers
from storage.ledger import Balance
from storage.voucher_codes import RETIRED
from storage.vouchers import ASKED, CANCELLED, OPEN, USED, Voucher

_SHOWN = {
    (USED, OPEN): "storno.reward_back",
    (OPEN, USED): "storno.reward_used",
    (OPEN, CANCELLED): "storno.card_open",
    (None, OPEN): "storno.card_full",
    (CANCELLED, OPEN): "storno.card_full",
}
"""The sentence for a voucher that moved from one state to another."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a buyer stands at one moment."""

    balance: Balance
    tier: str
    vouchers: Mapping[str, Voucher]
    """By their codes: a card that is full again keeps its own."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a buyer stood before and after, and the stamps that came or went in between."""

    before: Standing
    after: Standing
    stamps: int
    had_stamps: int = 0
    """Stamps of the purchase, so that those that stay are named."""


def standing(call: Call, buyer_id: int) -> Standing:
    """How a buyer of this shop stands now."""
    row = buyers.get(call.db, call.shop.id, buyer_id)
    balance = ledger.balance(call.db, call.shop.id, buyer_id, call.today)
    held = vouchers.of_buyer(call.db, call.shop.id, buyer_id, ASKED, OPEN, USED, CANCELLED)
    by_code = {one.code: one for one in held if RETIRED not in one.code}
    return Standing(balance, tiers.current(call.db, call.shop, row, call.today), by_code)


def sentence(call: Call, change: Change) -> Html:
    """All consequences in one line, and what is owed in a line of its own."""
    debts = [text("storno.debt", what=what) for what in owed(change.after.balance)]
    return Html("\n".join([" · ".join(_parts(call, change)), *debts]))


def _parts(call: Call, change: Change) -> Iterator[Html]:
    yield _points(change)
    yield from _stamps(call, change)
    yield from _rewards(change, call.shop.currency)
    before, after = change.before.tier, change.after.tier
    if before != after:
        yield text("storno.tier", before=tier_name(call.shop, before), after=tier_name(call.shop, after))


def _points(change: Change) -> Html:
    more = change.after.balance.points - change.before.balance.points
    total = max(change.after.balance.points, 0)
    if not more:
        return text("storno.points_stay", n=total)
    return text("storno.points", sign=_sign(more), points=text("count.points", n=abs(more)), total=total)


def _stamps(call: Call, change: Change) -> Iterator[Html]:
    card = stamp_card(change.after.balance.stamps, call.shop.stamps_per_card)
    if change.stamps:
        stamps = text("count.stamps", n=abs(change.stamps))
        yield text("storno.stamps", sign=_sign(change.stamps), stamps=stamps, now=card.stamps, size=card.size)
    elif change.had_stamps:
        yield text("storno.stamps_stay", n=change.had_stamps)


def _rewards(change: Change, currency: str) -> Iterator[Html]:
    for code, row in change.after.vouchers.items():
        old = change.before.vouchers.get(code)
        key = _SHOWN.get((old.state if old else None, row.state))
        is_back = key == "storno.reward_back"
        if key and not (is_back and row.kind == AMOUNT):
            yield text(key, code=code)
        elif old and (is_back or old.value != row.value):
            yield text("storno.voucher_holds", code=code, left=Money(row.value, currency))
        if old and old.valid_through != row.valid_through:
            yield text("storno.voucher_longer", code=code, day=row.valid_through)


def _sign(amount: int) -> str:
    return "+" if amount > 0 else "−"
