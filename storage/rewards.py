"""The catalogue: what a shop's buyers can have for points or stamps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from rules.errors import RuleError
from storage import shops
from storage.tables.rewards import reward

Reward = Row[Any]

_CATALOGUE = (
    select(reward)
    .where(reward.c.shop_id == bindparam("shop"), reward.c.retired.is_(False))
    .order_by(reward.c.unit, reward.c.cost, reward.c.id)
)


@dataclass(frozen=True, slots=True)
class NewReward:
    """A reward as the seller describes it; `value` is percent or cents, for the kinds that have one."""

    name: str
    cost: int
    kind: str = "product"
    value: int = 0
    unit: str = "points"
    stock: int | None = None
    valid_from: date | None = None
    valid_through: date | None = None
    min_cents: int = 0


def add(db: Connection, shop_id: int, new: NewReward, now: datetime) -> int:
    """Put a reward into the catalogue and return its id."""
    values = {**asdict(new), "shop_id": shop_id, "retired": False, "created_at": now}
    number = int(db.execute(insert(reward).returning(reward.c.id), values).scalar_one())
    _note_prices(db, shop_id)
    return number


def get(db: Connection, shop_id: int, reward_id: int) -> Reward:
    """The reward with this id; raises NoResultFound when the shop has none."""
    return db.execute(select(reward).where(reward.c.shop_id == shop_id, reward.c.id == reward_id)).one()


def catalogue(db: Connection, shop_id: int, today: date | None = None) -> Sequence[Reward]:
    """The rewards a shop offers, the cheapest first; with `today`, those that can be had on that day."""
    rows = db.execute(_CATALOGUE, {"shop": shop_id}).all()
    return [row for row in rows if today is None or (is_valid(row, today) and row.stock != 0)]


def is_valid(row: Reward, today: date) -> bool:
    """Whether a day lies within a reward's days, both inclusive."""
    return (row.valid_from or today) <= today <= (row.valid_through or today)


def change(db: Connection, shop_id: int, reward_id: int, **facts: object) -> None:
    """Change a reward; vouchers that are out keep what they promised."""
    db.execute(update(reward).where(reward.c.shop_id == shop_id, reward.c.id == reward_id).values(**facts))
    _note_prices(db, shop_id)


def _note_prices(db: Connection, shop_id: int) -> None:
    """Keep on the shop what its rewards cost in points: due days depend on it."""
    offered = (reward.c.shop_id == shop_id, reward.c.retired.is_(False), reward.c.unit == "points")
    prices = db.scalars(select(reward.c.cost).where(*offered).distinct().order_by(reward.c.cost))
    shops.change(db, shop_id, prices=" ".join(map(str, prices)))


def take_one(db: Connection, shop_id: int, reward_id: int, today: date) -> Reward:
    """Take a reward from the stock; raises RuleError when it is retired, out of its days, or none is left."""
    row = get(db, shop_id, reward_id)
    refuse(row, today)
    if row.stock is not None and not _less(db, shop_id, reward_id):
        raise RuleError("reward.sold_out")
    return row


def refuse(row: Reward, today: date) -> None:
    """Raise RuleError when a reward is retired, out of its days, or none is left."""
    if row.retired:
        raise RuleError("reward.retired")
    if not is_valid(row, today):
        raise RuleError("reward.not_now")
    if row.stock == 0:
        raise RuleError("reward.sold_out")


def _less(db: Connection, shop_id: int, reward_id: int) -> bool:
    mine = (reward.c.shop_id == shop_id, reward.c.id == reward_id, reward.c.stock > 0)
    return bool(db.execute(update(reward).where(*mine).values(stock=reward.c.stock - 1)).rowcount)


def put_back(db: Connection, shop_id: int, reward_id: int) -> None:
    """One more of a reward that is counted."""
    mine = (reward.c.shop_id == shop_id, reward.c.id == reward_id, reward.c.stock.is_not(None))
    db.execute(update(reward).where(*mine).values(stock=reward.c.stock + 1))
