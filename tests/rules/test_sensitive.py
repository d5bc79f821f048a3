"""Which notes are asked about: labelled sentences, and what holds for every text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.sensitive import NONE, PARTS, score, sentences
from messages_de.sensitive_words import sensitive_words
from rules.sensitive import sensitive

WORDS = sensitive_words()
LABELLED = sentences()


def test_there_are_enough_sentences_of_every_kind() -> None:
    assert len(LABELLED) >= 150
    assert {one.kind for one in LABELLED} == {*WORDS.words, NONE}
    assert len({one.words for one in LABELLED}) == len(LABELLED)


@pytest.mark.parametrize(
    ("part", "precision", "recall"), [(PARTS[0], 0.95, 0.95), (PARTS[1], 0.9, 0.9), (PARTS[2], 0.8, 0.25)], ids=PARTS
)
def test_it_is_no_worse_than_it_was(part: str, precision: float, recall: float) -> None:
    got = score([one for one in LABELLED if one.part == part])
    assert got.precision >= precision
    assert got.recall >= recall


@pytest.mark.parametrize(
    "words", ["mag Blutorange als Duft", "Herzchen-Muster", "kranke Naht", "Sternzeichen Krebs", ""]
)
def test_what_only_looks_like_it_is_not_asked_about(words: str) -> None:
    assert sensitive(words, WORDS) is None


CONFIDED = [
    "leidet an Heuschnupfen",
    "hört schlecht",
    "hoert schwer",
    "sieht schlecht",
    "trinkt zu viel",
    "ist pleite",
    "hat Schulden",
    "koscher",
    "isst nur koscheres Gebäck",
    "ist trans",
    "hat Senkfuß",
    "Konfirmation vom Sohn, ist sehr fromm",
]
EVERYDAY = [
    "Geschenk zur Konfirmation",
    "Konfirmation am 3. Mai",
    "Karte für die Kommunion",
    "leidet an Fernweh, mag Postkarten",
    "hört schlechte Musik",
    "Farbe sieht schlecht aus",
    "trinkt zu viel Kaffee",
    "hat Schulden bei mir: 5 €",
    "hat den Transport bezahlt",
]


@pytest.mark.parametrize("words", CONFIDED)
def test_what_is_told_in_everyday_words_is_asked_about(words: str) -> None:
    assert sensitive(words, WORDS) is not None


@pytest.mark.parametrize("words", EVERYDAY)
def test_an_occasion_and_a_way_of_speaking_are_not(words: str) -> None:
    """Who buys a present tells what for."""
    assert sensitive(words, WORDS) is None


@pytest.mark.parametrize("words", ["NUSSALLERGIE", "ist Juedin", "Gehörlos!", "(Diabetes)", "ist schwanger."])
def test_capitals_umlauts_and_signs_do_not_matter(words: str) -> None:
    assert sensitive(words, WORDS) == (sensitive(words.lower(), WORDS) or "")


@given(st.text(max_size=80))
def test_every_text_has_one_answer_whatever_its_capitals(words: str) -> None:
    """Never an error, and the same for a text as it is folded."""
    found = sensitive(words, WORDS)
    assert found in {None, *WORDS.words}
    assert sensitive(words.casefold(), WORDS) == found


@given(st.sampled_from(["Diabetes", "ist lesbisch", "AfD-Wähler"]), st.text("xyz ", max_size=20))
def test_more_words_around_it_hide_nothing(words: str, more: str) -> None:
    assert sensitive(f"{more} {words} {more}", WORDS) == sensitive(words, WORDS)
