"""/einladen: a link that works once, the question, and the consent."""

from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.registry import Operator
from storage import dialogs, invitations, joinings, shops, updates
from tests.chat import BUYER, SELLER, STRANGER, Person, World, invitation, join, rows

WAIT = "Danke! Shop von Maria bestätigt nur noch, dass du es bist."
EXPIRED = "Dieser Link gilt nicht mehr. Bitte deine Verkäuferin um einen neuen."


@pytest.fixture
def link(maria: Person) -> str:
    """What Anna's link hands to /start."""
    maria.hears("/kauf Anna 25")
    return invitation(maria, "Anna")


@pytest.mark.parametrize("form", ["", "sie"], ids=["du", "Sie"])
def test_the_way_of_a_buyer(world: World, maria: Person, form: str, snapshot: SnapshotAssertion) -> None:
    maria.hears("/kauf Anna 25")
    with world.engine.begin() as db:
        shops.change(db, 1, address_form=form)
    link = invitation(maria, "Anna")
    offered = maria.last()
    copied = offered.buttons["Einladung kopieren"]["copy_text"]["text"]
    anna = world.person(BUYER, "Anna")
    chat = [anna.hears(f"/start {link}"), anna.tap("Ja, gern"), maria.last().text, anna.hears(f"/start {link}")]
    chat += [maria.tap("Ja, verbinden"), anna.last().text, anna.hears(f"/start {link}")]
    assert [text.replace(link, "LINK") for text in (offered.text, copied, *chat)] == snapshot


def test_the_picture_is_a_code_of_the_link(maria: Person, link: str) -> None:
    picture = maria.last().picture
    assert picture is not None
    assert picture["kind"] == "qr"
    assert picture["link"] == f"https://t.me/StammkundeBot?start={link}"


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_the_consent_is_logged_with_its_wording(world: World, maria: Person, link: str) -> None:
    anna = world.person(BUYER, "Anna")
    anna.hears(f"/start {link}")
    asked, agreed_at = anna.last().html, world.now
    anna.tap("Ja, gern")
    world.now += timedelta(hours=3)
    maria.tap("Ja, verbinden")
    with world.engine.begin() as db:
        (consent,) = invitations.consents(db, 1, 1)
    assert (consent.telegram_id, consent.purpose, consent.given, consent.channel, consent.version, consent.wording) == (
        *(BUYER, "stamp_card", True, "telegram", 4),
        asked,
    )
    assert consent.created_at == agreed_at


def test_opening_the_link_links_nobody_yet(world: World, link: str) -> None:
    before = rows(world, "keyboard")
    world.person(BUYER, "Anna").hears(f"/start {link}")
    assert rows(world, "keyboard") == before
    assert "persönlichen Link" in world.person(BUYER, "Anna").hears("/punkte")


def test_declining_stores_nothing_and_leaves_the_link_open(world: World, link: str) -> None:
    before = rows(world, "tap")
    anna = world.person(BUYER, "Anna")
    anna.hears(f"/start {link}")
    assert "gespeichert wird nichts" in anna.tap("Lieber nicht")
    assert rows(world, "tap") == before
    anna.hears(f"/start {link}")
    assert WAIT in anna.tap("Ja, gern")


def test_a_link_works_once(world: World, link: str) -> None:
    for number, expected in ((BUYER, WAIT), (STRANGER, None)):
        person = world.person(number, "Wer")
        said = person.hears(f"/start {link}")
        assert person.tap("Ja, gern").startswith(expected) if expected else said == EXPIRED


def test_two_people_with_one_open_question_are_not_both_linked(world: World, link: str) -> None:
    first, second = world.person(BUYER, "Anna"), world.person(STRANGER, "Wer")
    first.hears(f"/start {link}")
    second.hears(f"/start {link}")
    first.tap("Ja, gern")
    assert second.tap("Ja, gern") == EXPIRED
    assert "persönlichen Link" in second.hears("/punkte")


@pytest.mark.parametrize(
    ("days", "valid"), [(29, True), (30, False), (400, False)], ids=["29 days", "30 days", "400 days"]
)
def test_a_link_expires_after_thirty_days(world: World, link: str, days: int, *, valid: bool) -> None:
    world.now += timedelta(days=days)
    assert (world.person(BUYER, "Anna").hears(f"/start {link}") != EXPIRED) is valid


def test_who_types_instead_of_tapping_is_asked_again(world: World, maria: Person, link: str) -> None:
    anna = world.person(BUYER, "Anna")
    asked = anna.hears(f"/start {link}")
    assert anna.hears("ja") == asked
    assert list(anna.last().buttons) == ["Ja, gern", "Lieber nicht", "Datenschutz lesen"]
    assert WAIT in anna.tap("Ja, gern")
    assert anna.hears("ja") != asked


