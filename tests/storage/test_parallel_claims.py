"""What must happen once, tried by many at the same moment, each in a transaction of its own."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from sqlalchemy import Connection, Engine, select

from storage import buyers, invitations, joinings, recovery, shops
from storage.joinings import Account, Wording
from storage.tables.buyers import buyer
from storage.tables.shops import seller
from tests.storage.conftest import NOW, SELLER, TODAY

MANY = 10
Act = Callable[[Connection], Any]


def at_once(engine: Engine, acts: Sequence[Act]) -> Counter[bool]:
    """Everybody at the same moment; how many succeeded."""
    start = Barrier(len(acts))

    def run(act: Act) -> bool:
        start.wait()
        with engine.begin() as db:
            return bool(act(db))

    with ThreadPoolExecutor(len(acts)) as crowd:
        return Counter(crowd.map(run, acts))


def invited(engine: Engine) -> tuple[int, int, str]:
    with engine.begin() as db:
        shop = int(shops.found(db, SELLER, "Wollstübchen", "Europe/Berlin", NOW).id)
        anna = buyers.create(db, shop, "Anna", NOW)
        return shop, anna, invitations.issue(db, shop, anna, NOW)


def test_an_invitation_is_claimed_by_one(engine: Engine) -> None:
    _, _, token = invited(engine)
    with engine.begin() as db:
        found = invitations.valid(db, token, NOW)
    assert found is not None
    assert at_once(engine, [lambda db: invitations.claim(db, found, NOW)] * MANY) == {True: 1, False: MANY - 1}


def test_a_question_is_answered_by_one(engine: Engine) -> None:
    shop, anna, token = invited(engine)
    digest = invitations.digest(token)
    with engine.begin() as db:
        joinings.ask(db, digest, (shop, anna), Account(7, "Anna", ""), Wording("Ja?", 1), NOW)
    assert at_once(engine, [lambda db: joinings.take(db, shop, digest)] * MANY) == {True: 1, False: MANY - 1}


def test_of_many_accounts_one_is_linked(engine: Engine) -> None:
    shop, anna, _ = invited(engine)
    acts = [lambda db, number=number: joinings.link(db, shop, anna, number, TODAY) for number in range(1, MANY + 1)]
    assert at_once(engine, acts) == {True: 1, False: MANY - 1}


def test_an_account_that_leaves_leaves_once(engine: Engine) -> None:
    shop, anna, _ = invited(engine)
    with engine.begin() as db:
        joinings.link(db, shop, anna, 7, TODAY)
    assert at_once(engine, [lambda db: joinings.unlink(db, shop, anna, "Getrennt.", NOW)] * MANY) == {
        True: 1,
        False: MANY - 1,
    }
    with engine.begin() as db:
        assert db.execute(select(buyer.c.telegram_id)).scalar_one() is None


def test_a_recovery_code_is_used_by_one(engine: Engine) -> None:
    with engine.begin() as db:
        shop = int(shops.found(db, SELLER, "Wollstübchen", "Europe/Berlin", NOW).id)
        code = recovery.issue(db, shop, NOW)
    acts = [lambda db, number=number: recovery.take_over(db, code, number, {SELLER}) for number in range(1, MANY + 1)]
    assert at_once(engine, acts) == {True: 1, False: MANY - 1}
    with engine.begin() as db:
        (row,) = db.execute(select(seller)).all()
    assert row.shop_id == shop
    assert row.stands_for == SELLER
