"""What is said about badges: to the buyer on his card, to the seller once under a purchase."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection

from messages_de import Html, text
from rules.badges import Earned, badges, may_earn, month_streak
from storage import badges as storage
from storage.booking import Booking
from storage.buyers import Buyer
from storage.shops import Shop

SILENT = frozenset({"first_purchase"})
"""The answer to a first purchase says enough."""
STREAK_FROM = 2
NEWS = timedelta(days=30)
"""What was earned before that (and never said: the purchases were written down later) is no news."""


def newest_line(db: Connection, shop: Shop, buyer: Buyer, today: date) -> list[Html]:
    """His newest badge, and how many months in a row he has bought."""
    history = storage.past(db, shop.id, buyer.id).history
    earned, streak = badges(history, today), month_streak(history.purchases, today)
    if not earned:
        return []
    kind = earned[-1].kind
    line = text("badge.newest", badge=text(f"badge.{kind}"))
    more = _streak_beside(kind, streak)
    return [Html(f"{line} · {more}") if more else line]


def _streak_beside(kind: str, streak: int) -> Html | None:
    """How many months in a row it is now, unless the badge itself says just that."""
    name, _, rest = kind.partition("_")
    if name != "streak":
        return text("badge.streak", n=streak) if streak >= STREAK_FROM else None
    return text("badge.streak_now", n=streak) if streak >= STREAK_FROM and rest != f"{streak}_months" else None


def list_of(db: Connection, shop: Shop, buyer: Buyer, today: date) -> list[Html]:
    """Every badge with its day, the newest first, and the months in a row."""
    history = storage.past(db, shop.id, buyer.id).history
    streak = month_streak(history.purchases, today)
    lines = [text("badge.earned", day=one.day, badge=text(f"badge.{one.kind}")) for one in badges(history, today)]
    return [*reversed(lines), *([text("badge.streak", n=streak)] if streak >= STREAK_FROM else [])]


def celebrated(db: Connection, shop: Shop, done: Booking, tags: str, today: date) -> Html | None:
    """The highest badge that is new with a purchase, said once; lower ones, and those of long ago, count as said."""
    if not _may_be_new(done, tags):
        return None
    past = storage.past(db, shop.id, done.buyer.id)
    new = [one for one in badges(past.history, today) if one.kind not in past.told | SILENT]
    storage.tell(db, shop.id, done.buyer.id, new)
    return _new(done.buyer.name, new[-1]) if new and new[-1].day >= today - NEWS else None


def _may_be_new(done: Booking, tags: str) -> bool:
    """Whether his history need be read at all."""
    before = done.before
    return (
        before is None
        or may_earn([row.day for row in done.days], done.buyer.purchases, before.told | SILENT)
        or ("full_card" not in before.told and bool(before.has_filled_cards or done.rewards))
        or ("brought_friend" not in before.told and before.has_brought_friends)
        or ("categories_3" not in before.told and bool(tags))
    )


def _new(name: str, earned: Earned) -> Html:
    return text("badge.new", name=name, badge=text(f"badge.{earned.kind}"))
