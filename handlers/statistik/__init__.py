"""/statistik: how the shop is doing, as a picture and in five sentences."""

from __future__ import annotations

from handlers.answers import Answers, Button, Picture, Rows, Say
from handlers.call import Call
from handlers.registry import App
from handlers.statistik import recipe, sentences
from handlers.statistik.facts import Facts, facts_of
from messages_de import Html, plain, text
from rules.errors import RuleError
from rules.parsing.names import name_key
from rules.statistics import MONTH, UNITS


def statistik(call: Call) -> Answers:
    """`/statistik` shows the month, `/statistik Quartal` and `/statistik Jahr` more."""
    facts = facts_of(call.db, call.shop, call.today, _unit(call.words))
    return [_picture(facts) if facts.figures.buyers else Say(text("statistik.nothing"))]


def _unit(words: str) -> str:
    """The unit that is meant by what was typed; raises RuleError for anything else."""
    word = name_key(words)
    meant = next((unit for unit in UNITS if word in plain(f"statistik.words.{unit}").split("|")), None)
    if word and meant is None:
        raise RuleError("statistik.unit", words=words)
    return meant or MONTH


def turn(call: Call) -> Answers:
    """Another unit, in the place of the picture."""
    facts = facts_of(call.db, call.shop, call.today, str(call.data["unit"]))
    return [_picture(facts, instead=True) if facts.figures.buyers else Say(text("statistik.nothing"))]


def _picture(facts: Facts, *, instead: bool = False) -> Picture:
    said = Html("\n\n".join(sentences.of(facts)))
    return Picture(recipe.of(facts), said, _buttons(facts.unit), instead=instead)


def _buttons(unit: str) -> Rows:
    others = [Button(plain(f"statistik.button.{one}"), "statistik.unit", {"unit": one}) for one in UNITS if one != unit]
    return [others, [Button(plain("statistik.button.meaning"), "statistik.meaning")]]


def meaning(call: Call) -> Answers:  # noqa: ARG001  the same for everybody
    """What each figure is, and how it is computed."""
    return [Say(text("statistik.meaning"))]


def register(app: App) -> None:
    """The command and its buttons."""
    app.command("statistik", statistik)
    app.button("statistik.unit", turn)
    app.button("statistik.meaning", meaning)
