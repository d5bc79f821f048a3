"""/empfehlen: the link, the friend who opens it, and the bonus for both."""

import pytest

from storage import buyers, invitations, shops
from tests.chat import LINK, SELLER, STRANGER, Person, World, join, rows

FRIEND = 4004
BONUS = "🤝 Ben kam über Anna: 20 Punkte extra für beide."


@pytest.fixture
def link(anna: Person) -> str:
    """What Anna's link hands to /start."""
    return link_of(anna.hears("/empfehlen"))


@pytest.fixture
def ben(world: World, link: str) -> Person:
    """A friend who opened Anna's link and agreed."""
    return agree(world.person(FRIEND, "Ben"), link)


def link_of(said: str) -> str:
    found = LINK.search(said)
    assert found is not None
    return found[1]


def agree(friend: Person, link: str) -> Person:
    friend.hears(f"/start {link}")
    friend.tap("Ja, gern")
    return friend


def receipts_on(*people: Person) -> None:
    for person in people:
        person.hears("/punkte")
        person.tap("Quittung nach jedem Kauf: aus")
        person.tap("Ja, gern")


def agreed_before_bonuses_were_named(world: World, person: Person) -> None:
    """His consent as it was logged by the first version of the question."""
    with world.engine.begin() as db:
        row = buyers.of_link(db, 1, person.id)
        assert row is not None
        buyers.change(db, 1, row.id, receipts=True)
        words = "Soll dir der Shop nach jedem Einkauf eine kurze Quittung schicken?"
        invitations.log_consent(db, 1, row.id, person.id, "receipts", words, 1, world.now, given=True)


def test_a_buyer_gets_a_text_to_forward_as_it_is(anna: Person) -> None:
    said = anna.hears("/empfehlen")
    assert "Nach dem ersten Kauf bekommt ihr beide 20 Punkte." in said
    offered = anna.last()
    words = offered.buttons["Kopieren"]["copy_text"]["text"]
    assert offered.text == words
    assert words.startswith("Ich kaufe gern bei Shop von Maria. Über diesen Link bekommen wir")
    assert offered.picture is not None
    assert offered.picture["link"] in words
    assert anna.hears("/empfehlen") == said, "the link stays"


def test_the_seller_hands_on_the_same_link(maria: Person, anna: Person, link: str) -> None:
    assert link_of(maria.hears("/empfehlen Anna")) == link
    maria.hears("/empfehlen")
    assert link_of(maria.tap("Anna")) == link


def test_nobody_comes_through_himself_in_an_example(maria: Person, anna: Person) -> None:
    maria.hears("/kauf Ben 10")
    assert "/empfehlen Ben von Anna" in maria.hears("/empfehlen Anna")
    assert "/empfehlen Clara von Ben" in maria.hears("/empfehlen Ben")


def test_the_friend_joins_and_the_seller_is_told(world: World, maria: Person, link: str) -> None:
    friend = world.person(FRIEND, "Ben")
    asked = friend.hears(f"/start {link}")
    assert "Shop von Maria" in asked
    assert "Anna" not in asked, "nobody reads what the seller calls another buyer"
    assert "Nach deinem ersten Kauf bekommst du 20 Punkte" in asked
    assert "Schön, dass du da bist!" in friend.tap("Ja, gern")
    assert maria.last().text == "🤝 Ben ist über Anna gekommen und hat jetzt eine Stempelkarte."
    assert "Deine Stempelkarte" in friend.hears("/punkte")


def test_opening_the_link_stores_nothing(world: World, link: str) -> None:
    before = rows(world, "keyboard")
    friend = world.person(FRIEND, "Ben")
    friend.hears(f"/start {link}")
    assert rows(world, "keyboard") == before
    assert "gespeichert wird nichts" in friend.tap("Lieber nicht")
    assert rows(world, "tap", "keyboard") == {name: n for name, n in before.items() if name not in {"tap", "keyboard"}}


@pytest.mark.parametrize("form", ["", "sie"], ids=["du", "Sie"])
def test_the_consent_is_logged_as_it_was_read(world: World, link: str, form: str) -> None:
    """Even if the bonus changes between the question and the answer."""
    with world.engine.begin() as db:
        shops.change(db, 1, address_form=form)
    friend = world.person(FRIEND, "Ben")
    friend.hears(f"/start {link}")
    asked = friend.last().html
    with world.engine.begin() as db:
        shops.change(db, 1, bonus_referral=50)
    friend.tap("Ja, gern")
    with world.engine.begin() as db:
        (consent,) = invitations.consents(db, 1, 2)
    assert (consent.telegram_id, consent.purpose, consent.given, consent.wording) == (FRIEND, "stamp_card", True, asked)


