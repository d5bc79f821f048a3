"""A buyer's own code: on his stamp card for the seller to scan, and in the link he gives to friends."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, bindparam, select, update

from rules.codes import bytes_for, code, normalised
from storage import buyers
from storage.buyers import Buyer
from storage.tables.buyers import buyer

LENGTH = 8

_TAKEN = select(buyer.c.id).where(buyer.c.code == bindparam("code"))
_OWNER = select(buyer).where(buyer.c.code == bindparam("code"))
_BY_CODE = select(buyer).where(buyer.c.shop_id == bindparam("shop"), buyer.c.code == bindparam("code"))


def code_of(db: Connection, row: Buyer) -> str:
    """The buyer's code; made when it is first needed, it stays for good."""
    if row.code:
        return str(row.code)
    mine = (buyer.c.shop_id == row.shop_id, buyer.c.id == row.id, buyer.c.code.is_(None))
    db.execute(update(buyer).where(*mine).values(code=_free_code(db)))
    return str(buyers.get(db, row.shop_id, row.id).code)


def _free_code(db: Connection) -> str:
    """A code that nobody has, in any shop."""
    found = code(secrets.token_bytes(bytes_for(LENGTH)), LENGTH)
    return found if db.execute(_TAKEN, {"code": found}).first() is None else _free_code(db)


def with_code(db: Connection, shop_id: int, typed: str) -> Buyer | None:
    """The buyer of this shop whose code this is; after a merge, the one he turned out to be."""
    its_code = normalised(typed)
    return _now(db, db.execute(_BY_CODE, {"shop": shop_id, "code": its_code}).first()) if its_code else None


def owner(db: Connection, typed: str) -> Buyer | None:
    """The same in whatever shop the code is from: it came with a link that its owner gave away."""
    its_code = normalised(typed)
    return _now(db, db.execute(_OWNER, {"code": its_code}).first()) if its_code else None


def _now(db: Connection, row: Buyer | None) -> Buyer | None:
    return buyers.survivor(db, row.shop_id, row.id) if row is not None else None
