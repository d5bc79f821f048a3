"""What sellers read when Telegram was out of reach for longer than it keeps what was typed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from handlers.answers import SELLER, Answers, Say, To
from handlers.registry import App
from messages_de import Html, text
from rules.schedule import is_night
from storage import shops
from storage.shops import Shop


def missing(db: Connection, app: App, since: datetime, until: datetime, now: datetime) -> Answers:
    """Each seller reads, in the time of her shop, from when to when something may be missing."""
    return [_missing(person, shop, since, until, now) for person, shop in shops.of_sellers(db, app.operator.sellers)]


def _missing(person: int, shop: Shop, since: datetime, until: datetime, now: datetime) -> Say:
    zone = shops.zone(shop)
    words = text("common.may_be_missing", since=_shown(since.astimezone(zone)), until=_shown(until.astimezone(zone)))
    return Say(words, to=To(person, SELLER, shop.id), quiet=is_night(now.astimezone(zone)))


def _shown(local: datetime) -> Html:
    return text("common.instant", day=local.date(), time=f"{local:%H:%M}")
