"""/punkte: the stamp card as a picture, with what it is good for and the history behind it."""

from __future__ import annotations

from datetime import date

from handlers.answers import BUYER, SELLER, Answers, Picture, Say
from handlers.call import Call
from handlers.choosing import QUOTES, picked, with_buyer
from handlers.punkte import badge_list, history, typed, wishes
from handlers.punkte.as_of import balance_on
from handlers.punkte.picture import show
from handlers.punkte.whose import Card, card_of, own_cards
from handlers.registry import MEMBER, App
from messages_de.vocabulary import vocabulary
from rules.parsing.balance_day import cut_balance_day
from storage import buyers
from storage.buyers import Buyer


def punkte(call: Call) -> Answers:
    """A buyer sees his card in every shop he joined; the seller that of a buyer she names; with a day, what was on it then."""
    cards = own_cards(call)
    if call.role == SELLER and buyers.named(call.db, call.shop.id, call.words.strip(QUOTES)):
        return with_buyer(call, call.words, show_to_seller, "punkte.show")
    today = call.today if call.shop_row else max(card.today for card in cards)
    name, day = cut_balance_day(call.words, today, vocabulary())
    if call.role == SELLER and (name or not cards):
        return _asked(call, name, day)
    return [_answer(card, day) for card in cards]


def _asked(call: Call, name: str, day: date | None) -> Answers:
    """The seller asks about the buyer of this name."""
    data = {"day": day.isoformat()} if day else {}
    return with_buyer(
        call, name, lambda on, buyer: [_answer(card_of(on, on.shop, buyer, own=False), day)], "punkte.show", data
    )


def _answer(card: Card, day: date | None) -> Picture | Say:
    return balance_on(card, day) if day else show(card)


def show_to_seller(call: Call, buyer: Buyer) -> Answers:
    """The card of a buyer, for his seller."""
    return [show(card_of(call, call.shop, buyer, own=False))]


def show_tapped(call: Call) -> Answers:
    """The seller chose a buyer by a button."""
    day = call.data.get("day")
    return [_answer(card_of(call, call.shop, picked(call), own=False), date.fromisoformat(day) if day else None)]


def register(app: App) -> None:
    """The command, its other names, and its buttons."""
    app.command("punkte", punkte, role=MEMBER)
    for name in ("guthaben", "kontostand", "punktestand", "stempel", "karte", "stempelkarte"):
        app.alias(name, punkte, role=MEMBER)
    for name, handler in {"verlauf": typed.verlauf, "abzeichen": typed.abzeichen}.items():
        app.alias(name, handler, role=MEMBER)
    for name in ("quittung", "quittungen", "einstellungen"):
        app.alias(name, typed.quittung, role=BUYER)
    for name in ("stopp", "stop", "abmelden"):
        app.alias(name, typed.stopp, role=BUYER)
        app.alias(name, typed.stopp_or_leave)
    app.leaving |= {typed.stopp, typed.stopp_or_leave}
    app.button("punkte.show", show_tapped)
    app.button("punkte.history", history.history, role=MEMBER)
    app.button("punkte.page", history.turn, role=MEMBER)
    app.button("punkte.badges", badge_list.own, role=MEMBER)
    app.button("punkte.badges_of", badge_list.of_buyer)
    wishes.register(app)
