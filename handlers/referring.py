"""What is said when the bonus for a friend who was brought along is booked or taken back: to the seller, and to both of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from handlers.answers import BUYER, Say, To
from handlers.receipts import BONUSES_SINCE, wants_bonus_news
from handlers.rewarding import no_more
from messages_de import Html, text
from storage import ledger, shops
from storage.booking import Booking
from storage.buyers import Buyer
from storage.consents import RECEIPTS
from storage.referrals import Settled
from storage.shops import Shop


def line(done: Booking) -> Html | None:
    """For the seller, in the answer to what she booked."""
    return said(_settled(done))


def said(found: Iterable[Settled]) -> Html | None:
    """For the seller: what was booked for bringing a friend, or taken back."""
    lines = [
        text(f"empfehlen.{_what(one)}", n=abs(one.points), friend=one.friend.name, by=one.referrer.name)
        for one in found
        if one.points
    ]
    return Html("\n".join(lines)) if lines else None


def receipts(db: Connection, shop: Shop, done: Booking, now: datetime) -> list[Say]:
    """For each of the two who agreed to hear of bonuses; neither is told who the other is."""
    return [
        _receipt(db, shop, one, role, row, now)
        for one in _settled(done)
        for role, row in {"friend": one.friend, "referrer": one.referrer}.items()
        if wants_bonus_news(db, row)
    ]


def _settled(done: Booking) -> list[Settled]:
    return [one for one in (done.referral, done.former) if one is not None and one.points]


def _receipt(db: Connection, shop: Shop, found: Settled, role: str, row: Buyer, now: datetime) -> Say:
    balance = ledger.balance(db, shop.id, row.id, shops.today_of(shop, now))
    words = text(
        f"empfehlen.{_what(found)}_{role}",
        form=shop.address_form,
        shop=shop.name,
        n=abs(found.points),
        total=max(balance.points, 0),
    )
    to = To(row.telegram_id, BUYER, shop.id, row.id, RECEIPTS, BONUSES_SINCE)
    return Say(words, [[no_more(shop, row)]], to=to)


def _what(found: Settled) -> str:
    return "bonus" if found.points > 0 else "bonus_back"
