"""The two names of a line, and further names by which a buyer is found."""

from __future__ import annotations

from handlers.answers import Answers, Button, Edit, Say
from handlers.call import Call
from handlers.choosing import QUOTES, buyer_buttons, picked
from messages_de import plain, text
from storage import buyers
from storage.buyers import Buyer

NEAR = 5


def two_names(call: Call) -> tuple[str, str]:
    """The two names of a line: split where both are known, or where a word says so."""
    for separator in (", ", *(f" {word} " for word in plain("zusammenfuehren.separators").split("|"))):
        if separator in call.words:
            first, _, second = call.words.partition(separator)
            return first.strip(QUOTES), second.strip(QUOTES)
    words = call.words.split()
    splits = [(" ".join(words[:at]).strip(QUOTES), " ".join(words[at:]).strip(QUOTES)) for at in range(1, len(words))]
    known = [pair for pair in splits if all(buyers.named(call.db, call.shop.id, name) for name in pair)]
    first_known = [pair for pair in splits if buyers.named(call.db, call.shop.id, pair[0])]
    if buyers.named(call.db, call.shop.id, call.words) or not splits:
        return known[0] if known else (call.words, "")
    return (known or first_known[::-1] or splits)[0]


def unknown(call: Call, kept: Buyer, other: str) -> Answers:
    """Nobody has the second name: it may be another name of the first one, or a slip."""
    near = [row for row in buyers.search(call.db, call.shop.id, other) if row.id != kept.id][:NEAR]
    remember = Button(
        plain("zusammenfuehren.button.alias", name=other, kept=kept.name),
        "zusammenfuehren.alias",
        {"buyer": kept.id, "name": other},
        once=True,
    )
    rows = [*buyer_buttons(call, near, "zusammenfuehren.second", {"kept": kept.id}), [remember]]
    return [Say(text("zusammenfuehren.unknown", name=other), rows)]


def remember_name(call: Call) -> Answers:
    """A further name by which the buyer is found."""
    buyer, name = picked(call), str(call.data["name"])
    buyers.add_alias(call.db, call.shop.id, buyer.id, name)
    forget = Button(plain("kauf.button.undo"), "zusammenfuehren.forget", {"buyer": buyer.id, "name": name}, once=True)
    return [Edit(text("zusammenfuehren.alias", name=name, kept=buyer.name), [[forget]])]


def forget_name(call: Call) -> Answers:
    """The further name was none."""
    buyer, name = picked(call), str(call.data["name"])
    buyers.drop_alias(call.db, call.shop.id, buyer.id, name)
    return [Edit(text("zusammenfuehren.alias_gone", name=name, kept=buyer.name))]
