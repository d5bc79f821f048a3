"""Sentences that several commands say: what is due now, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection

from handlers.packing import extra_of
from messages_de import Html, text
from rules.occasions import anniversary, birthday, next_shown, promise, surprise, tier_up, vip_proposal
from rules.occasions.facts import Facts, Occasion
from rules.occasions.yearly import in_year
from rules.stamps import stamp_card
from rules.tiers import REGULAR_FROM
from storage import buyers, occasions, reminders, shops
from storage.ledger import Balance
from storage.occasions import Known
from storage.shops import Shop, rules_of

LOOKED_AT = 50
"""People among whom the next one to think of is looked for."""
SAID = frozenset({surprise.KIND, tier_up.KIND, vip_proposal.KIND})
"""What the answer to a purchase says with a sentence of its own, and what is decided on the card that comes with the daily message."""


def due_sentence(
    shop: Shop, facts: Facts, today: date, coming: Sequence[Occasion] = (), *, has_filled_card: bool = False
) -> Html | None:
    """What a purchase of today makes due: the present, the extra that was drawn, or what faithful buyers get off.

    Nothing while a complaint is open. A present comes on top of what a card that was filled with the same purchase brings.
    """
    if facts.complaining:
        return None
    if shop.gift_at and facts.purchases == shop.gift_at:
        return text("kauf.gift_too" if has_filled_card else "kauf.gift", n=facts.purchases)
    if extra_of(shop, facts, today, coming):
        return text("kauf.surprise", n=facts.purchases)
    if shop.year_discount and _over_a_year(facts, today):
        return text("kauf.year", n=facts.purchases, percent=shop.year_discount)
    if shop.regular_offer and facts.purchases >= REGULAR_FROM:
        return text("kauf.regular", n=facts.purchases)
    return None


def _over_a_year(facts: Facts, today: date) -> bool:
    first = facts.first_day
    return first is not None and in_year(first.year + 1, first.month, first.day) <= today


def after_purchase(coming: Iterable[Occasion], today: date) -> Html | None:
    """What comes next once a purchase is booked; what `due_sentence` and the sentence about the tier say is left out."""
    return next_sentence(next((found for found in coming if not _is_said_elsewhere(found)), None), today)


def _is_said_elsewhere(occasion: Occasion) -> bool:
    """Or not at all, because it is left out to compare."""
    return occasion.kind in SAID or occasion.withheld


def next_sentence(occasion: Occasion | None, today: date) -> Html | None:
    """What comes next for a buyer, and when."""
    if occasion is None:
        return None
    what, day = what_comes(occasion), _day_of(occasion)
    if day <= today:
        return text("occasion.next_now", what=what)
    return text("occasion.next_on", what=what, day=day)


def _day_of(occasion: Occasion) -> date:
    """The day it is for: that of which a promise speaks, though she is reminded the evening before."""
    promised = occasion.reason.get("date") if occasion.kind == promise.KIND else None
    return max(occasion.due, promised) if isinstance(promised, date) else occasion.due


def what_comes(occasion: Occasion) -> Html:
    """What is to be done on an occasion, in a few words."""
    day = occasion.reason.get("date")
    if occasion.kind == birthday.KIND and isinstance(day, date) and occasion.due >= day:
        return text("occasion.birthday.next_day")
    count = occasion.reason["years"] if occasion.kind == anniversary.KIND else 0
    return text(f"occasion.{occasion.kind}.next", "", n=count, **occasion.reason)


def stamps(balance: int, size: int) -> Html:
    """A number of stamps as one sees it on cards: "1 volle Karte und 2 Stempel"."""
    return _listed(_on_cards(balance, size))


def have(balance: Balance, size: int) -> Html:
    """All that somebody has: "997 Punkte, 1 volle Karte und 9 Stempel"."""
    return _listed([text("count.points", n=max(balance.points, 0)), *_on_cards(balance.stamps, size)])


def _on_cards(balance: int, size: int) -> list[Html]:
    card = stamp_card(balance, size)
    full = [text("count.full_cards", n=card.full_cards)] if card.full_cards else []
    return [*full, *([text("count.stamps", n=card.stamps)] if card.stamps or not full else [])]


def _listed(parts: list[Html]) -> Html:
    *first, last = parts
    return text("count.and", first=Html(", ".join(first)), last=last) if first else last


def own_shops(db: Connection, telegram_id: int) -> list[Shop]:
    """The shops in which somebody has a card, by name."""
    return [shops.get(db, shop_id) for shop_id, _ in buyers.cards_of(db, telegram_id)]


def form_of(own: list[Shop]) -> str:
    """How somebody is addressed where no single shop speaks: as all of his shops do."""
    forms = {str(shop.address_form) for shop in own}
    return forms.pop() if len(forms) == 1 else ""


def owed(balance: Balance) -> list[Html]:
    """What was redeemed and then lost its purchase: the next purchases settle it."""
    units = {"count.points": balance.points, "count.stamps": balance.stamps}
    return [text(key, n=-amount) for key, amount in units.items() if amount < 0]


def next_in_shop(db: Connection, shop: Shop, today: date) -> Html | None:
    """Who is the next one to think of, when, and why, once there is nothing more to do today."""
    best: tuple[Occasion, str] | None = None
    for known in occasions.earliest(db, shop, today, LOOKED_AT):
        if best and known.row.next_due > best[0].due:
            break
        found = _next_of(db, shop, known, today)
        if found and (best is None or found.due < best[0].due):
            best = found, known.row.name
    return text("heute.next", name=best[1], sentence=next_sentence(best[0], today)) if best else None


def _next_of(db: Connection, shop: Shop, known: Known, today: date) -> Occasion | None:
    """What the seller sees of a buyer next, not before tomorrow: what comes for the first time, or what was put off."""
    again = [one for _, one in reminders.snoozed(db, shop.id, date.max, known.row.id)] if known.snoozed else []
    found = [*again, *filter(None, [next_shown(known.facts, rules_of(shop), today)])]
    first = min(found, key=lambda one: one.due, default=None)
    return first._replace(due=max(first.due, today + timedelta(days=1))) if first else None