def test_the_first_purchase_says_so_and_the_second_does_not(maria: Person, ben: Person) -> None:
    first = maria.hears("/kauf Ben 30 Tee")
    assert BONUS in first
    assert "+30 Punkte (jetzt 50)" in first
    assert "extra" not in maria.hears("/kauf Ben 30 Tee")
    assert "45 Punkte" in maria.hears("/punkte Anna")


def test_both_read_it_if_they_want_to(maria: Person, anna: Person, ben: Person) -> None:
    receipts_on(anna, ben)
    maria.hears("/kauf Ben 30 Tee")
    assert anna.last().text == "🤝 Deine Empfehlung für Shop von Maria hat geklappt, danke! +20 Punkte (jetzt 45)"
    assert "Ben" not in anna.last().text
    assert ben.last().text.startswith("🤝 Willkommen bei Shop von Maria!")
    anna.tap("Nicht mehr schicken")


def test_who_agreed_before_bonuses_were_named_reads_receipts_alone_until_he_agrees_again(
    world: World, maria: Person, anna: Person, ben: Person
) -> None:
    agreed_before_bonuses_were_named(world, anna)
    agreed_before_bonuses_were_named(world, ben)
    maria.hears("/kauf Ben 30 Tee")
    assert ben.last().text.startswith("🧾 Danke für deinen Einkauf")
    assert "Empfehlung" not in anna.last().text
    anna.hears("/punkte")
    assert anna.sees_button("Quittung nach jedem Kauf: an")
    assert "Bonuspunkte melden (auch wenn deine Empfehlung geklappt hat)" in anna.tap("Nachricht bei Bonuspunkten: aus")
    anna.tap("Ja, gern")
    anna.hears("/punkte")
    assert not anna.sees_button("Nachricht bei Bonuspunkten: aus")
    maria.tap("Rückgängig")
    assert "20 Punkte für eine Empfehlung" in anna.last().text
    with world.engine.begin() as db:
        given = [(row.version, row.given) for row in invitations.consents(db, 1, 1) if row.purpose == "receipts"]
    assert given == [(1, True), (2, True)]


def test_who_withdrew_and_agreed_to_nothing_since_reads_nothing(maria: Person, anna: Person, ben: Person) -> None:
    receipts_on(anna)
    anna.hears("/punkte")
    anna.tap("Quittung nach jedem Kauf: an")
    maria.hears("/kauf Ben 30 Tee")
    assert "Empfehlung" not in anna.last().text


def test_both_read_that_it_is_taken_back(maria: Person, anna: Person, ben: Person) -> None:
    receipts_on(anna, ben)
    maria.hears("/kauf Ben 30 Tee")
    maria.tap("Rückgängig")
    assert "20 Punkte für eine Empfehlung bei Shop von Maria sind zurückgebucht" in anna.last().text
    assert "mit ihm 20 Punkte für die Empfehlung (jetzt 0)" in ben.last().text


def test_the_undo_of_the_undo_books_it_again(maria: Person, ben: Person) -> None:
    maria.hears("/kauf Ben 30 Tee")
    maria.tap("Rückgängig")
    assert BONUS in maria.tap("Doch nicht")
    assert "45 Punkte" in maria.hears("/punkte Anna")


def test_nobody_reads_what_he_did_not_ask_for(world: World, maria: Person, anna: Person, ben: Person) -> None:
    before = [person.last().id for person in (anna, ben)]
    maria.hears("/kauf Ben 30 Tee")
    assert [person.last().id for person in (anna, ben)] == before


def test_the_undo_under_the_purchase_takes_the_bonus_back(maria: Person, ben: Person) -> None:
    maria.hears("/kauf Ben 30 Tee")
    said = maria.tap("Rückgängig")
    assert "Ben kam über Anna: Die 20 Punkte extra gehen bei beiden zurück." in said
    assert "25 Punkte" in maria.hears("/punkte Anna")
    assert "0 Punkte" in maria.hears("/punkte Ben")
    assert BONUS in maria.hears("/kauf Ben 10 Tee")


def test_the_history_explains_it(maria: Person, anna: Person, ben: Person) -> None:
    maria.hears("/kauf Ben 30 Tee")
    maria.tap("Rückgängig")
    anna.hears("/punkte")
    history = anna.tap("Verlauf")
    assert "+20 Punkte – Empfehlung" in history
    assert "−20 Punkte – Empfehlung zurückgenommen" in history


def test_ones_own_link(anna: Person, link: str) -> None:
    assert "Das ist dein eigener Link." in anna.hears(f"/start {link}")


