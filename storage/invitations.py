"""Invitations, and the consent a buyer gives by taking one up."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from rules.keeping import INVITATION_DAYS
from storage import buyers
from storage.tables.buyers import buyer, consent, invitation

TOKEN_BYTES = 16
"""128 random bits."""
VALID_FOR = timedelta(days=INVITATION_DAYS)

Invitation = Row[Any]


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(db: Connection, shop_id: int, buyer_id: int, now: datetime) -> str:
    """A new token for this buyer's link; only its hash is stored."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    values = {"token_hash": digest(token), "shop_id": shop_id, "buyer_id": buyer_id, "expires_at": now + VALID_FOR}
    db.execute(insert(invitation), values)
    return token


def valid(db: Connection, token: str, now: datetime) -> Invitation | None:
    """The open invitation behind a token."""
    return open_by_hash(db, digest(token), now)


def open_by_hash(db: Connection, token_hash: str, now: datetime) -> Invitation | None:
    """The open invitation with this hash, unused and not expired."""
    usable = (invitation.c.token_hash == token_hash, invitation.c.used_at.is_(None), invitation.c.expires_at > now)
    return db.execute(select(invitation).where(*usable)).first()


def is_kept(db: Connection, token_hash: str) -> bool:
    """Whether there is still such an invitation, used or not; that of somebody who withdrew is gone."""
    return db.execute(select(invitation.c.token_hash).where(invitation.c.token_hash == token_hash)).first() is not None


def claim(db: Connection, found: Invitation, now: datetime) -> bool:
    """Use an invitation up; False when it was used in the meantime."""
    unused = (invitation.c.token_hash == found.token_hash, invitation.c.used_at.is_(None))
    return bool(db.execute(update(invitation).where(*unused).values(used_at=now)).rowcount)


def log_consent(
    db: Connection,
    shop_id: int,
    buyer_id: int,
    telegram_id: int,
    purpose: str,
    wording: str,
    version: int,
    now: datetime,
    *,
    given: bool,
) -> None:
    """Add a line to the consent log."""
    values = {
        "shop_id": shop_id,
        "buyer_id": buyer_id,
        "telegram_id": telegram_id,
        "purpose": purpose,
        "given": given,
        "channel": "telegram",
        "wording": wording,
        "version": version,
        "created_at": now,
    }
    db.execute(insert(consent), values)


def agreed_to(db: Connection, shop_id: int, telegram_id: int, purpose: str) -> int:
    """The version of the wording that an account has agreed to last; 0 when it has not, or has withdrawn it since."""
    mine = (consent.c.shop_id == shop_id, consent.c.telegram_id == telegram_id, consent.c.purpose == purpose)
    last = db.execute(select(consent).where(*mine).order_by(consent.c.id.desc()).limit(1)).first()
    return int(last.version) if last is not None and last.given else 0


def consents(db: Connection, shop_id: int, buyer_id: int) -> Sequence[Row[Any]]:
    """The consent log of a buyer, oldest first: under every name that turned out to be his, and by his account."""
    account = select(buyer.c.telegram_id).where(buyer.c.shop_id == shop_id, buyer.c.id == buyer_id).scalar_subquery()
    his = or_(consent.c.buyer_id.in_(buyers.rows_of(shop_id, buyer_id)), consent.c.telegram_id == account)
    return db.execute(select(consent).where(consent.c.shop_id == shop_id, his).order_by(consent.c.id)).all()
