"""Sentences about tiers: what they are called, what they bring, who has reached one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from textwrap import shorten
from typing import NamedTuple

from handlers.answers import Answers, Button, Edit, Rows, Say, Toast
from handlers.call import Call
from handlers.drafts import COPIED_AT_MOST, hand
from handlers.tier_names import benefits_of, tier_name
from messages_de import Html, plain, text
from rules.money import Money
from rules.occasions import tier_up, vip_proposal
from rules.tiers import VIP, Missing
from storage import buyers, dialogs, occasions, reminders, tiers
from storage.buyers import Buyer
from storage.shops import Shop, rules_of

BENEFITS_SHOWN = 60
"""Characters of a tier's benefits in the answer to every purchase."""


class News(NamedTuple):
    """What the answer to a purchase says about the buyer's tier."""

    line: Html | None = None
    buttons: Rows = ()


def after_purchase(call: Call, row: Buyer) -> News:
    """A tier that was reached is told once, with a text to congratulate; after that, in short, what it brings."""
    if not tiers.is_news(call.shop, row):
        return News(_reminder(call.shop, tiers.standing(call.shop, row)))
    buyers.change(call.db, call.shop.id, row.id, tier_told=row.tier)
    data = {"buyer": row.id, "tier": row.tier, "said": call.now.isoformat()}
    return News(reached(call.shop, row, row.tier), [[Button(plain("tier.button.congratulate"), "tier.text", data)]])


def reached(shop: Shop, row: Buyer, tier: str) -> Html:
    """That a buyer has reached a tier, with all that it brings."""
    brings = tiers.benefits(shop, tier)
    key = "tier.reached_with" if brings else "tier.reached"
    return text(key, name=row.name, tier=tier_name(shop, tier), benefits=brings)


def _reminder(shop: Shop, tier: str) -> Html | None:
    brings = tiers.benefits(shop, tier)
    if not brings:
        return None
    short = shorten(brings, BENEFITS_SHOWN, placeholder="…").replace(",…", "…")
    return text("tier.brings", tier=tier_name(shop, tier), benefits=short)


def to_next(call: Call, row: Buyer) -> Html | None:
    """What a buyer has to buy for the next tier: "noch 1 Kauf bis Stammkunde"."""
    following = tiers.next_of(call.db, call.shop, row, call.today)
    if following is None:
        return None
    tier, missing = following
    parts = _parts(call.shop, missing)
    what = reduce(lambda one, other: text("tier.and", one=one, other=other), parts) if parts else None
    return text("tier.to_next", what=what, tier=tier_name(call.shop, tier)) if what else None


def _parts(shop: Shop, missing: Missing) -> list[Html]:
    parts = [
        text("tier.missing_purchases", n=missing.purchases) if missing.purchases else None,
        text("tier.missing_amount", amount=Money(missing.cents, shop.currency)) if missing.cents else None,
        text("tier.missing_items", n=missing.items) if missing.items else None,
        text("tier.missing_years", n=missing.years) if missing.years else None,
    ]
    return [part for part in parts if part]


def congratulation(
    call: Call, row: Buyer, tier: str, number: int = 0, undo: Mapping[str, object] | None = None
) -> tuple[str, Rows]:
    """A ready text about a tier, and the buttons to copy it and to have another; `number` counts them.

    With `undo`, what a button that takes it back carries; it stays under every wording.
    """
    facts: dict[str, object] = {"tier": tier_name(call.shop, tier), **benefits_of(call.shop, tier)}
    kind = vip_proposal.KIND if tier == VIP else tier_up.KIND
    words = hand(call.db, call.shop, row, kind, call.today, facts).words
    data = {"buyer": row.id, "tier": tier, "number": number + 1, **({"undo": dict(undo)} if undo else {})}
    copy = [Button(plain("heute.button.copy"), copy=words)] if len(words) <= COPIED_AT_MOST else []
    back = [[Button(plain("kauf.button.undo"), "vip.undo", undo, once=True)]] if undo else []
    return words, [[*copy, Button(plain("heute.button.other_draft"), "tier.text", data)], *back]


def _remembered(call: Call, row: Buyer) -> None:
    """Whoever is congratulated now need not be thought of again for it; it counts as a contact."""
    (known,) = occasions.facts_of(call.db, [row], call.today)
    found = tier_up.due(known.facts, rules_of(call.shop), call.today)
    if found is not None:
        number = reminders.make(call.db, call.shop.id, row.id, found, call.today)
        reminders.done(call.db, call.shop.id, number)
        reminders.touched(call.db, call.shop.id, number, call.today)
        occasions.refresh(call.db, call.shop, row.id, call.today)


def _is_second_tap(call: Call) -> bool:
    """The button stands beside others that act once of their own, so that it is claimed by itself."""
    said = call.data.get("said")
    return bool(said) and not dialogs.claim_tap(call.db, f"tier:{call.data['buyer']}:{said}", call.now)


def hand_over(call: Call) -> Answers:
    """A ready text to congratulate; asked again, the same message words it differently."""
    row = buyers.survivor(call.db, call.shop.id, int(call.data["buyer"]))
    if _is_second_tap(call):
        return [Toast(plain("route.done_before"))]
    number, undo = int(call.data.get("number", 0)), call.data.get("undo")
    words, buttons = congratulation(call, row, str(call.data["tier"]), number, undo)
    said = text("heute.draft", name=row.name, draft=words)
    _remembered(call, row)
    return [Edit(said, buttons)] if "number" in call.data else [Say(said, buttons)]
