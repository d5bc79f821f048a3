"""Redeeming: what a buyer can have for his points and stamps, and whether a voucher can be used now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, select

from rules.errors import RuleError
from rules.money import Money
from storage import buyers, cards, ledger, rewards, voucher_codes, voucher_use, vouchers
from storage.ledger import STAMPS, Balance
from storage.shops import Shop, today_of
from storage.tables.rewards import voucher
from storage.vouchers import ASKED, CANCELLED, OPEN, USED, NewVoucher, Voucher

ANSWERED_WITHIN = timedelta(days=7)
"""What a buyer asked for is given back when the seller has not answered by then."""
NOTHING_SAID: Mapping[str, object] = {}
REMINDED_AFTER = (timedelta(days=3), timedelta(days=6))
ASKED_A_DAY = 5
"""Requests of one buyer that the seller has to bear on one day, beside those she agreed to."""
_ASKED = select(voucher).where(voucher.c.shop_id == bindparam("shop"), voucher.c.state == ASKED).order_by(voucher.c.id)
_LAPSED = _ASKED.where(voucher.c.day <= bindparam("last"))
_WAITING = _ASKED.where(voucher.c.day.in_(bindparam("days", expanding=True)))


def funds(db: Connection, shop: Shop, buyer_id: int, today: date) -> Balance:
    """What a buyer can spend: his balance, and the stamps of full cards whose reward he has not used."""
    full = sum(row.cost for row in cards.full(db, shop, buyer_id, today))
    return ledger.balance(db, shop.id, buyer_id, today).plus(0, full)


def redeem(db: Connection, shop: Shop, buyer_id: int, reward_id: int, now: datetime, state: str = OPEN) -> Voucher:
    """Take a reward from the catalogue for a buyer; what it costs is taken at once.

    Raises RuleError when it is not to be had now, or he has not enough (with what is missing); then nothing has changed.
    """
    buyers.lock(db, shop.id, buyer_id)
    row, today = rewards.get(db, shop.id, reward_id), today_of(shop, now)
    if state == ASKED:
        _refuse_flood(db, shop, buyer_id, today)
    rewards.refuse(row, today)
    missing = row.cost - funds(db, shop, buyer_id, today).of(row.unit)
    if missing > 0:
        raise RuleError(f"voucher.not_enough_{row.unit}", n=missing)
    rewards.take_one(db, shop.id, reward_id, today)
    if row.unit == STAMPS:
        cards.reopen(db, shop, buyer_id, row.cost, now)
    new = NewVoucher(row.name, row.kind, row.value, row.min_cents, row.unit, row.cost, "redeemed", row.id)
    return vouchers.issue(db, shop, buyer_id, new, now, state)


def _refuse_flood(db: Connection, shop: Shop, buyer_id: int, today: date) -> None:
    asked = vouchers.of_buyer(db, shop.id, buyer_id, ASKED, CANCELLED)
    if sum(row.day == today and row.reward_id is not None for row in asked) >= ASKED_A_DAY:
        raise RuleError("voucher.asked_often", limit=ASKED_A_DAY)


def take_back(db: Connection, shop: Shop, row: Voucher, now: datetime) -> None:
    """Cancel a voucher; stamps that come back fill cards again. Raises RuleError for one that is used, begun or cancelled."""
    if voucher_use.is_begun(db, row):
        raise RuleError("voucher.begun", code=row.code)
    vouchers.cancel(db, shop, row, now)
    _fill_cards(db, shop, row, now)


def refuse(db: Connection, shop: Shop, row: Voucher, now: datetime) -> bool:
    """As `take_back`, for what is only asked for; False when that is settled already."""
    if not vouchers.give_back(db, shop, row, (ASKED,), now):
        return False
    _fill_cards(db, shop, row, now)
    return True


def _fill_cards(db: Connection, shop: Shop, row: Voucher, now: datetime) -> None:
    if row.unit == STAMPS and row.cost:
        balance = ledger.balance(db, shop.id, row.buyer_id, today_of(shop, now))
        cards.fill(db, shop, row.buyer_id, balance, now)


def lapse(db: Connection, shop: Shop, now: datetime) -> list[Voucher]:
    """Give back what buyers asked for and the seller left unanswered for a week; gives what that was."""
    rows = db.execute(_LAPSED, {"shop": shop.id, "last": today_of(shop, now) - ANSWERED_WITHIN})
    return [row for row in rows.all() if refuse(db, shop, row, now)]


def waiting(db: Connection, shop: Shop, now: datetime) -> Sequence[Voucher]:
    """What buyers asked for some days ago and the seller is to be reminded of today."""
    today = today_of(shop, now)
    return db.execute(_WAITING, {"shop": shop.id, "days": [today - after for after in REMINDED_AFTER]}).all()


def usable(
    db: Connection,
    shop: Shop,
    code: str,
    buyer_id: int | None,
    day: date,
    *,
    cents: int | None = None,
    instead_of: int | None = None,
    said: Mapping[str, object] = NOTHING_SAID,
) -> Voucher:
    """The voucher with this code, if it can be used on a day (for a price of `cents`); nobody else can use it now.

    One that was used for the purchase `instead_of`, or begun with it, counts as open. Raises RuleError when there is none, or it is another
    buyer's, asked for only, used, cancelled, past, or the price is below its least; `said` goes into its facts.
    """
    row = _locked(db, shop.id, code, said)
    if buyer_id is not None and row.buyer_id != buyer_id:
        raise RuleError("voucher.other", code=code, name=buyers.get(db, shop.id, row.buyer_id).name, **said)
    if row.state != OPEN and not _comes_back(db, row, instead_of):
        raise RuleError(f"voucher.{row.state}", code=code, day=row.used_on, **said)
    if row.valid_through and row.valid_through < day:
        raise RuleError("voucher.expired", code=code, day=row.valid_through, **said)
    if cents is not None and cents < row.min_cents:
        raise RuleError("voucher.below_minimum", code=code, least=Money(row.min_cents, shop.currency), **said)
    return row


def _comes_back(db: Connection, row: Voucher, purchase_id: int | None) -> bool:
    """Whether something would be on a used voucher if a purchase had not been paid with it."""
    if row.state != USED or purchase_id is None:
        return False
    return row.purchase_id == purchase_id or voucher_use.part_of(db, row, purchase_id) is not None


def _locked(db: Connection, shop_id: int, code: str, said: Mapping[str, object]) -> Voucher:
    row = voucher_codes.holder(db, shop_id, code)
    if row is None:
        raise RuleError("voucher.unknown", code=code, **said)
    buyers.lock(db, shop_id, row.buyer_id)
    return vouchers.get(db, shop_id, row.id)
