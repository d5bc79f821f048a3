"""/storno: counter-entries, the undo of the undo, and what the balance is then."""

from itertools import permutations

import pytest
from sqlalchemy import select
from syrupy.assertion import SnapshotAssertion

from storage import ledger
from storage.tables.purchases import ledger_entry
from tests.chat import Person, World, rows


def balance(world: World, buyer: int = 1) -> ledger.Balance:
    with world.engine.begin() as db:
        return ledger.balance(db, 1, buyer)


def test_the_answers(maria: Person, snapshot: SnapshotAssertion) -> None:
    answers = [maria.hears("/storno"), maria.hears("/storno Anna")]
    maria.hears("/kauf Anna 25 Socken")
    maria.hears("/kauf Anna 12,50")
    answers += [maria.hears("/storno"), maria.tap("Doch wieder eintragen"), maria.hears("/storno Anna")]
    answers += [maria.tap("04.05.26 · 25,00\u00a0€ · Socken"), maria.hears("/storno Anna"), maria.hears("/storno Anna")]
    assert answers == snapshot


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_it_books_counter_entries_and_deletes_nothing(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/storno")
    with world.engine.begin() as db:
        entries = db.execute(select(ledger_entry.c.unit, ledger_entry.c.amount, ledger_entry.c.reason)).all()
    assert sorted(map(tuple, entries)) == [
        ("points", -25, "refund"),
        ("points", 25, "purchase"),
        ("stamps", -1, "refund"),
        ("stamps", 1, "purchase"),
    ]
    assert balance(world) == (0, 0)


def test_the_last_booking_is_the_one_booked_last(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/kauf Ben 10 gestern")
    assert maria.hears("/storno").startswith("↩️ Zurückgenommen – Ben: 10,00 €")


def test_undone_twice_is_undone_once(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    booked = maria.last()
    maria.hears("/storno")
    maria.tap("Rückgängig", booked)
    assert world.notices == ["Der Kauf ist schon zurückgenommen."]
    assert balance(world) == (0, 0)


def test_the_undo_of_the_undo_and_its_undo(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25 Socken")
    maria.tap("Rückgängig")
    assert (
        maria.tap("Doch wieder eintragen")
        == "✅ Wieder eingetragen – Anna: 25,00 € · Socken\nStand: 25 Punkte und 1 Stempel."
    )
    maria.tap("Rückgängig")
    assert balance(world) == (0, 0)
    maria.tap("Doch wieder eintragen")
    assert balance(world) == (25, 1)


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=lambda order: "-".join(map(str, order)))
def test_points_carry_cents_over_in_any_order_of_refunds(world: World, maria: Person, order: tuple[int, ...]) -> None:
    """Points are always the whole euros of what was paid in the end."""
    amounts = (150, 275, 80)
    booked = []
    for cents in amounts:
        maria.hears(f"/kauf Anna {cents // 100},{cents % 100:02}")
        booked.append(maria.last())
    left = sum(amounts)
    assert balance(world) == (left // 100, 3)
    for number, position in enumerate(order, 1):
        maria.tap("Rückgängig", booked[position])
        left -= amounts[position]
        assert balance(world) == (left // 100, 3 - number)


def test_a_refund_after_redeeming_is_a_debt_that_is_told(world: World, maria: Person) -> None:
    for _ in range(10):
        maria.hears("/kauf Anna 1")
    maria.hears("/punkte Anna")
    maria.tap("Belohnung übergeben")
    assert maria.hears("/storno").endswith(
        "Stand: 9 Punkte und 0 Stempel.\n1 Stempel zu viel eingelöst: Das gleicht der nächste Kauf aus."
    )
    assert balance(world) == (9, -1)
    assert "1 Stempel zu viel eingelöst" in maria.hears("/punkte Anna")
    assert "Stempel 0 von 10" in maria.hears("/kauf Anna 1")
    assert balance(world) == (10, 0)


def test_taking_back_the_only_purchase_ends_its_reminder(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/storno")
    world.days_later(6)
    assert "Heute steht niemand an." in maria.hears("/heute")


def test_an_empty_shop_says_so(maria: Person) -> None:
    before = rows(maria.world)
    assert "noch keinen Kauf" in maria.hears("/storno")
    assert rows(maria.world) == before


def test_the_only_purchase_of_a_buyer_goes_at_once(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    assert maria.hears("/storno Anna").startswith("↩️ Zurückgenommen – Anna")


def test_one_message_never_books_twice_through_an_old_button(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.tap("Rückgängig")
    old = maria.last()
    maria.edit("/kauf Anna 26")
    maria.tap("Doch wieder eintragen", old)
    assert "26 Punkte" in maria.hears("/kunde Anna")