def test_a_second_account_the_seller_has_pointed_at(world: World, anna: Person, link: str) -> None:
    with world.engine.begin() as db:
        buyers.point_at(db, 1, 1, STRANGER)
    assert "eigener Link" in world.person(STRANGER, "Anna zwei").hears(f"/start {link}")


def test_a_buyer_of_the_shop_is_refused_kindly(world: World, maria: Person, link: str) -> None:
    maria.hears("/kauf Clara 10")
    clara = join(world.person(FRIEND, "Clara"), maria, "Clara")
    assert "schon eine Stempelkarte" in clara.hears(f"/start {link}")


def test_a_buyer_whom_the_seller_picked_from_her_contacts_is_refused_kindly(
    world: World, maria: Person, link: str
) -> None:
    maria.hears("/kauf Clara 10")
    with world.engine.begin() as db:
        buyers.point_at(db, 1, 2, FRIEND)
    assert "kennt man dich schon" in world.person(FRIEND, "Clara").hears(f"/start {link}")


def test_an_account_that_joined_meanwhile_does_not_join_twice(world: World, link: str) -> None:
    friend = world.person(FRIEND, "Ben")
    friend.hears(f"/start {link}")
    earlier = friend.last()
    agree(friend, link)
    before = rows(world, "tap", "keyboard")
    assert "schon eine Stempelkarte" in friend.tap("Ja, gern", earlier)
    assert rows(world, "tap", "keyboard") == before


def test_a_friend_who_types_instead_of_tapping_is_asked_again(world: World, link: str) -> None:
    friend = world.person(FRIEND, "Ben")
    asked = friend.hears(f"/start {link}")
    assert friend.hears("ja gern") == asked
    assert "Schön, dass du da bist!" in friend.tap("Ja, gern")


def test_a_double_tap_joins_once(world: World, link: str) -> None:
    friend = world.person(FRIEND, "Ben")
    friend.hears(f"/start {link}")
    asked, data = friend.last(), friend.last().buttons["Ja, gern"]["callback_data"]
    friend.tap_data(asked, data)
    friend.tap_data(asked, data)
    assert rows(world)["referral"] == 1
    assert rows(world)["buyer"] == 2


@pytest.mark.parametrize("code", ["f_AAAA2222", "f_x", "f_" + "A" * 60, "f_---"])
def test_a_link_nobody_has(world: World, anna: Person, code: str) -> None:
    assert "kenne ich nicht" in world.person(FRIEND, "Ben").hears(f"/start {code}")


def test_the_seller_opens_a_link_of_her_own_shop(maria: Person, link: str) -> None:
    assert "mit dem Anna neue Leute zu dir bringt" in maria.hears(f"/start {link}")


def test_the_seller_of_another_shop_can_be_a_friend(world: World, petra: Person, link: str) -> None:
    agree(petra, link)
    assert "zusammenführen" not in world.person(SELLER, "Maria").last().text
    assert rows(world)["referral"] == 1


