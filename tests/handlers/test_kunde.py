"""/kunde: one buyer on one screen."""

import re

import pytest
from syrupy.assertion import SnapshotAssertion

from rules.tiers import REGULAR, RETURNING, TierRule
from storage import shops, tiers, vouchers
from storage.tiers import OwnTier
from storage.vouchers import NewVoucher
from tests.chat import Person, World


def test_a_regular_on_one_screen(maria: Person, snapshot: SnapshotAssertion) -> None:
    for day, item in (("1.2.", "Mütze"), ("2.3.", "Schal"), ("1.4.", ""), ("1.5.", "Socken")):
        maria.hears(f"/kauf Anna 25,50 {item} am {day}2026")
    maria.hears("/notiz Anna mag Blau, Größe 39, keine Wolle")
    maria.hears("/notiz Anna strickt selbst")
    maria.hears("/geburtstag Anna 3.12.1990")
    assert maria.hears("/kunde Anna") == snapshot
    assert len(maria.last().text.split("\n")) <= 20
    assert list(maria.last().buttons) == ["Kauf", "Notiz", "Notizen", "Einladen", "Informieren"]


def test_a_buyer_known_by_one_purchase(maria: Person, snapshot: SnapshotAssertion) -> None:
    maria.hears("/kauf Ben 12")
    assert maria.hears("/kunde Ben") == snapshot


def test_the_newest_purchases_by_day_come_first_whenever_they_were_typed(maria: Person) -> None:
    for day in ("1.4.", "1.5.", "1.3.", "1.2."):
        maria.hears(f"/kauf Anna 25 am {day}")
    bought = re.findall(r"Gekauft: (\S+)", maria.hears("/kunde Anna"))
    assert bought == ["01.05.26", "01.04.26", "01.03.26"]


def test_an_open_complaint_stands_there_until_it_is_solved(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/reklamation Anna Naht offen")
    assert "Offene Reklamation: Naht offen (seit Mo., 4. Mai)" in maria.hears("/kunde Anna")
    assert maria.tap("Reklamation").startswith("Anna: Naht offen")
    maria.tap("Gelöst")
    assert "Reklamation" not in maria.hears("/kunde Anna")


def test_the_rhythm_is_told_with_its_doubt(maria: Person) -> None:
    maria.hears("/kauf Anna 25 am 1.4.")
    maria.hears("/kauf Anna 25 am 1.5.")
    assert "Tage (noch wenig Daten)" in maria.hears("/kunde Anna")


def head(maria: Person, name: str = "Anna") -> str:
    return maria.hears(f"/kunde {name}").split("\n")[0]


def test_tiers_go_by_what_was_bought(maria: Person) -> None:
    said = [maria.hears("/kauf Anna 1") and head(maria) for _ in range(4)]
    assert said == [
        "Anna · Neu (noch 1 Kauf bis Wiederkäufer)",
        "Anna · Wiederkäufer (noch 1 Kauf bis Stammkunde)",
        "Anna · Stammkunde",
        "Anna · Stammkunde",
    ]


def own_tiers(world: World, *own: OwnTier) -> None:
    with world.engine.begin() as db:
        for tier in own:
            tiers.define(db, shops.get(db, 1), tier)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        pytest.param(TierRule(REGULAR, purchases=5), "noch 4 Käufe bis Wollkönigin", id="purchases"),
        pytest.param(TierRule(REGULAR, cents=10_000), "noch 75 € bis Wollkönigin", id="an amount"),
        pytest.param(TierRule(REGULAR, items=10), "noch 9 Stück bis Wollkönigin", id="items"),
        pytest.param(
            TierRule(REGULAR, purchases=3, cents=5000), "noch 2 Käufe und 25 € bis Wollkönigin", id="two things"
        ),
        pytest.param(
            TierRule(REGULAR, every_year=True), "noch 1 Kalenderjahr mit einem Kauf bis Wollkönigin", id="years"
        ),
    ],
)
def test_what_is_missing_to_a_tier_is_told(world: World, maria: Person, rule: TierRule, told: str) -> None:
    own_tiers(world, OwnTier(TierRule(RETURNING, purchases=1)), OwnTier(rule, "Wollkönigin"))
    maria.hears("/kauf Anna 25")
    assert head(maria) == f"Anna · Wiederkäufer ({told})"


