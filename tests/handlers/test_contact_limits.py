"""How often the seller is reminded of one buyer: once in the quiet period, together on one card, and not for ever."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from handlers import collecting
from storage import buyers, shops
from tests.chat import Person, World


def days_with_cards(world: World, days: int) -> dict[int, list[str]]:
    """The cards of the next daily messages, by day from now."""
    start, found = world.today(), {}
    for ahead in range(1, days + 1):
        world.go_to(start + timedelta(days=ahead), 9)
        if texts := [message.text for message in world.tick()[1:]]:
            found[ahead] = texts
    return found


@pytest.fixture
def jubilee(world: World, maria: Person) -> Person:
    """It is Anna's anniversary on 10 May; she has bought on 1 May."""
    world.go_to(date(2026, 5, 4))
    maria.hears("/kauf Anna 25 am 10.5.2025")
    maria.hears("/kauf Anna 25 am 28.4.2026")
    return maria


def test_the_question_and_the_anniversary_are_a_quiet_period_apart(world: World, jubilee: Person) -> None:
    found = days_with_cards(world, 12)
    assert list(found) == [1, 7]
    assert "Nachfragen" not in found[7][0]
    assert "seit einem Jahr" in found[7][0]


def test_a_note_is_a_contact(world: World, jubilee: Person) -> None:
    """On the phone on the 8th: nothing before the 14th."""
    world.go_to(date(2026, 5, 8))
    jubilee.hears("/notiz Anna telefoniert")
    assert min(days_with_cards(world, 12)) == 6


def test_a_text_that_was_handed_over_is_a_contact(world: World, jubilee: Person) -> None:
    world.go_to(date(2026, 5, 5), 9)
    world.tick()
    world.go_to(date(2026, 5, 8))
    jubilee.hears("/heute")
    jubilee.tap("Erledigt")
    assert min(days_with_cards(world, 12)) == 6


def test_done_taken_back_is_no_contact(world: World, jubilee: Person) -> None:
    world.go_to(date(2026, 5, 5), 9)
    world.tick()
    world.go_to(date(2026, 5, 8))
    jubilee.hears("/heute")
    jubilee.tap("Erledigt")
    jubilee.tap("Zurück")
    assert min(days_with_cards(world, 12)) == 3


def test_another_quiet_period(world: World, jubilee: Person) -> None:
    with world.engine.begin() as db:
        shops.change(db, 1, quiet_days=10)
    assert list(days_with_cards(world, 14)) == [1, 11]


def test_what_is_put_off_is_a_contact_to_come(world: World, jubilee: Person) -> None:
    """Put off from the 10th to the 13th: the anniversary waits for it, instead of coming two days before."""
    world.go_to(date(2026, 5, 5), 9)
    world.tick()
    world.go_to(date(2026, 5, 10))
    jubilee.hears("/heute")
    jubilee.tap("Später")
    jubilee.tap("In 3 Tagen")
    assert "auf den Mi., 13. Mai verschoben: Angebote und Jahrestage warten bis Di., 19. Mai" in jubilee.hears(
        "/warum Anna"
    )
    assert list(days_with_cards(world, 12)) == [3, 9]


@pytest.fixture
def put_off(world: World, jubilee: Person) -> Person:
    """The anniversary was shown on 11 May and is put off to the 14th."""
    found = days_with_cards(world, 7)
    assert "seit einem Jahr" in found[7][0]
    jubilee.tap("Später")
    jubilee.tap("In 3 Tagen")
    return jubilee


def test_what_was_put_off_waits_for_the_quiet_period(world: World, put_off: Person) -> None:
    """A call on the 13th, the day before it was to come back: not before the 19th."""
    world.go_to(date(2026, 5, 13))
    put_off.hears("/notiz Anna telefoniert")
    found = days_with_cards(world, 10)
    assert list(found) == [6]
    assert "seit einem Jahr" in found[6][0]


