"""/zusammenfuehren: two names that are one person, with a preview and an undo; and further names of a buyer."""

from __future__ import annotations

from collections.abc import Iterable

from handlers import referring
from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.choosing import QUOTES, buyer_buttons, picked, with_buyer
from handlers.registry import App
from handlers.rewarding import voucher_line
from handlers.sentences import stamps
from handlers.uniting import part, unite
from messages_de import Html, plain, text
from rules.errors import RuleError
from rules.money import Money
from rules.parsing.names import name_key
from storage import buyers, ledger
from storage.buyers import Buyer
from storage.referrals import Settled
from storage.trial import on_trial

NEAR = 5
ASKED = 8


def zusammenfuehren(call: Call) -> Answers:
    """`/zusammenfuehren Anna Anni`: both on one row, Anna's; asked back when it is not clear who is meant."""
    first, second = _names(call)
    if not second:
        return with_buyer(call, first, ask_other, "zusammenfuehren.first")
    return with_buyer(
        call, first, lambda call, kept: _with(call, kept, second), "zusammenfuehren.first", {"other": second}
    )


def _names(call: Call) -> tuple[str, str]:
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
    buttons = buyer_buttons(rows, "zusammenfuehren.second", {"kept": kept.id})
    return [Say(text("zusammenfuehren.ask_other", name=kept.name), buttons)]


def _with(call: Call, kept: Buyer, other: str) -> Answers:
    namesakes = buyers.named(call.db, call.shop.id, other)
    found = [row for row in namesakes if row.id != kept.id]
    if len(found) == 1:
        return preview(call, kept, found[0])
    if namesakes and not found:
        raise RuleError("merge.once" if _alike(kept.name, other) else "merge.known_name", name=kept.name, other=other)
    if not found:
        return _unknown(call, kept, other)
    return [Say(text("who.several", name=other), buyer_buttons(found, "zusammenfuehren.second", {"kept": kept.id}))]


def _alike(one: str, other: str) -> bool:
    return name_key(one) == name_key(other)


def _unknown(call: Call, kept: Buyer, other: str) -> Answers:
    """Nobody has the second name: it may be another name of the first one, or a slip."""
    near = [row for row in buyers.search(call.db, call.shop.id, other) if row.id != kept.id][:NEAR]
    remember = Button(
        plain("zusammenfuehren.button.alias", name=other, kept=kept.name),
        "zusammenfuehren.alias",
        {"buyer": kept.id, "name": other},
        once=True,
    )
    rows = [*buyer_buttons(near, "zusammenfuehren.second", {"kept": kept.id}), [remember]]
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


def second_tapped(call: Call) -> Answers:
    """The second one was chosen by a button."""
    return preview(call, buyers.survivor(call.db, call.shop.id, int(call.data["kept"])), picked(call))


def preview(call: Call, kept: Buyer, gone: Buyer) -> Answers:
    """What both have, and what one of them will have: the real thing, tried and rolled back."""
    with on_trial(call.db):
        after = _merged(call, kept.id, gone.id)
    alike = "_alike" if _alike(kept.name, gone.name) else ""
    lines = [
        text(f"zusammenfuehren.preview{alike}", kept=kept.name, gone=gone.name),
        _figures(call, kept.id),
        _figures(call, gone.id),
        text("zusammenfuehren.then", figures=after),
    ]
    data = {"kept": kept.id, "gone": gone.id}
    swap = {"kept": gone.id, "buyer": kept.id}
    other_name = Button(plain("zusammenfuehren.button.swap", name=gone.name), "zusammenfuehren.second", swap)
    buttons: Rows = [
        [Button(plain("zusammenfuehren.button.yes"), "zusammenfuehren.do", data, once=True)],
        *([] if alike else [[other_name]]),
        [Button(plain("zusammenfuehren.button.no"), "zusammenfuehren.no", once=True)],
    ]
    return [Say(Html("\n".join(lines)), buttons)]


def _merged(call: Call, kept_id: int, gone_id: int) -> Html:
    united = unite(call, kept_id, gone_id)
    full = [text("zusammenfuehren.card_full", n=len(united.vouchers))] if united.vouchers else []
    return Html("\n".join([_after(call, united.bonuses, kept_id), *full]))


def _after(call: Call, bonuses: Iterable[Settled], *ids: int) -> Html:
    """What they have now, and a bonus for bringing a friend that is due no more, or again."""
    lines = [_figures(call, number) for number in ids]
    return Html("\n".join([*lines, *(line for line in [referring.said(bonuses)] if line)]))


def _figures(call: Call, buyer_id: int) -> Html:
    row = buyers.get(call.db, call.shop.id, buyer_id)
    balance = ledger.balance(call.db, call.shop.id, buyer_id, call.today)
    return text(
        "zusammenfuehren.figures",
        name=row.name,
        n=row.purchases,
        total=Money(row.net_cents, call.shop.currency),
        points=text("count.points", n=balance.points),
        stamps=stamps(balance.stamps, call.shop.stamps_per_card),
    )


def do(call: Call) -> Answers:
    """Yes: unite them."""
    gone = buyers.get(call.db, call.shop.id, int(call.data["gone"]))
    united = unite(call, int(call.data["kept"]), gone.id)
    kept = united.kept
    undo_button = Button(plain("kauf.button.undo"), "zusammenfuehren.undo", {"merge": united.merge}, once=True)
    show = Button(plain("kauf.button.buyer"), "kunde.show", {"buyer": kept.id})
    key = "zusammenfuehren.done_alike" if _alike(kept.name, gone.name) else "zusammenfuehren.done"
    figures = _after(call, united.bonuses, kept.id)
    done = text(key, kept=kept.name, gone=gone.name, figures=figures)
    vouchers = [text("zusammenfuehren.voucher", voucher=voucher_line(call.shop, row)) for row in united.vouchers]
    return [Edit(Html("\n".join([done, *vouchers])), [[undo_button, show]])]


def undo(call: Call) -> Answers:
    """They were two people after all."""
    kept, gone, bonuses = part(call, int(call.data["merge"]))
    figures = _after(call, bonuses, kept.id, gone.id)
    key = "zusammenfuehren.undone_alike" if _alike(kept.name, gone.name) else "zusammenfuehren.undone"
    return [Edit(text(key, kept=kept.name, gone=gone.name, figures=figures))]


def leave(call: Call) -> Answers:  # noqa: ARG001  (every handler is given the call)
    """No: nothing changes."""
    return [Edit(text("zusammenfuehren.left"))]


def register(app: App) -> None:
    """The command and its buttons."""
    app.command("zusammenfuehren", zusammenfuehren)
    app.button("zusammenfuehren.first", first_tapped)
    app.button("zusammenfuehren.second", second_tapped)
    app.button("zusammenfuehren.alias", remember_name)
    app.button("zusammenfuehren.forget", forget_name)
    app.button("zusammenfuehren.do", do)
    app.button("zusammenfuehren.undo", undo)
    app.button("zusammenfuehren.no", leave)
