"""The texts and the code fit: every key exists, none is left over, and German stands nowhere else."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from handlers.answers import BUYER, SELLER, STRANGER
from handlers.menus import COMMANDS
from messages_de import keys
from messages_de.formats import DAY_PATTERNS, ROUND, YEAR
from rules.occasions import KINDS

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "rules", "storage", "demo")
FILES = sorted((ROOT / "messages_de").glob("*.po"))
FEATURES = [path.stem for path in FILES]
ALL = frozenset(key for feature in FEATURES for key in keys(feature))
KEY = re.compile(r"[a-z_]+(\.[a-z_0-9]+)+")
PART_OF_KEY = re.compile(r"[a-z_]+(\.[a-z_0-9]*)+")
TAG = re.compile(r"</?(\w+)>")
GERMAN = re.compile(
    r"[äöüßÄÖÜ]|\b(und|oder|nicht|der|das|ist|ein|eine|für|mit|noch|dein|bitte|schon|kein|keine|heute|gibt|dich|sich|wird)\b",
    re.IGNORECASE,
)
ALLOWED_GERMAN = {"heute", "ä", "ö", "ü", "äöüÄÖÜßéèáàâêôçñ€"}
"""A command's name, letters that names are folded by, and those by which the encoding of a file is told."""
BIRTHDAYS = tuple(f"draft.birthday_{when}." for when in ("ahead", "late", "quiet"))
DRAFTS = (*(f"draft.{kind.KIND}." for kind in KINDS), *BIRTHDAYS)
"""These are found by their beginning."""
ROLES = {SELLER, BUYER, STRANGER}


@cache
def sources() -> list[tuple[Path, ast.Module]]:
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


def literals(tree: ast.Module) -> Iterator[str]:
    """String literals, without docstrings (which are English)."""
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value


def patterns() -> Iterator[re.Pattern[str]]:
    """What the keys of texts that are put together look like: every f-string, open where a value stands."""
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"[\w.]*" for p in node.values]
                yield re.compile("".join(parts))


