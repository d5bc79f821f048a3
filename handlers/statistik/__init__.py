"""/statistik: how the shop is doing, as a picture and in five sentences."""

from __future__ import annotations

from handlers.answers import Answers, Button, Picture, Rows, Say
from handlers.call import Call
from handlers.reading import meant, period
from handlers.registry import App
from handlers.statistik import recipe, sentences
from handlers.statistik.facts import Facts, facts_of
from messages_de import Html, plain, text
from rules.errors import RuleError
from rules.parsing.names import name_key
from rules.statistics import MONTH, QUARTER, TELLING_FROM, UNITS, first_day, number_of

QUARTERS = ("1", "2", "3", "4")


def statistik(call: Call) -> Answers:
    """`/statistik` shows the month, `/statistik Quartal` and `/statistik Jahr` more, `/statistik Oktober` what is over."""
    found = period(call, call.words) or _quarter(call)
    return _answer(call, *(found or (_unit(call.words), None)))


def _answer(call: Call, unit: str, number: int | None, *, instead: bool = False) -> Answers:
    """The picture of a period, the present one if none is named; raises RuleError for one to come."""
    if number is not None and number > number_of(call.today, unit):
        raise RuleError("statistik.future", month=first_day(number_of(call.today, MONTH) - 1, MONTH))
    facts = facts_of(call.db, call.shop, call.today, unit, number)
    if not facts.figures.buyers:
        return [Say(text("statistik.nothing"))]
    if facts.is_before_all:
        return [Say(text("statistik.before_all", when=facts.named("whole")))]
    return [_picture(facts, instead=instead)]


def _quarter(call: Call) -> tuple[str, int] | None:
    """A quarter with its number, the latest that has begun: "3. Quartal"."""
    number, _, word = name_key(call.words).partition(" ")
    if number not in QUARTERS or word not in plain("statistik.words.quarter").split("|"):
        return None
    present = number_of(call.today, QUARTER)
    return QUARTER, present - (present % 4 - QUARTERS.index(number)) % 4


def _unit(words: str) -> str:
    """The unit that is meant by what was typed, with a slip of the finger too; raises RuleError for anything else."""
    word = name_key(words)
    names = {name: unit for unit in UNITS for name in plain(f"statistik.words.{unit}").split("|")}
    unit = None if any(map(str.isdecimal, word)) else meant(word, names)
    if word and unit is None:
        raise RuleError("statistik.unit", words=words)
    return unit or MONTH


def turn(call: Call) -> Answers:
    """Another unit, in the place of the picture, or a period that is over."""
    number = call.data.get("number")
    return _answer(call, str(call.data["unit"]), None if number is None else int(number), instead=True)


def _picture(facts: Facts, *, instead: bool = False) -> Picture:
    said = Html("\n\n".join(sentences.of(facts)))
    return Picture(recipe.of(facts), said, _buttons(facts), instead=instead)


def _buttons(facts: Facts) -> Rows:
    others = [one for one in UNITS if one != facts.unit or facts.is_over]
    few = {"few": True} if facts.figures.buyers < TELLING_FROM else {}
    units = [Button(plain(f"statistik.button.{one}"), "statistik.unit", {"unit": one}) for one in others]
    return [units, [Button(plain("statistik.button.meaning"), "statistik.meaning", few)]]


def meaning(call: Call) -> Answers:
    """What each figure that is shown is, and how it is computed."""
    return [Say(text("statistik.meaning_few" if call.data.get("few") else "statistik.meaning"))]


def register(app: App) -> None:
    """The command and its buttons."""
    app.command("statistik", statistik)
    app.button("statistik.unit", turn)
    app.button("statistik.meaning", meaning)
