"""The seller's catalogue: listed, added to in one line, changed, retired."""

from __future__ import annotations

from datetime import date

from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.praemien.fields import FIELDS
from handlers.rewarding import price, reading, terms, title
from messages_de import Html, plain, text
from rules.errors import RuleError
from rules.parsing.names import name_key
from rules.parsing.reward_line import parse_reward
from rules.rewards import PRODUCT, REDUCING
from storage import occasions, rewards, shops
from storage.rewards import NewReward, Reward
from storage.shops import Shop

USUAL = (PRODUCT, *REDUCING)
"""Kinds that a reward shows by itself."""


def shown(call: Call) -> Say:
    """All that is in the catalogue, each with a button, and one to add something."""
    rows = rewards.catalogue(call.db, call.shop.id)
    new = [Button(plain("praemien.button.new"), "praemien.new")]
    if not rows:
        return Say(text("praemien.empty"), [new])
    lines = [_line(call.shop, row, call.today) for row in rows]
    buttons = [[Button(title(call.shop, row), "praemien.show", {"reward": row.id})] for row in rows]
    return Say(Html("\n".join([text("praemien.head", n=len(rows)), *lines])), [*buttons, new])


def _line(shop: Shop, row: Reward, today: date) -> Html:
    said = text("reward.offer", what=title(shop, row), price=price(shop, row.unit, row.cost), terms=terms(shop, row))
    if row.valid_through is not None and row.valid_through < today:
        return text("praemien.past", line=said)
    return text("praemien.sold_out", line=said) if row.stock == 0 else said


def add(call: Call) -> Answers:
    """A reward in one line; raises RuleError when its cost is missing."""
    if {word.casefold() for word in call.words.split()} & set(plain("praemien.words_delete").split("|")):
        raise RuleError("reward.delete")
    line = parse_reward(call.words, reading(call.shop, call.today))
    if not line.cost:
        raise RuleError("reward.no_cost", name=line.name or call.words[:40])
    new = NewReward(
        line.name,
        line.cost,
        line.kind,
        line.value,
        line.unit,
        line.stock,
        line.valid_from,
        line.valid_through,
        line.min_cents,
    )
    return [added(call, new)]


def added(call: Call, new: NewReward) -> Say:
    """A reward goes into the catalogue; one tap takes it out again. Raises RuleError for one that is there already."""
    refuse_twin(call, new)
    row = rewards.get(call.db, call.shop.id, rewards.add(call.db, call.shop.id, new, call.now))
    look_again(call)
    words = Html("\n".join([text("praemien.added"), _line(call.shop, row, call.today), *_notes(call.shop, row)]))
    undo = Button(plain("kauf.button.undo"), "praemien.retire", {"reward": row.id}, once=True)
    return Say(words, [[undo, Button(plain("praemien.button.change"), "praemien.show", {"reward": row.id})]])


def _notes(shop: Shop, row: Reward) -> list[Html]:
    """What else was understood: a kind of its own, and what its last day means for vouchers."""
    kind = [text("praemien.kind", kind=plain(f"praemien.kind_{row.kind}"))] if row.kind not in USUAL else []
    return kind + ([text("praemien.last_day", n=shop.voucher_days)] if row.valid_through else [])


def refuse_twin(call: Call, new: NewReward | Reward, but: int | None = None, *, priced: bool = True) -> None:
    """Raise RuleError when another reward of the catalogue reads the same: nobody could tell them apart.

    The example takes over what the new one costs, if it is `priced` yet.
    """
    name = title(call.shop, new)
    for row in rewards.catalogue(call.db, call.shop.id):
        if row.id != but and name_key(title(call.shop, row)) == name_key(name):
            costs = price(call.shop, row.unit, row.cost)
            typed = price(call.shop, new.unit, new.cost) if priced else costs
            raise RuleError("reward.twin", name=name, price=costs, typed=typed)


def look_again(call: Call) -> None:
    """Whom another purchase would bring a reward depends on what there is: the due days follow."""
    now = shops.get(call.db, call.shop.id)
    if now.prices != call.shop.prices:
        occasions.refresh_all(call.db, now, call.today)


def show(call: Call) -> Answers:
    """One reward, with a button for all that can be changed."""
    row = rewards.get(call.db, call.shop.id, int(call.data["reward"]))
    return [one(call, row)]


def one(call: Call, row: Reward) -> Say:
    """A reward with its kind, conditions and buttons."""
    kind = plain(f"praemien.kind_{row.kind}")
    line = _line(call.shop, row, call.today)
    return Say(text("praemien.one", line=line, kind=kind), _change_buttons(row))


def _change_buttons(row: Reward) -> Rows:
    buttons = [
        Button(plain(f"praemien.button.{name}"), "praemien.field", {"reward": row.id, "field": name}) for name in FIELDS
    ]
    retire = Button(plain("praemien.button.retire"), "praemien.retire", {"reward": row.id}, once=True)
    return [*(buttons[at : at + 2] for at in range(0, len(buttons), 2)), [retire]]


def retire(call: Call) -> Answers:
    """Taken out of the catalogue; vouchers that are out stay valid."""
    row = rewards.get(call.db, call.shop.id, int(call.data["reward"]))
    rewards.change(call.db, call.shop.id, row.id, retired=True)
    look_again(call)
    undo = Button(plain("kauf.button.undo"), "praemien.restore", {"reward": row.id}, once=True)
    return [Edit(text("praemien.retired", what=title(call.shop, row)), [[undo]])]


def restore(call: Call) -> Answers:
    """Back into the catalogue."""
    row = rewards.get(call.db, call.shop.id, int(call.data["reward"]))
    refuse_twin(call, row, row.id)
    rewards.change(call.db, call.shop.id, row.id, retired=False)
    look_again(call)
    words = Html("\n".join([text("praemien.restored"), _line(call.shop, row, call.today)]))
    return [Edit(words, [[Button(plain("praemien.button.change"), "praemien.show", {"reward": row.id})]])]