def asked_for(tree: ast.Module) -> Iterator[str]:
    """Keys in text("...") and plain("..."), in RuleError("...") as they stand in error.po, and in conditional expressions there."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
            continue
        prefix = {"text": "", "plain": "", "RuleError": "error."}.get(node.func.id)
        first = node.args[0]
        choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
        if prefix is not None:
            yield from (prefix + c.value for c in choices if isinstance(c, ast.Constant) and isinstance(c.value, str))


@cache
def used() -> set[str]:
    """Keys, and what looks like them."""
    return {word for _, tree in sources() for word in literals(tree) if KEY.fullmatch(word)}


@cache
def built() -> list[re.Pattern[str]]:
    """The patterns of all sources; a worker that runs none of these tests reads none of them."""
    return list(patterns())


def messages(feature: str) -> list[tuple[str, str | None, list[str]]]:
    """(key, form of address, wordings) of one file."""
    with (ROOT / "messages_de" / f"{feature}.po").open("rb") as file:
        catalog = read_po(file, locale="de")
    found = []
    for message in catalog:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            words = [message.string] if isinstance(message.string, str) else list(message.string or ())
            found.append((str(key), message.context, [str(word) for word in words]))
    return found


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def test_every_key_the_code_asks_for_has_a_text() -> None:
    """Why a row of a file is not read in stands in a list, so that it is a reason and no error."""
    missing = {
        (path.name, key)
        for path, tree in sources()
        for key in asked_for(tree)
        if "." in key and not {key, key.replace("error.import.", "import.reason.")} & ALL
    }
    assert missing == set()


def on_page(key: str, page: str) -> bool:
    """The page of the try-out asks by the key without its first word, perhaps put together."""
    short = key.removeprefix("demo.")
    return short in page or f"{short.rpartition('.')[0]}.${{" in page


@pytest.mark.parametrize("feature", FEATURES)
def test_every_text_is_asked_for(feature: str) -> None:
    """By its key, or by a key that is put together."""
    errors = {f"error.{key}" for key in used()}
    own = [p for p in built() if p.pattern.startswith((feature + r"\.", feature + "."))]
    page = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "demo" / "page").glob("*.*") if path.suffix != ".png"
    )
    left = {
        key
        for key in keys(feature)
        if key not in used() | errors and not any(p.fullmatch(key) for p in own) and not on_page(key, page)
    }
    assert {key for key in left if not key.startswith(DRAFTS)} == set()


@pytest.mark.parametrize("kind", [kind.KIND for kind in KINDS])
def test_every_kind_of_reminder_has_its_texts(kind: str) -> None:
    assert {f"occasion.{kind}.name", f"occasion.{kind}.next"} <= ALL
    assert any(key.startswith(f"occasion.{kind}.reason") for key in ALL)
    assert any(key.startswith(f"draft.{kind}.") for key in ALL)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_has_its_texts(role: str) -> None:
    assert f"route.lost_{role}" in ALL
    assert f"route.not_for_{role}" in ALL or role == SELLER
    own = "" if role == SELLER else "_buyer"
    assert {f"menu.{name}{own}" for name in COMMANDS[role]} <= ALL


@pytest.mark.parametrize("feature", FEATURES)
def test_keys_are_named_after_their_file(feature: str) -> None:
    assert all(key.startswith(f"{feature}.") for key in keys(feature))


@pytest.mark.parametrize("feature", FEATURES)
def test_no_key_stands_twice(feature: str) -> None:
    source = (ROOT / "messages_de" / f"{feature}.po").read_text(encoding="utf-8")
    found = re.findall(r'(?:msgctxt "(\w+)"\n)?msgid "(.+)"', source)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("feature", FEATURES)
def test_the_polite_wording_has_the_same_placeholders(feature: str) -> None:
    base = {key: set().union(*map(placeholders, words)) for key, form, words in messages(feature) if not form}
    polite = {key: set().union(*map(placeholders, words)) for key, form, words in messages(feature) if form}
    assert polite == {key: base[key] for key in polite}


@pytest.mark.parametrize("feature", FEATURES)
def test_day_patterns_in_texts_exist(feature: str) -> None:
    specs = {
        spec
        for _, _, words in messages(feature)
        for text in words
        for _, name, spec, _ in Formatter().parse(text)
        if name
    }
    assert specs - {None} <= DAY_PATTERNS.keys() | {YEAR, ROUND}


@pytest.mark.parametrize("feature", FEATURES)
def test_tags_are_closed_in_order_and_known_to_telegram(feature: str) -> None:
    for key, _, words in messages(feature):
        for text in words:
            opened: list[str] = []
            for match in TAG.finditer(text):
                assert match[1] in {"b", "i", "code"}, key
                if match[0].startswith("</"):
                    assert opened.pop() == match[1], key
                else:
                    opened.append(match[1])
            assert opened == [], key


@pytest.mark.parametrize("feature", sorted(set(FEATURES) - {"demo", "example", "cli"}))
def test_sentences_are_typed_well(feature: str) -> None:
    """No double or dangling spaces, no straight quotes around words, no three dots, no ß for ss of old."""
    for key, _, words in messages(feature):
        for text in words:
            assert text == text.strip(), key
            assert not re.search(r"  | [.,!?;:](?!\w)|\.\.\.|\"|--|!!|\?\?|daß", text), key


@pytest.mark.parametrize("feature", sorted(set(FEATURES) - {"demo", "example", "cli"}))
def test_at_most_one_emoji_stands_in_a_text(feature: str) -> None:
    emoji = re.compile("[\U0001f300-\U0001faff☀✅✏⏰✨↩✓]")
    assert all(len(emoji.findall(text)) <= 1 for _, _, words in messages(feature) for text in words)


def test_every_error_shows_one_correct_example() -> None:
    without = {key for key, _, words in messages("error") if not all(text.count("<code>") >= 1 for text in words)}
    assert without == set()


def test_errors_do_not_blame() -> None:
    assert not any(
        re.search(r"ungültig|falsch|fehler", text, re.IGNORECASE) for _, _, words in messages("error") for text in words
    )


@pytest.mark.parametrize("package", PACKAGES)
def test_german_stands_in_messages_de_only(package: str) -> None:
    found = {
        (path.name, words)
        for path, tree in sources()
        if path.is_relative_to(ROOT / package)
        for words in literals(tree)
        if GERMAN.search(words) and words not in ALLOWED_GERMAN and not PART_OF_KEY.fullmatch(words)
    }
    assert found == set()
