"""/gutschein: a voucher as a present, with a text to send along."""

from __future__ import annotations

from handlers import affordable
from handlers.answers import BUYER, Answers, Button, Say
from handlers.call import Call
from handlers.choosing import picked, with_buyer
from handlers.gutschein import in_hand
from handlers.registry import MEMBER, App
from handlers.rewarding import handed_out, name_and_rest, reading, voucher_line
from messages_de import Html, plain, text
from rules.parsing.reward_line import RewardLine, parse_reward
from storage import dialogs, vouchers
from storage.buyers import Buyer
from storage.vouchers import NewVoucher

BY_HAND = "hand"


def gutschein(call: Call) -> Answers:
    """`/gutschein Anna 5 €` gives it at once; `/gutschein Anna` asks what it shall be worth."""
    name, what = name_and_rest(call)
    if what:
        parse_reward(what, reading(call.shop, call.today), present=True)
    return with_buyer(call, name, lambda c, b: _give(c, b, what), "gutschein.to", {"what": what})


def to_tapped(call: Call) -> Answers:
    """The buyer was chosen by a button; what it is was perhaps typed before."""
    return _give(call, picked(call), str(call.data.get("what", "")))


def said(call: Call) -> Answers:
    """The answer to "what shall it be worth?"."""
    return _give(call, picked(call), call.words)


def _give(call: Call, buyer: Buyer, what: str) -> Answers:
    if not what:
        dialogs.ask(call.db, call.user_id, "gutschein.what", {"buyer": buyer.id}, call.now)
        return [Say(text("gutschein.ask", name=buyer.name))]
    line = parse_reward(what, reading(call.shop, call.today), present=True)
    dialogs.close(call.db, call.user_id)
    row = vouchers.issue(call.db, call.shop, buyer.id, _new(line), call.now)
    told, copy, more = handed_out(call, buyer, row)
    undo = Button(plain("kauf.button.undo"), "einloesen.cancel", {"voucher": row.id, "told": bool(more)}, once=True)
    head = text("gutschein.given", name=buyer.name)
    words = Html("\n".join([head, voucher_line(call.shop, row), told]))
    return [Say(words, [*affordable.use_buttons(row), [undo, *copy]]), *more]


def _new(line: RewardLine) -> NewVoucher:
    return NewVoucher(
        line.name, line.kind, line.value, line.min_cents, origin=BY_HAND, valid_through=line.valid_through
    )


def register(app: App) -> None:
    """The command, its button and its question; and what one has, by the plural or for a buyer."""
    app.command("gutschein", gutschein)
    app.alias("gutscheine", in_hand.gutscheine, role=MEMBER)
    app.alias("gutschein", in_hand.gutscheine, role=BUYER)
    app.button("gutschein.to", to_tapped)
    app.button("gutschein.of", in_hand.of_tapped)
    app.step("gutschein.what", said)
