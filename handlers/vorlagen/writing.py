"""An own text is typed, checked, read with three real buyers, and only then kept."""

from __future__ import annotations

from handlers.answers import Answers, Button, Edit, Say
from handlers.call import Call
from handlers.drafts import LONGEST as FILLED
from handlers.drafts import own_words_of_any_length
from handlers.knowing import known_of
from messages_de import Html, plain, text
from rules.errors import RuleError
from rules.placeholders import fields_of, stray_brace
from storage import buyers, dialogs, templates

LONGEST = 300
"""Characters of an own text, so that it mostly stays within what is read once its gaps are filled."""
SHOWN, LOOKED_AT = 3, 30
"""Real buyers in the preview, and how many are looked at to find them."""


def field_names() -> str:
    """The gaps that can be filled: "{name}, {artikel}"."""
    return ", ".join(f"{{{name}}}" for name in plain("vorlagen.fields").split("|"))


def listen(call: Call, kind: str, template: int | None = None) -> None:
    """The next message is a text for this kind, in the place of another if that is named."""
    dialogs.ask(call.db, call.user_id, "vorlagen.text", {"kind": kind, "template": template}, call.now)


def ask(call: Call) -> Answers:
    """The next message is the text; one that is changed can be copied first."""
    kind, number = str(call.data["kind"]), call.data.get("template")
    listen(call, kind, number)
    said = text("vorlagen.ask", kind=text(f"occasion.{kind}.name"), fields=field_names())
    if number is None:
        return [Say(said)]
    words = templates.get(call.db, call.shop.id, int(number)).words
    copied = words if len(words) <= 256 else words[:256]
    return [Say(said, [[Button(plain("vorlagen.button.copy"), copy=copied)]])]


def typed(call: Call) -> Answers:
    """Checked, and shown as three real buyers would read it; until one is kept, the next message is another try."""
    words = call.words.strip()
    _check(words)
    kind, number = str(call.data["kind"]), call.data.get("template")
    data = {"kind": kind, "template": number}
    buttons = [
        Button(plain("vorlagen.button.save"), "vorlagen.save", {**data, "words": words}, once=True),
        Button(plain("vorlagen.button.again"), "vorlagen.new", data),
    ]
    return [Say(Html("\n\n".join(_preview(call, words))), [buttons])]


def _check(words: str) -> None:
    """Raises RuleError for an empty or long text, and for a gap that nothing can fill."""
    if not words:
        raise RuleError("vorlagen.empty")
    if len(words) > LONGEST:
        raise RuleError("vorlagen.long", limit=LONGEST, n=len(words))
    if brace := stray_brace(words):
        raise RuleError("vorlagen.brace", brace=brace, fields=field_names())
    if unknown := sorted(fields_of(words) - set(plain("vorlagen.fields").split("|"))):
        raise RuleError("vorlagen.unknown", field=unknown[0], fields=field_names())


def _preview(call: Call, words: str) -> list[Html]:
    """Raises RuleError for a text that its gaps make too long for everybody."""
    rows = buyers.recent(call.db, call.shop.id, LOOKED_AT)
    read = [(row.name, own_words_of_any_length(words, known_of(call.db, call.shop, row, call.today))) for row in rows]
    filled = [(name, said) for name, said in read if said]
    found = [(name, said) for name, said in filled if len(said) <= FILLED]
    if filled and not found:
        raise RuleError("vorlagen.filled", name=filled[0][0], limit=FILLED, n=len(filled[0][1]))
    if not found:
        return [text("vorlagen.fits_nobody", words=words)]
    lines = [text("vorlagen.preview_line", name=name, words=said) for name, said in found[:SHOWN]]
    left = len(read) - len(found)
    return [text("vorlagen.preview"), *lines, *([text("vorlagen.left_out", n=left)] if left else [])]


def save(call: Call) -> Answers:
    """Kept, in place of the earlier words if there were some."""
    kind, words, number = str(call.data["kind"]), str(call.data["words"]), call.data.get("template")
    name = text(f"occasion.{kind}.name")
    if number is None:
        added = templates.add(call.db, call.shop.id, kind, words, call.now)
        return [Edit(text("vorlagen.saved", kind=name, words=words), [[back(added, words, retired=True)]])]
    before = templates.get(call.db, call.shop.id, int(number))
    templates.change(call.db, call.shop.id, before.id, words=words)
    undo = back(before.id, before.words, retired=before.retired)
    return [Edit(text("vorlagen.saved", kind=name, words=words), [[undo]])]


def back(number: int, words: str, *, retired: bool) -> Button:
    """The way back to how a text was."""
    data = {"template": number, "words": words, "retired": retired}
    return Button(plain("vorlagen.button.undo"), "vorlagen.undo", data, once=True)
