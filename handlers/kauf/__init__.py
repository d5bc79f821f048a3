"""/kauf: a purchase in one line, or in taps."""

from __future__ import annotations

from datetime import date

from handlers import staying
from handlers.answers import Answers, Say
from handlers.call import Call
from handlers.kauf import applying, asking, booking, changing, correcting, misspelt, redeeming, retyping
from handlers.kauf.pending import Pending, about, from_line, unpacked
from handlers.reading import KnownNames, purchase_line
from handlers.registry import App
from messages_de import text
from rules.errors import RuleError
from storage import own_codes, purchases, refunds
from storage.buyers import Buyer


def kauf(call: Call) -> Answers:
    """Book what the line says; ask for what it does not say."""
    pending, buyer = _read(call, call.written_on)
    return misspelt.asked(call, pending, buyer) or proceed(call, pending, buyer)


def kauf_edited(call: Call) -> Answers:
    """An edited line corrects what it booked (on its day, unless another is named); otherwise it is read as if it were new."""
    old = purchases.from_message(call.db, call.shop.id, call.source or "") or correcting.booked_by(call)
    if old is None:
        return kauf(call)
    refunds.refuse_part(call.shop, old)
    pending, buyer = _read(call, old.day)
    pending = pending._replace(corrects=old.id, source=old.source or call.source)
    return misspelt.asked(call, pending, buyer) or proceed(call, pending)


def kept(call: Call) -> Answers:
    """An answer that booked something is read anew; of any other message what is booked stays, and can be undone."""
    answer = correcting.corrected(call, proceed)
    if answer is not None:
        return answer
    return staying.purchase(call, "kauf.kept")


def _read(call: Call, day: date) -> tuple[Pending, Buyer | None]:
    """What the line says, with the buyer it names if the shop knows one; `day` counts when it names none."""
    person = call.message.about if call.message else None
    if person:
        return about(call, from_line(purchase_line(call, expect_name=False), call.source, day), person), None
    names = KnownNames(call)
    line = purchase_line(call, names)
    buyer = names.only(line.name)
    return from_line(line, call.source, day, buyer and buyer.id), buyer


def proceed(call: Call, pending: Pending, known: Buyer | None = None) -> Answers:
    """Book the purchase, or ask for the next thing that is missing; `known` is its buyer's row, if it was just read."""
    if pending.buyer is None and not pending.name:
        pending = redeeming.with_owner(call, pending)
    if pending.buyer is None and not pending.name:
        return asking.who(call, pending)
    found, question = (pending, []) if known else asking.settle(call, pending)
    if question:
        return question
    if found.cents is None:
        return asking.amount(call, found)
    if not found.cents:
        raise RuleError("amount.zero")
    retyping.refuse_loose_voucher(call, found)
    return booking.book(call, found, known)


def proceed_tapped(call: Call) -> Answers:
    """A button has said the next thing."""
    return proceed(call, unpacked(call.data))


def buyer_said(call: Call) -> Answers:
    """The answer to "for whom?": typed, forwarded, or picked from the contacts."""
    return asking.buyer_said(call, proceed)


def amount_said(call: Call) -> Answers:
    """The answer to "how much?"."""
    return asking.amount_said(call, proceed)


def scanned(call: Call) -> Answers:
    """The seller scanned the code on a buyer's card: how much was it? Nobody else learns anything from a code."""
    if call.shop_row is None:
        return [Say(text("kauf.scanned_by_others"))]
    row = own_codes.with_code(call.db, call.shop.id, call.words)
    return proceed(call, Pending(buyer=row.id, name=row.name)) if row else [Say(text("kauf.scanned_unknown"))]


def register(app: App) -> None:
    """The command, its buttons and its questions."""
    app.command("kauf", kauf)
    app.edited("kauf", kauf_edited)
    app.edited("", kept)
    app.button("kauf.proceed", proceed_tapped)
    app.button("kauf.book", proceed_tapped)
    app.button("kauf.voucher", applying.apply)
    app.button("kauf.more", asking.more)
    app.button("kauf.pick", asking.pick_contact)
    app.button("kauf.move", changing.move)
    app.button("kauf.somebody_else", changing.somebody_else)
    app.button("kauf.rename", changing.rename)
    app.step("kauf.buyer", buyer_said)
    app.step("kauf.amount", amount_said)
    app.link("k", scanned)
    app.pointed_at(pointed_at)


def pointed_at(call: Call) -> Answers:
    """A forwarded message or a contact without a word: offer what one does with a person."""
    message = call.message
    person = (message.shared[0] if message.shared else message.about) if message else None
    return asking.what_for(call, about(call, Pending(), person)) if person else asking.who(call, Pending())
