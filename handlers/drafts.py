"""Ready messages for a buyer, from what is known about him; no buyer gets the same twice while others are left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from handlers.knowing import clipped, known_of
from handlers.nearing import nearing
from handlers.tier_names import benefits_of, tier_name
from handlers.wordings import COPIED_AT_MOST, LONGEST, Wording, pick, with_beside, wordings
from messages_de import plain
from rules.occasions import birthday, expiry, milestone, reward_near, vip_proposal
from rules.phases import phase_of
from rules.placeholders import fields_of, filled
from rules.tiers import VIP
from storage import buyers, complaints, lots, reminders, templates, tiers
from storage import wordings as handed
from storage.buyers import Buyer
from storage.reminders import Reminder
from storage.shops import Shop

__all__ = ["COPIED_AT_MOST", "LONGEST", "draft", "hand", "own_words", "own_words_of_any_length"]
FIELDS = ("name", "item", "like", "days", "shop")
"""What the gaps in the seller's own texts stand for, in the order of their German names."""


def draft(db: Connection, shop: Shop, row: Reminder, today: date) -> Wording:
    """The next message for a reminder, with a sentence for each that is shown on its card; it is remembered."""
    buyer = buyers.get(db, shop.id, row.buyer_id)
    beside = _beside(db, shop, row, today)
    return hand(db, shop, buyer, _kind_for(db, shop, row, today), today, _facts(db, shop, row, today), row.id, beside)


def hand(
    db: Connection,
    shop: Shop,
    buyer: Buyer,
    kind: str,
    today: date,
    facts: Mapping[str, object] | None = None,
    reminder_id: int | None = None,
    beside: str = "",
) -> Wording:
    """A text of this kind that the buyer never had and nobody else has today, while there is one; it is remembered."""
    options = _options(db, shop, buyer, kind, today, facts or {}, beside)
    mine, others = handed.of_buyer(db, shop.id, buyer.id), handed.of_others(db, shop.id, buyer.id, today)
    chosen = pick(options, mine, others)
    handed.remember(db, shop.id, buyer.id, chosen.fingerprint, today, reminder_id)
    return chosen


def _options(
    db: Connection, shop: Shop, buyer: Buyer, kind: str, today: date, facts: Mapping[str, object], beside: str
) -> list[Wording]:
    known = {**known_of(db, shop, buyer, today), "n": 1, **facts}
    phase = phase_of(buyer.purchases, tiers.standing(shop, buyer))
    own = [
        Wording(f"own.{row.id}", with_beside(words, beside))
        for row in templates.of_kind(db, shop.id, kind)
        if (words := own_words(row.words, known))
    ]
    return own + wordings(_variant(kind, buyer), phase, known, buyer.id, shop.address_form, beside)


def _beside(db: Connection, shop: Shop, row: Reminder, today: date) -> str:
    """What else there is to say to a buyer today; of a birthday to come, or past, nothing."""
    said = []
    for other in reminders.companions(db, shop.id, row.id):
        reason = reminders.reason_of(other)
        if _kind(other, today) == other.kind:
            facts = {"n": reason.get("years", 1), **reason, **_of_tier(shop, reason)}
            said.append(plain(f"beside.{other.kind}", form=shop.address_form, **facts))
    return " ".join(said)


def own_words(words: str, known: Mapping[str, object]) -> str | None:
    """A text of the seller's own for a buyer; None when something it names is not known of him, or it gets too long."""
    said = own_words_of_any_length(words, known)
    return said if said is not None and len(said) <= LONGEST else None


def own_words_of_any_length(words: str, known: Mapping[str, object]) -> str | None:
    """As `own_words`, however long it gets."""
    names = dict(zip(plain("vorlagen.fields").split("|"), FIELDS, strict=True))
    values = {name: str(known[field]) for name, field in names.items() if field in known}
    return filled(words, values) if fields_of(words) <= values.keys() else None


def _kind(row: Reminder, today: date) -> str:
    """Of a birthday it depends on the day on which the text is taken, whenever the card was made."""
    if row.kind != birthday.KIND:
        return str(row.kind)
    day = date.fromisoformat(row.key.partition(":")[0])
    return f"{row.kind}_ahead" if today < day else f"{row.kind}_late" if day < today else birthday.KIND


def _kind_for(db: Connection, shop: Shop, row: Reminder, today: date) -> str:
    """While a complaint is open, a birthday is no occasion for presents."""
    kind = _kind(row, today)
    return "birthday_quiet" if kind == birthday.KIND and complaints.open_of(db, shop.id, row.buyer_id) else kind


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
