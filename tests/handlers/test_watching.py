"""What the bot watches quietly: prices, complaints that add up, and the balance of contacts."""

from datetime import date

import pytest
from sqlalchemy import event

from tests.chat import Person, World

HINT = "Anna hat für Wollsocken zuletzt 20,00 € gezahlt."


@pytest.fixture
def twenty(maria: Person) -> Person:
    """Anna paid 20 € for a pair."""
    maria.hears("/kauf Anna 20 Wollsocken am 1.4.")
    return maria


def test_a_price_well_above_the_last_one_is_a_quiet_hint(twenty: Person) -> None:
    assert HINT.replace("Wollsocken", "wollsocken 🧦") in twenty.hears("/kauf Anna 24 wollsocken 🧦")


@pytest.mark.parametrize(
    "line",
    [
        "/kauf Anna 23 Wollsocken",
        "/kauf Anna 15 Wollsocken",
        "/kauf Anna 24 Mütze",
        "/kauf Anna 24",
        "/kauf Anna 2x 23 Wollsocken",
        "/kauf Ben 24 Wollsocken",
        "/kauf Anna 24 Wollsocken am 1.3.",
    ],
    ids=["15 %", "cheaper", "another thing", "no item", "15 % a piece", "another buyer", "an earlier day"],
)
def test_else_nothing_is_said(twenty: Person, line: str) -> None:
    assert "zuletzt" not in twenty.hears(line)


def test_a_voucher_does_not_make_the_old_price_lower(maria: Person) -> None:
    code = next(word for word in maria_voucher(maria).split() if word.isupper() and len(word) == 4)
    assert "15,00 €" in maria.hears(f"/kauf Anna 20 Wollsocken Gutschein {code}")
    assert "zuletzt" not in maria.hears("/kauf Anna 21 Wollsocken")
    assert HINT.replace("20,00", "21,00") in maria.hears("/kauf Anna 30 Wollsocken")


def maria_voucher(maria: Person) -> str:
    maria.hears("/kauf Anna 3 Tee")
    return maria.hears("/gutschein Anna 5 €")


def test_as_many_pieces_are_compared_with_as_many(maria: Person) -> None:
    maria.hears("/kauf Anna 2x 10 Kerzen am 1.4.")
    assert "Anna hat für 2 × Kerzen zuletzt 20,00 € gezahlt." in maria.hears("/kauf Anna 2x 12 Kerzen")


def test_of_more_pieces_the_price_of_a_piece_counts(twenty: Person) -> None:
    """Many at once may cost less, so of fewer pieces than before nothing is said."""
    assert HINT in twenty.hears("/kauf Anna 2x 24 Wollsocken")
    assert "zuletzt" not in twenty.hears("/kauf Anna 30 Wollsocken")


def test_a_corrected_line_is_compared_with_what_was_paid_before(twenty: Person) -> None:
    assert HINT in twenty.hears("/kauf Anna 30 Wollsocken")
    assert HINT in twenty.edit("/kauf Anna 28 Wollsocken")
    assert "zuletzt" not in twenty.edit("/kauf Anna 20 Wollsocken")


def test_what_was_taken_back_was_not_paid(twenty: Person) -> None:
    twenty.hears("/storno")
    twenty.tap("Ja, zurücknehmen")
    assert "zuletzt" not in twenty.hears("/kauf Anna 30 Wollsocken")


def statements(world: World) -> list[str]:
    """The SQL that is executed from now on, by whatever way."""
    said: list[str] = []
    event.listen(world.engine, "checkout", lambda raw, *_: raw.set_trace_callback(said.append))
    return said


def test_it_costs_a_purchase_at_the_usual_price_no_statement(world: World, twenty: Person) -> None:
    """The prices are read only where a day says that one may have been lower."""
    said = statements(world)
    twenty.hears("/kauf Anna 20 Wollsocken")
    assert said
    assert not [sql for sql in said if "AS this" in sql]
    twenty.hears("/kauf Anna 30 Wollsocken")
    assert [sql for sql in said if "AS this" in sql]


def test_complaints_about_one_thing_are_noticed(world: World, maria: Person) -> None:
    for name in ("Anna", "Ben"):
        maria.hears(f"/kauf {name} 20 Wollsocken")
    maria.hears("/kauf Ben 9 Tee")
    assert "Ware" not in maria.hears("/reklamation Anna Naht offen")
    said = maria.hears("/reklamation Ben Loch in den Wollsocken 😡")
    assert "die 2. Reklamation in 90 Tagen, vermutlich wieder zu „Wollsocken“" in said
    world.go_to(date(2026, 5, 5), 9)
    (message,) = world.tick()
    assert "Zur Reklamation von gestern: Das ist die 2. Reklamation" in message.text
    world.go_to(date(2026, 5, 6), 9)
    assert world.tick() == []


def test_many_complaints_in_a_short_time_are_noticed(maria: Person) -> None:
    for name, item in (("Anna", "Tee"), ("Ben", "Schal"), ("Chris", "Decke")):
        maria.hears(f"/kauf {name} 20 {item}")
        said = maria.hears(f"/reklamation {name} zu spät")
        assert ("dieselbe Ursache" in said) is (name == "Chris")


def test_another_shop_s_complaints_do_not_count(maria: Person, petra: Person) -> None:
    for seller in (maria, petra):
        seller.hears("/kauf Anna 20 Wollsocken")
        assert "Reklamation in" not in seller.hears("/reklamation Anna Naht offen")


def test_the_balance_of_contacts_stands_on_the_buyers_screen(maria: Person) -> None:
    maria.hears("/kauf Anna 20 Tee am 1.1.2026")
    for day in (1, 2, 3):
        assert "Kontakten" not in maria.hears("/kunde Anna")
        maria.world.go_to(date(2026, 5, 10 + day))
        maria.hears(f"/notiz Anna telefoniert {day}")
    assert "Von den letzten 3 Kontakten war keiner ein Angebot." in maria.hears("/kunde Anna")


def test_offers_are_counted_among_them(world: World, maria: Person) -> None:
    for day in ("1.10.2025", "30.10.2025", "1.12.2025", "2.1.2026"):
        maria.hears(f"/kauf Wilma 40 Schal am {day}")
    maria.hears("/notiz Wilma telefoniert")
    world.days_later(9)
    maria.hears("/heute")
    maria.tap("Erledigt")
    world.days_later(1)
    maria.hears("/notiz Wilma telefoniert")
    assert "Von den letzten 3 Kontakten war einer ein Angebot." in maria.hears("/kunde Wilma")
