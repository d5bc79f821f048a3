"""Which buyer is meant: found by name, or asked back with buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from handlers.answers import Answers, Button, Rows, Say
from handlers.call import Call
from messages_de import plain, text
from rules.errors import RuleError
from storage import buyers, tiers
from storage.buyers import Buyer

Then: TypeAlias = Callable[[Call, Buyer], Answers]

QUOTES = "\"'„“”»«‚‘’ "
RECENT = 8


def with_buyer(call: Call, name: str, then: Then, action: str, data: Mapping[str, object] | None = None) -> Answers:
    """Go on with the one buyer of this name; ask back by buttons (running `action`) when it is not clear who is meant."""
    wanted = name.strip(QUOTES)
    if not wanted:
        return ask_who(call, action, data)
    rows = buyers.named(call.db, call.shop.id, wanted)
    if len(rows) == 1:
        return then(call, rows[0])
    if rows:
        return [Say(text("who.several", name=wanted), buyer_buttons(rows, action, data))]
    near = buyers.search(call.db, call.shop.id, wanted, most=RECENT)
    if not near:
        raise RuleError("who.unknown", name=wanted)
    return [Say(text("who.unknown_but", name=wanted), buyer_buttons(near[:RECENT], action, data))]


def ask_who(call: Call, action: str, data: Mapping[str, object] | None = None) -> Answers:
    """Nobody was named: the last buyers as buttons."""
    rows = buyers.recent(call.db, call.shop.id, RECENT)
    if not rows:
        raise RuleError("who.nobody_yet")
    return [Say(text("who.ask"), buyer_buttons(rows, action, data, short=True))]


def buyer_buttons(
    rows: Iterable[Buyer],
    action: str,
    data: Mapping[str, object] | None = None,
    *,
    short: bool = False,
    once: bool = False,
) -> Rows:
    """A button per buyer: two in a row by name, or one in a row with what tells namesakes apart."""
    buttons = [
        Button(row.name if short else described(row), action, {"buyer": row.id, **(data or {})}, once) for row in rows
    ]
    width = 2 if short else 1
    return [buttons[start : start + width] for start in range(0, len(buttons), width)]


def described(row: Buyer) -> str:
    """A buyer's name, marked if he is VIP, with his purchases and the last of them."""
    name = plain("who.vip", name=row.name) if tiers.is_vip(row) else row.name
    if not row.purchases:
        return plain("who.described_new", name=name)
    return plain("who.described", name=name, n=row.purchases, day=row.last_day)


def picked(call: Call) -> Buyer:
    """The buyer a button or an open question is about, or whoever he turned out to be."""
    return buyers.survivor(call.db, call.shop.id, int(call.data["buyer"]))
