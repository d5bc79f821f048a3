"""Who may do what: every command, button and question for every role, and what is said to the rest."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import select

from handlers import build_app
from handlers.answers import BUYER as BUYER_ROLE
from handlers.digest import housekeeping
from storage import dialogs, shops, tables
from storage.dialogs import Action
from storage.tables.dialogs import keyboard
from tests.chat import BERLIN, STRANGER, Person, Said, World, invitation

APP = build_app()
OF_SELLERS = [name for name in APP.commands if not APP.find(name, BUYER_ROLE).is_for(BUYER_ROLE)]
LOST = "Das habe ich nicht verstanden. Deine Stempelkarte zeigt dir /punkte, alles andere /hilfe."


@pytest.fixture
def busy(world: World, maria: Person, anna: Person) -> World:
    """Maria's shop with a row of every kind under the number 1."""
    maria.hears("/notiz Anna mag Blau")
    maria.hears("/geburtstag Anna 4.5.")
    maria.hears("/heute")
    return world


def outsider(world: World, who: str, petra: Person, anna: Person, stranger: Person) -> Person:
    return {"other seller": petra, "buyer": anna, "stranger": stranger}[who]


def shop_rows(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Everything stored for the first shop."""
    with world.engine.begin() as db:
        return {
            name: sorted(map(repr, db.execute(select(table).where(table.c[key] == 1)).all()))
            for name, table in tables.metadata.tables.items()
            if (key := "id" if name == "shop" else "shop_id") in table.c and name != "outbox"
        }


@pytest.mark.parametrize("command", OF_SELLERS)
def test_a_buyer_never_runs_a_sellers_command(anna: Person, command: str) -> None:
    before = shop_rows(anna.world)
    assert anna.hears(f"/{command} Anna 25") == "Das kann nur, wer hier verkauft. Deine Stempelkarte zeigt dir /punkte."
    assert anna.hears(f"{command} Anna 25") == LOST
    assert anna.edit(f"/{command} Anna 25") == ""
    assert shop_rows(anna.world) == before


@pytest.mark.parametrize("command", OF_SELLERS)
def test_a_stranger_never_runs_a_sellers_command(busy: World, stranger: Person, command: str) -> None:
    before = shop_rows(busy)
    assert stranger.hears(f"/{command} Anna 25").startswith(
        "Hallo! Eine Stempelkarte bekommst du über den persönlichen Link"
    )
    assert shop_rows(busy) == before


@pytest.mark.parametrize("who", ["other seller", "buyer", "stranger"])
def test_a_button_belongs_to_the_person_who_got_it(
    busy: World, maria: Person, petra: Person, anna: Person, stranger: Person, who: str
) -> None:
    maria.hears("/kunde Anna")
    data = maria.last().buttons["Kauf"]["callback_data"]
    person = outsider(busy, who, petra, anna, stranger)
    assert person.tap_data(Said(1, person.id, "", {}), data) == []
    assert busy.notices == ["Dieser Knopf gilt nicht mehr. Der Befehl geht jederzeit neu."]


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda data: data[:-1] + "9", id="a button that is not there"),
        pytest.param(lambda data: data[:-1], id="no number"),
        pytest.param(lambda data: data + "99", id="a longer number"),
        pytest.param(lambda data: data[:-1] + "-1", id="a negative number"),
        pytest.param(lambda data: data[:-1] + "²", id="a digit that is none"),
        pytest.param(lambda data: ("B" if data[0] == "A" else "A") + data[1:], id="another token"),
        pytest.param(lambda _: "", id="nothing"),
        pytest.param(lambda _: "%.0", id="a pattern"),
        pytest.param(lambda _: "x" * 64, id="64 bytes of something"),
    ],
)
def test_changed_bytes_of_a_button_do_nothing(busy: World, maria: Person, changed: Any) -> None:
    maria.hears("/kunde Anna")
    card = maria.last()
    before = shop_rows(busy)
    assert maria.tap_data(card, changed(card.buttons["Kauf"]["callback_data"])) == []
    assert shop_rows(busy) == before


def test_a_button_of_an_older_version_says_that_it_is_gone(world: World, maria: Person) -> None:
    with world.engine.begin() as db:
        token = dialogs.store_keyboard(db, maria.id, [Action("gone.away", {}, once=False)], world.now)
    maria.tap_data(Said(1, maria.id, "", {}), f"{token}.0")
    assert world.notices == ["Dieser Knopf gilt nicht mehr. Der Befehl geht jederzeit neu."]


def test_buttons_fit_into_telegrams_64_bytes(busy: World, maria: Person) -> None:
    maria.hears("/kunden")
    sent = [button for said in busy.messages for button in said.buttons.values()]
    assert all(len(button.get("callback_data", "").encode()) <= 64 for button in sent)


def test_two_shops_know_nothing_of_each_other(busy: World, maria: Person, petra: Person) -> None:
    assert "finde ich nicht" in petra.hears("/kunde Anna")
    assert "noch leer" in petra.hears("/kunden")
    assert "noch keinen Kauf" in petra.hears("/storno")
    assert "Anna ist neu in deiner Liste." in petra.hears("/kauf Anna 7 Vase")
    assert "25 Punkte" in maria.hears("/kunde Anna")
    assert "7 Punkte" in petra.hears("/kunde Anna")


@pytest.mark.parametrize(
    ("typed", "meant"), [("/kaufe Anna 25", "kauf"), ("/kudne Anna", "kunde"), ("/Notitz Anna mag Rot", "notiz")]
)
def test_a_slip_in_a_command_is_one_tap_away(maria: Person, typed: str, meant: str) -> None:
    maria.hears("/kauf Anna 25")
    words = typed.partition(" ")[2]
    assert maria.hears(typed) == f"Das kenne ich nicht. Meintest du /{meant}?"
    assert maria.tap(f"/{meant} {words}") == maria.hears(f"/{meant} {words}") or meant in {"kauf", "notiz"}


def test_a_command_far_from_all_others_is_not_guessed(maria: Person) -> None:
    assert (
        maria.hears("/xyzzy")
        == "Das habe ich nicht verstanden. Einen Kauf trägst du so ein: /kauf Anna 25 Socken\nAlles andere zeigt /hilfe."
    )


@pytest.mark.parametrize("typed", ["/KAUF Anna 25", "/Kauf Anna 25", "/kauf@StammkundeBot Anna 25", "/kauf\nAnna 25"])
def test_a_command_is_understood_however_it_is_written(maria: Person, typed: str) -> None:
    assert maria.hears(typed).startswith("✅ Anna: 25,00 €")


def test_a_command_for_another_bot_is_not_answered(maria: Person) -> None:
    assert maria.hears("/kauf@AndererBot Anna 25") == ""


@pytest.mark.parametrize("typed", ["Guten Morgen", "👍", "?", "25", ""])
def test_what_is_no_command_is_answered_with_an_example(maria: Person, typed: str) -> None:
    assert "/kauf Anna 25 Socken" in maria.hears(typed, sticker={})


def test_a_new_command_ends_an_open_question(maria: Person) -> None:
    maria.hears("/kauf Anna")
    maria.hears("/heute")
    assert "nicht verstanden" in maria.hears("25")


def test_a_tap_ends_an_open_question(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/kauf Anna")
    maria.tap("Kunde")
    assert "nicht verstanden" in maria.hears("25")


def test_a_question_survives_a_restart(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna")
    later = world.restarted((maria.id,)).person(maria.id, "Maria")
    assert later.hears("25").startswith("✅ Anna: 25,00 €")


def test_the_seller_of_a_closed_shop_cannot_tap_any_more(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    booked = maria.last()
    after = world.restarted(())
    after.person(maria.id, "Maria").tap("Rückgängig", booked)
    assert after.notices == ["Dieser Knopf gilt nicht mehr. Der Befehl geht jederzeit neu."]


def test_raw_updates_are_json(maria: Person) -> None:
    """The chat of these tests speaks as Telegram does."""
    assert json.loads(json.dumps(maria.message("Hallo")))["chat"]["type"] == "private"
    assert maria.world.now.astimezone(BERLIN).hour == 10


def test_a_bare_command_word_is_understood(maria: Person) -> None:
    assert "Was du mir schreiben kannst" in maria.hears("Hilfe")
    assert "Heute steht niemand an" in maria.hears("heute")


def test_the_account_of_a_stranger_who_never_answers_is_forgotten_after_three_days(world: World, maria: Person) -> None:
    """His buttons are all that is known of him; the seller's stay."""
    maria.say("/kauf Anna 25")
    world.person(STRANGER, "Eva").say(f"/start {invitation(maria, 'Anna')}")
    world.days_later(4)
    with world.engine.begin() as db:
        housekeeping(db, world.now)
        users = set(db.scalars(select(keyboard.c.user_id)))
    assert users == {maria.id}


def test_a_purchase_is_booked_though_a_question_is_open(maria: Person) -> None:
    """The note that was asked for days ago does not swallow it."""
    maria.hears("/kauf Anna 10")
    maria.tap("Notiz")
    assert "Anna: 25,00" in maria.hears("kauf Anna 25 Schal")


def test_an_old_question_is_forgotten(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 10")
    maria.tap("Notiz")
    world.days_later(1)
    assert "nicht verstanden" in maria.hears("mag Blau")


def test_a_clock_that_was_ahead_puts_no_daily_message_off_for_years(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    real = world.now
    world.days_later(800)
    world.tick()
    world.now = real
    with world.engine.begin() as db:
        housekeeping(db, world.now)
    world.days_later(6)
    assert "Anna" in "".join(said.text for said in world.tick())


OTHER_NAMES = {
    "/stornieren Anna": "/storno Anna",
    "/rückgängig": "/storno",
    "/guthaben Anna": "/punkte Anna",
    "/kontostand Anna": "/punkte Anna",
    "/stempelkarte Anna": "/punkte Anna",
    "/belohnungen": "/praemien",
    "/prämie": "/praemien",
    "/empfehlung Anna": "/empfehlen Anna",
    "/menü": "/hilfe",
    "/help": "/hilfe",
    "Hilfe!": "/hilfe",
    "Stornieren Anna": "/storno Anna",
}


@pytest.mark.parametrize(("typed", "meant"), OTHER_NAMES.items(), ids=OTHER_NAMES)
def test_a_seller_may_say_it_in_other_words(maria: Person, typed: str, meant: str) -> None:
    maria.hears("/kauf Anna 25 Tee")
    assert maria.hears(typed) == maria.hears(meant)


OTHER_NAMES_OF_BUYERS = {
    "/guthaben": "/punkte",
    "/stempel": "/punkte",
    "/karte": "/punkte",
    "Karte": "/punkte",
    "Punktestand?": "/punkte",
    "/belohnung": "/praemien",
    "/einladen": "/empfehlen",
    "/freunde": "/empfehlen",
    "/lose": "/verlosung",
    "/gutschein": "/gutscheine",
    "Gutscheine": "/gutscheine",
    "/Menü": "/hilfe",
}


@pytest.mark.parametrize(("typed", "meant"), OTHER_NAMES_OF_BUYERS.items(), ids=OTHER_NAMES_OF_BUYERS)
def test_a_buyer_may_say_it_in_other_words(anna: Person, typed: str, meant: str) -> None:
    assert anna.hears(typed) == anna.hears(meant)


def test_a_slip_in_another_name_is_one_tap_away_too(anna: Person) -> None:
    assert anna.hears("/abzeihcen") == "Das kenne ich nicht. Meintest du /abzeichen?"
    assert "Deine Abzeichen" in anna.tap("/abzeichen")


@pytest.mark.parametrize("typed", ["Hallo", "hi!", "Guten Morgen 🌞", "Moin Maria", "Grüß dich"])
def test_a_greeting_is_returned(maria: Person, anna: Person, typed: str) -> None:
    assert anna.hears(typed).startswith("Hallo Anna! Deine Stempelkarte zeigt dir /punkte")
    assert maria.hears(typed).startswith("Hallo Maria! Einen Kauf trägst du so ein: /kauf Anna 25 Socken")


@pytest.mark.parametrize("typed", ["Danke", "danke schön!", "Vielen Dank 🙏"])
def test_thanks_are_returned(maria: Person, anna: Person, typed: str) -> None:
    assert anna.hears(typed).startswith("Gern!")
    assert maria.hears(typed).startswith("Gern!")


@pytest.mark.parametrize("typed", ["Hallo, was kostet denn die blaue Mütze?", "👍", "Dankbar?"])
def test_what_says_more_than_a_greeting_is_not_mistaken_for_one(anna: Person, typed: str) -> None:
    assert anna.hears(typed) == LOST


def test_a_stranger_who_greets_is_told_where_to_begin(stranger: Person) -> None:
    assert "Gespeichert ist nichts von dir." in stranger.hears("Hallo")


def test_buyers_are_addressed_as_their_shop_does(world: World, anna: Person) -> None:
    with world.engine.begin() as db:
        shops.change(db, 1, address_form="sie")
    for typed in ("Hallo", "Danke", "/storno", "hm", "/verlosung", "/gutscheine", "/start", "/hilfe"):
        said = anna.hears(typed)
        assert "Ihre" in said or "Sie" in said
        assert not re.search(r"\b[Dd](u|ir|ich|eine?)\b", said), said


@pytest.mark.parametrize("typed", ["abbrechen", "Stop", "Stopp!", "/stop", "Abbrechen."])
def test_the_bare_word_leaves_a_question_instead_of_answering_it(maria: Person, typed: str) -> None:
    maria.hears("/kauf Anna 25")
    maria.tap("Notiz")
    assert maria.hears(typed) == "Gut, vergessen. Eingetragenes bleibt, wie es ist."
    assert "Stop" not in maria.hears("/notiz Anna")
    assert "brechen" not in maria.hears("/notiz Anna")


@pytest.mark.parametrize("typed", ["/einlösen Anna", "/EINLÖSEN Anna", "einlösen Anna"], ids=lambda typed: typed)
def test_a_command_may_be_typed_with_its_umlauts(maria: Person, typed: str) -> None:
    maria.hears("/kauf Anna 25")
    assert maria.hears(typed) == maria.hears("/einloesen Anna")
