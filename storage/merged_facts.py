"""What two buyers' rows say when they are one person: what the kept one did not have, he gets from the other."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, delete

from storage import buyers, tiers
from storage.buyers import Buyer
from storage.shops import Shop
from storage.tables.buyers import alias

BIRTHDAY = ("birthday_day", "birthday_month", "birthday_year", "birthday_since")
ACCOUNT = ("telegram_id", "reachable", "receipts", "letters")
CONTACT = ("contact_id",)
LATER = ("paused_until", "delivered_on", "informed_on", "needed_on")
"""Days of which the later one holds for both."""
HIGHER = ("tier_told", "tier_by_hand")
GROUPS = (BIRTHDAY, ACCOUNT, CONTACT, *((name,) for name in (*LATER, *HIGHER)))
NOBODY = {"telegram_id": None, "reachable": True, "receipts": False, "letters": False}

Facts = dict[str, Any]


def fill(db: Connection, shop: Shop, kept: Buyer, gone: Buyer, *, keeps_name: bool) -> Facts:
    """Complete the kept one's row, and perhaps let the other name lead to him; gives what is needed to undo it."""
    taken = _taken(shop, kept, gone)
    if "telegram_id" in taken:
        buyers.change(db, shop.id, gone.id, **NOBODY)
    if taken:
        buyers.change(db, shop.id, kept.id, **taken)
    added = buyers.add_alias(db, shop.id, kept.id, gone.name) if keeps_name else None
    return {
        "kept": {name: getattr(kept, name) for name in taken},
        "taken": taken,
        "names": [] if added is None else [added],
    }


def _taken(shop: Shop, kept: Buyer, gone: Buyer) -> Facts:
    """A birthday, an account and a contact go as a whole, if there is none; of days and tiers the later and the higher one."""
    groups = [BIRTHDAY, ACCOUNT, CONTACT]
    missing = [group for group in groups if getattr(kept, group[0]) is None and getattr(gone, group[0]) is not None]
    days = {name: max(filter(None, (getattr(kept, name), getattr(gone, name))), default=None) for name in LATER}
    either = {**days, **{name: _higher(shop, getattr(kept, name), getattr(gone, name)) for name in HIGHER}}
    greater = {name: value for name, value in either.items() if value != getattr(kept, name)}
    return {name: getattr(gone, name) for group in missing for name in group} | greater


def _higher(shop: Shop, kept: str | None, gone: str | None) -> str | None:
    return gone if kept is None else tiers.higher(shop, kept, gone)


def restore(db: Connection, shop_id: int, kept_id: int, gone_id: int, facts: Facts) -> None:
    """Undo `fill`; what was changed since stays with the kept one."""
    kept, taken, had = buyers.get(db, shop_id, kept_id), facts["taken"], facts["kept"]
    as_taken = [group for group in GROUPS if group[0] in had and _same(kept, group, taken)]
    before = {name: _read(name, had[name]) for group in as_taken for name in group if name in had}
    if before:
        buyers.change(db, shop_id, kept_id, **before)
    if ACCOUNT in as_taken:
        buyers.change(db, shop_id, gone_id, **{name: getattr(kept, name) for name in ACCOUNT})
    db.execute(delete(alias).where(alias.c.shop_id == shop_id, alias.c.id.in_(facts["names"])))


def _read(name: str, value: Any) -> Any:
    """A day comes back from what was noted as text."""
    return date.fromisoformat(value) if name in LATER and value else value


def _same(row: Buyer, group: tuple[str, ...], taken: Facts) -> bool:
    """Whether the row still says what it got; for an account, whether it is still this one."""
    names = group[:1] if group == ACCOUNT else group
    return all(str(getattr(row, name)) == str(taken[name]) for name in names)
