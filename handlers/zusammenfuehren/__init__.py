"""/zusammenfuehren: two names that are one person, with a preview and an undo; and further names of a buyer."""

from __future__ import annotations

from handlers.answers import Answers, Say
from handlers.call import Call
from handlers.choosing import buyer_buttons, listen, picked, with_buyer
from handlers.registry import App
from handlers.zusammenfuehren import joining, names
from messages_de import text
from rules.errors import RuleError
from storage import buyers
from storage.buyers import Buyer

ASKED = 8


def zusammenfuehren(call: Call) -> Answers:
    """`/zusammenfuehren Anna Anni`: both on one row, Anna's; asked back when it is not clear who is meant."""
    first, second = names.two_names(call)
    if not second:
        return with_buyer(call, first, ask_other, "zusammenfuehren.first")
    return with_buyer(
        call, first, lambda call, kept: _with(call, kept, second), "zusammenfuehren.first", {"other": second}
    )


def first_tapped(call: Call) -> Answers:
    """The first one was chosen by a button."""
    other = str(call.data.get("other", ""))
    return _with(call, picked(call), other) if other else ask_other(call, picked(call))


def ask_other(call: Call, kept: Buyer) -> Answers:
    """Who is the same person? Those of a similar name first."""
    near = buyers.search(call.db, call.shop.id, kept.name)
    others = [*near, *buyers.recent(call.db, call.shop.id, ASKED + 1)]
    rows = list({row.id: row for row in others if row.id != kept.id}.values())[:ASKED]
    if not rows:
        raise RuleError("merge.nobody_else", name=kept.name)
    buttons = buyer_buttons(call, rows, "zusammenfuehren.second", {"kept": kept.id})
    listen(call, "zusammenfuehren.second", {"kept": kept.id})
    return [Say(text("zusammenfuehren.ask_other", name=kept.name), buttons)]


def _with(call: Call, kept: Buyer, other: str) -> Answers:
    namesakes = buyers.named(call.db, call.shop.id, other)
    found = [row for row in namesakes if row.id != kept.id]
    if len(found) == 1:
        return joining.preview(call, kept, found[0])
    if namesakes and not found:
        raise RuleError(
            "merge.once" if joining.alike(kept.name, other) else "merge.known_name", name=kept.name, other=other
        )
    if not found:
        return names.unknown(call, kept, other)
    return [
        Say(text("who.several", name=other), buyer_buttons(call, found, "zusammenfuehren.second", {"kept": kept.id}))
    ]


def second_tapped(call: Call) -> Answers:
    """The second one was chosen by a button."""
    return joining.preview(call, buyers.survivor(call.db, call.shop.id, int(call.data["kept"])), picked(call))


def register(app: App) -> None:
    """The command and its buttons."""
    app.command("zusammenfuehren", zusammenfuehren)
    app.button("zusammenfuehren.first", first_tapped)
    app.button("zusammenfuehren.second", second_tapped)
    app.button("zusammenfuehren.alias", names.remember_name)
    app.button("zusammenfuehren.forget", names.forget_name)
    app.button("zusammenfuehren.do", joining.do)
    app.button("zusammenfuehren.undo", joining.undo)
    app.button("zusammenfuehren.no", joining.leave)
