"""/hilfe and the command menus: every command, with an example that works."""

import re

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers import FEATURES, build_app
from handlers.answers import BUYER, SELLER, STRANGER
from handlers.menus import COMMANDS, commands
from handlers.registry import ANYBODY, MEMBER
from tests.chat import Person


@pytest.mark.parametrize("who", ["seller", "buyer"])
def test_the_answer(maria: Person, anna: Person, who: str, snapshot: SnapshotAssertion) -> None:
    assert {"seller": maria, "buyer": anna}[who].hears("/hilfe") == snapshot


def test_it_understands_english(maria: Person) -> None:
    assert maria.hears("/help") == maria.hears("/hilfe")


def test_every_command_is_in_the_sellers_menu_and_help(maria: Person) -> None:
    said = maria.hears("/hilfe")
    for name in build_app().commands:
        assert name in COMMANDS[SELLER]
        assert f"/{name}" in said or name == "hilfe"


def test_every_feature_is_named_as_the_user_types_it() -> None:
    app = build_app()
    known = app.commands.keys() | {name for name, _ in app.aliases}
    assert {feature.__name__.rpartition(".")[2] for feature in FEATURES} <= known


@pytest.mark.parametrize("role", [SELLER, BUYER, STRANGER])
def test_a_menu_offers_only_what_the_role_may_use(role: str) -> None:
    allowed = {SELLER: {SELLER, MEMBER, ANYBODY}, BUYER: {BUYER, MEMBER, ANYBODY}, STRANGER: {ANYBODY, MEMBER}}[role]
    for name in COMMANDS[role]:
        found = build_app().find(name, role)
        assert found is not None
        assert found.role in allowed


@pytest.mark.parametrize("role", [SELLER, BUYER, STRANGER])
def test_a_menu_is_as_the_bot_api_takes_it(role: str) -> None:
    for entry in commands(role):
        assert re.fullmatch(r"[a-z0-9_]{1,32}", entry["command"])
        assert 1 <= len(entry["description"]) <= 256


def test_every_example_works(maria: Person) -> None:
    maria.hears("/kauf Anna 25 Wollsocken gestern")
    maria.hears("/hilfe")
    for example in re.findall(r"<code>(/.+?)</code>", maria.last().html):
        said = maria.hears(example)
        assert "nicht verstanden" not in said
        assert "So geht's" not in said


def test_a_question_is_forgotten(maria: Person) -> None:
    maria.hears("/kauf Anna")
    assert maria.hears("/abbrechen") == "Gut, vergessen. Eingetragenes bleibt, wie es ist."
    assert "nicht verstanden" in maria.hears("25")
