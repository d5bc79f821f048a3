"""Reminders as the seller sees them: chosen, explained, with buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from handlers.answers import Button, Rows
from handlers.gifts import birthday_button
from handlers.nearing import nearing
from handlers.packing import pack_buttons
from handlers.tier_names import tier_name
from messages_de import Html, plain, text
from rules.contacts import PER_PAUSE
from rules.money import Money
from rules.occasions import (
    complaint_check,
    expiry,
    promise,
    reward_near,
    surprise,
    tier_up,
    vip_proposal,
    win_back,
)
from storage import buyers, lots, reminders, vips
from storage.buyers import Buyer
from storage.reminders import Reminder
from storage.shops import Shop

OWED = {
    promise.KIND: (
        "promise",
        tuple((f"versprechen.button.{name}", f"versprechen.{name}") for name in ("kept", "later", "broken")),
    ),
    complaint_check.KIND: (
        "complaint",
        tuple((f"reklamation.button.{name}", f"reklamation.{name}") for name in ("solved", "still_open")),
    ),
}
"""What the seller owes a buyer is settled with buttons of its own: what they are about, their labels and actions."""


def card(db: Connection, shop: Shop, row: Reminder, today: date) -> tuple[Html, Rows]:
    """One reminder: who, why, and the four things one can do with it."""
    buyer = buyers.get(db, shop.id, row.buyer_id)
    words = [reason(row, buyer, today, _counted(db, shop, row, buyer, today))]
    if row.kind == win_back.KIND and reminders.reason_of(row).get("number") == PER_PAUSE:
        words.append(text("heute.last_try", name=buyer.name))
    if beside := [also(other) for other in reminders.companions(db, shop.id, row.id)]:
        words.append(text("heute.also", what=Html(", ".join(beside))))
    buttons = [*birthday_button(db, shop, row, today), *_buttons(row), *_season(db, shop, row)]
    return Html("\n".join(words)), buttons


def _season(db: Connection, shop: Shop, row: Reminder) -> Rows:
    """Who buys about once a year is not to be won back in between."""
    if row.kind != win_back.KIND:
        return []
    case = "off" if reminders.is_muted(db, shop.id, row.buyer_id, win_back.SEASONAL) else "on"
    return [[Button(plain(f"seasonal.button.{case}"), f"seasonal.{case}", {"reminder": row.id}, once=True)]]


def also(row: Reminder) -> Html:
    """What else there is to say on the card of another reminder."""
    facts = reminders.reason_of(row)
    return text(f"occasion.{row.kind}.also", n=_count(row.kind, facts), **facts)


def _counted(db: Connection, shop: Shop, row: Reminder, buyer: Buyer, today: date) -> dict[str, Any]:
    """Figures that are read anew each time the reminder is shown."""
    if row.kind == reward_near.KIND:
        return nearing(db, shop, row, today)
    if row.kind == tier_up.KIND:
        return {"tier": tier_name(shop, reminders.reason_of(row)["tier"])}
    if row.kind != vip_proposal.KIND:
        return _points(db, shop, row, today)
    place = vips.place(db, shop.id, buyer)
    paid = Money(buyer.net_cents, shop.currency)
    return {"place": place.place, "of": place.of, "amount": paid, "purchases": buyer.purchases}


def _points(db: Connection, shop: Shop, row: Reminder, today: date) -> dict[str, int]:
    """How many points a reminder of their expiry is about: those of the day it names, and of the days soon after."""
    if row.kind != expiry.KIND:
        return {}
    facts = reminders.reason_of(row)
    first, all_ = (lots.expiring(db, shop.id, row.buyer_id, today, facts[name]) for name in ("date", "through"))
    return {"points": first, "more": all_ - first}


def reason(row: Reminder, buyer: Buyer, today: date, counted: dict[str, Any]) -> Html:
    """Why one should think of a buyer today, in one or two sentences; days are counted from today."""
    name, facts = buyer.name, reminders.reason_of(row) | _days(row, buyer, today) | counted
    if "tenths" in facts:
        facts["chance"] = plain("occasion.chance", n=max(1, facts["tenths"]))
    return text(
        f"occasion.{row.kind}.reason{_case(row.kind, facts, today)}", name=name, n=_count(row.kind, facts), **facts
    )


def _days(row: Reminder, buyer: Buyer, today: date) -> dict[str, int]:
    """How long ago, how long to go: a reminder may be read some days after it was made."""
    facts = reminders.reason_of(row)
    if row.kind == "birthday":
        return {"days_ahead": (facts["date"] - today).days}
    if row.kind == "follow_up" and facts.get("arrived"):
        return {"days_since": (today - facts["arrived"]).days}
    if row.kind == "follow_up":
        return {"days_since": (today - facts["purchase_day"]).days}
    if row.kind == "win_back" and buyer.last_day:
        return {"silent_days": (today - buyer.last_day).days}
    return {}


def _case(kind: str, facts: dict[str, Any], today: date) -> str:
    """Kinds that need several sentences say which one fits."""
    if kind == "birthday":
        day = facts["date"]
        when = "ahead" if isinstance(day, date) and day > today else "late" if day != today else "today"
        return f".{when}{'_turning' if facts.get('turning') else ''}"
    if kind in CASES:
        return CASES[kind](facts, today)
    return ".more" if facts.get("more") else ""


def _near_case(facts: dict[str, Any], _today: date) -> str:
    return "" if facts.get("reward") else ".unnamed"


def _follow_up_case(facts: dict[str, Any], _today: date) -> str:
    return ".arrived" if facts.get("arrived") else ""


def _promise_case(facts: dict[str, Any], today: date) -> str:
    day = facts["date"]
    return ".today" if day == today else ".late" if day < today else ".ahead"


def _win_back_case(facts: dict[str, Any], _today: date) -> str:
    """A gap longer than the silence, or the only one known, is not what the buyer "usually" does."""
    if facts.get("season"):
        return ".season"
    if facts["early"]:
        return ".early"
    return ".few_data" if facts["few_data"] else ""


def _data_case(facts: dict[str, Any], _today: date) -> str:
    return ".both" if facts["birthday"] and facts["likes"] else ".birthday" if facts["birthday"] else ".likes"


def _warning_case(facts: dict[str, Any], _today: date) -> str:
    return ".stars" if facts.get("fewer") else ".silent" if facts.get("unanswered") else ""


CASES = {
    "early_warning": _warning_case,
    "data_missing": _data_case,
    "win_back": _win_back_case,
    "follow_up": _follow_up_case,
    "promise": _promise_case,
    "reward_near": _near_case,
}


def _count(kind: str, facts: dict[str, Any]) -> object:
    names = {
        "follow_up": "days_since",
        "birthday": "days_ahead",
        "anniversary": "years",
        "win_back": "typical_gap",
        "expiry": "points",
        "vip_proposal": "purchases",
    }
    return facts.get(names.get(kind, ""), 0)


def _buttons(row: Reminder) -> Rows:
    data = {"reminder": row.id}
    why = Button(plain("heute.button.why"), "warum.of", {"buyer": row.buyer_id})
    if row.kind in OWED:
        owed, names = OWED[row.kind]
        about = {owed: row.about_id}
        settle = [Button(plain(f"{name}"), action, about, once=True) for name, action in names]
        return [settle, [Button(plain("heute.button.text"), "heute.text", data), why]]
    return [
        _answers(row, data),
        [
            Button(plain("heute.button.later"), "heute.later", data, once=True),
            Button(plain("heute.button.never"), "heute.never", data, once=True),
            why,
        ],
    ]


def _answers(row: Reminder, data: dict[str, object]) -> list[Button]:
    """What one does about it; a proposal is decided, an extra is packed."""
    draft = Button(plain("heute.button.text"), "heute.text", data)
    if row.kind == surprise.KIND:
        return [*pack_buttons(row.buyer_id, row.key, on_card=True), draft]
    if row.kind == vip_proposal.KIND:
        return [
            Button(plain("vip.button.yes"), "vip.yes", data, once=True),
            Button(plain("vip.button.no"), "vip.no", data, once=True),
        ]
    return [
        draft,
        Button(plain("heute.button.done"), "heute.done", data, once=True),
    ]


def open_cards(db: Connection, shop: Shop, today: date) -> Sequence[Reminder]:
    """What is still to do today."""
    return reminders.open_ones(db, shop.id, today)
