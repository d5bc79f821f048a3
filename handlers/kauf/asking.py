"""What /kauf asks back: for whom, which of several, how much."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.choosing import buyer_buttons, is_same, maybe_of, recent_page
from handlers.kauf import redeeming
from handlers.kauf.pending import Pending, about, merged, unpacked
from handlers.reading import purchase_line
from messages_de import Html, plain, text
from rules.errors import RuleError
from rules.money import Money
from storage import buyers, dialogs, purchases

Proceed: TypeAlias = Callable[[Call, Pending], Answers]

AMOUNTS = 6
"""Amount buttons at the most; they are looked for in this many times as many purchases."""


def who(call: Call, pending: Pending) -> Answers:
    """For whom is the purchase? The last buyers, the contact picker, or a typed name."""
    return [Say(*_picker(call, pending, 0))]


def more(call: Call) -> Answers:
    """Further buyers, in the same message."""
    return [Edit(*_picker(call, unpacked(call.data), int(call.data["page"])))]


def _picker(call: Call, pending: Pending, page: int) -> tuple[Html, Rows]:
    dialogs.ask(call.db, call.user_id, "kauf.buyer", pending.packed(), call.now)
    rows, turn = recent_page(call, page, "kauf.more", pending.packed())
    pick = Button(plain("kauf.button.pick"), "kauf.pick", pending.packed())
    key = "kauf.ask_who" if rows else "kauf.ask_first"
    others = [*turn, *_is_name(pending), [pick]]
    return text(key), [*buyer_buttons(call, rows, "kauf.proceed", pending.packed(), short=True), *others]


def _is_name(pending: Pending) -> Rows:
    """The word that was read as the item may be the name of somebody new."""
    if not pending.other_name:
        return []
    return [[Button(plain("kauf.button.is_name", name=pending.other_name), "kauf.proceed", _as_name(pending))]]


def _as_name(pending: Pending) -> dict[str, object]:
    """The purchase, if the word that looked like the item is the buyer."""
    name = pending.other_name or ""
    return pending._replace(name=name, other_name=None, item=pending.item.removeprefix(name).strip()).packed()


def pick_contact(call: Call) -> Answers:
    """Open Telegram's contact picker."""
    dialogs.ask(call.db, call.user_id, "kauf.buyer", call.data, call.now)
    return [Say(text("kauf.pick"), picker=plain("kauf.button.pick"))]


def buyer_said(call: Call, proceed: Proceed) -> Answers:
    """Go on with the person who was picked, forwarded or typed (perhaps with the amount behind the name)."""
    pending = unpacked(call.data)
    message = call.message
    person = (message.shared[0] if message.shared else message.about) if message else None
    if person:
        dialogs.close(call.db, call.user_id)
        answers = proceed(call, about(call, pending, person))
        return [a._replace(remove_picker=not a.buttons) if isinstance(a, Say) and not a.to else a for a in answers]
    known = merged(pending, purchase_line(call))
    if not known.name:
        return who(call, known)
    dialogs.close(call.db, call.user_id)
    return proceed(call, known._replace(source=pending.source or call.source))


def settle(call: Call, pending: Pending) -> tuple[Pending, Answers]:
    """Find the buyer of the typed name; ask when there are several, or when an account of that name is new."""
    if pending.buyer is not None:
        return pending._replace(buyer=buyers.survivor(call.db, call.shop.id, pending.buyer).id), []
    if pending.namesake:
        return pending, []
    rows = maybe_of(buyers.named(call.db, call.shop.id, pending.name or ""), pending.contact)
    if not rows:
        return pending, []
    if len(rows) == 1 and pending.contact is None:
        return pending._replace(buyer=rows[0].id), []
    return pending, [is_same(call, pending.name or "", rows, "kauf.book", pending.packed(), "kauf.which")]


def amount(call: Call, pending: Pending) -> Answers:
    """How much was it? The buyer's last amounts, then the shop's, as buttons, or typed."""
    dialogs.ask(call.db, call.user_id, "kauf.amount", pending.packed(), call.now)
    name = _name(call, pending)
    key = "kauf.ask_price" if redeeming.takes_off(call, pending) else "kauf.ask_amount"
    return [Say(text(key, name=name), _amount_buttons(call, pending))]


def _name(call: Call, pending: Pending) -> str:
    return pending.name or (buyers.get(call.db, call.shop.id, pending.buyer).name if pending.buyer else "")


def _amount_buttons(call: Call, pending: Pending) -> Rows:
    own = purchases.latest(call.db, call.shop.id, AMOUNTS, pending.buyer) if pending.buyer else []
    shops = purchases.latest(call.db, call.shop.id, 5 * AMOUNTS)
    cents = list(dict.fromkeys(row.cents + row.discount_cents for row in [*own, *shops]))[:AMOUNTS]
    buttons = [
        Button(
            plain("kauf.button.amount", amount=Money(value, call.shop.currency)),
            "kauf.book",
            {**pending.packed(), "cents": value},
            once=True,
        )
        for value in cents
    ]
    return [buttons[start : start + 3] for start in range(0, len(buttons), 3)]


def amount_said(call: Call, proceed: Proceed) -> Answers:
    """Go on with the typed amount; words around it are the item."""
    pending = unpacked(call.data)
    line = purchase_line(call, expect_name=False)
    if line.amount is None:
        raise RuleError("kauf.no_amount", typed=call.words[:40])
    dialogs.close(call.db, call.user_id)
    return proceed(call, merged(pending, line)._replace(source=pending.source or call.source))


def what_for(call: Call, pending: Pending) -> Answers:
    """The seller pointed at a person: a purchase, or a note with the forwarded words?"""
    words = call.message.text if call.message else ""
    name = _name(call, pending)
    buttons = [Button(plain("kauf.button.purchase"), "kauf.proceed", pending.packed())]
    if words:
        data = {"buyer": pending.buyer, "name": name, "contact": pending.contact, "text": words}
        buttons.append(Button(plain("kauf.button.note"), "notiz.forwarded", data, once=True))
    return [Say(text("kauf.pointed_at", name=name), [buttons], remove_picker=False)]
