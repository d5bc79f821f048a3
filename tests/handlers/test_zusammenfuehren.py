"""/zusammenfuehren: one person under two names; nothing counts twice, and everything can be taken apart again."""

import pytest

from storage import buyers, ledger, raffles, shops
from storage.ledger import Balance
from tests.chat import BUYER, Person, World, join

ROUNDED = "1 Punkt mehr, weil die übrigen Cent beider Karten zusammen einen vollen Punkt ergeben."


def balance(world: World, name: str) -> Balance:
    with world.engine.begin() as db:
        return ledger.balance(db, 1, buyers.named(db, 1, name)[0].id, world.today())


@pytest.fixture
def both(maria: Person) -> Person:
    """Anna bought for 25,60 and Anni for 12,50."""
    maria.hears("/kauf Anna 25,60 Socken")
    maria.hears("/kauf Anni 12,50 Tee")
    return maria


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_both_become_one(world: World, both: Person) -> None:
    assert both.hears("/zusammenfuehren Anna Anni") == (
        "Sind Anna und Anni dieselbe Person?\n"
        "Anna: 1 Kauf, 25,60 € · 25 Punkte, 1 Stempel\n"
        "Anni: 1 Kauf, 12,50 € · 12 Punkte, 1 Stempel\n"
        "Zusammen wären es:\nAnna: 2 Käufe, 38,10 € · 38 Punkte, 2 Stempel\n"
        f"{ROUNDED}"
    )
    done = both.tap("Ja, zusammenführen")
    assert "Anni gehört jetzt zu Anna" in done
    assert ROUNDED in done
    assert balance(world, "Anna") == (38, 2)
    assert "Tee" in both.hears("/kunde Anni")


def test_the_preview_changes_nothing(world: World, both: Person) -> None:
    both.hears("/zusammenfuehren Anna Anni")
    both.tap("Nein")
    assert (balance(world, "Anna"), balance(world, "Anni")) == ((25, 1), (12, 1))


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_it_is_undone(world: World, both: Person) -> None:
    both.hears("/zusammenfuehren Anna Anni")
    both.tap("Ja, zusammenführen")
    both.tap("Rückgängig")
    assert (balance(world, "Anna"), balance(world, "Anni")) == ((25, 1), (12, 1))
    assert "Tee" in both.hears("/kunde Anni")
    assert "Tee" not in both.hears("/kunde Anna")


def test_it_can_be_done_again_after_the_undo(world: World, both: Person) -> None:
    for _ in range(3):
        both.hears("/zusammenfuehren Anna Anni")
        both.tap("Ja, zusammenführen")
        assert balance(world, "Anna") == (38, 2)
        both.tap("Rückgängig")
    assert balance(world, "Anni") == (12, 1)


def test_what_was_bought_since_stays(world: World, both: Person) -> None:
    both.hears("/zusammenfuehren Anna Anni")
    both.tap("Ja, zusammenführen")
    merged = both.last()
    both.hears("/kauf Anni 10 Garn")
    assert balance(world, "Anna") == (48, 3)
    both.tap("Rückgängig", merged)
    assert (balance(world, "Anna"), balance(world, "Anni")) == ((35, 2), (12, 1))


def test_a_purchase_that_moved_is_taken_back_from_the_one_who_has_it(world: World, both: Person) -> None:
    both.hears("/zusammenfuehren Anna Anni")
    both.tap("Ja, zusammenführen")
    both.hears("/storno Anni 12,50 Tee")
    both.tap("Ja, zurücknehmen")
    assert balance(world, "Anna") == (25, 1)


