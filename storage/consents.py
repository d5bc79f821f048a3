"""What a buyer agreed to, by purpose; the one condition under which a letter to him may be sent."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, case, delete, func, or_, select

from storage.tables.buyers import consent
from storage.tables.delivery import outbox

STAMP_CARD, RECEIPTS, LETTERS = "stamp_card", "receipts", "letters"
"""The purposes in the consent log: the card itself with all that is asked for on it, receipts, personal messages."""
EVERY = (STAMP_CARD, RECEIPTS, LETTERS)
"""All that ends with the link of an account."""
ANSWER = "answer"
"""What he asked for himself, just now: it needs no consent."""
UNASKED = (RECEIPTS, LETTERS)
"""What the shop writes of its own accord; `/stopp` ends it."""

_MINE = (
    consent.c.shop_id == outbox.c.shop_id,
    consent.c.telegram_id == outbox.c.chat_id,
    consent.c.purpose == outbox.c.purpose,
)
_LIVE = (
    select(case((consent.c.given, consent.c.version), else_=0))
    .where(*_MINE)
    .order_by(consent.c.id.desc())
    .limit(1)
    .correlate(outbox)
    .scalar_subquery()
)
"""The version of the wording he agreed to last for the purpose of a letter; 0 once it is withdrawn."""


def allowed() -> ColumnElement[bool]:
    """Whether a letter may be sent: it needs no consent, or what he agreed to last covers it."""
    return or_(outbox.c.since == 0, func.coalesce(_LIVE, 0) >= outbox.c.since)


def cancel(db: Connection, shop_id: int, account: int, purposes: Collection[str] = UNASKED) -> None:
    """Messages of these purposes that wait for him are not sent any more; their words are gone."""
    his = (outbox.c.shop_id == shop_id, outbox.c.chat_id == account, outbox.c.purpose.in_(purposes))
    db.execute(delete(outbox).where(*his, outbox.c.state == "queued"))
