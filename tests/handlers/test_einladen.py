"""/einladen: a link that works once, the question, and the consent."""

from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.registry import Operator
from storage import invitations, shops
from tests.chat import BUYER, SELLER, STRANGER, Person, World, invitation, join, rows

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
    assert [text.replace(link, "LINK") for text in (offered.text, copied, *chat)] == snapshot


def test_the_picture_is_a_code_of_the_link(maria: Person, link: str) -> None:
    picture = maria.last().picture
    assert picture is not None
    assert picture["kind"] == "qr"
    assert picture["link"] == f"https://t.me/StammkundeBot?start={link}"


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_the_consent_is_logged_with_its_wording(world: World, link: str) -> None:
    anna = world.person(BUYER, "Anna")
    anna.hears(f"/start {link}")
    asked = anna.last().html
    anna.tap("Ja, gern")
    with world.engine.begin() as db:
        (consent,) = invitations.consents(db, 1, 1)
    assert (consent.telegram_id, consent.purpose, consent.given, consent.channel, consent.version, consent.wording) == (
        *(BUYER, "stamp_card", True, "telegram", 1),
        asked,
    )
    assert consent.created_at == world.now


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
    assert "Schön, dass du da bist!" in anna.tap("Ja, gern")


def test_a_link_works_once(world: World, link: str) -> None:
    for number, expected in ((BUYER, "Schön, dass du da bist!"), (STRANGER, None)):
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
    assert maria.last().text == "🎉 Anna hat die Stempelkarte geöffnet."


def test_an_invitation_of_a_slip_goes_to_who_was_meant(world: World, maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/kauf Ana 12")
    link = invitation(maria, "Ana")
    maria.tap("Ich meinte Anna")
    anna = world.person(BUYER, "Anna")
    anna.hears(f"/start {link}")
    anna.tap("Ja, gern")
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
