"""Names: the key for exact look-up, and which words are a name."""

import pytest

from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.parsing.names import first_name, grouped, known_prefix, leading_name, name_key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Anna", "anna"),
        ("  anna   MARIA ", "anna maria"),
        ("Müller", "mueller"),
        ("Mueller", "mueller"),
        ("Mu\u0308ller", "mueller"),
        ("Muller", "muller"),
        ("Strauß", "strauss"),
        ("STRAUSS", "strauss"),
        ("STRAUẞ", "strauss"),
        ("Özgür Ähre", "oezguer aehre"),
        ("„Anna Maria“", "anna maria"),
        ("»Anna«", "anna"),
        ("O'Neil", "oneil"),
        ("O’Neil", "oneil"),
        ("@anna_b", "anna_b"),
        ("❤️", "❤"),
        ("❤", "❤"),
        ("🦄", "🦄"),
        ("🦄 Luna", "luna"),
        ("👩‍🎨 Ida", "ida"),
        ("👩‍🎨", "👩‍🎨"),
        ("Oma Trude 🧶", "oma trude"),
        ("🌻 2", "🌻 2"),
        ("Anni B.", "anni b"),
        ("Fr. Dr. Müller", "fr dr mueller"),
        ("...", "..."),
        ("Ａｎｎａ", "anna"),
        ("Anna\u00a0Maria", "anna maria"),
        ("\u200fAnna\u200e", "anna"),
        ("Лена", "лена"),
        ("", ""),
        ('"', ""),
    ],
    ids=ascii,
)
def test_the_key_ignores_how_a_name_is_typed(typed: str, key: str) -> None:
    assert name_key(typed) == key


def test_a_quoted_group_is_one_word_and_comes_back_as_typed() -> None:
    line = grouped('"Anna Maria" 25 Buch „Momo“')
    words = line.line.split()
    assert len(words) == 4
    assert line.name(words[:1]) == "Anna Maria"
    assert line.typed(" ".join(words[2:])) == "Buch „Momo“"


@pytest.mark.parametrize("line", ["O'Neil 5' lang", "a@b.de", "„offen", '2" breit', "''"])
def test_a_lone_quote_or_an_address_groups_nothing(line: str) -> None:
    assert grouped(line).groups == ()


def test_a_username_is_told_from_a_quoted_group() -> None:
    line = grouped('@anna "Tom"')
    username, quoted = line.line.split()
    assert (line.is_username(username), line.is_username(quoted), line.is_group(quoted)) == (True, False, True)


def test_more_groups_than_stand_ins_stay_as_typed() -> None:
    text = '"a" ' * 300
    assert len(grouped(text).groups) == 256


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("Anna 25", 1),
        ("Anna Maria 25", 2),
        ("Anna, 25", 1),
        ("Lisa 2 25", 2),
        ("Berta 25", 0),
        ("25 Anna", 0),
        ("", 0),
        ("„x“ 25", 1),
    ],
)
def test_the_longest_known_name_leads(line: str, count: int) -> None:
    assert leading_name(grouped(line), {"anna", "anna maria", "lisa 2"}.__contains__) == count


def test_a_connector_behind_a_known_name_makes_it_another_name() -> None:
    assert leading_name(grouped("Anna & Tom 25"), {"anna"}.__contains__, frozenset("&")) == 0


def test_the_longest_known_name_stands_first() -> None:
    words = ["Anna", "Maria", "Socken", "Tom"]
    known = {"anna", "anna maria", "tom"}.__contains__
    assert known_prefix(grouped(""), words, known) == 2


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("Anna Socken", 1),
        ("Frau Müller Kerze", 2),
        ("Fr. Dr. Müller Kerze", 3),
        ("🦄 Luna Kerze", 2),
        ("Anna & Tom Kerze", 3),
        ("Anna und", 2),
        ("", 0),
    ],
)
def test_the_first_name_takes_its_title_and_its_partner(words: str, count: int) -> None:
    assert first_name(words.split(), vocabulary()) == count


def test_a_name_has_a_limit() -> None:
    with pytest.raises(RuleError) as error:
        grouped("").name(["x" * 65])
    assert (error.value.key, error.value.facts) == ("name.too_long", {"limit": 64})
