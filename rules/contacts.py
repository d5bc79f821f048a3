"""How often a buyer hears from the shop: once in the quiet period over all kinds of reminders, and never against his will."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.occasions.facts import Facts, ShopRules

PER_PAUSE = 2
"""So many times in a pause a buyer is won back; then he is left in peace."""
SILENCE = timedelta(days=365)
DURING_COMPLAINT = frozenset({"promise", "complaint_check", "birthday", "early_warning"})
"""While a complaint is open nothing else is right: no offer, no win-back, no surprise."""


class Limit(Enum):
    """What a kind of reminder has to wait for."""

    DUTY = "what the seller owes him: nothing holds it up, and it is a card of its own"
    DECISION = "a question to the seller alone, on a card of its own"
    WARNING = "news to the seller alone, on a card of its own: the year of silence, too, is news to her"
    QUESTION = "something to ask him, on a card of its own: waits for the quiet period after any contact"
    FREE = "bound to its day"
    OWN = "about a purchase: waits for other contacts, not for the purchase itself"
    QUIET = "waits for the quiet period after any contact"


TO_THE_SELLER = frozenset({Limit.DECISION, Limit.WARNING})
"""What the buyer does not notice, unless the seller writes to him because of it."""
ALONE = TO_THE_SELLER | {Limit.DUTY, Limit.QUESTION}
"""What makes a card of its own, with its own buttons."""
WAITING = frozenset({Limit.OWN, Limit.QUIET, Limit.QUESTION})
"""What counts as a contact when it is shown, and waits for others."""


def free_from(facts: Facts, rules: ShopRules, limit: Limit) -> date | None:
    """The first day on which nothing holds such a kind up (the earliest there is, if nothing does); None: never."""
    if limit is Limit.DUTY:
        return date.min
    if facts.paused_until == date.max:
        return None
    paused = facts.paused_until + timedelta(days=1) if facts.paused_until else date.min
    silent = None if limit is Limit.WARNING else silent_until(facts)
    return max(paused, silent or date.min, _after_contact(facts, rules, limit))


def hindrance(facts: Facts, kind: str, limit: Limit, today: date) -> str | None:
    """Why nothing is to be said to him today because of a reminder of this kind that was made before; None: it may be."""
    if kind in facts.muted:
        return "muted"
    if limit is not Limit.DUTY and facts.paused_until and facts.paused_until >= today:
        return "paused"
    return "complaint" if facts.complaining and kind not in DURING_COMPLAINT else None


def silent_until(facts: Facts) -> date | None:
    """The day on which a year of silence ends: two win-backs in this pause, and neither a purchase nor another answer since."""
    if len(facts.won_back) < PER_PAUSE:
        return None
    tried = facts.since_purchase(facts.won_back)
    return tried[-1] + SILENCE if len(tried) >= PER_PAUSE else None


def last_contact(facts: Facts) -> date | None:
    """The latest day on which the buyer and the shop had to do with each other."""
    return max(filter(None, (facts.last_day, facts.contact)), default=None)


def _after_contact(facts: Facts, rules: ShopRules, limit: Limit) -> date:
    if limit not in WAITING:
        return date.min
    contact = facts.contact if limit is Limit.OWN else last_contact(facts)
    return contact + timedelta(days=rules.quiet_days) if contact else date.min


def is_contact(limit: Limit, key: str) -> bool:
    """Whether the seller, dealing with a reminder, gets in touch; packing something ahead of a birthday is no contact."""
    return limit not in TO_THE_SELLER and not key.endswith(":ahead")