def test_a_tier_given_by_hand_is_told_as_such(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/vip Anna")
    assert head(maria) == "Anna · VIP (von Hand)"


def test_a_tier_that_was_lost_is_not_shown_even_before_the_daily_message(world: World, maria: Person) -> None:
    own_tiers(world, OwnTier(TierRule(REGULAR, purchases=3, within_days=30, downgrade=True)))
    for _ in range(3):
        maria.hears("/kauf Anna 25")
    assert head(maria) == "Anna · Stammkunde"
    world.days_later(31)
    assert head(maria) == "Anna · Wiederkäufer (noch 3 Käufe bis Stammkunde)"


def test_a_buyer_whose_purchases_were_taken_back(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/storno")
    maria.tap("Ja, zurücknehmen")
    assert maria.hears("/kunde Anna").startswith("Anna · Neu\nNoch kein Kauf.")


def issue(world: World, *names: str) -> None:
    with world.engine.begin() as db:
        for name in names:
            vouchers.issue(db, shops.get(db, 1), 1, NewVoucher(name), world.now)


def test_open_vouchers_are_shown(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 1")
    issue(world, "Seife")
    assert re.search(r"^.*[0-9A-Z]{4}.*Seife.*$", maria.hears("/kunde Anna"), re.MULTILINE)
    world.days_later(91)
    assert "Seife" not in maria.hears("/kunde Anna")


def test_many_vouchers_are_counted(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 1")
    issue(world, "Seife", "Kerze", "Tee", "Tasse")
    said = maria.hears("/kunde Anna")
    assert "Kerze" in said
    assert "Tee" not in said
    assert "… und 2 Gutscheine mehr" in said


def test_a_full_card_is_a_voucher(maria: Person) -> None:
    for _ in range(10):
        maria.hears("/kauf Anna 1")
    assert "Belohnung für die volle Karte" in maria.hears("/kunde Anna")


def test_the_points_that_expire_next_are_told(world: World, maria: Person) -> None:
    with world.engine.begin() as db:
        shops.change(db, 1, expiry_months=12)
    maria.hears("/kauf Anna 20 am 1.3.2026")
    maria.hears("/kauf Anna 5")
    assert "20 Punkte gelten bis 1. März 2027" in maria.hears("/kunde Anna")
    maria.hears("/kauf Ben 1")
    assert "1 Punkt gilt bis 4. Mai 2027" in maria.hears("/kunde Ben")


def test_the_buttons_lead_on(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.tap("Kunde")
    assert "Wie viel hat Anna bezahlt?" in maria.tap("Kauf")
    maria.hears("/kunde Anna")
    assert "Was soll ich zu Anna notieren?" in maria.tap("Notiz")
    maria.hears("/kunde Anna")
    assert "noch nichts notiert" in maria.tap("Notizen")
    maria.hears("/kunde Anna")
    assert "Link für Anna" in maria.tap("Einladen")


def test_who_has_joined_needs_no_invitation(maria: Person, anna: Person) -> None:
    maria.hears("/kunde Anna")
    assert not maria.sees_button("Einladen")


def test_without_a_name_the_last_buyers_are_offered(maria: Person) -> None:
    assert "Deine Liste ist noch leer" in maria.hears("/kunde")
    maria.hears("/kauf Anna 25")
    maria.hears("/kunde")
    assert maria.tap("Anna").startswith("Anna · Neu")


def test_names_do_not_carry_markup(maria: Person) -> None:
    maria.hears('/kauf "A<b>&co" 25')
    maria.hears("/kunde A<b>&co")
    assert "<b>A&lt;b&gt;&amp;co</b>" in maria.last().html
