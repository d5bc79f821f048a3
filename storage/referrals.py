"""Who came through whom, and the bonus that both get once with the friend's first purchase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, or_, select, update

from rules.errors import RuleError
from storage import bonuses, buyers
from storage.bonuses import REFERRAL
from storage.buyers import Buyer
from storage.purchases import NET
from storage.shops import Shop, today_of
from storage.tables.ledger import ledger_entry
from storage.tables.loyalty import referral
from storage.tables.purchases import purchase

Referral = Row[Any]

_OF_FRIEND = (
    select(referral)
    .where(referral.c.shop_id == bindparam("shop"))
    .where(referral.c.friend_id.in_(buyers.rows_of(bindparam("shop"), bindparam("friend"))))
    .order_by(referral.c.paid_on.is_(None), referral.c.id)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Settled:
    """The bonus for a friend, booked just now or taken back (negative points); `points` is what each of the two got."""

    friend: Buyer
    referrer: Buyer
    points: int


@dataclass(frozen=True, slots=True)
class Brought:
    """How many friends have come through a buyer, and how many of them have bought."""

    came: int
    bought: int


def begin(db: Connection, shop: Shop, referrer: Buyer, friend: Buyer, now: datetime) -> int:
    """Note that `friend` came through `referrer`; gives the referral's id.

    Raises RuleError for oneself, somebody who has bought already, somebody who came through another, or one's own referrer.
    """
    buyers.lock(db, shop.id, friend.id)
    if referrer.id == friend.id:
        raise RuleError("empfehlen.self", name=friend.name)
    if friend.purchases:
        raise RuleError("empfehlen.buys_already", name=friend.name, by=referrer.name)
    _refuse_known(db, shop.id, referrer, friend)
    day = today_of(shop, now)
    values = {"shop_id": shop.id, "referrer_id": referrer.id, "friend_id": friend.id, "day": day, "created_at": now}
    return int(db.execute(insert(referral).returning(referral.c.id), values).scalar_one())


def _refuse_known(db: Connection, shop_id: int, referrer: Buyer, friend: Buyer) -> None:
    before, reverse = of_friend(db, shop_id, friend.id), of_friend(db, shop_id, referrer.id)
    if before is not None:
        by = buyers.get(db, shop_id, before.referrer_id).name
        raise RuleError("empfehlen.brought_before", name=friend.name, by=by)
    if reverse is not None and reverse.referrer_id == friend.id:
        raise RuleError("empfehlen.other_way", name=friend.name, by=referrer.name)


def get(db: Connection, shop_id: int, referral_id: int) -> Referral | None:
    """The referral with this id, unless it was forgotten."""
    return db.execute(select(referral).where(referral.c.shop_id == shop_id, referral.c.id == referral_id)).first()


def of_friend(db: Connection, shop_id: int, friend_id: int) -> Referral | None:
    """Through whom a buyer came, be it under a name that turned out to be his."""
    return db.execute(_OF_FRIEND, {"shop": shop_id, "friend": friend_id}).first()


def brought(db: Connection, shop_id: int, referrer_id: int) -> Brought:
    """The friends a buyer has brought."""
    figures = select(func.count(), func.count(referral.c.paid_on))
    mine = (referral.c.shop_id == shop_id, referral.c.referrer_id == referrer_id)
    came, bought = db.execute(figures.where(*mine)).one()
    return Brought(int(came), int(bought))


def forget(db: Connection, shop_id: int, referral_id: int) -> bool:
    """Drop a referral that has brought nothing yet; False when its bonus was booked, or it is gone already."""
    reference = ledger_entry.c.reference
    its = or_(reference == str(referral_id), reference.startswith(f"{referral_id}:", autoescape=True))
    booked = select(ledger_entry.c.id).where(ledger_entry.c.shop_id == shop_id, ledger_entry.c.reason == REFERRAL, its)
    mine = (referral.c.shop_id == shop_id, referral.c.id == referral_id, referral.c.paid_on.is_(None))
    return bool(db.execute(delete(referral).where(*mine, ~booked.exists())).rowcount)


def settle(db: Connection, shop: Shop, friend: Buyer, now: datetime) -> Settled | None:
    """Book the bonus of both when the friend has bought, take it back when nothing of that is left; None: nothing changed.

    Call it whenever a purchase is booked or given back; a buyer with more purchases than one costs no query.
    """
    return look_again(db, shop, friend, now) if friend.purchases <= 1 else None


def look_again(db: Connection, shop: Shop, friend: Buyer, now: datetime) -> Settled | None:
    """The same for a buyer who has bought several times: call it when two turned out to be one, or two after all."""
    found = of_friend(db, shop.id, friend.id)
    if found is None:
        return None
    referrer = buyers.survivor(db, shop.id, found.referrer_id)
    due = _is_due(db, found, friend, referrer)
    if due == (found.paid_on is not None) or not _mark(db, shop, found, due, now):
        return None
    if not due:
        return Settled(friend, referrer, -_take_back(db, shop, found, now))
    for row in (friend, referrer) if shop.bonus_referral else ():
        bonuses.grant(db, shop, row.id, shop.bonus_referral, REFERRAL, str(found.id), now)
    return Settled(friend, referrer, int(shop.bonus_referral))


def _is_due(db: Connection, row: Referral, friend: Buyer, referrer: Buyer) -> bool:
    """The friend has bought something and kept it, and nothing of what he keeps is older than the referral."""
    first = select(func.min(purchase.c.created_at)).where(
        purchase.c.shop_id == row.shop_id, purchase.c.buyer_id == friend.id, NET > 0
    )
    bought_at = db.execute(first).scalar_one()
    return bought_at is not None and bought_at >= row.created_at and friend.id != referrer.id


def _mark(db: Connection, shop: Shop, row: Referral, paid: bool, now: datetime) -> bool:
    """Of two at the same moment one succeeds."""
    as_before = referral.c.paid_on.is_(None) if paid else referral.c.paid_on.is_not(None)
    mine = (referral.c.shop_id == shop.id, referral.c.id == row.id, as_before)
    return bool(
        db.execute(update(referral).where(*mine).values(paid_on=today_of(shop, now) if paid else None)).rowcount
    )


def _take_back(db: Connection, shop: Shop, row: Referral, now: datetime) -> int:
    """What was booked then, whatever the shop gives by now."""
    booked = bonuses.of_occasion(db, shop.id, REFERRAL, str(row.id))
    for entry in booked:
        bonuses.undo(db, shop, entry.id, now)
    return int(booked[0].amount) if booked else 0
