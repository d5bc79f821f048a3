"""/start: the set-up in taps or typed, the settings, and what others read."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from syrupy.assertion import SnapshotAssertion

from handlers.answers import BUYER as BUYER_ROLE
from handlers.menus import COMMANDS
from tests.chat import BERLIN, OTHER_SELLER, RECOVERY, SELLER, Person, World, join, rows


def test_the_set_up_is_three_taps_and_one_example(world: World, snapshot: SnapshotAssertion) -> None:
    maria = world.person(SELLER, "Maria")
    chat = [maria.hears("/start"), maria.tap("Shop von Maria"), maria.tap("08:00"), maria.tap("Europe/Vienna")]
    assert [RECOVERY.sub("NOTFALLCODE", text) for text in chat] == snapshot
    assert maria.last().buttons["Beispiel kopieren"]["copy_text"] == {"text": "/kauf Anna 25 Wollsocken"}


def test_the_set_up_can_be_typed(world: World) -> None:
    maria = world.person(SELLER, "Maria")
    maria.hears("/start")
    assert "Wann soll" in maria.hears("Marias   Wollstübchen")
    assert "Zeitzone" in maria.hears("8:30 Uhr")
    assert "um 08:30 Uhr" in maria.hears("Wien")
    assert maria.hears("/start").startswith(
        "Marias Wollstübchen\nTägliche Nachricht: 08:30 Uhr\nZeitzone: Europe/Vienna"
    )


@pytest.mark.parametrize("name", ["Hans", "Maria", "Max", "🧶"])
def test_the_proposed_name_is_right_for_every_name(world: World, name: str) -> None:
    seller = world.person(SELLER, name)
    seller.hears("/start")
    assert seller.sees_button(f"Shop von {name}")


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        pytest.param("x" * 41, "1 bis 40 Zeichen", id="a name that is too long"),
        pytest.param("", "1 bis 40 Zeichen", id="no text at all, a sticker"),
    ],
)
def test_a_name_that_does_not_fit_is_asked_for_again(world: World, typed: str, refusal: str) -> None:
    maria = world.person(SELLER, "Maria")
    maria.hears("/start")
    assert refusal in maria.hears(typed, sticker={})
    assert "Wann soll" in maria.hears("Wollstübchen")


@pytest.mark.parametrize("typed", ["25 Uhr", "bald", "8:75"])
def test_a_time_that_is_none_is_asked_for_again(world: World, typed: str) -> None:
    maria = world.person(SELLER, "Maria")
    maria.hears("/start")
    maria.tap("Shop von Maria")
    assert "kann ich nicht als Uhrzeit lesen. So geht's: 8:30" in maria.hears(typed)
    assert "Zeitzone" in maria.hears("8:30")


def test_a_city_nobody_knows_is_asked_for_again(world: World) -> None:
    maria = world.person(SELLER, "Maria")
    maria.hears("/start")
    maria.tap("Shop von Maria")
    maria.tap("09:00")
    assert "„Kleinkleckersdorf“ kenne ich nicht als Ort" in maria.hears("Kleinkleckersdorf")
    assert "Fertig" in maria.hears("Lissabon")


def test_a_typed_question_survives_a_command_in_between(world: World) -> None:
    """The daily message comes at nine even if the questions were never answered."""
    maria = world.person(SELLER, "Maria")
    maria.hears("/start")
    assert "25,00 €" in maria.hears("/kauf Anna 25")
    world.go_to(world.today() + timedelta(days=6), 9)
    assert "Anna hat vor 6 Tagen gekauft" in world.tick()[-1].text


def test_each_setting_is_changed_by_itself(maria: Person) -> None:
    maria.hears("/start")
    maria.tap("Uhrzeit")
    assert (
        maria.tap("18:00") == "✅ Gespeichert: Shop von Maria, tägliche Nachricht um 18:00 Uhr, Zeitzone Europe/Berlin."
    )
    maria.hears("/start")
    maria.tap("Name")
    assert "Gespeichert: Wollstübchen" in maria.hears("Wollstübchen")
    maria.hears("/start")
    maria.tap("Zeitzone")
    assert "Zeitzone Europe/Zurich" in maria.tap("Europe/Zurich")


def test_a_message_on_quiet_days_is_switched_on_and_off(maria: Person) -> None:
    maria.hears("/start")
    assert "auch an ruhigen Tagen" in maria.tap("Auch an ruhigen Tagen melden")
    maria.hears("/start")
    assert "bleibt es jetzt still" in maria.tap("An ruhigen Tagen still bleiben")


def test_seller_and_buyer_have_different_command_menus(world: World, maria: Person, anna: Person) -> None:
    assert "kauf" in world.menus[maria.id]
    assert world.menus[anna.id] == list(COMMANDS[BUYER_ROLE])
    assert "kauf" not in world.menus[anna.id]


def test_a_buyer_of_two_shops_reads_both_names(petra: Person, anna: Person) -> None:
    petra.hears("/kauf Anna 7")
    join(anna, petra, "Anna")
    assert anna.hears("/start") == (
        "Hallo! Deine Stempelkarten bei Shop von Maria und Shop von Petra zeigt dir /punkte, alles andere /hilfe."
    )


def test_a_buyer_reads_what_to_do(anna: Person) -> None:
    assert (
        anna.hears("/start") == "Hallo! Deine Stempelkarte bei Shop von Maria zeigt dir /punkte, alles andere /hilfe."
    )


def test_an_empty_seller_list_means_nobody(engine: Engine) -> None:
    world = World(engine, ())
    nobody = world.person(SELLER, "Maria")
    for typed in ("/start", "/kauf Anna 25", "/kunden", "Hallo"):
        assert "Hier verkauft noch niemand." in nobody.hears(typed)
    assert sum(rows(world).values()) == 0


@pytest.mark.parametrize(
    "typed",
    [
        "/start",
        "/start e_AAAAAAAAAAAAAAAAAAAAAA",
        "/kauf Anna 25",
        "/punkte",
        "/hilfe",
        "Hallo?",
        "/quatsch",
        "kauf Anna 25",
    ],
)
def test_a_stranger_reads_a_friendly_sentence_and_nothing_is_stored(stranger: Person, typed: str) -> None:
    before = rows(stranger.world)
    said = stranger.hears(typed)
    assert "Link" in said
    assert rows(stranger.world) == before


def test_a_seller_struck_off_the_list_is_a_stranger(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    later = world.restarted((OTHER_SELLER,))
    assert "persönlichen Link" in later.person(SELLER, "Maria").hears("/kunde Anna")


def test_a_seller_struck_off_the_list_gets_no_daily_message(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    later = world.restarted(())
    later.go_to(world.today() + timedelta(days=6), 9)
    assert later.tick() == []


def test_a_new_time_does_not_bring_a_second_message_the_same_day(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    world.go_to(world.today() + timedelta(days=6), 9)
    assert world.tick() != []
    maria.hears("/start")
    maria.tap("Uhrzeit")
    maria.tap("12:00")
    world.go_to(world.today(), 12)
    assert world.tick() == []
    assert world.now.astimezone(BERLIN).hour == 12
