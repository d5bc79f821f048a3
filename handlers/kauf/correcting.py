"""An edited answer to a question of /kauf corrects what it booked, as an edited line does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from handlers.answers import Answers, Say
from handlers.call import Call
from handlers.kauf.pending import Pending, merged, unpacked
from handlers.reading import purchase_line
from handlers.staying import still_booked
from messages_de import text
from rules.parsing.purchase_line import PurchaseLine
from storage import buyers, dialogs, purchases, refunds
from storage.purchases import Purchase

Proceed: TypeAlias = Callable[[Call, Pending], Answers]


def corrected(call: Call, proceed: Proceed) -> Answers | None:
    """The purchase that an answer booked, booked anew by its new words; None for a message that was no answer."""
    told = dialogs.answered(call.db, call.user_id, call.source or "", call.now)
    if not told:
        return None
    old, known = _standing(call, told), told[0]["known"]
    if old is None:
        return [Say(text("kauf.undone_before"))]
    line = _line(call, unpacked(known))
    if line.amount is None:
        return still_booked(call, old)
    refunds.refuse_part(call.shop, old)
    return proceed(call._replace(data=known), _again(call, unpacked(known), line, old))


def booked_by(call: Call) -> Purchase | None:
    """The standing purchase that an answer booked, or what took its place."""
    return _standing(call, dialogs.answered(call.db, call.user_id, call.source or "", call.now))


def _standing(call: Call, told: list[Mapping[str, Any]]) -> Purchase | None:
    found = (purchases.get(call.db, call.shop.id, int(one["purchase"])) for one in told)
    return next((row for row in found if not row.void), None) or _by_first(call, told)


def _by_first(call: Call, told: list[Mapping[str, Any]]) -> Purchase | None:
    """What the message has booked with which it all began: that may have been edited meanwhile."""
    first = told[0]["known"].get("source") if told else None
    return purchases.from_message(call.db, call.shop.id, first) if first else None


def _line(call: Call, known: Pending) -> PurchaseLine:
    words = call.message.text.strip() if call.message else ""
    return purchase_line(call._replace(words=words), expect_name=not (known.buyer or known.name))


def _again(call: Call, known: Pending, line: PurchaseLine, old: Purchase) -> Pending:
    said = merged(known, line)
    if not line.name:
        name = buyers.get(call.db, call.shop.id, old.buyer_id).name
        said = said._replace(buyer=old.buyer_id, name=name, namesake=False, contact=None)
    return said._replace(source=old.source or call.source, corrects=old.id, day=said.day or old.day.isoformat())
