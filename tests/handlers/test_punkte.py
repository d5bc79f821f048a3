"""/punkte: the card as a picture, the history with reasons, the reward."""

import pytest
from syrupy.assertion import SnapshotAssertion

from storage import ledger, shops
from tests.chat import Person, World, join


def buy(maria: Person, times: int, name: str = "Anna") -> None:
    for _ in range(times):
        maria.hears(f"/kauf {name} 1,50")


def recipe(person: Person) -> dict[str, object]:
    picture = person.last().picture
    assert picture is not None
    return picture


@pytest.mark.parametrize("stamps", [1, 9, 10, 11, 20], ids=["first", "one missing", "full", "next card", "two full"])
def test_the_card_of_a_buyer(maria: Person, anna: Person, stamps: int, snapshot: SnapshotAssertion) -> None:
    buy(maria, stamps - 1)
    assert [anna.hears("/punkte"), recipe(anna), list(anna.last().buttons)] == snapshot


def test_the_polite_form(world: World, maria: Person, anna: Person) -> None:
    with world.engine.begin() as db:
        shops.change(db, 1, address_form="sie")
    assert anna.hears("/punkte").startswith("Ihre Stempelkarte bei Shop von Maria")
    assert maria.hears("/punkte Anna").startswith("Stempelkarte von Anna")


def test_the_history_gives_reasons(maria: Person, anna: Person, snapshot: SnapshotAssertion) -> None:
    buy(maria, 9)
    maria.hears("/punkte Anna")
    maria.tap("Belohnung übergeben")
    maria.tap("Rückgängig")
    maria.hears("/kauf Anna 7 Mütze")
    maria.hears("/storno")
    anna.hears("/punkte")
    assert anna.tap("Verlauf") == snapshot


def test_a_buyer_of_two_shops_sees_each_card_and_each_history(maria: Person, petra: Person, anna: Person) -> None:
    petra.hears("/kauf Anni 7 Vase")
    join(anna, petra, "Anni")
    said = anna.hears("/punkte")
    assert "Deine Stempelkarte bei Shop von Maria\n25 Punkte" in said
    assert "Deine Stempelkarte bei Shop von Petra\n7 Punkte" in said
    assert "Vase" in anna.tap("Verlauf")
    assert "Wollsocken" not in anna.last().text


def test_the_seller_names_a_buyer_or_chooses_one(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    assert maria.hears("/punkte Anna").startswith("Stempelkarte von Anna\n25 Punkte\nStempel 1 von 10")
    maria.hears("/punkte")
    assert maria.tap("Anna").startswith("Stempelkarte von Anna")


def test_a_reward_is_handed_over_and_taken_back(maria: Person) -> None:
    buy(maria, 12)
    maria.hears("/punkte Anna")
    assert maria.tap("Belohnung übergeben") == "🎁 Belohnung für Anna übergeben. Es bleiben: 2 Stempel."
    assert maria.tap("Rückgängig") == "↩️ Die Belohnung für Anna steht wieder aus."
    assert "1 volle Karte" in maria.hears("/punkte Anna")


def test_a_card_that_is_not_full_is_not_redeemed(maria: Person) -> None:
    buy(maria, 9)
    maria.hears("/punkte Anna")
    assert (
        maria.tap("Belohnung übergeben") == "Auf der Karte von Anna fehlt noch 1 Stempel. Es hat sich nichts geändert."
    )


def test_a_double_tap_hands_over_one_reward(world: World, maria: Person) -> None:
    buy(maria, 20)
    maria.hears("/punkte Anna")
    card = maria.last()
    maria.tap("Belohnung übergeben", card)
    maria.tap("Belohnung übergeben", card)
    assert world.notices == ["Schon erledigt."]


def test_two_cards_are_redeemed_at_the_same_moment(maria: Person) -> None:
    buy(maria, 20)
    for _ in range(2):
        maria.hears("/punkte Anna")
        maria.tap("Belohnung übergeben")
    assert maria.last().text.endswith("Es bleiben: 0 Stempel.")


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_one_card_is_redeemed_once_from_two_messages(world: World, maria: Person) -> None:
    buy(maria, 10)
    maria.hears("/punkte Anna")
    older = maria.last()
    maria.hears("/punkte Anna")
    maria.tap("Belohnung übergeben")
    assert "fehlen noch 10 Stempel" in maria.tap("Belohnung übergeben", older)
    with world.engine.begin() as db:
        assert ledger.balance(db, 1, 1) == (15, 0)


def test_no_buyer_gets_a_button_to_redeem(anna: Person) -> None:
    anna.hears("/punkte")
    assert list(anna.last().buttons) == ["Verlauf"]