def test_to_put_off_names_the_day_on_which_it_comes_back(world: World, put_off: Person) -> None:
    world.go_to(date(2026, 5, 14), 9)
    (_, card) = world.tick()
    put_off.hears("/notiz Anna telefoniert")
    put_off.tap("Später", card)
    assert "kommt am Mi., 20. Mai wieder" in put_off.tap("Morgen", card)
    assert list(days_with_cards(world, 10)) == [6]


def test_what_came_back_too_late_is_still_shown(world: World, put_off: Person) -> None:
    """She was on holiday on the day it was to come back, and long after it was worth something."""
    put_off.hears("/urlaub bis 20.6.")
    world.go_to(date(2026, 6, 19))
    found = days_with_cards(world, 5)
    assert list(found) == [2]
    assert "seit einem Jahr" in found[2][0]
    world.go_to(date(2026, 6, 21))
    assert "seit einem Jahr" in put_off.hears("/heute")


def test_what_came_back_on_full_days_is_shown_as_soon_as_there_is_room(world: World, put_off: Person) -> None:
    """Until 24 May it would have been worth something."""
    with world.engine.begin() as db:
        for day in range(14, 27):
            assert collecting.collect(db, shops.get(db, 1), date(2026, 5, day), room=0) == []
    world.go_to(date(2026, 5, 27), 9)
    assert "seit einem Jahr" in world.tick()[1].text
    assert "seit einem Jahr" in put_off.hears("/heute")


def test_a_year_of_silence_is_not_for_coming_back(world: World, put_off: Person) -> None:
    """What would come back in a year only is dropped, and stands in nobody's way."""
    with world.engine.begin() as db:
        buyers.change(db, 1, 1, paused_until=date(2027, 5, 1))
    assert days_with_cards(world, 10) == {}
    assert "Du hast einen Hinweis" not in put_off.hears("/warum Anna")


def test_a_birthday_takes_along_what_waits(world: World, jubilee: Person) -> None:
    """Birthday on the 10th, too: one message, not two."""
    jubilee.hears("/geburtstag Anna 10.5.")
    found = days_with_cards(world, 12)
    (on_the_day,) = found[6]
    assert on_the_day.startswith("🎂 Anna hat heute Geburtstag")
    assert on_the_day.endswith("Und gleich mit: ein Jahr Kundschaft")
    assert not any("seit einem Jahr" in card for cards in found.values() for card in cards)


def test_done_settles_the_whole_card(world: World, jubilee: Person) -> None:
    jubilee.hears("/geburtstag Anna 10.5.")
    world.go_to(date(2026, 5, 5), 9)
    world.tick()
    jubilee.tap("Erledigt")
    world.go_to(date(2026, 5, 10), 9)
    world.tick()
    jubilee.tap("Erledigt")
    assert "Heute steht niemand an" in jubilee.hears("/heute")


def test_a_purchase_leaves_the_other_half_of_a_card(world: World, maria: Person) -> None:
    """The question about the last purchase is pointless now, the anniversary is not."""
    maria.hears("/kauf Anna 25 am 10.5.2025")
    maria.hears("/kauf Anna 25 am 4.5.2026")
    world.go_to(date(2026, 5, 10), 9)
    _, card = world.tick()
    assert "Und gleich mit: ein Jahr Kundschaft" in card.text
    maria.hears("/kauf Anna 5")
    assert "🎉 Anna kauft seit einem Jahr" in maria.hears("/heute")


def test_two_other_parts_of_a_card_stay_one(world: World, maria: Person) -> None:
    with world.engine.begin() as db:
        shops.change(db, 1, expiry_months=1)
    maria.hears("/kauf Anna 25 am 10.5.2025")
    maria.hears("/kauf Anna 25 am 24.4.2026")
    maria.hears("/kauf Anna 25 am 4.5.2026")
    world.go_to(date(2026, 5, 10), 9)
    (card,) = world.tick()[1:]
    assert card.text.startswith("📦")
    assert "Und gleich mit: ein Jahr Kundschaft, eine neue Stufe erreicht, am 24. Mai" in card.text
    maria.hears("/kauf Anna 5")
    said = maria.hears("/heute")
    assert said.startswith("Eine Erinnerung ist offen")
    assert "Und gleich mit" in said


