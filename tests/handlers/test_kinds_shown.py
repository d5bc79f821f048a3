"""Thanks, new tiers and near rewards, as the seller meets them: daily message, /heute, /woche, /warum, text."""

from datetime import date, timedelta

import pytest

from storage import shops
from tests.chat import Person, World

MONDAY = date(2026, 5, 4)
THANKS = "🙏 Anna hat am Mo., 4. Mai zum ersten Mal bei dir gekauft. Ein kurzes Danke, ganz ohne Angebot, bleibt in Erinnerung."


def cards(world: World, days: int) -> list[str]:
    """The daily message of so many days after Monday, 4 May, without its greeting and the look back on May."""
    world.go_to(MONDAY + timedelta(days=days), 9)
    return [said.text for said in world.tick()[1:] if "Rückblick" not in said.text]


def monthly(maria: Person, purchases: int, what: str = "25") -> None:
    """Anna buys every 30 days, the last time today."""
    for back in range(30 * (purchases - 1), -1, -30):
        maria.hears(f"/kauf Anna {what} am {MONDAY - timedelta(days=back):%d.%m.%Y}")


def test_thanks_are_due_the_day_after_a_first_purchase(world: World, maria: Person) -> None:
    assert "Als Nächstes: für den ersten Kauf danken (Di., 5. Mai)" in maria.hears("/kauf Anna 25 Socken")
    assert "Anna: für den ersten Kauf danken" in maria.hears("/woche")
    assert "für den ersten Kauf danken" in maria.hears("/warum Anna")
    assert cards(world, 1) == [THANKS]
    maria.hears("/heute")
    assert maria.last().text == THANKS
    assert "Angebot" not in maria.tap("Text")


def test_after_thanks_the_question_waits_for_the_quiet_period(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    said = {days: cards(world, days) for days in range(1, 9)}
    assert [days for days, texts in said.items() if texts] == [1, 7]
    assert "Frag" in said[7][0]


def test_a_second_purchase_ends_the_thanks(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/kauf Anna 25")
    assert cards(world, 1) == []


def test_a_new_regular_is_worth_a_word(world: World, maria: Person) -> None:
    monthly(maria, 3)
    assert "zur neuen Stufe" not in maria.last().text
    (card,) = cards(world, 1)
    assert card == "🌟 Anna hat mit dem letzten Kauf die Stufe „Stammkunde“ erreicht. Gratuliere kurz."
    assert "Stammkunde" in maria.tap("Text")


def test_who_was_congratulated_at_once_is_not_again(world: World, maria: Person) -> None:
    monthly(maria, 3)
    maria.tap("Gratulieren")
    maria.tap("Andere Fassung")
    assert cards(world, 1) == []


@pytest.mark.parametrize(("reward", "named"), [("Gratis Tee", "Gratis Tee"), ("", "Belohnung für die volle Karte")])
def test_a_card_that_wants_one_stamp_more(world: World, maria: Person, reward: str, named: str) -> None:
    with world.engine.begin() as db:
        shops.change(db, 1, card_reward=reward, stamps_per_card=5, follow_up_days=1)
    monthly(maria, 4)
    cards(world, 1)
    assert "an die nahe Belohnung erinnern" in maria.hears("/warum Anna")
    world.go_to(MONDAY + timedelta(days=29), 9)
    assert "Anna: an die nahe Belohnung erinnern" in maria.hears("/woche")
    (card,) = cards(world, 30)
    assert card == (
        f"🎯 Anna braucht nur noch einen Einkauf bis „{named}“ (noch 1 Stempel). "
        "Nach dem üblichen Abstand ist es jetzt so weit. Sag kurz Bescheid."
    )
    assert f"„{named}“" in maria.tap("Text")
    assert "1 Stempel" in maria.last().text


def test_a_prize_that_goes_takes_its_reminder_along(world: World, maria: Person) -> None:
    maria.hears("/praemien Tee 120 Punkte")
    monthly(maria, 4)
    assert "„Tee“ (noch 20 Punkte)" in "".join(cards(world, 30))
    maria.hears("/bonus Anna 20 Danke")
    assert "Tee" not in maria.hears("/heute")


def test_two_messages_without_an_answer_are_a_warning_and_no_third_offer(world: World, maria: Person) -> None:
    maria.hears("/praemien Tee 120 Punkte")
    monthly(maria, 4)
    assert cards(world, 30)
    maria.tap("Text")
    world.go_to(MONDAY + timedelta(days=77), 9)
    assert "kommen nur etwa" in world.tick()[1].text
    maria.tap("Text")
    assert cards(world, 90) == []
    assert cards(world, 91) == [
        (
            "⚠️ Anna hat auf deine letzten 2 Nachrichten nicht reagiert. "
            "Schick jetzt kein Angebot mehr, sondern frag einmal persönlich nach."
        )
    ]