def test_who_has_said_no_is_not_asked_again(world: World, link: str) -> None:
    anna = world.person(BUYER, "Anna")
    asked = anna.hears(f"/start {link}")
    anna.tap("Lieber nicht")
    assert anna.hears("hallo") != asked


def test_a_question_left_open_too_long_links_nobody(world: World, link: str) -> None:
    anna = world.person(BUYER, "Anna")
    anna.hears(f"/start {link}")
    world.now += timedelta(days=31)
    assert anna.tap("Ja, gern") == EXPIRED


@pytest.mark.parametrize("payload", ["e_falsch", "e_", "e_../../etc", "x_AAAA", "e_" + "A" * 500])
def test_a_made_up_link_tells_nothing(world: World, link: str, payload: str) -> None:
    before = rows(world)
    said = world.person(STRANGER, "Wer").hears(f"/start {payload}")
    assert said == EXPIRED or "persönlichen Link" in said
    assert "Shop von Maria" not in said
    assert rows(world) == before


def test_a_second_invitation_of_a_linked_buyer_is_not_needed(maria: Person, anna: Person) -> None:
    assert maria.hears("/einladen Anna") == "Anna hat die Stempelkarte schon geöffnet. Es braucht keinen neuen Link."


def test_one_account_is_one_buyer_in_a_shop(maria: Person, anna: Person) -> None:
    maria.hears("/kauf Ben 10")
    assert (
        anna.hears(f"/start {invitation(maria, 'Ben')}")
        == "Du hast bei Shop von Maria schon eine Stempelkarte. Sie zeigt dir /punkte."
    )


