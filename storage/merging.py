"""Two rows that are one person: merged in one action, with ledgers united, and taken apart again."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, insert, select, update

from rules.errors import RuleError
from rules.points import Rate
from storage import (
    buyers,
    cards,
    ledger,
    ledger_parting,
    ledger_union,
    merged_facts,
    merged_rows,
    occasions,
)
from storage.buyers import Buyer
from storage.parted_entries import Parting
from storage.shops import Shop, today_of
from storage.tables.buyers import merge
from storage.vouchers import Voucher

Merge = Row[Any]


class Merged(NamedTuple):
    """The id of a merge, and the vouchers for the cards that it filled."""

    id: int
    vouchers: tuple[Voucher, ...]


def merge_into(
    db: Connection, shop: Shop, kept_id: int, gone_id: int, now: datetime, *, keeps_name: bool = True
) -> Merged:
    """Unite two buyers; the second lives on as another name of the first, unless it was a slip.

    Cards that are full with the stamps of both become vouchers; the undo makes stamps of them again, if they were not used.
    Raises RuleError for one and the same buyer, and for two that both have a Telegram account of their own.
    """
    kept, gone = _pair(db, shop, kept_id, gone_id)
    number = _note(db, shop, kept, gone, now)
    books = _books(db, shop.id, gone_id)
    ledger_union.unite(db, shop, kept_id, gone_id, number, now)
    rows = merged_rows.move(db, shop.id, gone_id, kept_id)
    facts = {"books": books, "rows": rows, **merged_facts.fill(db, shop, kept, gone, keeps_name=keeps_name)}
    buyers.change(db, shop.id, gone_id, merged_into=kept_id)
    for buyer_id in (kept_id, gone_id):
        occasions.refresh(db, shop, buyer_id, today_of(shop, now))
    buyers.change(db, shop.id, gone_id, next_due=None)
    packed = json.dumps(facts, default=str, ensure_ascii=False)
    db.execute(update(merge).where(merge.c.shop_id == shop.id, merge.c.id == number).values(moved=packed))
    balance = ledger.balance(db, shop.id, kept_id, today_of(shop, now))
    return Merged(number, cards.fill(db, shop, kept_id, balance, now).vouchers)


def undo(db: Connection, shop: Shop, merge_id: int, now: datetime) -> tuple[Buyer, Buyer]:
    """Take two buyers apart again: what moved moves back; what was added since stays with the kept one. Gives both.

    Whose card is full by what comes back has a voucher for it.

    Raises RuleError when that was done before, or the kept one was merged into somebody else since.
    """
    row = _locked(db, shop.id, merge_id)
    if row.undone or buyers.get(db, shop.id, row.kept_id).merged_into is not None:
        raise RuleError("merge.undone_before")
    facts = json.loads(row.moved)
    merged_rows.move_back(db, shop.id, row.kept_id, row.gone_id, facts["rows"])
    merged_facts.restore(db, shop.id, row.kept_id, row.gone_id, facts)
    buyers.change(db, shop.id, row.gone_id, merged_into=None)
    ledger_parting.part(db, shop, _parting(row, facts), now)
    db.execute(update(merge).where(merge.c.shop_id == shop.id, merge.c.id == merge_id).values(undone=True))
    for buyer_id in (row.kept_id, row.gone_id):
        occasions.refresh(db, shop, buyer_id, today_of(shop, now))
        cards.fill(db, shop, buyer_id, ledger.balance(db, shop.id, buyer_id, today_of(shop, now)), now)
    return buyers.get(db, shop.id, row.kept_id), buyers.get(db, shop.id, row.gone_id)


def get(db: Connection, shop_id: int, merge_id: int) -> Merge:
    """The merge with this id; raises NoResultFound when the shop has none."""
    return db.execute(select(merge).where(merge.c.shop_id == shop_id, merge.c.id == merge_id)).one()


def _pair(db: Connection, shop: Shop, kept_id: int, gone_id: int) -> tuple[Buyer, Buyer]:
    _lock(db, shop.id, kept_id, gone_id)
    kept, gone = buyers.get(db, shop.id, kept_id), buyers.get(db, shop.id, gone_id)
    if kept.id == gone.id or kept.merged_into or gone.merged_into:
        raise RuleError("merge.same", name=buyers.survivor(db, shop.id, kept_id).name)
    if kept.telegram_id and gone.telegram_id:
        raise RuleError("merge.two_accounts", kept=kept.name, gone=gone.name)
    return kept, gone


def _lock(db: Connection, shop_id: int, *buyer_ids: int) -> None:
    """Always in the same order, so that nobody waits for one another."""
    for number in sorted(buyer_ids):
        buyers.lock(db, shop_id, number)


def _locked(db: Connection, shop_id: int, merge_id: int) -> Merge:
    """A merge as it is once nobody else books for the two."""
    row = get(db, shop_id, merge_id)
    _lock(db, shop_id, row.kept_id, row.gone_id)
    return get(db, shop_id, merge_id)


def _note(db: Connection, shop: Shop, kept: Buyer, gone: Buyer, now: datetime) -> int:
    values = {
        "shop_id": shop.id,
        "kept_id": kept.id,
        "gone_id": gone.id,
        "moved": "{}",
        "undone": False,
        "day": today_of(shop, now),
        "created_at": now,
    }
    return int(db.execute(insert(merge).returning(merge.c.id), values).scalar_one())


def _books(db: Connection, shop_id: int, gone_id: int) -> dict[str, Any]:
    """What his books look like before: from here on they are kept together with the other's."""
    return {
        "since": ledger_union.last_entry(db, shop_id),
        "worth": [[*rate, net] for rate, net in ledger_union.worth(db, shop_id, gone_id).items()],
        "refunds": merged_rows.refunds_of(db, shop_id, gone_id),
    }


def _parting(row: Merge, facts: dict[str, Any]) -> Parting:
    books, rows = facts["books"], facts["rows"]
    return Parting(
        merge_id=row.id,
        kept_id=row.kept_id,
        gone_id=row.gone_id,
        since=books["since"],
        purchases=frozenset(rows["purchase"]),
        vouchers=frozenset(rows["voucher"]),
        refunds=dict(books["refunds"]),
        worth={Rate(*rate): net for *rate, net in books["worth"]},
    )
