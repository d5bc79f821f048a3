"""Accounts that opened a buyer's link and agreed, and wait for the seller to say that it is him; links, and their end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, insert, select, update

from storage import consents, invitations, journal
from storage.buyers import Buyer
from storage.outbox import SENDING
from storage.tables.buyers import buyer, invitation, joining
from storage.tables.delivery import outbox

Joining = Row[Any]
UNLINKED_VERSION = 1
"""Of the sentences that end a link, in the consent log."""


class Account(NamedTuple):
    """Somebody at Telegram: his number, and what he calls himself there."""

    id: int
    name: str
    username: str


class Wording(NamedTuple):
    """A sentence somebody agreed to, and which version of it."""

    words: str
    version: int


def ask(
    db: Connection, token_hash: str, whose: tuple[int, int], account: Account, agreed: Wording, now: datetime
) -> None:
    """An account waits to be linked to the buyer `whose` (shop id, buyer id)."""
    shop_id, buyer_id = whose
    values = {
        "token_hash": token_hash,
        "shop_id": shop_id,
        "buyer_id": buyer_id,
        "telegram_id": account.id,
        "name": account.name,
        "username": account.username,
        "wording": agreed.words,
        "version": agreed.version,
        "created_at": now,
    }
    db.execute(insert(joining), values)


def take(db: Connection, shop_id: int, token_hash: str) -> Joining | None:
    """Whoever waits with this invitation, waiting no more; None when that was answered before."""
    mine = (joining.c.shop_id == shop_id, joining.c.token_hash == token_hash)
    return db.execute(delete(joining).where(*mine).returning(*joining.c)).first()


def withdraw(db: Connection, shop_id: int, account: int, now: datetime) -> Joining | None:
    """An account waits no more in a shop, because it does not want to: nothing of it stays, nor of the link it came by.

    None when it does not wait there.
    """
    mine = (joining.c.shop_id == shop_id, joining.c.telegram_id == account)
    row = db.execute(delete(joining).where(*mine).returning(*joining.c)).first()
    if row is not None:
        db.execute(delete(invitation).where(invitation.c.shop_id == shop_id, invitation.c.token_hash == row.token_hash))
        journal.unlinked(db, shop_id, account, now)
    return row


def of_account(db: Connection, telegram_id: int) -> Sequence[Joining]:
    """Where an account waits."""
    return db.execute(select(joining).where(joining.c.telegram_id == telegram_id)).all()


def of_buyer(db: Connection, shop_id: int, buyer_id: int) -> Joining | None:
    """Who waits to be linked to this buyer."""
    mine = (joining.c.shop_id == shop_id, joining.c.buyer_id == buyer_id)
    return db.execute(select(joining).where(*mine).order_by(joining.c.created_at).limit(1)).first()


def of_shop(db: Connection, shop_id: int, before: datetime) -> Sequence[Joining]:
    """Who has waited in a shop since before an instant, the longest first."""
    waits = (joining.c.shop_id == shop_id, joining.c.created_at < before)
    return db.execute(select(joining).where(*waits).order_by(joining.c.created_at)).all()


def link(db: Connection, shop_id: int, buyer_id: int, telegram_id: int, today: date) -> bool:
    """Link an account to a buyer, who was informed with the invitation; False when he has one already, or the account is another buyer's of the shop."""
    taken = select(buyer.c.id).where(buyer.c.shop_id == shop_id, buyer.c.telegram_id == telegram_id)
    free = (buyer.c.shop_id == shop_id, buyer.c.id == buyer_id, buyer.c.telegram_id.is_(None), ~taken.exists())
    return bool(
        db.execute(
            update(buyer).where(*free).values(telegram_id=telegram_id, reachable=True, informed_on=today)
        ).rowcount
    )


def unlink(db: Connection, shop_id: int, buyer_id: int, wording: str, now: datetime) -> Buyer | None:
    """A buyer as he was before his account was taken off him, with nothing left to be said to it; None if he had none.

    What he agreed to ends with it, in the consent log by this wording; what he bought and collected stays.
    """
    mine = (buyer.c.shop_id == shop_id, buyer.c.id == buyer_id, buyer.c.telegram_id.is_not(None))
    row = db.execute(select(buyer).where(*mine).with_for_update()).first()
    if row is None:
        return None
    ended = {"telegram_id": None, "receipts": False, "letters": False, "reachable": True}
    db.execute(update(buyer).where(*mine).values(**ended))
    _withdraw(db, row, wording, now)
    to_him = (outbox.c.shop_id == shop_id, outbox.c.buyer_id == buyer_id, outbox.c.chat_id == row.telegram_id)
    db.execute(delete(outbox).where(*to_him, outbox.c.state != SENDING))
    journal.unlinked(db, shop_id, row.telegram_id, now)
    return row


def _withdraw(db: Connection, row: Buyer, wording: str, now: datetime) -> None:
    """The card, and what else he had agreed to, end in the log; what waits for him by them is not said."""
    account = int(row.telegram_id)
    for purpose in consents.EVERY:
        if purpose == consents.STAMP_CARD or invitations.agreed_to(db, row.shop_id, account, purpose):
            said = (purpose, wording, UNLINKED_VERSION, now)
            invitations.log_consent(db, row.shop_id, row.id, account, *said, given=False)
    consents.cancel(db, row.shop_id, account, consents.EVERY)