class TestSomebodyTheSellerKnows:
    """Ben has bought without Telegram, and now comes by Anna's link."""

    @pytest.fixture
    def known(self, world: World, maria: Person, link: str) -> Person:
        maria.hears("/kauf Ben 10 Tee")
        world.days_later(1)
        return agree(world.person(FRIEND, "Ben"), link)

    @pytest.mark.usefixtures("known")
    def test_the_seller_is_asked(self, maria: Person) -> None:
        assert maria.last().text == (
            "🤝 Ben ist über Anna gekommen und hat jetzt eine Stempelkarte.\n"
            "Ist das jemand, den du schon kennst? Ein Tipp, und es bleibt bei einer Karte."
        )
        assert list(maria.last().buttons) == ["Ja: Ben · 1 Kauf, 04.05.26", "Nein, jemand Neues"]

    def test_one_tap_makes_one_card_and_the_bonus_is_refused_kindly(self, maria: Person, known: Person) -> None:
        said = maria.tap("Ja: Ben · 1 Kauf, 04.05.26")
        assert said == (
            "✅ Es bleibt bei einer Karte: Ben, 1 Kauf, 10 Punkte, 1 Stempel.\n"
            "Der Bonus für die Empfehlung ist für neue Leute, deshalb gibt es ihn hier nicht. "
            "Danke sagen geht so: /bonus Anna 20 hat Ben mitgebracht"
        )
        assert known.last().text == (
            "Bei Shop von Maria kennt man dich schon, wie schön! Was du bisher gesammelt hast, ist jetzt auf deiner Karte: "
            "/punkte\nDer Bonus für Empfehlungen ist für neue Leute, deshalb gibt es ihn hier nicht."
        )
        assert "10 Punkte" in known.hears("/punkte")
        assert "extra" not in maria.hears("/kauf Ben 30 Tee")
        assert "25 Punkte" in maria.hears("/punkte Anna")
        assert "+20 Punkte" in maria.hears("/bonus Anna 20 hat Ben mitgebracht")

    def test_the_undo_makes_two_again_and_the_friend_new(self, maria: Person, known: Person) -> None:
        maria.tap("Ja: Ben · 1 Kauf, 04.05.26")
        maria.tap("Rückgängig")
        assert "0 Punkte" in known.hears("/punkte")
        maria.hears("/kauf Ben 30 Tee")
        assert "extra für beide" in maria.tap("Ben · noch kein Kauf")

    @pytest.mark.usefixtures("known")
    def test_a_bonus_that_was_booked_before_she_answered_goes_back_and_comes_again_with_the_undo(
        self, maria: Person
    ) -> None:
        asked = maria.last()
        maria.hears("/kauf Ben 30 Tee")
        assert "extra für beide" in maria.tap("Ben · noch kein Kauf")
        said = maria.tap("Ja: Ben · 1 Kauf, 04.05.26", asked)
        assert "Ben kam über Anna: Die 20 Punkte extra gehen bei beiden zurück." in said
        assert "Ben, 2 Käufe, 40 Punkte" in said
        assert "25 Punkte" in maria.hears("/punkte Anna")
        undone = maria.tap("Rückgängig", asked)
        assert "Ben kam über Anna: 20 Punkte extra für beide." in undone
        assert "Ben: 1 Kauf, 30,00 € · 50 Punkte" in undone
        assert "45 Punkte" in maria.hears("/punkte Anna")

    @pytest.mark.usefixtures("known")
    def test_the_command_that_unites_takes_an_undue_bonus_back_too(self, maria: Person) -> None:
        maria.hears("/kauf Ben 30 Tee")
        maria.tap("Ben · noch kein Kauf")
        maria.hears("/zusammenfuehren Ben Ben")
        assert "gehen bei beiden zurück" in maria.tap(next(iter(maria.last().buttons)))
        assert "gehen bei beiden zurück" in maria.tap("Ja, zusammenführen")
        assert "25 Punkte" in maria.hears("/punkte Anna")

    @pytest.mark.usefixtures("known")
    def test_who_is_new_stays_so_by_a_tap(self, maria: Person) -> None:
        assert maria.tap("Nein, jemand Neues") == "🤝 Ben ist über Anna gekommen und hat jetzt eine Stempelkarte."
        maria.hears("/kauf Ben 30 Tee")
        assert "extra für beide" in maria.tap("Ben · noch kein Kauf")

    @pytest.mark.usefixtures("known")
    def test_a_double_tap_changes_nothing_twice(self, world: World, maria: Person) -> None:
        asked = maria.last()
        data = asked.buttons["Ja: Ben · 1 Kauf, 04.05.26"]["callback_data"]
        maria.tap_data(asked, data)
        before = rows(world, "tap", "keyboard")
        maria.tap_data(asked, data)
        assert rows(world, "tap", "keyboard") == before

    def test_somebody_who_has_only_a_note_is_new_and_brings_the_bonus(
        self, world: World, maria: Person, link: str
    ) -> None:
        maria.hears("/kauf Ben 10")
        maria.tap("Rückgängig")
        known = agree(world.person(FRIEND, "Ben"), link)
        before = known.last()
        assert "neue Leute" not in maria.tap(next(iter(maria.last().buttons)))
        assert known.last() is before
        assert BONUS in maria.hears("/kauf Ben 30 Tee")

    @pytest.mark.parametrize(
        ("listed", "shown"), [("Ben Müller", "Ben"), ("Ben", "Ben Müller"), ("BEN", "ben 🧶"), ("Benn", "Ben")]
    )
    def test_a_similar_name_is_asked_about(
        self, world: World, maria: Person, link: str, listed: str, shown: str
    ) -> None:
        maria.hears(f'/kauf "{listed}" 10')
        agree(world.person(FRIEND, shown), link)
        assert next(iter(maria.last().buttons)) == f"Ja: {listed} · 1 Kauf, 04.05.26"

    def test_who_has_an_account_of_his_own_is_somebody_else(self, world: World, maria: Person, link: str) -> None:
        maria.hears("/kauf Ben 10")
        join(world.person(STRANGER, "Ben"), maria, "Ben")
        agree(world.person(FRIEND, "Ben"), link)
        assert maria.last().buttons == {}


