"""The evening look: what was promised for tomorrow, and what was promised for today after the daily message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from handlers.answers import SELLER, Answers, Say, To
from handlers.registry import App
from handlers.reminding import card
from messages_de import text
from rules.occasions import promise
from rules.schedule import evening_of
from storage import occasions, promises, reminders, shops
from storage.shops import Shop, rules_of

DAY = timedelta(days=1)


def due(db: Connection, now: datetime) -> Sequence[Shop]:
    """The shops in which it is evening and something is promised for today or tomorrow."""
    near = promises.shops_with(db, now.date() - DAY, now.date() + 2 * DAY)
    return [shop for number in near if evening_of(now, shops.zone(shop := shops.get(db, number)))]


def run(app: App, db: Connection, shop: Shop, now: datetime) -> Answers:
    """The promises nobody was reminded of yet, a card each; what was promised this evening is still in mind."""
    shop = shops.locked(db, shop.id)
    begun, today = evening_of(now, shops.zone(shop)), shops.today_of(shop, now)
    if begun is None or (shop.away_until is not None and today <= shop.away_until):
        return []
    made = _made(db, shop, begun)
    cards = [card(db, shop, reminders.get(db, shop.id, number), today) for number in made]
    head = text("versprechen.evening", n=len(cards))
    return [
        answer
        for seller in (shops.sellers(db, shop.id, app.operator.sellers) if cards else ())
        for to in [To(seller, SELLER, shop.id)]
        for answer in (Say(head, to=to), *(Say(words, buttons, to=to, quiet=True) for words, buttons in cards))
    ]


def _made(db: Connection, shop: Shop, begun: datetime) -> list[int]:
    today = shops.today_of(shop, begun)
    waiting = promises.made_before(db, shop.id, begun, today, today + DAY)
    made = []
    for known in occasions.facts_of_these(db, shop, sorted({one.buyer_id for one in waiting}), today):
        for pledge in known.facts.promises:
            alone = known.facts._replace(promises=(pledge,))
            found = promise.due(alone, rules_of(shop), today)
            if pledge.id in {one.id for one in waiting} and found and found.due <= today:
                made.append(reminders.make(db, shop.id, known.row.id, found, today))
    occasions.refresh_days(db, shop, sorted({one.buyer_id for one in waiting}), today)
    return made
