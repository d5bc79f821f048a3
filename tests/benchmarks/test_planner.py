"""The planner's benchmark: shops of the right form, and a pass that is measured."""

import pytest
from sqlalchemy import Engine, func, select

from benchmarks import planner
from benchmarks.planner_shop import TODAY, YESTERDAY, fill
from storage.prepared import PreparedConnection
from storage.tables.buyers import buyer
from storage.tables.purchases import purchase


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_shop_of_any_size_has_nine_in_a_thousand_due(engine: Engine) -> None:
    with PreparedConnection(engine) as db, db.begin():
        fill(db, 1000)
        due = [db.scalar(select(func.count()).where(buyer.c.next_due <= day)) for day in (YESTERDAY, TODAY)]
        paid = select(func.sum(purchase.c.cents)).where(purchase.c.buyer_id == buyer.c.id).scalar_subquery()
        assert due == [0, 9]
        assert db.scalar(select(func.count()).select_from(buyer)) == 1000
        assert db.scalar(select(func.count()).where(buyer.c.net_cents != paid)) == 0


def test_the_closing_line_can_be_read_by_machines() -> None:
    one = planner.Measured(0.25, 6.0)
    found = [planner.Figures(size, one, one, planner.Measured(25.0, 2000.0)) for size in (10, 1000)]
    line = planner.closing("sqlite", found, [planner.Measured(0.01), planner.Measured(0.012)])
    figures = dict(pair.split("=") for pair in line.split())
    assert (figures["buyers"], figures["speedup"], figures["growth_mb"], figures["idle_ratio"]) == (
        "1000",
        "100.0",
        "6.0",
        "1.20",
    )
