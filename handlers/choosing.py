"""Which buyer is meant: found by name, or asked back with buttons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.registry import App
from messages_de import Html, plain, text
from rules.errors import RuleError
from storage import buyers, dialogs, purchases, tiers
from storage.buyers import Buyer

Then: TypeAlias = Callable[[Call, Buyer], Answers]

QUOTES = "\"'„“”»«‚‘’ "
RECENT = 8
ITEM = 24
"""Characters of the last item on a button that tells namesakes apart."""


def with_buyer(call: Call, name: str, then: Then, action: str, data: Mapping[str, object] | None = None) -> Answers:
    """Go on with the one buyer of this name; ask back by buttons (running `action`) when it is not clear who is meant."""
    wanted = name.strip(QUOTES)
    if not wanted:
        return ask_who(call, action, data)
    rows = buyers.named(call.db, call.shop.id, wanted)
    if len(rows) == 1:
        return then(call, rows[0])
    if rows:
        return [Say(text("who.several", name=wanted), buyer_buttons(call, rows, action, data))]
    near = buyers.search(call.db, call.shop.id, wanted, most=RECENT)
    if not near:
        raise RuleError("who.unknown", name=wanted)
    return [Say(text("who.unknown_but", name=wanted), buyer_buttons(call, near[:RECENT], action, data))]


def ask_who(call: Call, action: str, data: Mapping[str, object] | None = None) -> Answers:
    """Nobody was named: the last buyers as buttons; a name that is typed now is understood like a tap."""
    return [Say(*_picker(call, {"action": action, "data": {**(data or {})}}, 0))]


def _picker(call: Call, then: Mapping[str, Any], page: int) -> tuple[Html, Rows]:
    rows, more = recent_page(call, page, "who.more", then)
    if not rows:
        raise RuleError("who.nobody_yet")
    listen(call, then["action"], then["data"])
    return text("who.ask"), [*buyer_buttons(call, rows, then["action"], then["data"], short=True), *more]


def recent_page(call: Call, page: int, turn: str, data: Mapping[str, object]) -> tuple[Sequence[Buyer], Rows]:
    """Some of the buyers by their last purchase, and the button that shows the next ones by the action `turn`.

    After the last page comes the first; whoever fits on one needs no button.
    """
    rows = buyers.recent(call.db, call.shop.id, RECENT + 1, page * RECENT)
    following = page + 1 if len(rows) > RECENT else 0
    more = Button(plain("who.button.more"), turn, {**data, "page": following})
    return rows[:RECENT], [[more]] if following or page else []


def listen(call: Call, action: str, data: Mapping[str, object]) -> None:
    """The next text is the name of the buyer for whom the button `action` is tapped."""
    dialogs.ask(call.db, call.user_id, "who.name", {"action": action, "data": data}, call.now)


def _more(call: Call) -> Answers:
    """Further buyers, in the same message; after the last of them the first again."""
    return [Edit(*_picker(call, call.data, int(call.data["page"])))]


def _said(app: App, call: Call) -> Answers:
    """The name was typed: what the button does is said in a new message."""
    action, data = str(call.data["action"]), call.data["data"]

    def then(call: Call, row: Buyer) -> Answers:
        dialogs.close(call.db, call.user_id)
        answers = app.buttons[action].handler(call._replace(data={"buyer": row.id, **data}))
        return [Say(said.text, said.buttons) if isinstance(said, Edit) else said for said in answers]

    return with_buyer(call, call.words, then, action, data)


def register(app: App) -> None:
    """The button for further buyers, and the typed name."""
    app.button("who.more", _more)
    app.step("who.name", partial(_said, app))


def buyer_buttons(
    call: Call,
    rows: Iterable[Buyer],
    action: str,
    data: Mapping[str, object] | None = None,
    *,
    short: bool = False,
    once: bool = False,
) -> Rows:
    """A button per buyer: two in a row by name, or one in a row with what tells namesakes apart."""
    rows = list(rows)
    short = short and len({row.name for row in rows}) == len(rows)
    labels = [row.name for row in rows] if short else _told_apart(call, rows)
    buttons = [
        Button(label, action, {"buyer": row.id, **(data or {})}, once) for label, row in zip(labels, rows, strict=True)
    ]
    width = 2 if short else 1
    return [buttons[start : start + width] for start in range(0, len(buttons), width)]


def _told_apart(call: Call, rows: Sequence[Buyer]) -> list[str]:
    """As `described`; those who would read the same have what they bought last behind it."""
    labels = [described(row) for row in rows]
    often = Counter(labels)
    return [
        _with_item(call, row, label) if often[label] > 1 else label for label, row in zip(labels, rows, strict=True)
    ]


def _with_item(call: Call, row: Buyer, label: str) -> str:
    last = purchases.last_of(call.db, call.shop.id, row.id)
    item = last.item if last else ""
    short = item if len(item) <= ITEM else f"{item[: ITEM - 1].rstrip()}…"
    return plain("who.described_item", who=label, item=short) if short else label


def described(row: Buyer) -> str:
    """A buyer's name, marked if he is VIP, with his purchases and the last of them."""
    name = plain("who.vip", name=row.name) if tiers.is_vip(row) else row.name
    if not row.purchases:
        return plain("who.described_new", name=name)
    return plain("who.described", name=name, n=row.purchases, day=row.last_day)


def maybe_of(rows: Sequence[Buyer], account: int | None) -> list[Buyer]:
    """Who of these may be the person with this account: those whose own is not known yet; any, if it is hidden."""
    return [row for row in rows if account is None or (row.contact_id is None and row.telegram_id is None)]


def is_same(
    call: Call, name: str, rows: Sequence[Buyer], action: str, data: Mapping[str, object], key: str = "who.is_same"
) -> Say:
    """The question, by the text `key`, which of these is meant, or somebody else of this name."""
    known = {key: value for key, value in data.items() if key != "buyer"}
    another = Button(plain("who.namesake", name=name), action, {**known, "namesake": True}, once=True)
    said = text(key, name=name, n=len(rows))
    return Say(said, [*buyer_buttons(call, rows, action, known, once=True), [another]])


def picked(call: Call) -> Buyer:
    """The buyer a button or an open question is about, or whoever he turned out to be."""
    return buyers.survivor(call.db, call.shop.id, int(call.data["buyer"]))
