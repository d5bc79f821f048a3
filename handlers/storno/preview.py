"""Before anything is taken back: one message with the consequences, and the ways to go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.answers import Answers, Button, Edit, Rows, Say, Toast
from handlers.call import Call
from handlers.choosing import with_buyer
from handlers.storno import acting, finding
from handlers.storno.finding import Wanted, fitting, unpacked
from messages_de import Html, plain, text
from rules.money import Money
from storage import buyers, purchases
from storage.buyers import Buyer
from storage.purchases import Purchase
from storage.trial import on_trial


def storno(call: Call) -> Answers:
    """`/storno` is about the last booking, `/storno Anna` about hers; an amount, an item or a day may follow."""
    name, wanted = finding.said(call) if call.words else (None, Wanted())
    if name is None:
        return _one_or_choice(call, wanted)
    return with_buyer(call, name, lambda call, buyer: _of(call, buyer, wanted), "storno.choose", wanted.packed())


def _of(call: Call, buyer: Buyer, wanted: Wanted) -> Answers:
    return _one_or_choice(call, replace(wanted, buyer=buyer.id))


def choose_tapped(call: Call) -> Answers:
    """A buyer was chosen by a button."""
    return _one_or_choice(call, unpacked(call))


def _one_or_choice(call: Call, wanted: Wanted) -> Answers:
    """Without an amount, several purchases are to be chosen from; with one, it is the last that it fits."""
    of_others = finding.of_other_days(call, wanted)
    if of_others:
        buttons = finding.choices(call, of_others, replace(wanted, day=None))
        return [Say(finding.not_that_day(call, wanted), buttons)]
    rows = fitting(call, wanted)
    if len(rows) == 1 or wanted.cents:
        return [Say(*shown(call, rows[0], wanted.cents, others=wanted if len(rows) > 1 else None))]
    return [Say(*_choice(call, rows, wanted))]


def _choice(call: Call, rows: Sequence[Purchase], wanted: Wanted) -> tuple[Html, Rows]:
    name = buyers.get(call.db, call.shop.id, wanted.buyer).name if wanted.buyer else ""
    lines = [text("storno.choose_of", name=name) if name else text("storno.choose")]
    if len(rows) > finding.SHOWN:
        lines.append(text("storno.older", name=name or plain("storno.example_name")))
    return Html("\n".join(lines)), finding.choices(call, rows, wanted)


def others(call: Call) -> Answers:
    """Another purchase was meant."""
    wanted = unpacked(call)
    return [Edit(*_choice(call, fitting(call, wanted), wanted))]


def chosen(call: Call) -> Answers:
    """A purchase was chosen by a button."""
    row = purchases.get(call.db, call.shop.id, int(call.data["purchase"]))
    return [Toast(plain("storno.before"))] if row.void else [Edit(*shown(call, row, call.data.get("cents")))]


def shown(call: Call, row: Purchase, cents: int | None = None, others: Wanted | None = None) -> tuple[Html, Rows]:
    """What it would change: found out by doing it, and taking that back."""
    left = row.cents - row.refunded_cents
    if cents is not None and cents > left:
        raise finding.too_much(call, row)
    with on_trial(call.db):
        would = acting.done(call, row, cents)
    part = cents is not None and cents < left
    given = Money(left if cents is None else cents, call.shop.currency)
    name = buyers.get(call.db, call.shop.id, row.buyer_id).name
    key = "storno.would_part" if part else "storno.would"
    item = f" · {row.item}" if row.item else ""
    values = {"name": name, "amount": given, "left": Money(left, call.shop.currency), "day": row.day, "item": item}
    return Html(f"{text(key, **values)}\n{would.sentence}"), _ways(row, cents, others)


def _ways(row: Purchase, cents: int | None, others: Wanted | None) -> Rows:
    data = {"purchase": row.id, "refunded": row.refunded_cents, **({"cents": cents} if cents else {})}
    yes = Button(plain("storno.button.yes"), "storno.yes", data, once=True)
    no = Button(plain("storno.button.no"), "storno.no", once=True)
    more = [Button(plain("storno.button.exchange"), "storno.ask_exchange", {"purchase": row.id})]
    if row.cents - row.refunded_cents > 1:
        more.insert(0, Button(plain("storno.button.part"), "storno.ask_part", {"purchase": row.id}))
    if others:
        more.append(Button(plain("storno.button.other"), "storno.others", others.packed()))
    return [[yes, no], more[:2], *([more[2:]] if more[2:] else [])]


def yes(call: Call) -> Answers:
    """The seller agrees; if the purchase has changed meanwhile, she is shown the consequences of today."""
    row, cents = purchases.get(call.db, call.shop.id, int(call.data["purchase"])), call.data.get("cents")
    if row.void:
        return [Toast(plain("storno.before"))]
    if row.refunded_cents != call.data["refunded"]:
        return [Edit(*shown(call, row, cents))]
    return acting.take_back(call, row, cents)


def no(_call: Call) -> Answers:
    """Nothing is taken back."""
    return [Edit(text("storno.kept"))]
