"""Shops and their sellers."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, bindparam, func, insert, or_, select, update

from rules.occasions.facts import ShopRules
from rules.occasions.surprise import closed_until
from rules.points import Rate
from rules.rhythm import RhythmParameters
from storage.prepared import first
from storage.tables.dialogs import dialog
from storage.tables.shops import seller, shop

Shop = Row[Any]

_OF_SELLER = (
    select(shop, dialog.c.step.label("open_step"))
    .join(seller, seller.c.shop_id == shop.c.id)
    .outerjoin(dialog, dialog.c.user_id == seller.c.telegram_id)
    .where(seller.c.telegram_id == bindparam("person"))
)
_TAKEN_OVER = _OF_SELLER.where(seller.c.stands_for.in_(bindparam("listed", expanding=True)))
_BY_ID = select(shop).where(shop.c.id == bindparam("shop"))
_LOCKED = _BY_ID.with_for_update(key_share=True)
_DUE = select(shop).where(shop.c.next_digest <= bindparam("now")).order_by(shop.c.next_digest).limit(bindparam("most"))
_DUE_CLAIMED = _DUE.with_for_update(skip_locked=True, key_share=True)
_SELLERS = select(seller).where(seller.c.shop_id == bindparam("shop"), seller.c.reachable)


def of_seller(db: Connection, telegram_id: int) -> Shop | None:
    """The shop this Telegram account sells in, and as `open_step` the question the seller was asked last."""
    row: Shop | None = first(db, _OF_SELLER, {"person": telegram_id})
    return row


def taken_over(db: Connection, telegram_id: int, listed: Collection[int]) -> Shop | None:
    """The shop that this account has taken over from one of the `listed`, like `of_seller`."""
    return db.execute(_TAKEN_OVER, {"person": telegram_id, "listed": list(listed)}).first()


def has_successor(db: Connection, telegram_id: int) -> bool:
    """Whether another account sells in the place of this one."""
    return db.execute(select(seller.c.shop_id).where(seller.c.stands_for == telegram_id)).first() is not None


def whoever_runs(db: Connection, operator: int) -> int:
    """The account that runs the bot in the place of the one that was named in the settings: that one, or who took its shop over."""
    successor = db.execute(select(seller.c.telegram_id).where(seller.c.stands_for == operator)).scalar()
    return operator if successor is None else int(successor)


def is_run_by(db: Connection, account: int, operator: int | None) -> bool:
    """Whether this account runs the bot; with a takeover that changes hands, too."""
    return operator is not None and whoever_runs(db, operator) == account


def count(db: Connection) -> int:
    """How many shops there are."""
    return int(db.execute(select(func.count()).select_from(shop)).scalar_one())


def get(db: Connection, shop_id: int) -> Shop:
    """The shop with this id; raises NoResultFound when there is none."""
    return db.execute(_BY_ID, {"shop": shop_id}).one()


def locked(db: Connection, shop_id: int) -> Shop:
    """A shop as it is now; nobody else changes its settings until the transaction ends, but everybody may book."""
    return db.execute(_LOCKED, {"shop": shop_id}).one()


def found(db: Connection, telegram_id: int, name: str, timezone: str, now: datetime) -> Shop:
    """Open a shop for a seller, with every setting at its default."""
    start = RhythmParameters()
    shop_id = db.execute(
        insert(shop).returning(shop.c.id),
        {
            **_defaults(),
            "name": name,
            "timezone": timezone,
            "created_at": now,
            "surprise_seed": secrets.token_hex(8),
            "rhythm_mu": start.mu,
            "rhythm_sigma2": start.sigma2,
            "rhythm_kappa": start.kappa,
            "rhythm_a": start.a,
            "rhythm_b": start.b,
        },
    ).scalar_one()
    db.execute(insert(seller), {"telegram_id": telegram_id, "shop_id": shop_id, "reachable": True})
    return get(db, shop_id)


def _defaults() -> dict[str, object]:
    """The model's defaults, which Core statements do not apply by themselves."""
    from storage.tables.shops import Shop as Model  # noqa: PLC0415  (only here is the model itself needed)

    fields = Model.model_fields
    skipped = ("id", "next_digest")
    return {name: f.default for name, f in fields.items() if name not in skipped and not f.is_required()}


