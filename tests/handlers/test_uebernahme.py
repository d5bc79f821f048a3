"""A shop changes to another account by its recovery code, once."""

from datetime import timedelta

import pytest

from handlers import silence
from handlers.answers import Say
from handlers.registry import Operator
from storage import buyers, invitations, journal, updates
from tests.chat import BUYER, OTHER_SELLER, RECOVERY, SELLER, STRANGER, Person, World, join, rows, set_up

WRONG = "Diesen Code kenne ich nicht"


def code_in(said: str) -> str:
    found = RECOVERY.search(said)
    assert found is not None
    return found[0]


@pytest.fixture
def code(maria: Person) -> str:
    maria.hears("/kauf Anna 25 Socken")
    return code_in(maria.hears("/notfallcode"))


@pytest.fixture
def new(world: World) -> Person:
    """Maria's new phone, with an account nobody knows."""
    return world.person(STRANGER, "Maria")


class TestTheCode:
    def test_the_set_up_ends_with_it(self, world: World) -> None:
        maria = set_up(world.person(SELLER, "Maria"))
        (shown,) = [said for said in world.messages if "Notfallcode" in said.text]
        code_in(shown.text)
        assert "nur dieses eine Mal" in shown.text
        maria.tap("Aufgeschrieben", shown)
        assert RECOVERY.search(shown.text) is None

    def test_it_is_nowhere_in_the_database(self, world: World, code: str) -> None:
        world.engine.dispose()
        with world.engine.begin() as db:
            assert code.replace("-", "") not in "\n".join(db.connection.dbapi_connection.iterdump())
            assert code not in "\n".join(db.connection.dbapi_connection.iterdump())

    def test_a_new_one_ends_the_old_one(self, maria: Person, code: str, new: Person) -> None:
        newer = code_in(maria.hears("/notfallcode"))
        assert WRONG in new.hears(f"/uebernahme {code}")
        assert "Willkommen zurück!" in new.hears(f"/uebernahme {newer}")

    @pytest.mark.parametrize("who", ["anna", "stranger"])
    def test_nobody_else_gets_one(self, request: pytest.FixtureRequest, world: World, code: str, who: str) -> None:
        assert code
        person = request.getfixturevalue(who)
        before = rows(world)["recovery"]
        assert RECOVERY.search(person.hears("/notfallcode")) is None
        assert rows(world)["recovery"] == before


