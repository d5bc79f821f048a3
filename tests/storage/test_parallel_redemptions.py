"""Fifty redemptions at the same moment, each in a transaction of its own: exactly those that can be paid succeed."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Connection, Engine, create_engine, func, select

from rules.errors import RuleError
from storage import booking, buyers, byhand, ledger, redeeming, rewards, shops, voucher_use, vouchers
from storage.purchases import NewPurchase
from storage.rewards import NewReward
from storage.tables.ledger import ledger_entry
from storage.tables.rewards import reward, voucher
from tests.storage.conftest import NOW, SELLER, TODAY

MANY = 50
Act = Callable[[Connection], object]


@pytest.fixture
def crowd(engine: Engine) -> Iterator[Engine]:
    """Room for fifty connections at the same time; on SQLite they take turns with fewer."""
    if engine.dialect.name == "sqlite":
        yield engine
        return
    wide = create_engine(engine.url, pool_size=MANY)
    yield wide
    wide.dispose()


def at_once(engine: Engine, acts: Sequence[Act]) -> Counter[str]:
    """Everybody at the same moment; how often it went well, and how often it was refused for which reason."""
    start = Barrier(len(acts))

    def run(act: Act) -> str:
        start.wait()
        try:
            with engine.begin() as db:
                act(db)
        except RuleError as refused:
            return refused.key
        return "done"

    with ThreadPoolExecutor(len(acts)) as crowd:
        return Counter(crowd.map(run, acts))


def opened(db: Connection) -> int:
    return int(shops.found(db, SELLER, "Wollstübchen", "Europe/Berlin", NOW).id)


def with_points(db: Connection, shop_id: int, name: str, *parts: int) -> int:
    """A buyer with points in as many lots."""
    number = buyers.create(db, shop_id, name, NOW)
    for at, part in enumerate(parts):
        byhand.credit(db, shops.get(db, shop_id), number, part, f"c{at}", NOW, why="Markttag")
    return number


def redemption(shop_id: int, buyer_id: int, reward_id: int) -> Act:
    return lambda db: redeeming.redeem(db, shops.get(db, shop_id), buyer_id, reward_id, NOW)


def test_one_balance(crowd: Engine) -> None:
    """1000 points in ten lots, 50 times 70: 14 are paid, 20 points are left, and no lot is below zero."""
    with crowd.begin() as db:
        shop = opened(db)
        anna = with_points(db, shop, "Anna", *[100] * 10)
        socks = rewards.add(db, shop, NewReward("Socken", 70), NOW)
    result = at_once(crowd, [redemption(shop, anna, socks)] * MANY)
    assert result == {"done": 14, "voucher.not_enough_points": 36}
    with crowd.begin() as db:
        assert ledger.balance(db, shop, anna, TODAY).points == 20
        assert len(vouchers.of_buyer(db, shop, anna)) == 14
        lots = db.scalars(select(ledger_entry.c.open).where(ledger_entry.c.amount > 0)).all()
        assert min(lots) == 0
        assert sum(lots) == 20
        assert set(db.scalars(select(ledger_entry.c.open).where(ledger_entry.c.amount < 0))) == {0}


def test_one_stock(crowd: Engine) -> None:
    """Five are left, and fifty people with enough points want one."""
    with crowd.begin() as db:
        shop = opened(db)
        people = [with_points(db, shop, f"Anna {number}", 100) for number in range(MANY)]
        socks = rewards.add(db, shop, NewReward("Socken", 70, stock=5), NOW)
    result = at_once(crowd, [redemption(shop, person, socks) for person in people])
    assert result == {"done": 5, "reward.sold_out": 45}
    with crowd.begin() as db:
        assert db.scalar(select(reward.c.stock)) == 0
        assert db.scalar(select(func.count()).select_from(voucher)) == 5
        points = [ledger.balance(db, shop, person, TODAY).points for person in people]
    assert Counter(points) == {30: 5, 100: 45}


def test_one_voucher(crowd: Engine) -> None:
    """Handed over, used for a purchase or taken back: one of them happens."""
    with crowd.begin() as db:
        shop = opened(db)
        anna = with_points(db, shop, "Anna", 100)
        socks = rewards.add(db, shop, NewReward("5 €", 70, "amount", 500), NOW)
        row = redeeming.redeem(db, shops.get(db, shop), anna, socks, NOW)

    def hand_over(db: Connection) -> None:
        found = redeeming.usable(db, shops.get(db, shop), row.code, anna, TODAY)
        voucher_use.use(db, shop, found, None, TODAY)

    def buy(db: Connection) -> None:
        found = redeeming.usable(db, shops.get(db, shop), row.code, anna, TODAY, cents=1000)
        new = NewPurchase(TODAY, 500, discount_cents=500)
        done = booking.book(db, shops.get(db, shop), anna, new, NOW)
        voucher_use.use(db, shop, found, done.purchase_id, TODAY)

    result = at_once(crowd, [hand_over, buy, lambda db: redeeming.take_back(db, shops.get(db, shop), row, NOW)] * 8)
    assert result["done"] == 1
    with crowd.begin() as db:
        now = vouchers.get(db, shop, row.id)
        points = ledger.balance(db, shop, anna, TODAY).points
    assert points == (100 if now.state == "cancelled" else 35 if now.purchase_id else 30)


def test_one_answer(crowd: Engine) -> None:
    """Two sellers and the buyer: confirmed, refused or withdrawn once."""
    with crowd.begin() as db:
        shop = opened(db)
        anna = with_points(db, shop, "Anna", 100)
        socks = rewards.add(db, shop, NewReward("Socken", 70, stock=1), NOW)
        row = redeeming.redeem(db, shops.get(db, shop), anna, socks, NOW, vouchers.ASKED)
    answers: list[bool] = []
    at_once(
        crowd,
        [
            lambda db: answers.append(vouchers.confirm(db, shop, row.id)),
            lambda db: answers.append(redeeming.refuse(db, shops.get(db, shop), row, NOW)),
        ]
        * 8,
    )
    assert answers.count(True) == 1
    with crowd.begin() as db:
        confirmed = vouchers.get(db, shop, row.id).state == "open"
        assert ledger.balance(db, shop, anna, TODAY).points == (30 if confirmed else 100)
        assert db.scalar(select(reward.c.stock)) == (0 if confirmed else 1)
