"""The daily message: the seller's day in at most seven reminders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from handlers import reviewing
from handlers.answers import SELLER, Answers, Button, Rows, Say, To
from handlers.collecting import collect
from handlers.joining import still_waiting
from handlers.quality import watch
from handlers.receipts import warnings
from handlers.registry import App
from handlers.reminding import card, open_cards
from handlers.requests import unanswered
from messages_de import Html, plain, text
from rules.keeping import is_asked
from rules.schedule import first_look, is_night, plan
from storage import falling, fitting, imports, lots, reminders, shops, tidying, updates
from storage.fitting import Learnt
from storage.shops import Shop

NOON = time(12)
FARTHEST = timedelta(days=2)
"""No daily message is farther away than that, whatever the zone and the clock change."""


def learn(db: Connection, shop: Shop, now: datetime) -> Learnt | None:
    """What is to be known before the daily message of a shop whose time has come; only reads."""
    day, _ = plan(now, shops.zone(shop), shop.digest_minute)
    return fitting.learn(db, shop, day) if day else None


def run(app: App, db: Connection, shop: Shop, now: datetime, learnt: Learnt | None = None) -> Answers:
    """The daily message of a shop whose time has come, exactly once a local day; sets the instant to look again."""
    send_for, look_again = plan(now, shops.zone(shop), shop.digest_minute)
    shops.change(db, shop.id, next_digest=look_again)
    if send_for is None or not reminders.mark_digest(db, shop.id, send_for, now):
        return []
    away = shop.away_until is not None and send_for <= shop.away_until
    falling.end_tiers(db, shop, send_for)
    lots.close_expired(db, shop.id, send_for, now)
    fitted = fitting.take_over(db, shop, learnt, send_for) if learnt else shop
    local = now.astimezone(shops.zone(shop))
    hello = "morning" if local.time() < NOON else "hello"
    sellers = shops.sellers(db, shop.id, app.operator.sellers)
    to_sellers = [] if away else _message(db, fitted, send_for, hello, sellers)
    to_sellers += [] if away else _still_needed(db, fitted, send_for, sellers)
    to_sellers += [] if away else reviewing.due(db, fitted, send_for, sellers)
    waiting = [*unanswered(db, fitted, sellers, now), *still_waiting(db, fitted, sellers, now)]
    answers = [*to_sellers, *warnings(db, fitted, send_for), *waiting]
    return [answer._replace(quiet=True) for answer in answers] if is_night(local) else answers


def _message(db: Connection, shop: Shop, today: date, hello: str, sellers: Sequence[int]) -> list[Say]:
    fresh = set(collect(db, shop, today, with_eves=False))
    rows = open_cards(db, shop, today)
    new = [row for row in rows if row.id in fresh]
    worry = watch(db, shop, today - timedelta(days=1))
    if not new and not worry and not shop.digest_when_empty:
        return []
    people = len({row.buyer_id for row in new})
    head = text(f"heute.{hello}", n=people) if new else text(f"heute.{hello}_empty")
    if waiting := len(rows) - len(new):
        head = Html(head + "\n" + text("heute.still_open", n=waiting))
    if worry:
        head = Html(head + "\n" + text("heute.worry", what=worry))
    cards = [card(db, shop, row, today) for row in new]
    return [answer for seller in sellers for answer in _to(To(seller, SELLER, shop.id), head, cards)]


def _still_needed(db: Connection, shop: Shop, today: date, sellers: Sequence[int]) -> list[Say]:
    """Once a year, if there is somebody to decide about; asks the database on that day only."""
    if not is_asked(shop.tidied_on or shops.today_of(shop, shop.created_at), today):
        return []
    shops.change(db, shop.id, tidied_on=today)
    people = tidying.count_silent(db, shop.id, today)
    if not people and not tidying.old_notes(db, shop.id, today, 1):
        return []
    look = Button(plain("aufraeumen.button.look"), "aufraeumen.show")
    return [Say(text("aufraeumen.yearly"), [[look]], To(seller, SELLER, shop.id), quiet=True) for seller in sellers]


def _to(seller: To, head: Html, cards: Sequence[tuple[Html, Rows]]) -> list[Say]:
    """The greeting rings once; the reminders under it are quiet."""
    return [Say(head, to=seller), *(Say(words, buttons, to=seller, quiet=True) for words, buttons in cards)]


def schedule(db: Connection, shop: Shop, now: datetime) -> Shop:
    """Set the next daily message anew, after the shop's time or zone was chosen."""
    return shops.change(db, shop.id, next_digest=first_look(now, shops.zone(shop), shop.digest_minute))


def go_on(db: Connection, now: datetime) -> bool:
    """Compute some of the due days anew that are not by a shop's parameters of now; True while there may be more."""
    shop = shops.with_old_due_days(db)
    if shop is not None:
        fitting.go_on(db, shop, shops.today_of(shop, now))
    return shop is not None


def housekeeping(db: Connection, now: datetime) -> None:
    """Drop what nobody can use any more, and put right what a clock that was ahead has put off."""
    updates.forget_old(db, now)
    imports.forget_old(db, now)
    schedule_anew(db, now, FARTHEST)


def schedule_anew(db: Connection, now: datetime, beyond: timedelta = timedelta()) -> None:
    """Daily messages that are farther away than that were put off by a clock that was ahead: they come when they should."""
    for shop in shops.with_digest_after(db, now + beyond):
        schedule(db, shop, now)