@pytest.fixture
def lost(maria: Person) -> Person:
    """Wilma has not bought for a long time; on 1 September it is her birthday."""
    for day in ("1.10.2025", "30.10.2025", "1.12.2025", "2.1.2026"):
        maria.hears(f"/kauf Wilma 40 Schal am {day}")
    maria.hears("/geburtstag Wilma 1.9.")
    return maria


def won_back(world: World, seller: Person, label: str = "Erledigt", days: int = 61) -> dict[int, list[str]]:
    """The cards of some days, each dealt with at once."""
    start, found = world.today(), {}
    for ahead in range(1, days + 1):
        world.go_to(start + timedelta(days=ahead), 9)
        for card in world.tick()[1:]:
            found.setdefault(ahead, []).append(card.text)
            seller.tap(label, card)
    return found


@pytest.mark.parametrize("label", ["Erledigt", "Text"])
def test_after_two_win_backs_without_an_answer_there_is_silence(world: World, lost: Person, label: str) -> None:
    found = won_back(world, lost, label)
    assert list(found) == [1, 61]
    assert "zweite Versuch" not in found[1][0]
    assert "Kommt darauf nichts, lasse ich Wilma ein Jahr in Ruhe" in found[61][0]
    assert "Zweimal ohne Antwort gemeldet: Ruhe bis 4. Juli 2027" in lost.hears("/warum Wilma")
    assert not any("🎂" in card for cards in days_with_cards(world, 70).values() for card in cards)


def test_win_backs_that_nobody_acted_on_are_no_message_without_an_answer(world: World, lost: Person) -> None:
    """There are no more than two of them, and the birthday comes all the same."""
    found = days_with_cards(world, 122)
    assert [day for day, cards in found.items() if "💤" in cards[0]] == [1, 61]
    assert "zweite Versuch" not in found[61][0]
    assert "Zweimal ohne Antwort" not in lost.hears("/warum Wilma")
    assert found[120][0].startswith("🎂 Wilma hat heute Geburtstag")


def test_of_two_win_backs_only_the_latest_stays_open(world: World, lost: Person) -> None:
    days_with_cards(world, 61)
    assert lost.hears("/heute").count("💤") == 1


def test_an_answer_ends_the_silence_and_starts_anew(world: World, lost: Person) -> None:
    won_back(world, lost)
    lost.hears("/notiz Wilma hat geantwortet, kommt im Herbst wieder")
    assert "Zweimal ohne Antwort" not in lost.hears("/warum Wilma")
    found = days_with_cards(world, 62)
    assert found[59][0].startswith("🎂 Wilma hat heute Geburtstag")
    assert "💤" in found[60][0]
    assert "zweite Versuch" not in found[60][0]


def test_two_win_backs_without_an_answer_are_a_warning(world: World, lost: Person) -> None:
    """It is told to the seller alone, so that the silence does not hold it up."""
    won_back(world, lost)
    found = days_with_cards(world, 60)
    assert list(found) == [14]
    assert found[14][0].startswith("⚠️")


def test_a_purchase_ends_the_silence(world: World, lost: Person) -> None:
    won_back(world, lost, days=70)
    lost.hears("/kauf Wilma 40 Schal")
    assert 6 in days_with_cards(world, 10)


def test_asking_for_what_is_unknown_keeps_the_quiet_period(world: World, maria: Person) -> None:
    """Five purchases, no birthday: the follow-up on the 10th, the question not on the 11th but on the 16th."""
    world.go_to(date(2026, 5, 4))
    for back in (400, 300, 200, 100, 0):
        maria.hears(f"/kauf Anna 25 am {date(2026, 5, 4) - timedelta(days=back):%d.%m.%Y}")
    found = days_with_cards(world, 20)
    asked = next(day for day, cards in found.items() if "aber" in cards[-1] and "📝" in cards[-1])
    before = [
        day
        for day, cards in found.items()
        if day < asked and any("Anna" in card and "✨" not in card for card in cards)
    ]
    assert asked - max(before) == 6
    assert all(later - earlier >= 6 for earlier, later in pairwise(day for day in found if "✨" not in found[day][0]))
