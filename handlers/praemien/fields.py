"""What makes up a reward: how each part of it is typed or tapped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from messages_de import plain
from rules.errors import RuleError
from rules.parsing.amounts import parse_amount
from rules.parsing.names import name_key
from rules.parsing.numbers import count_of
from rules.parsing.reward_cost import parse_cost
from rules.parsing.reward_days import cut_days
from rules.parsing.reward_line import LONGEST_NAME, MOST_STOCK, parse_reward
from rules.parsing.reward_reading import Reading
from rules.parsing.text import one_line, trimmed
from rules.rewards import KINDS, PERCENT, REDUCING

Draft: TypeAlias = Mapping[str, Any]
"""Columns of a reward as far as they are known; days in ISO form."""


def choices(field: str, draft: Draft) -> list[str]:
    """What can be tapped instead of typed; the first one of a condition is "none"."""
    if field == "kind":
        return [plain(f"praemien.kind_{kind}") for kind in KINDS]
    if field == "name":
        return []
    key = f"praemien.choices.{field}" if field != "value" else f"praemien.choices.value_{draft.get('kind')}"
    return plain(key).split("|")


def _is_none(field: str, typed: str, draft: Draft) -> bool:
    return name_key(typed) == name_key(choices(field, draft)[0])


def _kind(typed: str, _reading: Reading, _draft: Draft) -> Draft:
    kinds = {name_key(plain(f"praemien.kind_{kind}")): kind for kind in KINDS}
    if name_key(typed) not in kinds:
        raise RuleError("reward.kind")
    return {"kind": kinds[name_key(typed)], "value": 0}


def _value(typed: str, reading: Reading, draft: Draft) -> Draft:
    kind = draft["kind"]
    bare = count_of(trimmed(typed)) >= 0
    line = parse_reward(f"{typed} %" if bare and kind == PERCENT else typed, reading, present=True)
    if line.kind != kind:
        raise RuleError("reward.percent" if kind == PERCENT else "reward.amount", limit=100)
    return {"value": line.value, "name": ""}


def _name(typed: str, _reading: Reading, _draft: Draft) -> Draft:
    name = trimmed(one_line(typed))
    if not name:
        raise RuleError("reward.no_name")
    if len(name) > LONGEST_NAME:
        raise RuleError("reward.name_too_long", limit=LONGEST_NAME)
    return {"name": name}


def _cost(typed: str, reading: Reading, _draft: Draft) -> Draft:
    found = parse_cost(typed, reading)
    if found is None:
        raise RuleError("reward.no_cost", name=one_line(typed)[:40])
    return {"cost": found[0], "unit": found[1]}


def _stock(typed: str, _reading: Reading, draft: Draft) -> Draft:
    if _is_none("stock", typed, draft):
        return {"stock": None}
    count = count_of(trimmed(one_line(typed)).split(" ")[0])
    if not 0 <= count < MOST_STOCK:
        raise RuleError("reward.stock")
    return {"stock": count}


def _days(typed: str, reading: Reading, draft: Draft) -> Draft:
    """A day alone is the last one."""
    if _is_none("days", typed, draft):
        return {"valid_from": None, "valid_through": None}
    line = one_line(typed)
    _, first, last = cut_days(line, reading)
    if first is None and last is None:
        _, first, last = cut_days(f"- {line}", reading)
    if first is None and last is None:
        raise RuleError("reward.days")
    return {"valid_from": first and first.isoformat(), "valid_through": last and last.isoformat()}


def _least(typed: str, reading: Reading, draft: Draft) -> Draft:
    if _is_none("least", typed, draft):
        return {"min_cents": 0}
    return {"min_cents": parse_amount(typed, reading.words, reading.currency).cents}


PARSERS: dict[str, Callable[[str, Reading, Draft], Draft]] = {
    "kind": _kind,
    "value": _value,
    "name": _name,
    "cost": _cost,
    "stock": _stock,
    "days": _days,
    "least": _least,
}
FIELDS = ("name", "cost", "stock", "days", "least", "kind")
"""What can be changed, in the order of the buttons."""
OPTIONAL = ("stock", "days", "least")


def following(field: str, draft: Draft) -> str | None:
    """The next question for a new reward; None when all is asked."""
    reducing = draft.get("kind") in REDUCING
    after = {"kind": "value" if reducing else "name", "value": "cost", "name": "cost", "cost": "stock"}
    return {**after, "stock": "days", "days": "least"}.get(field)