class TestTakingOver:
    def test_the_new_account_has_the_shop_with_everything_in_it(self, world: World, code: str, new: Person) -> None:
        assert "Willkommen zurück! Shop von Maria" in new.hears(f"/uebernahme {code.lower().replace('-', ' ')}")
        assert "25 Punkte" in new.hears("/punkte Anna")
        assert new.hears("/kauf Anna 10").startswith("✅ Anna")
        assert "kauf" in world.menus[STRANGER]

    def test_the_old_account_is_told_and_sees_nothing_any_more(
        self, world: World, maria: Person, code: str, new: Person
    ) -> None:
        """Not by commands, not by the buttons it still has, not by an open question, and it opens no new shop."""
        maria.hears("/kunde Anna")
        card, before = maria.last(), len(world.messages)
        maria.hears("/kauf Anna")
        new.hears(f"/uebernahme {code}")
        assert "auf ein anderes Telegram-Konto geholt" in maria.last().text
        assert world.menus[SELLER] == ["start", "punkte", "datenschutz"]
        had, said = rows(world), []
        for button in card.buttons.values():
            said += maria.tap_data(card, button["callback_data"])
        said += [one for words in ("30 Schal", "/kunde Anna", "/start", "/heute") for one in maria.say(words)]
        assert "Anna" not in "".join(one.text for one in said)
        assert rows(world) == had
        assert before

    def test_the_daily_message_goes_to_the_new_account(self, world: World, code: str, new: Person) -> None:
        new.hears(f"/uebernahme {code}")
        said = []
        for _ in range(9):
            world.days_later(1)
            said += world.tick()
        assert {one.chat for one in said} == {STRANGER}

    def test_it_works_once(self, world: World, code: str, new: Person) -> None:
        new.hears(f"/uebernahme {code}")
        assert WRONG in world.person(4004, "Wer").hears(f"/uebernahme {code}")

    def test_back_again_with_the_next_code(self, maria: Person, code: str, new: Person) -> None:
        following = code_in(new.hears(f"/uebernahme {code}"))
        assert "Willkommen zurück!" in maria.hears(f"/uebernahme {following}")
        assert maria.hears("/kauf Anna 5").startswith("✅ Anna")
        assert "persönlichen Link" in new.hears("/kunde Anna")

    def test_who_ran_the_bot_from_the_lost_phone_runs_it_from_the_new_one(
        self, world: World, maria: Person, code: str, new: Person
    ) -> None:
        """And nobody does from the lost one any more, also after going on to a third."""
        assert "Datenbank:" in maria.hears("/status")
        third = code_in(new.hears(f"/uebernahme {code}"))
        assert "Datenbank:" in new.hears("/status")
        assert "BACKUP_PASSPHRASE=" in new.hears("/sicherung")
        assert "Datenbank:" not in maria.hears("/status")
        last = world.person(STRANGER + 1, "Maria")
        last.hears(f"/uebernahme {third}")
        assert "Datenbank:" in last.hears("/status")
        assert "Datenbank:" not in new.hears("/status")

    @pytest.mark.usefixtures("maria")
    def test_what_may_be_missing_is_told_to_the_new_account(self, world: World, code: str, new: Person) -> None:
        new.hears(f"/uebernahme {code}")
        with world.engine.begin() as db:
            told = silence.missing(db, world.app, world.now - timedelta(days=2), world.now, world.now)
        assert [answer.to.chat_id for answer in told if isinstance(answer, Say) and answer.to] == [new.id]

    def test_the_shop_of_another_seller_does_not_run_the_bot(self, petra: Person, new: Person) -> None:
        new.hears(f"/uebernahme {code_in(petra.hears('/notfallcode'))}")
        assert "Datenbank:" not in new.hears("/status")

    @pytest.mark.parametrize("word", ["uebernahme", "Übernahme"])
    def test_it_needs_no_slash(self, code: str, new: Person, word: str) -> None:
        assert "Willkommen zurück!" in new.hears(f"{word} {code}")

    def test_the_operators_list_keeps_the_last_word(self, world: World, code: str, new: Person) -> None:
        new.hears(f"/uebernahme {code}")
        for listed, sells in (({OTHER_SELLER}, False), ({STRANGER}, True), ({SELLER}, True)):
            world.app.operator = Operator(sellers=frozenset(listed))
            assert new.hears("/kauf Anna 5").startswith("✅ Anna") is sells

    def test_a_listed_account_leaves_its_empty_shop(self, world: World, code: str) -> None:
        """The operator has put the new number on the list before she found the paper."""
        petra = world.person(OTHER_SELLER, "Maria")
        petra.hears("Hallo")
        assert "Willkommen zurück!" in petra.hears(f"/uebernahme {code}")
        assert "25 Punkte" in petra.hears("/punkte Anna")
        world.days_later(1)
        assert {said.chat for said in world.tick()} <= {OTHER_SELLER}

    def test_an_account_with_buyers_of_its_own_is_refused(self, petra: Person, code: str, new: Person) -> None:
        petra.hears("/kauf Ben 10")
        assert "ein Konto hat einen Shop" in petra.hears(f"/uebernahme {code}")
        assert "Willkommen zurück!" in new.hears(f"/uebernahme {code}")

    def test_her_own_shop_is_hers_already(self, maria: Person, code: str) -> None:
        assert "gehört schon zu diesem Konto" in maria.hears(f"/uebernahme {code}")

    def test_her_own_card_ends(self, maria: Person, anna: Person) -> None:
        """The phone she tried the card with becomes the seller's."""
        assert "Willkommen zurück!" in anna.hears(f"/uebernahme {code_in(maria.hears('/notfallcode'))}")
        assert anna.hears("/kauf Anna 5").startswith("✅ Anna")
        assert "/einladen Anna" in anna.hears("/trennen Anna")

    def test_what_she_had_agreed_to_on_her_card_ends(self, world: World, anna: Person, code: str) -> None:
        with world.engine.begin() as db:
            buyers.change(db, 1, 1, letters=True)
            invitations.log_consent(db, 1, 1, BUYER, "letters", "Ja?", 1, world.now, given=True)
        anna.hears(f"/uebernahme {code}")
        with world.engine.begin() as db:
            assert [invitations.agreed_to(db, 1, BUYER, purpose) for purpose in ("stamp_card", "letters")] == [0, 0]
            assert [entry.kind for _, entry in journal.entries(db)] == [journal.UNLINKED, journal.TAKEN]

    def test_a_buyer_of_another_shop_stays_one(self, world: World, petra: Person, code: str) -> None:
        petra.hears("/kauf Anna 7")
        anna = join(world.person(BUYER, "Anna"), petra, "Anna")
        anna.hears(f"/uebernahme {code}")
        assert "Shop von Petra" in anna.hears("/punkte")


class TestGuessing:
    def test_five_wrong_codes_end_it_for_an_hour(self, world: World, code: str, new: Person) -> None:
        for _ in range(5):
            assert WRONG in new.hears("/uebernahme K7QM-3XWP-9RTD-HC4Y-V2NE-8BJG-6FSU")
            world.now += timedelta(minutes=1)
        assert "5 falsche Codes" in new.hears(f"/uebernahme {code}")
        world.now += timedelta(hours=1)
        assert "Willkommen zurück!" in new.hears(f"/uebernahme {code}")

    def test_one_who_guesses_stops_nobody_else(self, world: World, code: str, new: Person) -> None:
        for _ in range(9):
            world.person(4004, "Wer").hears("/uebernahme Unsinn")
        assert "Willkommen zurück!" in new.hears(f"/uebernahme {code}")

    def test_misses_are_forgotten_within_a_day(self, world: World, new: Person) -> None:
        new.hears("/uebernahme Unsinn")
        world.now += timedelta(hours=25)
        with world.engine.begin() as db:
            updates.forget_old(db, world.now)
        assert rows(world)["guess"] == 0

    def test_without_a_code_it_says_how(self, new: Person) -> None:
        assert "/uebernahme K7QM" in new.hears("/uebernahme")
