"""Statements that come again take a short way to the driver and find the same as SQLAlchemy."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, null, select, text, union_all, update
from sqlalchemy.exc import IntegrityError, MultipleResultsFound, NoResultFound, StatementError

from rules.points import Rate
from storage import buyers, purchases, shops
from storage.prepared import PreparedConnection, savepoint
from storage.purchases import Earning, NewPurchase
from storage.tables.buyers import buyer
from storage.tables.dialogs import dialog
from storage.tables.purchases import purchase
from storage.tables.shops import shop

NOW = datetime(2026, 5, 4, 8, 0, 0, 123456, tzinfo=UTC)
DAY = date(2026, 5, 4)
OFTEN = 3
"""The first time a statement is executed by SQLAlchemy, from the second time on by us."""
EARNING = Earning(Rate(), 1, 0)
INSERT_DIALOG = insert(dialog)


@pytest.fixture
def db(engine: Engine) -> Iterator[Connection]:
    """A prepared connection with a shop of three buyers and four purchases."""
    with PreparedConnection(engine) as connection, connection.begin():
        mine = shops.found(connection, 1, "Wolle", "Europe/Berlin", NOW)
        for number, name in enumerate(("Anna", "Bernd", "Clara")):
            known = buyers.create(connection, mine.id, name, NOW)
            for cents in range(number):
                purchases.record(
                    connection, mine.id, known, NewPurchase(DAY, 100 + cents, item=f"Nr{cents}"), EARNING, NOW
                )
        yield connection


_NAMED = select(buyer).where(buyer.c.name == bindparam("name"), buyer.c.merged_into.is_(None))
_BOUGHT = (
    select(func.max(purchase.c.day), purchase.c.buyer_id)
    .where(purchase.c.buyer_id.in_(bindparam("ids", expanding=True)))
    .group_by(purchase.c.buyer_id)
)
QUERIES = [
    pytest.param(select(shop), None, id="all kinds of columns"),
    pytest.param(_NAMED, {"name": "Anna"}, id="one value"),
    pytest.param(_NAMED, {"name": "nobody"}, id="nothing found"),
    pytest.param(select(buyer.c.id).where(buyer.c.name.in_(("Anna", "Clara"))), None, id="a list of its own"),
    pytest.param(
        select(buyer.c.name).where(buyer.c.name.in_(bindparam("names", expanding=True))).order_by(buyer.c.id),
        {"names": ["Anna", "Bernd"]},
        id="a list",
    ),
    pytest.param(
        select(buyer.c.name).where(buyer.c.name.in_(bindparam("names", expanding=True))),
        {"names": []},
        id="an empty list",
    ),
    pytest.param(
        select(purchase.c.buyer_id, func.sum(purchase.c.cents).label("total"), func.count().label("n"))
        .group_by(purchase.c.buyer_id)
        .order_by(purchase.c.buyer_id),
        None,
        id="sums",
    ),
    pytest.param(select(buyer).order_by(buyer.c.id).limit(bindparam("most")), {"most": 2}, id="a limit"),
    pytest.param(
        select(purchase.c.day, purchase.c.created_at).where(purchase.c.day == bindparam("on")), {"on": DAY}, id="days"
    ),
    pytest.param(
        union_all(_BOUGHT, select(null(), buyer.c.id).where(buyer.c.id.in_(bindparam("ids", expanding=True)))),
        {"ids": [1, 2, 3]},
        id="a union",
    ),
    pytest.param(select(shop.c.id).where(shop.c.created_at <= bindparam("now")), {"now": NOW}, id="instants"),
]


@pytest.mark.parametrize(("statement", "values"), QUERIES)
def test_rows_are_those_of_sqlalchemy(db: Connection, statement: Any, values: Any) -> None:
    plain = [tuple(row) for row in Connection.execute(db, statement, values).all()]
    for _ in range(OFTEN):
        assert [tuple(row) for row in db.execute(statement, values).all()] == plain


def test_lists_of_any_length_keep_their_values(db: Connection) -> None:
    statement = select(buyer.c.name).where(buyer.c.name.in_(bindparam("names", expanding=True))).order_by(buyer.c.id)
    for names in (["Anna"], ["Clara", "Bernd"], ["Anna"], [], ["Bernd"], ["Anna", "Bernd", "Clara"]):
        assert db.scalars(statement, {"names": names}).all() == sorted(names)


def test_lists_of_nearly_the_same_length_are_one_statement(db: PreparedConnection) -> None:
    statement = select(buyer.c.name).where(buyer.c.name.not_in(bindparam("names", expanding=True))).order_by(buyer.c.id)
    for length in range(1, 70):
        names = ["Anna", *(f"Nobody {number}" for number in range(length - 1))]
        assert db.scalars(statement, {"names": names}).all() == ["Bernd", "Clara"]
    (known,) = (known for known in db._known.values() if known.statement is statement)
    assert len(known.shapes) == len((2, 4, 8, 16, 32, 64, 128))


def test_columns_are_read_by_name_and_place(db: Connection) -> None:
    statement = select(buyer.c.id, buyer.c.name.label("called")).where(buyer.c.name == bindparam("name"))
    for _ in range(OFTEN):
        row = db.execute(statement, {"name": "Anna"}).one()
        assert (row.called, row[1], row._asdict()["called"]) == ("Anna",) * 3


def test_every_way_to_take_a_result(db: Connection) -> None:
    statement = select(buyer.c.name, buyer.c.id).order_by(buyer.c.name).where(buyer.c.name >= bindparam("name"))
    for _ in range(OFTEN):
        assert db.execute(statement, {"name": "A"}).first().name == "Anna"  # type: ignore[union-attr]
        assert db.execute(statement, {"name": "C"}).one().name == "Clara"
        assert db.execute(statement, {"name": "C"}).scalar_one() == "Clara"
        assert db.execute(statement, {"name": "C"}).one_or_none().name == "Clara"  # type: ignore[union-attr]
        assert db.execute(statement, {"name": "D"}).first() is None
        assert db.execute(statement, {"name": "D"}).scalar() is None
        assert db.scalar(statement, {"name": "B"}) == "Bernd"
        assert db.scalars(statement, {"name": "B"}).first() == "Bernd"
        assert list(db.scalars(statement, {"name": "B"})) == ["Bernd", "Clara"]
        assert [row["name"] for row in db.execute(statement, {"name": "B"}).mappings()] == ["Bernd", "Clara"]


def test_too_many_and_too_few_rows_raise_as_in_sqlalchemy(db: Connection) -> None:
    statement = select(buyer.c.name).where(buyer.c.name >= bindparam("name"))
    for _ in range(OFTEN):
        with pytest.raises(MultipleResultsFound):
            db.execute(statement, {"name": "A"}).one()
        with pytest.raises(NoResultFound):
            db.scalars(statement, {"name": "Z"}).one()


def test_changes_tell_how_many_rows_they_touched(db: Connection) -> None:
    statement = update(buyer).where(buyer.c.name.in_(bindparam("names", expanding=True))).values(reachable=False)
    for _ in range(OFTEN):
        assert db.execute(statement, {"names": ["Anna", "Bernd"]}).rowcount == 2


def test_inserts_one_by_one_and_many_at_once(db: Connection) -> None:
    statement = insert(dialog)
    for start in (10, 20, 30):
        rows = [{"user_id": start + n, "step": "x", "data": "{}", "created_at": NOW} for n in range(3)]
        db.execute(statement, rows[0])
        db.execute(statement, rows[1:])
    assert db.execute(select(func.count()).select_from(dialog)).scalar_one() == 9
    assert set(db.scalars(select(dialog.c.created_at))) == {NOW}


def test_an_insert_gives_the_number_of_its_row(db: Connection) -> None:
    """Be it counted up or given, whatever was inserted elsewhere or refused in between."""
    values = {"shop_id": 1, "name": "X", "name_key": "x", "reachable": True, "created_at": NOW}
    values |= {"tier": "new", "tier_told": "new", "receipts": False, "letters": False}
    values |= {"purchases": 0, "net_cents": 0, "rhythm_gaps": 0, "rhythm_log_sum": 0.0}
    statement, whole = insert(buyer).returning(buyer.c.id), insert(buyer).returning(buyer)
    of_dialog = insert(dialog).returning(dialog.c.user_id)
    for number in range(1, 1 + OFTEN):
        row = {"user_id": 50 + number, "step": "x", "data": "{}", "created_at": NOW}
        assert db.execute(of_dialog, row).scalar_one() == 50 + number
        name = f"X{number}"
        found = db.execute(statement, values | {"name": name}).scalar_one()
        assert db.scalar(select(buyer.c.name).where(buyer.c.id == found)) == name
        assert db.execute(statement, values | {"id": 900 - number}).one().id == 900 - number
        assert db.execute(whole, values | {"name": "Y"}).one().name == "Y"
        with pytest.raises(IntegrityError), savepoint(db):
            db.execute(statement, values | {"id": found})


def test_instants_that_take_turns_keep_their_own_value(db: Connection) -> None:
    """What was converted before is remembered for the very same value only."""
    statement, before = (
        select(dialog.c.user_id, dialog.c.created_at).order_by(dialog.c.user_id),
        NOW - timedelta(days=1),
    )
    turns = [NOW, before, NOW, NOW, before]
    for number, instant in enumerate(turns):
        db.execute(INSERT_DIALOG, {"user_id": number, "step": "x", "data": "{}", "created_at": instant})
    for _ in range(OFTEN):
        assert [row.created_at for row in db.execute(statement)] == turns


def test_the_hour_that_a_clock_shows_twice_is_two_hours(db: Connection) -> None:
    """Python calls both instants equal."""
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    for number, at in enumerate([first] * OFTEN + [first.replace(fold=1)] * OFTEN + [first]):
        row = {"user_id": number, "step": "x", "data": "{}", "created_at": at}
        db.execute(INSERT_DIALOG, row)
    found = db.scalars(select(dialog.c.created_at).order_by(dialog.c.user_id)).all()
    early, late = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert found == [early] * OFTEN + [late] * OFTEN + [early]


def test_an_instant_without_a_zone_is_refused_each_time(db: Connection) -> None:
    row = {"user_id": 1, "step": "x", "data": "{}", "created_at": NOW.replace(tzinfo=None)}
    for _ in range(OFTEN):
        with pytest.raises((StatementError, ValueError), match="time zone"):
            db.execute(INSERT_DIALOG, row)


def test_missing_columns_become_null_not_the_value_before(db: Connection) -> None:
    """The same insert with other columns is another statement."""
    statement = insert(buyer).returning(buyer.c.id, buyer.c.birthday_day)
    common = {
        "shop_id": 1,
        "name": "X",
        "name_key": "x",
        "reachable": True,
        "purchases": 0,
        "net_cents": 0,
        "rhythm_gaps": 0,
        "rhythm_log_sum": 0.0,
        "created_at": NOW,
    }
    common["shop_id"] = db.execute(select(shop.c.id)).scalar_one()
    for _ in range(OFTEN):
        assert db.execute(statement, common | {"birthday_day": 3}).one().birthday_day == 3
        assert db.execute(statement, common).one().birthday_day is None


def test_a_violated_constraint_is_sqlalchemys_error(db: Connection) -> None:
    """Code that catches IntegrityError works on the short way too."""
    row = {"user_id": 1, "step": "x", "data": "{}", "created_at": NOW}
    statement = insert(dialog)
    db.execute(statement, row)
    for _ in range(OFTEN):
        with pytest.raises(IntegrityError), db.begin_nested():
            db.execute(statement, row)
    assert db.execute(select(func.count()).select_from(dialog)).scalar_one() == 1


def test_a_savepoint_undoes_its_block_only(db: Connection) -> None:
    row = {"step": "x", "data": "{}", "created_at": NOW}
    with savepoint(db):
        db.execute(insert(dialog), row | {"user_id": 1})
    with pytest.raises(ZeroDivisionError), savepoint(db):
        _write_and_fail(db, row)
    assert db.scalars(select(dialog.c.user_id)).all() == [1]


def _write_and_fail(db: Connection, row: dict[str, Any]) -> None:
    db.execute(insert(dialog), row | {"user_id": 2})
    raise ZeroDivisionError


def test_a_failed_statement_inside_a_savepoint_leaves_the_rest(db: Connection) -> None:
    row = {"user_id": 1, "step": "x", "data": "{}", "created_at": NOW}
    db.execute(insert(dialog), row)
    with pytest.raises(IntegrityError), savepoint(db):
        db.execute(insert(dialog), row)
    db.execute(delete(dialog))
    assert db.execute(select(func.count()).select_from(dialog)).scalar_one() == 0


def test_outside_a_transaction_it_is_sqlalchemys_connection(engine: Engine) -> None:
    statement = select(shop)
    with PreparedConnection(engine) as connection:
        for _ in range(OFTEN):
            assert connection.execute(statement).all() == []
            connection.rollback()
        assert connection.execute(text("SELECT 1")).scalar() == 1
