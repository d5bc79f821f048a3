"""The codes of vouchers: short, unlike any word, each once in a shop."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from rules.codes import bytes_for, code, is_voucher_code
from storage.tables.rewards import voucher

LENGTH, TRIES = 4, 64
RETIRED = "~"
"""Stands in the code of a cancelled voucher whose code was given again."""

_WITH_CODE = select(voucher).where(voucher.c.shop_id == bindparam("shop"), voucher.c.code == bindparam("code"))
_CANCELLED = (
    select(voucher)
    .where(
        voucher.c.shop_id == bindparam("shop"),
        voucher.c.buyer_id == bindparam("buyer"),
        voucher.c.state == "cancelled",
        voucher.c.origin == bindparam("origin"),
        voucher.c.code.not_like(f"%{RETIRED}%"),
    )
    .order_by(voucher.c.id.desc())
    .limit(1)
)


def holder(db: Connection, shop_id: int, its_code: str) -> Row[Any] | None:
    """The voucher with this code."""
    return db.execute(_WITH_CODE, {"shop": shop_id, "code": its_code}).first()


def successor(db: Connection, row: Row[Any]) -> Row[Any] | None:
    """The voucher that has the code of this one now; None when it still has it itself."""
    its_code, retired, _ = row.code.partition(RETIRED)
    return holder(db, row.shop_id, its_code) if retired else None


def free(db: Connection, shop_id: int) -> str:
    """A code with a letter and a digit, so that no word is one, that no voucher of this shop has.

    It is longer when the short ones get scarce.
    """
    taken = 0
    for _ in range(TRIES):
        length = LENGTH + taken // 8
        found = code(secrets.token_bytes(bytes_for(length)), length)
        if is_voucher_code(found):
            if holder(db, shop_id, found) is None:
                return found
            taken += 1
    raise RuntimeError("no free voucher code")


def again(db: Connection, shop_id: int, buyer_id: int, origin: str) -> str:
    """The code of the buyer's latest cancelled voucher of this origin, free to be given again; "" when there is none.

    The cancelled one gets a name nobody can type, so that the code that was told to the buyer leads to the new one.
    """
    row = db.execute(_CANCELLED, {"shop": shop_id, "buyer": buyer_id, "origin": origin}).first()
    if row is None:
        return ""
    mine = (voucher.c.shop_id == shop_id, voucher.c.id == row.id)
    db.execute(update(voucher).where(*mine).values(code=f"{row.code}{RETIRED}{row.id}"))
    return str(row.code)
