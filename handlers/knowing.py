"""What is known of a buyer that a text may mention, in words that stand well in a sentence."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from handlers.rewarding import price, title
from messages_de import plain
from rules.stamps import stamp_card
from storage import notes, purchases, redeeming, rewards
from storage.buyers import Buyer
from storage.ledger import STAMPS
from storage.shops import Shop

LONGEST = 60
"""Characters of an item or a preference in a text."""
NEAR = 0.2
"""A reward is near when at most this part of its price is missing."""
NEAR_CARD = 2
"""A stamp card is nearly full when at most so many stamps are missing."""
WEEK, MONTH, YEAR = 7, 30, 365


def known_of(db: Connection, shop: Shop, buyer: Buyer, today: date) -> dict[str, object]:
    """Name, shop, and, where they are known, the last purchase, how long ago it was, a preference, and the next reward."""
    last = purchases.last_of(db, shop.id, buyer.id)
    likes = notes.of_buyer(db, shop.id, buyer.id, "like", most=1)
    known: dict[str, object] = {"name": clipped(buyer.name), "shop": shop.name}
    if last:
        known |= {"ago": ago((today - last.day).days), "days": str((today - last.day).days)}
    if last and last.item:
        known["item"] = clipped(last.item)
    if likes:
        known["like"] = clipped(likes[0].text)
    return known | _near(db, shop, buyer, today)


def clipped(words: str) -> str:
    """Words short enough for a sentence, without a full stop of their own."""
    short = " ".join(words.split()).rstrip(" .,;:!?")
    return short if len(short) <= LONGEST else f"{short[: LONGEST - 1].rstrip()}…"


def ago(days: int) -> str:
    """How long ago a day was: "gestern", "vor 3 Wochen"."""
    if days <= 1:
        return plain("phase.ago.yesterday" if days == 1 else "phase.ago.today")
    spans = {"days": (1, 2 * WEEK), "weeks": (WEEK, 2 * MONTH), "months": (MONTH, 2 * YEAR), "years": (YEAR, None)}
    unit, span = next((unit, span) for unit, (span, end) in spans.items() if end is None or days < end)
    return plain(f"phase.ago.{unit}", n=days // span)


def _near(db: Connection, shop: Shop, buyer: Buyer, today: date) -> dict[str, object]:
    """The reward that is nearest, if it is near, and what is missing for it."""
    funds = redeeming.funds(db, shop, buyer.id, today)
    missing = stamp_card(funds.stamps, shop.stamps_per_card).missing
    if shop.card_reward and missing <= NEAR_CARD:
        return {"reward": clipped(shop.card_reward), "missing": price(shop, STAMPS, missing)}
    for row in rewards.catalogue(db, shop.id, today):
        lacks = row.cost - funds.of(row.unit)
        if 0 < lacks <= row.cost * NEAR:
            return {"reward": clipped(title(shop, row)), "missing": price(shop, row.unit, lacks)}
    return {}
