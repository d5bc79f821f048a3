"""Ready messages for a buyer, from what is known about him; no buyer gets the same twice while others are left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from handlers.knowing import clipped, known_of
from handlers.nearing import nearing
from handlers.tier_names import benefits_of, tier_name
from handlers.wordings import COPIED_AT_MOST, Wording, pick, wordings
from messages_de import plain
from rules.occasions import expiry, milestone, reward_near, vip_proposal
from rules.phases import phase_of
from rules.placeholders import fields_of, filled
from rules.tiers import VIP
from storage import buyers, lots, reminders, templates, tiers
from storage import wordings as handed
from storage.buyers import Buyer
from storage.reminders import Reminder
from storage.shops import Shop

__all__ = ["COPIED_AT_MOST", "draft", "hand", "own_words"]
FIELDS = ("name", "item", "like", "days", "shop")
"""What the gaps in the seller's own texts stand for, in the order of their German names."""


def draft(db: Connection, shop: Shop, row: Reminder, today: date) -> Wording:
    """The next message for a reminder; it is remembered."""
    buyer = buyers.get(db, shop.id, row.buyer_id)
    return hand(db, shop, buyer, _kind(row), today, _facts(db, shop, row, today), row.id)


def hand(
    db: Connection,
    shop: Shop,
    buyer: Buyer,
    kind: str,
    today: date,
    facts: Mapping[str, object] | None = None,
    reminder_id: int | None = None,
) -> Wording:
    """A text of this kind that the buyer never had and nobody else has today, while there is one; it is remembered."""
    options = _options(db, shop, buyer, kind, today, facts or {})
    mine, others = handed.of_buyer(db, shop.id, buyer.id), handed.of_others(db, shop.id, buyer.id, today)
    chosen = pick(options, mine, others)
    handed.remember(db, shop.id, buyer.id, chosen.fingerprint, today, reminder_id)
    return chosen


def _options(
    db: Connection, shop: Shop, buyer: Buyer, kind: str, today: date, facts: Mapping[str, object]
) -> list[Wording]:
    known = {**known_of(db, shop, buyer, today), "n": 1, **facts}
    phase = phase_of(buyer.purchases, tiers.standing(shop, buyer))
    own = [
        Wording(f"own.{row.id}", words)
        for row in templates.of_kind(db, shop.id, kind)
        if (words := own_words(row.words, known))
    ]
    return own + wordings(_variant(kind, buyer), phase, known, buyer.id, shop.address_form)


def own_words(words: str, known: Mapping[str, object]) -> str | None:
    """A text of the seller's own for a buyer; None when something it names is not known of him."""
    names = dict(zip(plain("vorlagen.fields").split("|"), FIELDS, strict=True))
    values = {name: str(known[field]) for name, field in names.items() if field in known}
    return filled(words, values) if fields_of(words) <= values.keys() else None


def _kind(row: Reminder) -> str:
    ahead = row.kind == "birthday" and row.key.endswith(":ahead")
    return f"{row.kind}_ahead" if ahead else str(row.kind)


def _variant(kind: str, buyer: Buyer) -> str:
    """What is missing decides what is asked for."""
    if kind != "data_missing":
        return kind
    return f"{kind}.like" if buyer.birthday_day else f"{kind}.birthday"


def _facts(db: Connection, shop: Shop, row: Reminder, today: date) -> dict[str, object]:
    """What the reminder itself is about."""
    reason = reminders.reason_of(row)
    facts: dict[str, object] = {"n": reason.get("years", 1), **_expiring(db, shop, row), **_of_tier(shop, reason)}
    if row.kind == reward_near.KIND:
        facts |= nearing(db, shop, row, today)
    if words := reason.get("words"):
        facts["what"] = clipped(words)
    if row.kind == milestone.KIND and (count := reason.get("purchase")):
        facts["count"] = count
    if row.kind == vip_proposal.KIND:
        facts |= benefits_of(shop, VIP)
    return facts


def _of_tier(shop: Shop, reason: Mapping[str, Any]) -> dict[str, object]:
    """What a tier is called and brings."""
    tier = reason.get("tier")
    return {"tier": tier_name(shop, tier), **benefits_of(shop, tier)} if tier else {}


def _expiring(db: Connection, shop: Shop, row: Reminder) -> dict[str, object]:
    """The points that a reminder of their expiry is about, and their last day; nothing once they are spent."""
    day = reminders.reason_of(row).get("date") if row.kind == expiry.KIND else None
    points = lots.expiring(db, shop.id, row.buyer_id, row.shown_on, day) if day else 0
    return {"points": plain("count.points", n=points), "day": day} if points else {}
