"""The parsers of `rules`, with the German words and the buyers of a shop at hand."""

from __future__ import annotations

from collections.abc import Callable

from handlers.call import Call
from messages_de.vocabulary import vocabulary
from rules.parsing.note_line import NoteLine, parse_note
from rules.parsing.purchase_line import PurchaseLine, parse_purchase
from rules.parsing.refund_line import RefundLine, parse_refund
from storage import buyers


def known_names(call: Call) -> Callable[[str], bool]:
    """Whether a normalised name is that of a buyer of this shop."""
    return lambda key: buyers.is_known(call.db, call.shop.id, key)


def purchase_line(call: Call, *, expect_name: bool = True) -> PurchaseLine:
    """What the words of a call say about a purchase; raises RuleError."""
    return parse_purchase(
        call.words,
        call.written_on,
        vocabulary(),
        known_names(call),
        currency=call.shop.currency,
        expect_name=expect_name,
    )


def refund_line(call: Call) -> RefundLine:
    """What the words of a call say about a refund; raises RuleError."""
    return parse_refund(call.words, call.written_on, vocabulary(), known_names(call), currency=call.shop.currency)


def note_line(call: Call) -> NoteLine:
    """What the words of a call say about a buyer; raises RuleError."""
    return parse_note(call.words, call.written_on, vocabulary(), known_names(call))