def test_the_account_and_the_birthday_come_along(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/kauf Anni 10")
    maria.hears("/geburtstag Anni 3.5.")
    anni = join(world.person(BUYER, "Anni"), maria, "Anni")
    maria.hears("/zusammenfuehren Anna Anni")
    maria.tap("Ja, zusammenführen")
    assert "35 Punkte" in anni.hears("/punkte")
    assert "3. Mai" in maria.hears("/kunde Anna")
    maria.tap("Rückgängig")
    assert "10 Punkte" in anni.hears("/punkte")
    assert "3. Mai" not in maria.hears("/kunde Anna")


def test_two_accounts_are_two_people(world: World, both: Person) -> None:
    join(world.person(BUYER, "Anna"), both, "Anna")
    join(world.person(BUYER + 1, "Anni"), both, "Anni")
    assert "eigene Stempelkarte" in both.hears("/zusammenfuehren Anna Anni")
    assert (balance(world, "Anna"), balance(world, "Anni")) == ((25, 1), (12, 1))


@pytest.mark.parametrize(
    "words", ["Anna Anni", "Anna und Anni", "„Anna“ mit „Anni“", "Anna = Anni", "anna, anni"], ids=lambda words: words
)
def test_both_names_are_found_however_they_are_joined(both: Person, words: str) -> None:
    assert "Zusammen wären es" in both.hears(f"/zusammenfuehren {words}")


def test_names_of_several_words_are_told_apart(maria: Person) -> None:
    maria.hears('/kauf "Anna Berta" 25 Socken')
    maria.hears("/kauf Clara 10")
    assert "Sind Clara und Anna Berta dieselbe Person?" in maria.hears("/zusammenfuehren Clara Anna Berta")
    assert "Sind Anna Berta und Clara dieselbe Person?" in maria.hears("/zusammenfuehren Anna Berta Clara")


def test_without_a_second_name_it_asks_for_it(both: Person) -> None:
    assert "Wer ist dieselbe Person wie Anna?" in both.hears("/zusammenfuehren Anna")
    label = next(label for label in both.last().buttons if label.startswith("Anni"))
    assert "Zusammen wären es" in both.tap(label)


def test_a_second_name_nobody_has_becomes_another_name(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    assert "„Wollfee“ finde ich nicht" in maria.hears("/zusammenfuehren Anna = Wollfee")
    maria.tap("„Wollfee“ ist ein anderer Name von Anna")
    maria.hears("/kauf Wollfee 10 Garn")
    assert balance(world, "Anna") == (35, 2)
    maria.hears("/notiz wollfee mag Blau")
    assert "Blau" in maria.hears("/kunde Anna")


def test_another_shops_buyers_are_not_found(both: Person, petra: Person) -> None:
    petra.hears("/kauf Petula 5")
    answer = petra.hears("/zusammenfuehren Anna Anni")
    assert "25,60" not in answer
    assert "12,50" not in answer


def test_the_other_name_may_continue(world: World, both: Person) -> None:
    both.hears("/zusammenfuehren Anna Anni")
    assert "Sind Anni und Anna dieselbe Person?" in both.tap("Unter dem Namen Anni weiterführen")
    both.tap("Ja, zusammenführen")
    assert balance(world, "Anni") == (38, 2)
    assert "Anni" in both.hears("/kunde Anna").splitlines()[0]


def test_a_card_shows_the_other_names(both: Person) -> None:
    assert "auch:" not in both.hears("/kunde Anna")
    both.hears("/zusammenfuehren Anna Anni")
    both.tap("Ja, zusammenführen")
    assert both.hears("/kunde Anni").splitlines()[1] == "auch: Anni"


def test_old_buttons_lead_to_the_one_they_are_now(world: World, both: Person) -> None:
    both.hears("/kunde Anni")
    old = both.last()
    both.hears("/zusammenfuehren Anna Anni")
    both.tap("Ja, zusammenführen")
    both.tap("Kauf", old)
    both.hears("10 Garn")
    assert balance(world, "Anna") == (48, 3)


def unite(maria: Person, kept: str, gone: str) -> None:
    maria.hears(f"/zusammenfuehren {kept} {gone}")
    maria.tap("Ja, zusammenführen")


def test_an_old_choice_of_purchases_is_about_the_one_they_are_now(both: Person) -> None:
    both.hears("/kauf Anni 9 Garn")
    both.hears("/storno Anni 5")
    old = both.last()
    unite(both, "Anna", "Anni")
    said = both.tap("Anderer Kauf", old)
    assert "Anna" in said
    assert [label for label in old.buttons if "Socken" in label], "also what was bought under the other name"


def test_an_old_button_names_the_one_they_are_now(both: Person) -> None:
    """The longer name leads to the one who is left, whose name stays as the seller chose it."""
    both.hears("/kauf Berta Berg 25")
    old = both.last()
    unite(both, "Anna", "Berta")
    assert both.tap("Der Name ist „Berta Berg“", old) == "✅ Gemerkt: „Berta Berg“ führt auch zu Anna."
    assert "50,60" in both.hears("/kunde Berta Berg")
    assert "Anna" in both.hears("/kunde Anna")


def test_a_forwarded_message_is_noted_for_the_one_they_are_now(world: World, both: Person) -> None:
    account = {"id": 7007, "is_bot": False, "first_name": "Anni"}
    with world.engine.begin() as db:
        buyers.point_at(db, 1, buyers.named(db, 1, "Anni")[0].id, 7007)
    both.hears("Ich trage Größe 39", forward_origin={"type": "user", "date": 1, "sender_user": account})
    old = both.last()
    unite(both, "Anna", "Anni")
    assert "Notiert für Anna" in both.tap("Als Notiz merken", old)
    assert "Größe 39" in both.hears("/kunde Anna")


def test_an_old_bonus_is_taken_back_from_the_one_they_are_now(world: World, both: Person) -> None:
    both.hears("/bonus Anni 20 Hilfe")
    old = both.last()
    unite(both, "Anna", "Anni")
    assert balance(world, "Anna").points == 58
    assert both.tap("Rückgängig", old) == "↩️ Zurückgenommen. Anna hat jetzt: 38"


def test_the_raffles_name_the_one_they_are_now(world: World, both: Person) -> None:
    with world.engine.begin() as db:
        (anni,) = buyers.named(db, 1, "Anni")
        raffles.publish(db, shops.get(db, 1), "Tee", raffles.ALL, [anni.id], world.now)
    both.hears("/verlosung")
    both.tap("Zum Losen: Tee")
    assert "🎉 Anni gewinnt" in both.tap("Losen")
    unite(both, "Anna", "Anni")
    assert "Tee: Anna mit Los L-0001" in both.hears("/verlosung")


def test_a_name_of_two_is_asked_back(world: World, both: Person) -> None:
    with world.engine.begin() as db:
        for name in ("Anna", "Anni"):
            buyers.add_alias(db, 1, buyers.named(db, 1, name)[0].id, "Wollfee")
    assert "Wollfee" in both.hears("/kunde Wollfee")
    assert [label.split(" ")[0] for label in both.last().buttons] == ["Anna", "Anni"]


def test_a_second_tap_unites_and_parts_nobody_again(world: World, both: Person) -> None:
    both.hears("/zusammenfuehren Anna Anni")
    for label, points in (("Ja, zusammenführen", 38), ("Rückgängig", 25)):
        asked = both.last()
        data = asked.buttons[label]["callback_data"]
        for _ in range(2):
            both.tap_data(asked, data)
            assert balance(world, "Anna").points == points
    assert (balance(world, "Anna"), balance(world, "Anni")) == ((25, 1), (12, 1))


def test_the_history_tells_of_both(both: Person) -> None:
    anni = join(both.world.person(BUYER, "Anni"), both, "Anni")
    both.hears("/zusammenfuehren Anna Anni")
    both.tap("Ja, zusammenführen")
    anni.hears("/punkte")
    assert "aus zwei Karten wurde eine" in anni.tap("Verlauf")
    both.tap("Rückgängig")
    anni.hears("/punkte")
    assert "aus einer Karte wurden wieder zwei" in anni.tap("Verlauf")


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_a_card_that_is_full_together_is_a_reward_at_once(world: World, maria: Person) -> None:
    for name, times in (("Anna", 7), ("Anni", 5)):
        for _ in range(times):
            maria.hears(f"/kauf {name} 10")
    assert "Damit ist eine Karte voll: Die Belohnung gibt es gleich als Gutschein." in maria.hears(
        "/zusammenfuehren Anna Anni"
    )
    assert "Karte voll! Die Belohnung ist ein Gutschein: " in maria.tap("Ja, zusammenführen")
    assert balance(world, "Anna") == (120, 2)
    assert "Belohnung für die volle Karte" in maria.hears("/kunde Anna")
    maria.tap("Rückgängig")
    assert (balance(world, "Anna"), balance(world, "Anni")) == ((70, 7), (50, 5))
    assert "Belohnung für die volle Karte" not in maria.hears("/kunde Anna")


def test_a_reward_that_was_handed_over_stays_with_the_one_who_keeps_the_name(world: World, maria: Person) -> None:
    """The stamps that it took are owed, as after every purchase that is taken back."""
    for name in ("Anna", "Anni"):
        for _ in range(5):
            maria.hears(f"/kauf {name} 10")
    maria.hears("/zusammenfuehren Anna Anni")
    said = maria.tap("Ja, zusammenführen")
    done = maria.last()
    maria.hears(f"/einloesen {said.partition('Gutschein: ')[2][:4]}")
    maria.tap("Jetzt einlösen")
    maria.tap("Rückgängig", done)
    assert (balance(world, "Anna"), balance(world, "Anni")) == ((50, -5), (50, 5))


@pytest.mark.parametrize("typed", ["Anna Anna", "anna und Anna", "Anna = ANNA"])
def test_one_and_the_same_name_twice(both: Person, typed: str) -> None:
    said = both.hears(f"/zusammenfuehren {typed}")
    assert said.startswith("Anna steht nur einmal in deiner Liste.")
    assert "/zusammenfuehren Anna Anni" in said


def test_a_name_that_leads_there_already(both: Person) -> None:
    unite(both, "Anna", "Anni")
    assert both.hears("/zusammenfuehren Anna Anni").startswith("„Anni“ führt schon zu Anna.")


def test_two_of_the_same_name_are_told_apart_by_what_they_have(world: World, both: Person) -> None:
    with world.engine.begin() as db:
        buyers.create(db, 1, "Anna", world.now)
    both.hears("/zusammenfuehren Anna Anna")
    asked = both.tap(next(label for label in both.last().buttons if "1 Kauf" in label))
    assert asked == (
        "Sind die beiden dieselbe Person?\n"
        "Anna: 1 Kauf, 25,60 € · 25 Punkte, 1 Stempel\n"
        "Anna: 0 Käufe, 0,00 € · 0 Punkte, 0 Stempel\n"
        "Zusammen wären es:\nAnna: 1 Kauf, 25,60 € · 25 Punkte, 1 Stempel"
    )
    assert both.tap("Ja, zusammenführen").startswith("✅ Anna steht jetzt nur noch einmal in deiner Liste.")
    assert both.tap("Rückgängig").startswith("↩️ Es sind wieder zwei Personen.")


def test_others_are_offered_though_nobody_has_a_similar_name(maria: Person) -> None:
    maria.hears("/kauf Anna 10")
    maria.hears("/kauf Clara 10")
    maria.hears("/kauf Clarissa 10")
    assert maria.hears("/zusammenfuehren Clara") == "Wer ist dieselbe Person wie Clara?"
    assert [label.split(" ")[0] for label in maria.last().buttons] == ["Clarissa", "Anna"]
    maria.hears("/zusammenfuehren Anna")
    assert len(maria.last().buttons) == 2


@pytest.mark.parametrize(("first", "second"), [("Anna", "Ben"), ("Ben", "Anna")])
@pytest.mark.parametrize("more", [0, 1], ids=["bought once", "bought twice"])
def test_a_friend_and_who_brought_him_have_what_they_had_once_parted(
    world: World, maria: Person, first: str, second: str, more: int
) -> None:
    """However often: as one nobody was brought, as two both have their bonus once."""
    maria.hears("/kauf Anna 10")
    maria.hears("/empfehlen Ben von Anna")
    for cents in ("25", "1")[: 1 + more]:
        maria.hears(f"/kauf Ben {cents}")
    before = balance(world, "Anna"), balance(world, "Ben")
    for _ in range(2):
        unite(maria, first, second)
        assert balance(world, "Anna").points == 35 + more
        maria.tap("Rückgängig")
        assert (balance(world, "Anna"), balance(world, "Ben")) == before
