"""/vorlagen: the seller's own texts for each kind of reminder."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.registry import App
from handlers.vorlagen import writing
from messages_de import Html, plain, text
from rules.occasions import KINDS
from storage import templates
from storage.templates import Template


def vorlagen(call: Call) -> Answers:
    """`/vorlagen` lists the kinds, each with the number of own texts."""
    known = templates.counts(call.db, call.shop.id)
    buttons = [_kind_button(kind.KIND, known.get(kind.KIND, 0)) for kind in KINDS]
    rows = [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
    return [Say(text("vorlagen.head", fields=writing.field_names()), rows)]


def _kind_button(kind: str, n: int) -> Button:
    name = plain(f"occasion.{kind}.name")
    label = plain("vorlagen.button.kind_with", kind=name, n=n) if n else name
    return Button(label, "vorlagen.kind", {"kind": kind})


def of_kind(call: Call) -> Answers:
    """The own texts for one kind, each to be changed or deleted, and a button for a new one."""
    kind = str(call.data["kind"])
    writing.listen(call, kind)
    rows = templates.of_kind(call.db, call.shop.id, kind)
    name = text(f"occasion.{kind}.name")
    new = [Button(plain("vorlagen.button.new"), "vorlagen.new", {"kind": kind})]
    if not rows:
        return [Say(text("vorlagen.none", kind=name), [new])]
    lines = [text("vorlagen.line", number=at, words=row.words) for at, row in enumerate(rows, 1)]
    return [Say(Html("\n\n".join([text("vorlagen.list", kind=name), *lines])), [*_buttons(rows), new])]


def _buttons(rows: Sequence[Template]) -> Rows:
    return [
        [
            Button(plain("vorlagen.button.edit", number=at), "vorlagen.new", {"kind": row.kind, "template": row.id}),
            Button(plain("vorlagen.button.delete", number=at), "vorlagen.delete", {"template": row.id}),
        ]
        for at, row in enumerate(rows, 1)
    ]


def delete(call: Call) -> Answers:
    """A text is used no more; a tap brings it back."""
    row = templates.get(call.db, call.shop.id, int(call.data["template"]))
    templates.change(call.db, call.shop.id, row.id, retired=True)
    return [Edit(text("vorlagen.deleted", words=row.words), [[writing.back(row.id, row.words, retired=False)]])]


def undo(call: Call) -> Answers:
    """A text as it was before the last tap."""
    data = call.data
    templates.change(call.db, call.shop.id, int(data["template"]), words=data["words"], retired=data["retired"])
    return [Edit(text("vorlagen.undone" if data["retired"] else "vorlagen.restored", words=data["words"]))]


def register(app: App) -> None:
    """The command, its buttons and its question."""
    app.command("vorlagen", vorlagen)
    app.button("vorlagen.kind", of_kind)
    app.button("vorlagen.new", writing.ask)
    app.button("vorlagen.save", writing.save)
    app.button("vorlagen.delete", delete)
    app.button("vorlagen.undo", undo)
    app.step("vorlagen.text", writing.typed)
