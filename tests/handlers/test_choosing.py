"""Whom a command is about, when it does not say so: tapped or typed, the same happens."""

import pytest

from tests.chat import LINK, Person, World, rows

ASKED = "Um wen geht es? Tippe auf einen Namen oder schreib ihn."
ASKING = [
    "bonus",
    "einladen",
    "einloesen",
    "empfehlen",
    "geburtstag",
    "geliefert",
    "gutschein",
    "kunde",
    "notiz",
    "pause",
    "punkte",
    "reklamation",
    "trennen",
    "verlauf",
    "versprechen",
    "vorliebe",
    "warum",
    "zusammenfuehren",
]

ANNA = {"id": 7007, "is_bot": False, "first_name": "Anna"}
ANOTHER_ANNA = {"reply_to_message": {"message_id": 1, "date": 1, "chat": {"id": 1}, "from": ANNA, "text": "Hallo"}}


@pytest.fixture
def two(maria: Person) -> None:
    """Anna and Ben have bought once each."""
    maria.hears("/kauf Anna 25 Socken")
    maria.hears("/kauf Ben 10 Seife")


@pytest.mark.usefixtures("two")
class TestTyped:
    @pytest.mark.parametrize("command", ASKING)
    def test_a_name_is_understood_like_a_tap(self, maria: Person, command: str) -> None:
        assert maria.hears(f"/{command}") == ASKED
        tapped = maria.tap("Anna")
        buttons = [*maria.last().buttons]
        maria.hears(f"/{command}")
        assert (LINK.sub("", maria.hears("anna")), [*maria.last().buttons]) == (LINK.sub("", tapped), buttons)

    def test_what_was_typed_before_is_kept(self, maria: Person) -> None:
        assert maria.hears("/punkte am 3.5.") == ASKED
        tapped = maria.tap("Anna")
        assert "3. Mai" in tapped
        maria.hears("/punkte am 3.5.")
        assert maria.hears("Anna") == tapped

    def test_a_slip_is_asked_about_and_may_be_typed_again(self, maria: Person) -> None:
        maria.hears("/kunde")
        assert maria.hears("Anan") == "„Anan“ finde ich nicht. Meintest du:"
        assert maria.hears("Anna").startswith("Anna")

    def test_a_name_nobody_has(self, world: World, maria: Person) -> None:
        maria.hears("/notiz")
        before = rows(world, "outbox")
        assert "„Zacharias“ finde ich nicht" in maria.hears("Zacharias")
        assert rows(world, "outbox") == before
        assert maria.hears("Ben").startswith("Zu Ben")

    def test_the_other_name_of_a_merge(self, maria: Person) -> None:
        maria.hears("/zusammenfuehren Anna")
        tapped = maria.tap("Ben · 1 Kauf, 04.05.26")
        maria.hears("/zusammenfuehren Anna")
        assert maria.hears("Ben") == tapped

    def test_a_command_forgets_the_question(self, maria: Person) -> None:
        maria.hears("/kunde")
        maria.hears("/heute")
        assert "Anna · " not in maria.hears("Anna")

    def test_a_purchase_typed_meanwhile_is_booked(self, maria: Person) -> None:
        maria.hears("/kunde")
        assert maria.hears("kauf Anna 5 Seife").startswith("✅ Anna: 5,00 €")


class TestMore:
    def names(self, maria: Person) -> list[str]:
        return [label for label in maria.last().buttons if label != "Weitere"]

    def test_all_buyers_are_within_reach(self, maria: Person) -> None:
        """Ten buyers are two pages; after the last comes the first."""
        everybody = [f"Kunde {letter}" for letter in "ABCDEFGHIJ"]
        for name in everybody:
            maria.hears(f'/kauf "{name}" 5')
        maria.hears("/kunde")
        first, picker = self.names(maria), maria.last()
        assert first == everybody[:1:-1]
        assert maria.tap("Weitere") == ASKED
        assert self.names(maria) == everybody[1::-1]
        assert maria.hears("Kunde E").startswith("Kunde E")
        maria.tap("Weitere")
        assert [label for label in picker.buttons if label != "Weitere"] == first

    def test_a_purchase_too(self, maria: Person) -> None:
        for letter in "ABCDEFGHIJ":
            maria.hears(f'/kauf "Kunde {letter}" 5')
        maria.hears("/kauf 12 Tee")
        assert "Für wen?" in maria.tap("Weitere")
        assert maria.tap("Kunde A").startswith("✅ Kunde A: 12,00 € · Tee")

    @pytest.mark.usefixtures("two")
    def test_few_need_no_further_page(self, maria: Person) -> None:
        maria.hears("/kunde")
        assert not maria.sees_button("Weitere")


def test_buttons_that_would_read_the_same_say_what_was_bought_last(maria: Person) -> None:
    maria.hears("/kauf Anna 25 Wollsocken")
    maria.hears("/kauf 10 Kerze in einem sehr schönen Glas", **ANOTHER_ANNA)
    maria.tap("Noch jemand namens Anna")
    assert maria.hears("/kunde Anna") == "Es gibt mehrere „Anna“. Wen meinst du?"
    told = ["Anna · 1 Kauf, 04.05.26 · Wollsocken", "Anna · 1 Kauf, 04.05.26 · Kerze in einem sehr sch…"]
    assert sorted(maria.last().buttons, reverse=True) == told
    maria.hears("/kunde")
    assert sorted(maria.last().buttons, reverse=True) == told
