"""/notiz: what is written down, what is understood of it, and how it is changed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from syrupy.assertion import SnapshotAssertion

from storage import updates
from storage.tables.buyers import note
from storage.tables.dialogs import keyboard
from tests.chat import Person, World, rows

BEN = {"id": 8008, "is_bot": False, "first_name": "Ben"}


def from_account(number: int, name: str) -> dict[str, object]:
    """What Telegram adds to a message that was forwarded from this account."""
    user = {"id": number, "is_bot": False, "first_name": name}
    return {"forward_origin": {"type": "user", "date": 1, "sender_user": user}}


def from_hidden(name: str) -> dict[str, object]:
    """As `from_account`, where the sender shows his name alone."""
    return {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": name}}


@pytest.fixture(autouse=True)
def known(maria: Person) -> None:
    """Anna bought once."""
    maria.hears("/kauf Anna 25 Wollsocken")


def test_the_answers(maria: Person, snapshot: SnapshotAssertion) -> None:
    lines = [
        "mag Blau, Größe 39",
        "liebt Ringelsocken",
        "keine Wolle",
        "Geburtstag 3.5.",
        "geb. 4. Mai 1990",
        "zieht um",
        "mag blau",
    ]
    answers = [maria.hears(f"/notiz Anna {line}") for line in lines]
    assert [*answers, maria.hears("/notiz Anna")] == snapshot


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("mag Blau", "Gemerkt: Anna mag Blau."),
        ("liebt Lavendel", "Gemerkt: Anna mag Lavendel."),
        ("Größe 39", "Gemerkt: Anna hat Größe 39."),
        ("keine Wolle", "Gemerkt: Anna möchte lieber nicht: Wolle."),
        ("Geburtstag 3.5.", "🎂 Gemerkt – Geburtstag von Anna: 3. Mai"),
        ("geb. 3. Mai 1990", "🎂 Gemerkt – Geburtstag von Anna: 3. Mai 1990"),
        ("Geburtstag 29.2.", "🎂 Gemerkt – Geburtstag von Anna: 29. Februar"),
    ],
)
def test_a_note_becomes_what_it_says(maria: Person, typed: str, understood: str) -> None:
    assert maria.hears(f"/notiz Anna {typed}") == f"Notiert für Anna: {typed}\n{understood}"


@pytest.mark.parametrize(
    "typed",
    [
        "ihr Mann Ben hat am 7.8. Geburtstag",
        "Tochter Geburtstag 7.8.",
        "Schwiegermutter Trude, geb. 7.8.",
        "Geburtstag der Tochter: 7.8.",
        "Geburtstag 7.8. (Sohn)",
        "am 7.8. hat Geburtstag: ihr Mann",
    ],
)
def test_the_birthday_of_a_relative_stays_in_the_note(maria: Person, typed: str) -> None:
    maria.hears("/geburtstag Anna 3.5.")
    assert maria.hears(f"/notiz Anna {typed}") == (
        f"Notiert für Anna: {typed}\nDen 7. August habe ich nur in die Notiz geschrieben, das klingt nach dem Geburtstag "
        "von jemand anderem. Ist es doch der von Anna: /geburtstag Anna 7. August"
    )
    assert maria.hears("/geburtstag Anna").startswith("🎂 Geburtstag von Anna: 3. Mai.")


def test_a_birthday_that_a_note_changed_is_brought_back_by_the_line_it_shows(maria: Person) -> None:
    maria.hears("/notiz Anna geb. 3. Mai 1990")
    said = maria.hears("/notiz Anna hat am 7.8. Geburtstag")
    assert "vorher stand da: 3. Mai 1990" in said
    assert maria.hears(said[said.index("/geburtstag") :]).startswith("🎂 Geändert – Geburtstag von Anna: 3. Mai 1990")


def test_an_emoji_in_front_belongs_to_the_note_unless_it_is_part_of_the_name(maria: Person) -> None:
    assert maria.hears("/notiz Anna 🐶 Hund heißt Bello").startswith("Notiert für Anna: 🐶 Hund heißt Bello")
    maria.hears('/kauf "Oma Trude 🧶" 10')
    assert maria.hears("/notiz Oma Trude 🧶 zieht um").startswith("Notiert für Oma Trude 🧶: zieht um")
    assert maria.hears("/notiz Oma Trude 🧶").startswith("📝 Oma Trude 🧶")


def test_what_was_read_from_a_note_is_not_listed_beside_it(maria: Person) -> None:
    maria.hears("/notiz Anna mag Socken")
    maria.hears("/vorliebe Anna Blau")
    assert maria.hears("/notiz Anna").split("\n")[1:] == ["• mag Blau", "• mag Socken (04.05.26)"]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Düfte", "Anna mag Düfte."),
        ("keine Düfte", "Anna möchte lieber nicht: Düfte."),
        ("Größe 39", "Anna hat Größe 39."),
    ],
)
def test_what_is_known_already_is_said_as_it_is(maria: Person, typed: str, answer: str) -> None:
    maria.hears(f"/vorliebe Anna {typed}")
    assert maria.hears(f"/vorliebe Anna {typed}") == f"Das wusste ich schon: {answer}"


def test_an_impossible_birthday_is_refused_with_the_reason_and_stores_nothing(maria: Person) -> None:
    before = rows(maria.world)
    assert maria.hears("/notiz Anna Geburtstag 31.2.") == "Den 31.2. gibt es nicht. So geht's: /geburtstag Anna 3.5."
    assert rows(maria.world) == before


def test_a_preference_is_written_once(maria: Person) -> None:
    maria.hears("/notiz Anna mag Blau")
    assert "Das wusste ich schon: Anna mag blau." in maria.hears("/notiz Anna mag blau")
    assert "Mag: Blau\n" in maria.hears("/kunde Anna")


def test_without_a_note_the_way_to_one_is_shown(maria: Person) -> None:
    assert maria.hears("/notiz Anna") == "Zu Anna hast du noch nichts notiert. So geht's: /notiz Anna mag Blau"
    maria.tap("Neue Notiz")
    assert maria.hears("zieht um").startswith("Notiert für Anna: zieht um")


def test_without_a_name_the_last_buyers_are_offered(maria: Person) -> None:
    assert maria.hears("/notiz") == "Um wen geht es? Tippe auf einen Namen oder schreib ihn."
    assert "noch nichts notiert" in maria.tap("Anna")


def test_a_note_about_nobody_asks_for_the_name(maria: Person) -> None:
    assert maria.hears("/notiz mag Blau") == "Für wen ist die Notiz? So geht's: /notiz Anna mag Blau"


def test_an_unknown_name_offers_who_sounds_alike(maria: Person) -> None:
    assert maria.hears("/notiz Ana mag Blau") == "„Ana“ finde ich nicht. Meintest du:"
    assert "Notiert für Anna: mag Blau\nGemerkt: Anna mag Blau." in maria.tap("Anna · 1 Kauf, 04.05.26")


def test_an_unknown_name_without_anyone_alike_is_explained(maria: Person) -> None:
    assert "„Zacharias“ finde ich nicht" in maria.hears("/notiz Zacharias mag Blau")


def test_a_note_is_rewritten(maria: Person) -> None:
    maria.hears("/notiz Anna zieht um")
    maria.hears("/notiz Anna")
    assert maria.tap("✏️ zieht um") == "Schreib die Notiz neu. Bisher steht da:\nzieht um"
    assert maria.last().buttons["Alten Text kopieren"]["copy_text"] == {"text": "zieht um"}
    assert maria.hears("zieht im Mai um") == "Notiert für Anna: zieht im Mai um"
    assert "zieht im Mai um" in maria.hears("/kunde Anna")


@pytest.mark.parametrize("wanted", [True, False], ids=["stored", "not stored"])
def test_a_preference_rewritten_to_something_sensitive_is_asked_about(maria: Person, wanted: bool) -> None:
    maria.hears("/vorliebe Anna Blau")
    maria.hears("/notiz Anna")
    maria.tap("✏️ Blau")
    assert maria.hears("Brustkrebs und Schwangerschaft").startswith("Das klingt nach Gesundheit")
    said = maria.tap("Trotzdem speichern" if wanted else "Lieber nicht")
    assert ("Geändert: Brustkrebs" in said) == wanted
    shown = maria.hears("/notiz Anna")
    assert ("Brustkrebs" in shown, "Blau" in shown) == (wanted, not wanted)


def test_a_sticker_rewrites_nothing(maria: Person) -> None:
    maria.hears("/notiz Anna zieht um")
    maria.hears("/notiz Anna")
    maria.tap("✏️ zieht um")
    assert "keinen Text bekommen" in maria.hears("", sticker={})
    assert "Notiert für Anna: bleibt" in maria.hears("bleibt")


def test_a_note_is_deleted_and_brought_back_with_its_day(maria: Person) -> None:
    maria.hears("/notiz Anna zieht um")
    maria.world.go_to(date(2026, 5, 20))
    maria.hears("/notiz Anna")
    assert maria.tap("Löschen") == "Gelöscht: zieht um"
    assert "zieht um" not in maria.hears("/kunde Anna")
    assert maria.tap("Doch behalten") == "📝 Wieder da: zieht um"
    assert "zieht um (04.05.26)" in maria.hears("/kunde Anna")


def test_a_deleted_note_was_no_contact(world: World, maria: Person) -> None:
    """The question after the purchase waits for six days after a talk, but not for one that was none."""
    maria.hears("/kauf Anna 25 Socken")
    world.days_later(3)
    maria.hears("/notiz Anna telefoniert")
    assert "13. Mai" in maria.hears("/kunde Anna")
    maria.hears("/notiz Anna")
    maria.tap("Löschen")
    assert "10. Mai" in maria.hears("/kunde Anna")
    maria.tap("Doch behalten")
    assert "13. Mai" in maria.hears("/kunde Anna")


def test_a_note_that_is_gone_is_not_deleted_again(maria: Person) -> None:
    maria.hears("/notiz Anna zieht um")
    saved = maria.last()
    maria.hears("/notiz Anna")
    maria.tap("Löschen")
    assert maria.tap("Löschen", saved) == "Diese Notiz gibt es nicht mehr."


def test_an_edit_replaces_what_the_line_wrote(maria: Person) -> None:
    maria.hears("/notiz Anna mag Blau")
    maria.edit("/notiz Anna mag Rot")
    said = maria.hears("/kunde Anna")
    assert "Mag: Rot\n" in said
    assert "Blau" not in said


@pytest.mark.parametrize("edited", ["/notiz Anna Geburtstag 31.2.", "/notiz Zacharias mag Rot", "/notiz mag Rot"])
def test_an_edit_that_is_refused_leaves_the_note(maria: Person, edited: str) -> None:
    maria.hears("/notiz Anna mag Blau")
    maria.edit(edited)
    assert "Mag: Blau" in maria.hears("/kunde Anna")


def test_a_refused_answer_may_be_given_again(maria: Person) -> None:
    """The question stays open until it is answered."""
    maria.tap("Notiz")
    assert "31.2. gibt es nicht" in maria.hears("Geburtstag 31.2.")
    assert "28. Februar" in maria.hears("Geburtstag 28.2.")


def test_a_reply_says_about_whom(maria: Person) -> None:
    maria.hears("/kauf Ben 10")
    reply = {"reply_to_message": {"message_id": 1, "date": 1, "chat": {"id": 1}, "from": BEN, "text": "Hallo"}}
    assert maria.hears("/notiz mag Grün", **reply).startswith("Notiert für Ben: mag Grün")


@pytest.mark.parametrize("told", ["Anna · 1 Kauf, 04.05.26", "Noch jemand namens Anna"])
def test_forwarded_words_of_a_name_that_exists_are_asked_about_once(maria: Person, told: str) -> None:
    """Then the account is known; nobody is made in silence of whom every later line would have to ask."""
    maria.hears("Ich mag Blau", **from_account(7007, "Anna"))
    assert maria.tap("Als Notiz merken") == "„Anna“ gibt es schon. Ist das dieselbe Person?"
    assert maria.tap(told).startswith("Notiert für Anna: Ich mag Blau")
    maria.hears("Und Rot", **from_account(7007, "Anna"))
    assert maria.tap("Als Notiz merken").startswith("Notiert für Anna: Und Rot")
    assert rows(maria.world)["buyer"] == (1 if "Kauf" in told else 2)


def test_forwarded_words_of_a_hidden_sender_go_to_the_one_of_that_name(maria: Person) -> None:
    maria.hears("Ich mag Blau", **from_hidden("Anna"))
    assert maria.tap("Als Notiz merken").startswith("Notiert für Anna: Ich mag Blau")
    assert rows(maria.world)["buyer"] == 1


def test_a_note_replied_to_one_of_several_of_a_name_asks_which(maria: Person) -> None:
    maria.hears("Hallo", **from_account(7007, "Anna"))
    maria.tap("Als Notiz merken")
    maria.tap("Noch jemand namens Anna")
    reply = {"reply_to_message": {"message_id": 1, "date": 1, "chat": {"id": 1}, "text": "Hm", **from_hidden("Anna")}}
    assert maria.hears("/notiz mag Blau", **reply) == "Es gibt mehrere „Anna“. Wer davon ist es?"
    assert maria.tap("Anna · noch kein Kauf").startswith("Notiert für Anna: mag Blau")


def test_line_breaks_and_markup_stay_as_typed(maria: Person) -> None:
    assert "erste Zeile\n<b>zweite</b> & mehr" in maria.hears("/notiz Anna erste Zeile\n<b>zweite</b> & mehr")
    assert "&lt;b&gt;zweite&lt;/b&gt; &amp; mehr" in maria.last().html


def test_a_very_long_note_is_kept_whole(maria: Person) -> None:
    words = "Wolle " * 1500
    maria.hears(f"/notiz Anna {words}")
    maria.hears("/notiz Anna")
    assert sum(said.text.count("Wolle") for said in maria.world.messages) >= 1500


def test_the_buttons_under_a_note(maria: Person) -> None:
    maria.hears("/notiz Anna zieht um")
    assert list(maria.last().buttons) == ["Löschen", "Kunde"]


def test_an_edit_that_asks_back_loses_nothing(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/notiz Anna mag Blau")
    maria.edit("/notiz Anne mag Blau")
    assert "mag Blau" in maria.hears("/notiz Anna")


def test_a_deleted_note_takes_its_preferences_along_and_brings_them_back(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/notiz Anna mag Grün")
    maria.tap("Löschen")
    assert "Mag: Grün" not in maria.hears("/kunde Anna")
    maria.tap("Doch behalten")
    assert "Mag: Grün" in maria.hears("/kunde Anna")


def test_the_opposite_of_a_preference_replaces_it(maria: Person) -> None:
    maria.hears("/kauf Anna 25")
    maria.hears("/notiz Anna mag Blau")
    maria.hears("/vorliebe Anna keine blau")
    card = maria.hears("/kunde Anna")
    assert "Mag: Blau" not in card
    assert "Lieber nicht: blau" in card


class TestSensitive:
    """A note about health, faith and the like is asked about first, and never refused."""

    def stored(self, world: World) -> str:
        """Everything that stands in the shop's notes and buttons."""
        with world.engine.begin() as db:
            return f"{db.execute(select(note)).all()} {db.execute(select(keyboard)).all()}"

    def test_nothing_is_stored_before_she_says_so(self, world: World, maria: Person) -> None:
        said = maria.hears("/notiz Anna hat Diabetes")
        assert "Das klingt nach Gesundheit" in said
        assert "Gespeichert ist noch nichts." in said
        with world.engine.begin() as db:
            assert db.execute(select(note)).all() == []
        assert "Notiert für Anna" in maria.tap("Trotzdem speichern")
        assert "hat Diabetes" in maria.hears("/notiz Anna")

    def test_rather_not_leaves_the_words_nowhere(self, world: World, maria: Person) -> None:
        maria.hears("/notiz Anna hat Diabetes")
        assert maria.tap("Lieber nicht").startswith("Nicht gespeichert")
        assert "Diabetes" not in self.stored(world)

    def test_a_question_nobody_answers_is_forgotten_after_a_day(self, world: World, maria: Person) -> None:
        maria.hears("/notiz Anna hat Diabetes")
        for hours, there in ((20, True), (30, False)):
            with world.engine.begin() as db:
                updates.forget_old(db, world.now + timedelta(hours=hours))
            assert ("Diabetes" in self.stored(world)) is there

    def test_editing_the_message_afterwards_corrects_the_note(self, maria: Person) -> None:
        maria.hears("/notiz Anna hat Diabetes")
        maria.tap("Trotzdem speichern")
        maria.edit("/notiz Anna mag Blau")
        assert "Diabetes" not in maria.hears("/notiz Anna")

    @pytest.mark.parametrize("wanted", [True, False], ids=["stored", "rather not"])
    @pytest.mark.parametrize("rewrite", ["by its button", "in the message"])
    def test_what_it_would_replace_stays_until_she_says_so(self, maria: Person, wanted: bool, rewrite: str) -> None:
        maria.hears("/notiz Anna mag Tee")
        if rewrite == "in the message":
            maria.edit("/notiz Anna hat Diabetes")
        else:
            maria.hears("/notiz Anna")
            maria.tap("✏️ mag Tee")
            maria.hears("hat Diabetes")
        question = maria.last()
        assert "mag Tee" in maria.hears("/notiz Anna")
        said = maria.tap("Trotzdem speichern" if wanted else "Lieber nicht", question)
        assert ("Notiert für Anna" if wanted else "Was vorher da stand, bleibt.") in said
        after = maria.hears("/notiz Anna")
        assert ("mag Tee" in after, "hat Diabetes" in after) == (not wanted, wanted)

    def test_a_preference_is_asked_about_too(self, maria: Person) -> None:
        assert "Gesundheit" in maria.hears("/vorliebe Anna Nussallergie")
        assert "Nussallergie" in maria.tap("Trotzdem speichern")

    @pytest.mark.parametrize("words", ["mag Blutorange", "Herzchen-Muster", "kranke Naht reklamiert"])
    def test_everyday_notes_are_not(self, maria: Person, words: str) -> None:
        assert "Notiert für Anna" in maria.hears(f"/notiz Anna {words}")
