"""A reward in taps: one question after the other for a new one, a single one for a change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers.answers import Answers, Button, Rows, Say
from handlers.call import Call
from handlers.praemien import catalogue
from handlers.praemien.fields import OPTIONAL, PARSERS, Draft, choices, following
from handlers.rewarding import reading
from messages_de import Html, plain, text
from rules.rewards import REDUCING
from storage import dialogs, rewards
from storage.rewards import NewReward

DAYS = ("valid_from", "valid_through")


def new(call: Call) -> Answers:
    """A new reward begins with its kind."""
    return _ask(call, {"field": "kind", "draft": {}})


def field(call: Call) -> Answers:
    """One part of a reward is to be changed; of a percentage or an amount, what it is worth instead of its name."""
    row = rewards.get(call.db, call.shop.id, int(call.data["reward"]))
    by_value = call.data["field"] == "name" and row.kind in REDUCING
    draft = {"kind": row.kind} if by_value else {}
    return _ask(call, {**call.data, "field": "value" if by_value else call.data["field"], "draft": draft})


def _ask(call: Call, data: Mapping[str, Any]) -> Answers:
    dialogs.ask(call.db, call.user_id, "praemien.field", data, call.now)
    lines = [text(f"praemien.ask_{data['field']}"), *([text("praemien.unsaved")] if _is_optional(data) else [])]
    return [Say(Html("\n".join(lines)), _buttons(data))]


def _is_optional(data: Mapping[str, Any]) -> bool:
    """A new reward has all it needs: it can be finished here."""
    return "reward" not in data and data["field"] in OPTIONAL


def _buttons(data: Mapping[str, Any]) -> Rows:
    taps = [
        Button(label, "praemien.set", {**data, "typed": label}, once=True)
        for label in choices(data["field"], data["draft"])
    ]
    done = [[Button(plain("praemien.button.finish"), "praemien.finish", data, once=True)]]
    return [*(taps[at : at + 2] for at in range(0, len(taps), 2)), *(done if _is_optional(data) else [])]


def said(call: Call) -> Answers:
    """The answer to a question, typed or tapped."""
    data = call.data
    typed = str(data.get("typed") or call.words)
    parse = PARSERS[data["field"]]
    draft = {**data["draft"], **parse(typed, reading(call.shop, call.today), data["draft"])}
    if data["field"] in {"name", "value"}:
        catalogue.refuse_twin(call, _reward(draft), data.get("reward"), priced="cost" in draft)
    dialogs.close(call.db, call.user_id)
    following_field = _after_change(call, data, draft) if "reward" in data else following(data["field"], draft)
    if following_field:
        return _ask(call, {**data, "field": following_field, "draft": draft, "typed": ""})
    return _changed(call, int(data["reward"]), draft) if "reward" in data else [_added(call, draft)]


def _after_change(call: Call, data: Mapping[str, Any], draft: Draft) -> str | None:
    """Another kind needs a value, or a name where there was only a value."""
    if data["field"] != "kind":
        return None
    if draft["kind"] in REDUCING:
        return "value"
    return None if rewards.get(call.db, call.shop.id, int(data["reward"])).name else "name"


def _changed(call: Call, reward_id: int, draft: Draft) -> Answers:
    rewards.change(call.db, call.shop.id, reward_id, **_columns(draft))
    catalogue.look_again(call)
    shown = catalogue.one(call, rewards.get(call.db, call.shop.id, reward_id))
    return [Say(Html("\n".join([text("praemien.changed"), shown.text])), shown.buttons)]


def finished(call: Call) -> Answers:
    """The remaining questions are skipped: no condition."""
    return [_added(call, call.data["draft"])]


def _added(call: Call, draft: Draft) -> Say:
    return catalogue.added(call, _reward(draft))


def _reward(draft: Draft) -> NewReward:
    """What is known of a reward; what it costs may still be asked for."""
    return NewReward(**{"name": "", "cost": 1, **_columns(draft)})


def _columns(draft: Draft) -> dict[str, Any]:
    """A draft as columns: its days are days again."""
    days = {name: date.fromisoformat(draft[name]) if draft[name] else None for name in DAYS if name in draft}
    return {**draft, **days}