@pytest.mark.parametrize("name", ["  ", "🧶", "B" * 200, "<b>Ben</b>"])
def test_any_name_that_telegram_shows_will_do(world: World, maria: Person, link: str, name: str) -> None:
    agree(world.person(FRIEND, name), link)
    assert "ist über Anna gekommen" in maria.last().text


def test_without_a_bonus_the_link_works_all_the_same(world: World, maria: Person, anna: Person) -> None:
    with world.engine.begin() as db:
        shops.change(db, 1, bonus_referral=0)
    said = anna.hears("/empfehlen")
    assert "Punkt" not in said
    friend = world.person(FRIEND, "Ben")
    assert "Punkt" not in friend.hears(f"/start {link_of(said)}")
    friend.tap("Ja, gern")
    assert "extra" not in maria.hears("/kauf Ben 30 Tee")
    assert "Bisher gekommen: 1 Person, davon haben gekauft: 1." in anna.hears("/empfehlen")


def test_each_shop_has_its_own_link(world: World, petra: Person, anna: Person) -> None:
    petra.hears("/kauf Anna 10")
    join(anna, petra, "Anna")
    said = anna.hears("/empfehlen")
    assert "Shop von Maria" in said
    assert "Shop von Petra" in said
    assert len(set(LINK.findall(said))) == 2


def test_another_seller_does_not_find_the_buyer(petra: Person, anna: Person) -> None:
    assert "finde ich nicht" in petra.hears("/empfehlen Anna") + petra.hears("/empfehlen Ben von Anna")


def test_a_stranger_is_told_where_to_begin(stranger: Person) -> None:
    assert "Link" in stranger.hears("/empfehlen")
    assert "f_" not in stranger.last().text


BY_HAND = [
    "/empfehlen Ben von Anna",
    "/empfehlen ben von anna",
    "/EMPFEHLEN Ben durch Anna",
    "empfehlen Ben über Anna",
    '/empfehlen "Ben" von Anna',
]


@pytest.mark.parametrize("line", BY_HAND)
def test_the_seller_says_who_came_through_whom(maria: Person, anna: Person, line: str) -> None:
    assert "kommt über Anna. Mit dem ersten Kauf bekommen beide 20 Punkte." in maria.hears(line)
    assert "kam über Anna: 20 Punkte extra für beide." in maria.hears("/kauf Ben 30 Tee")


def test_a_name_with_von_in_it(maria: Person) -> None:
    maria.hears('/kauf "Anna von Berg" 10')
    maria.hears("/empfehlen Ben von Anna von Berg")
    assert "Ben kam über Anna von Berg" in maria.hears("/kauf Ben 30")
    assert "Link von Anna von Berg" in maria.hears("/empfehlen Anna von Berg")


def test_several_of_the_friends_name(maria: Person, anna: Person) -> None:
    maria.hears("/kauf Ben 10")
    maria.hears("/kauf Ben 10")
    with_new = maria.hears("/empfehlen Ben von Anna")
    assert "Ben kauft schon bei dir" in with_new
    assert "/bonus Anna 20 hat Ben mitgebracht" in with_new


def test_the_undo_by_hand(maria: Person, anna: Person) -> None:
    maria.hears("/empfehlen Ben von Anna")
    assert "Vergessen" in maria.tap("Rückgängig")
    assert "extra" not in maria.hears("/kauf Ben 30 Tee")


def test_the_undo_by_hand_comes_too_late(maria: Person, anna: Person) -> None:
    maria.hears("/empfehlen Ben von Anna")
    begun = maria.last()
    maria.hears("/kauf Ben 30 Tee")
    assert "/storno Ben" in maria.tap("Rückgängig", begun)
    assert "45 Punkte" in maria.hears("/punkte Anna")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/empfehlen Anna von Anna", "nicht über sich selbst"),
        ("/empfehlen Ben von Niemand", "finde ich nicht"),
        (f"/empfehlen {'B' * 70} von Anna", "länger als 64 Zeichen"),
        ("/empfehlen Ben von", "Wer kam über wen?"),
        ("/empfehlen von Anna", "Wer kam über wen?"),
        ("/empfehlen \u200b", "Wer kam über wen?"),
        ("/empfehlen \u2060 von \u200e", "Wer kam über wen?"),
        ("/empfehlen „“ von Anna", "Wer kam über wen?"),
    ],
    ids=["herself", "unknown", "too long", "by whom", "who", "invisible", "both invisible", "quotes"],
)
def test_what_cannot_be_is_said_with_an_example(maria: Person, anna: Person, line: str, said: str) -> None:
    answer = maria.hears(line)
    assert said in answer
    assert "/" in answer