def test_an_older_link_of_a_linked_buyer_is_void(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    older, newer = invitation(maria, "Anna"), invitation(maria, "Anna")
    anna = world.person(BUYER, "Anna")
    anna.hears(f"/start {newer}")
    anna.tap("Ja, gern")
    maria.tap("Ja, verbinden")
    assert world.person(STRANGER, "Wer").hears(f"/start {older}") == EXPIRED


def test_the_seller_does_not_join_her_own_shop(maria: Person, link: str) -> None:
    assert "Link für deine Kundschaft" in maria.hears(f"/start {link}")


def test_a_seller_who_buys_elsewhere_stays_a_seller(world: World, maria: Person, petra: Person) -> None:
    petra.hears("/kauf Maria 25")
    join(maria, petra, "Maria")
    assert "kauf" in world.menus[SELLER]
    assert maria.hears("/kauf Anna 25").startswith("✅ Anna")
    assert "Deine Stempelkarte bei Shop von Petra" in maria.hears("/punkte")


def test_the_seller_hears_who_joined(maria: Person, anna: Person) -> None:
    assert maria.last().text == "🎉 Verbunden: Anna sieht jetzt die eigene Stempelkarte."


def test_an_invitation_of_a_slip_goes_to_who_was_meant(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/kauf Ana 12")
    link = invitation(maria, "Ana")
    maria.tap("Ich meinte Anna")
    anna = world.person(BUYER, "Anna")
    anna.hears(f"/start {link}")
    anna.tap("Ja, gern")
    maria.tap("Ja, verbinden")
    assert "37 Punkte" in anna.hears("/punkte")


def test_without_a_name_the_last_buyers_are_offered(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/einladen")
    assert "Link für Anna" in maria.tap("Anna")


def test_a_seller_struck_off_the_list_hears_nothing_of_buyers(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    token = invitation(maria, "Anna")
    world.app.operator = Operator(sellers=frozenset({999}))
    eva = world.person(2002, "Eva")
    eva.hears(f"/start {token}")
    before = len(world.messages)
    eva.tap("Ja, gern")
    assert all(said.chat != maria.id for said in world.messages[before:])


@pytest.fixture
def agreed(world: World, link: str) -> Person:
    """Somebody who opened Anna's link and agreed, and whom Maria has not answered for."""
    who = world.person(BUYER, "Anna Beispiel")
    who.username = "anna_b"
    who.hears(f"/start {link}")
    return who


COMMANDS = (
    "/punkte",
    "/praemien",
    "/einloesen",
    "/gutscheine",
    "/verlauf",
    "/empfehlen",
    "/verlosung",
    "/hilfe",
    "Hallo",
)


def test_until_the_seller_says_yes_the_account_sees_nothing(world: World, maria: Person, agreed: Person) -> None:
    """Whatever he types, and after a restart too."""
    agreed.tap("Ja, gern")
    again = Person(world.restarted([SELLER]), BUYER, "Anna Beispiel")
    said = "\n".join(again.hears(command) for command in COMMANDS)
    assert "noch nicht bestätigt" in said
    assert "25" not in said
    assert "Anna" not in said.replace("Anna Beispiel", "")
    maria.world = again.world
    maria.world.messages = world.messages
    maria.tap("Ja, verbinden")
    assert "Deine Stempelkarte" in again.hears("/punkte")


def test_the_seller_reads_the_name_at_telegram_and_taps_once(world: World, maria: Person, link: str) -> None:
    who = world.person(BUYER, "<b>Anna</b>\nBeispiel")
    who.hears(f"/start {link}")
    who.tap("Ja, gern")
    assert maria.last().text == (
        "Ist das Anna? „<b>Anna</b> Beispiel“ (ohne @-Namen) hat den Link geöffnet und möchte die Stempelkarte sehen.\n"
        "In deiner Liste: Anna · 1 Kauf, 04.05.26"
    )
    assert set(maria.last().buttons) == {"Ja, verbinden", "Nein"}


def test_whoever_is_turned_away_leaves_nothing_behind(world: World, maria: Person, link: str) -> None:
    before = rows(world, "tap", "keyboard")
    who = world.person(STRANGER, "Wer")
    who.hears(f"/start {link}")
    who.tap("Ja, gern")
    assert "niemand ist verbunden" in maria.tap("Nein")
    assert "nicht mit diesem Konto verbunden" in who.last().text
    assert rows(world, "tap", "keyboard") == before
    assert who.hears(f"/start {link}") == EXPIRED
    assert "Link für Anna" in maria.tap("Neuer Link")


def test_the_seller_reads_the_username(maria: Person, agreed: Person) -> None:
    agreed.tap("Ja, gern")
    assert "„Anna Beispiel“ (@anna_b)" in maria.last().text


def test_the_question_is_answered_once(world: World, maria: Person, agreed: Person) -> None:
    agreed.tap("Ja, gern")
    asked = maria.last()
    maria.hears("/einladen Anna")
    maria.tap("Nein")
    assert (
        maria.tap_data(asked, asked.buttons["Ja, verbinden"]["callback_data"])[0].text == "Das ist schon beantwortet."
    )
    assert "persönlichen Link" in agreed.hears("/punkte")


def test_another_link_is_not_made_while_somebody_waits(maria: Person, agreed: Person) -> None:
    agreed.tap("Ja, gern")
    assert "Ist das Anna?" in maria.hears("/einladen Anna")


def test_one_account_does_not_wait_for_two_buyers(world: World, maria: Person, agreed: Person) -> None:
    agreed.tap("Ja, gern")
    maria.hears("/kauf Ben 10")
    assert WAIT in agreed.hears(f"/start {invitation(maria, 'Ben')}")
    assert "keyboard" not in agreed.last().buttons


def test_of_two_who_took_up_links_for_one_buyer_the_second_is_turned_away(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    links = invitation(maria, "Anna"), invitation(maria, "Anna")
    first, second = world.person(BUYER, "Anna"), world.person(STRANGER, "Wer")
    for person, link in zip((first, second), links, strict=True):
        person.hears(f"/start {link}")
        person.tap("Ja, gern")
    asked = [said for said in world.messages if "Ja, verbinden" in said.buttons]
    maria.tap("Ja, verbinden", asked[0])
    assert "schon geöffnet" in maria.tap("Ja, verbinden", asked[1])
    assert "nicht mit diesem Konto verbunden" in second.last().text
    assert "Deine Stempelkarte" in first.hears("/punkte")
    assert "persönlichen Link" in second.hears("/punkte")


def test_whoever_waits_is_named_again_with_the_daily_message(world: World, maria: Person, agreed: Person) -> None:
    agreed.tap("Ja, gern")
    world.days_later(1)
    assert any("Ist das Anna?" in said.text for said in world.tick())


def test_after_thirty_days_without_an_answer_the_account_is_forgotten(world: World, agreed: Person) -> None:
    before = rows(world, "tap", "keyboard")
    agreed.tap("Ja, gern")
    for days, waits in ((29, 1), (2, 0)):
        world.days_later(days)
        with world.engine.begin() as db:
            updates.forget_old(db, world.now)
        assert rows(world)["joining"] == waits
    assert rows(world)["consent"] == before["consent"]


def test_another_seller_cannot_say_yes(world: World, maria: Person, petra: Person, agreed: Person) -> None:
    """Even with a button of her own that names the waiting account."""
    agreed.tap("Ja, gern")
    with world.engine.begin() as db:
        (waits,) = joinings.of_account(db, BUYER)
        data = dialogs.store_keyboard(
            db, petra.id, [dialogs.Action("einladen.confirm", {"joining": waits.token_hash}, once=True)], world.now
        )
    assert petra.tap_data(petra.last(), f"{data}.0")[0].text == "Das ist schon beantwortet."
    assert "noch nicht bestätigt" in agreed.hears("/punkte")
