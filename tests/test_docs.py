"""What the documents say is true: every command is documented, every example works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.settings import Settings
from handlers import build_app
from handlers.answers import SELLER as SELLER_ROLE
from handlers.menus import COMMANDS, commands
from messages_de import keys, text
from rules.contacts import ALONE
from rules.occasions import KINDS, LIMITS
from tests.chat import SELLER, World

ROOT = Path(__file__).parent.parent
HANDBUCH = (ROOT / "docs" / "handbuch.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = sorted(set(re.findall(r"`(/\w+[^`]*)`", HANDBUCH)) - {"/newbot"})

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
NAMES = sorted(build_app().commands)


@pytest.mark.parametrize("name", NAMES)
def test_each_command_has_its_section_its_help_and_its_place_in_the_menu(name: str, backend: str) -> None:
    assert f"### /{name} – " in HANDBUCH
    assert name == "hilfe" or f"/{name}" in text(f"hilfe.{name}")
    assert name in COMMANDS[SELLER_ROLE]
    assert any(entry["command"] == name for entry in commands(SELLER_ROLE))


@pytest.mark.parametrize("kind", [kind.KIND for kind in KINDS])
def test_each_kind_of_reminder_has_its_texts(kind: str, backend: str) -> None:
    """A name, a reason, what comes next, a word beside another one on its card, and at least four drafts."""
    occasion = keys("occasion")
    assert {f"occasion.{kind}.name", f"occasion.{kind}.next"} <= occasion
    assert any(key.startswith(f"occasion.{kind}.reason") for key in occasion)
    drafts = [key for key in keys("draft") if key.startswith(f"draft.{kind}.")]
    assert len(drafts) >= 4
    assert LIMITS[kind] in ALONE or f"occasion.{kind}.also" in occasion
    assert text(f"occasion.{kind}.name") in HANDBUCH


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_of_the_handbook_works(engine: Engine, example: str, backend: str) -> None:
    """Typed into a shop that knows Anna, no example ends in "I did not understand" or in a correction."""
    world = World(engine)
    maria = world.person(SELLER, "Maria")
    maria.say("/kauf Anna 12,50 Tee gestern")
    maria.say("/notiz Anna trinkt gern Tee")
    answer = maria.hears(example)
    assert answer
    assert "nicht verstanden" not in answer
    assert "So geht" not in answer


def test_the_readme_shows_the_two_phones_and_both_commands(backend: str) -> None:
    assert (ROOT / "docs" / "zwei-handys.png").stat().st_size > 50_000
    assert "docs/zwei-handys.png" in README
    for command in ("make demo", "make test", "make run"):
        assert command in README
        assert re.search(rf"^{command.split()[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_each_setting_is_explained_in_the_example_file(backend: str) -> None:
    """Every field stands there under a German comment, and nothing else does."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    explained = {line.split("=")[0]: lines[at - 1] for at, line in enumerate(lines) if re.match(r"[A-Z_]+=", line)}
    assert set(explained) == {name.upper() for name in Settings.model_fields}
    assert all(comment.startswith("# ") for comment in explained.values())


@pytest.mark.parametrize("path", sorted((ROOT / "docs").rglob("*.md")), ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path: Path, backend: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
