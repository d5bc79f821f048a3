"""Stamp cards: a full one becomes a reward at once, and the next card starts with what is left over."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from storage import ledger, voucher_codes, vouchers
from storage.ledger import STAMPS, Balance
from storage.shops import Shop, today_of
from storage.vouchers import NewVoucher, Voucher

CARD = "card"
"""The origin of a voucher for a full card."""


class Filled(NamedTuple):
    """The balance after full cards became vouchers, and these vouchers."""

    balance: Balance
    vouchers: tuple[Voucher, ...]


def left(balance: Balance, size: int) -> Balance:
    """What is left of a balance once full cards of this size have become vouchers."""
    return balance.plus(0, -(max(balance.stamps, 0) // size) * size)


def fill(
    db: Connection, shop: Shop, buyer_id: int, balance: Balance, now: datetime, *, is_foreseen: bool = False
) -> Filled:
    """Turn every full card into a voucher; `is_foreseen` as in `lots.spend`."""
    ready = max(balance.stamps, 0) // shop.stamps_per_card
    issued = tuple(_reward(db, shop, buyer_id, now, is_foreseen=is_foreseen) for _ in range(ready))
    return Filled(left(balance, shop.stamps_per_card), issued)


def _reward(db: Connection, shop: Shop, buyer_id: int, now: datetime, *, is_foreseen: bool) -> Voucher:
    """The voucher for a full card; one that was full before and is full again keeps its code."""
    code = voucher_codes.again(db, shop.id, buyer_id, CARD)
    new = NewVoucher(shop.card_reward, unit=STAMPS, cost=shop.stamps_per_card, origin=CARD, code=code)
    return vouchers.issue(db, shop, buyer_id, new, now, is_foreseen=is_foreseen, has_enough=True)


def full(db: Connection, shop: Shop, buyer_id: int, today: date) -> list[Voucher]:
    """The full cards whose reward was not used yet."""
    return [row for row in vouchers.in_hand(db, shop.id, buyer_id, today) if row.origin == CARD]


def reopen(db: Connection, shop: Shop, buyer_id: int, stamps: int, now: datetime) -> None:
    """Before so many stamps are taken: full cards whose reward was not used yet become stamps again, as many as are needed."""
    today = today_of(shop, now)
    waiting = full(db, shop, buyer_id, today) if stamps else []
    while waiting and ledger.balance(db, shop.id, buyer_id, today).stamps < stamps:
        vouchers.cancel(db, shop, waiting.pop(), now)