def change(db: Connection, shop_id: int, **settings: object) -> Shop:
    """Change settings of a shop and return it as it is now."""
    db.execute(update(shop).where(shop.c.id == shop_id).values(**settings))
    return get(db, shop_id)


def sellers(db: Connection, shop_id: int, allowed: Collection[int] | None = None) -> list[int]:
    """The Telegram ids that sell in this shop, can be written to, and are (still) among the `allowed`, or stand for one."""
    found = db.execute(_SELLERS, {"shop": shop_id}).all()
    return [
        int(row.telegram_id)
        for row in found
        if allowed is None or row.telegram_id in allowed or row.stands_for in allowed
    ]


def of_sellers(db: Connection, allowed: Collection[int] | None = None) -> list[tuple[int, Shop]]:
    """Everybody who sells, can be written to, and is (still) among the `allowed`, or stands for one, with the shop."""
    rows = select(shop, seller.c.telegram_id.label("person")).join(seller, seller.c.shop_id == shop.c.id)
    if allowed is not None:
        rows = rows.where(or_(seller.c.telegram_id.in_(allowed), seller.c.stands_for.in_(allowed)))
    return [(row.person, row) for row in db.execute(rows.where(seller.c.reachable).order_by(seller.c.telegram_id))]


def with_due_digest(db: Connection, now: datetime, most: int = 20, *, claim: bool = True) -> Sequence[Shop]:
    """Shops whose daily message is due, the longest overdue first, by default claimed against a second process."""
    return db.execute(_DUE_CLAIMED if claim else _DUE, {"now": now, "most": most}).all()


def with_old_due_days(db: Connection) -> Shop | None:
    """A shop some of whose due days are still to be computed by its parameters of now."""
    return db.execute(select(shop).where(shop.c.due_days_after.is_not(None)).order_by(shop.c.id).limit(1)).first()


def with_digest_after(db: Connection, instant: datetime) -> Sequence[Shop]:
    """Shops whose daily message is due after an instant only."""
    return db.execute(select(shop).where(shop.c.next_digest > instant)).all()


def without_imprint(db: Connection) -> int:
    """How many shops do not say who runs them."""
    return int(db.execute(select(func.count()).select_from(shop).where(shop.c.imprint == "")).scalar_one())


def zone(of: Shop) -> ZoneInfo:
    """The shop's time zone."""
    return ZoneInfo(of.timezone)


def today_of(of: Shop, now: datetime) -> date:
    """The shop's local date at an instant."""
    return local_date(of.timezone, now)


@lru_cache(maxsize=64)
def local_date(timezone: str, now: datetime) -> date:
    """The date of an instant in a zone that is named."""
    return now.astimezone(ZoneInfo(timezone)).date()


@lru_cache(maxsize=256)
def rules_of(of: Shop) -> ShopRules:
    """The settings of a shop that its occasions depend on."""
    return ShopRules(
        follow_up_days=of.follow_up_days,
        birthday_ahead_days=of.birthday_ahead_days,
        surprise_seed=of.surprise_seed,
        rhythm=RhythmParameters(of.rhythm_mu, of.rhythm_sigma2, of.rhythm_kappa, of.rhythm_a, of.rhythm_b),
        vip_from_cents=of.vip_from_cents,
        quiet_days=of.quiet_days,
        second_nudge=of.second_nudge,
        thank_you=of.thank_you,
        rate=Rate(of.points_per_unit, of.cents_per_point, of.points_factor),
        card_size=of.stamps_per_card,
        stamp_min_cents=of.stamp_min_cents,
        prices=tuple(map(int, of.prices.split())),
        data_asked_on=of.data_asked_on,
        no_extras_before=closed_until(of.surprise_budget, of.extras_given, of.extras_month),
        comparison=of.comparison,
    )
