"""Not everybody types /stopp: what else ends all messages, and what does not."""

import pytest

from handlers.parting import is_said
from tests.chat import Person

ENDS = (
    "bitte stoppen",
    "Stoppp!!",
    "stooop",
    "Keine Werbung",
    "keine Werbung mehr bitte!",
    "Bitte keine Nachrichten mehr schicken.",
    "Ich möchte keine Nachrichten mehr",
    "ABBESTELLEN",
    "ich will mich abmelden",
    "Newsletter abbestellen",
    "unsubscribe",
    "Schreib mir nicht mehr",
    "Lass mich bitte in Ruhe",
    "Bitte aufhören",
)
GOES_ON = (
    "Bitte nicht stoppen lassen, ich komme noch vorbei",
    "Der Bus stoppt hier",
    "Gibt es noch Angebote?",
    "Keine Ahnung",
    "Danke, bitte mehr davon",
    "bitte",
    "Danke!",
    "",
    "🛑",
    "Keine Wolle mehr da?",
)


@pytest.mark.parametrize("words", ENDS)
def test_it_is_meant(words: str) -> None:
    assert is_said(words)


@pytest.mark.parametrize("words", GOES_ON)
def test_it_is_not_meant(words: str) -> None:
    assert not is_said(words)


def test_a_buyer_is_left_in_peace_whatever_was_asked_before(anna: Person, maria: Person) -> None:
    anna.hears("/meinedaten")
    anna.tap("Name ändern")
    assert "schreibt dir hier niemand" in anna.hears("Keine Nachrichten mehr, bitte")
    assert "Anna" in maria.hears("/kunde Anna")


def test_a_seller_who_says_so_is_asked_what_she_means(maria: Person) -> None:
    """She writes about others: such words are no command of hers."""
    assert "habe ich nicht verstanden" in maria.hears("keine Werbung mehr")
