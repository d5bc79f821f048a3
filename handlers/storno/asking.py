"""What /storno asks back: how much, and what the buyer gets instead."""

from __future__ import annotations

from handlers.answers import Answers, Say
from handlers.call import Call
from handlers.reading import refund_line
from handlers.storno import preview
from messages_de import plain, text
from rules.errors import RuleError
from rules.money import Money
from storage import buyers, dialogs, purchases
from storage.purchases import Purchase


def ask_part(call: Call) -> Answers:
    """How much is to be given back?"""
    return _ask(call, "storno.part", "storno.part_question")


def ask_exchange(call: Call) -> Answers:
    """What does the buyer get instead?"""
    return _ask(call, "storno.exchange", "storno.exchange_question")


def _ask(call: Call, step: str, question: str) -> Answers:
    row = standing(call)
    dialogs.ask(call.db, call.user_id, step, {"purchase": row.id}, call.now)
    name = buyers.get(call.db, call.shop.id, row.buyer_id).name
    left = Money(row.cents - row.refunded_cents, call.shop.currency)
    return [Say(text(question, name=name, left=left))]


def standing(call: Call) -> Purchase:
    """The purchase a button or a question is about; raises RuleError when it was taken back meanwhile."""
    row = purchases.get(call.db, call.shop.id, int(call.data["purchase"]))
    if row.void:
        raise RuleError("storno.nothing_left")
    return row


def part_said(call: Call) -> Answers:
    """The amount was typed: show what it would change."""
    row, line = standing(call), refund_line(call)
    if line.cents is None:
        raise RuleError("storno.no_amount", typed=call.words[:40] or plain("storno.no_words"))
    shown = preview.shown(call, row, line.cents)
    dialogs.close(call.db, call.user_id)
    return [Say(*shown)]
