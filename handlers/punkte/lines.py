"""What stands under the stamp card: points and stamps, the next reward, what is ready, what expires."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.badges import newest_line
from handlers.punkte.whose import Card
from handlers.rewarding import price, title, voucher_line
from handlers.sentences import owed
from handlers.tier_names import tier_name
from messages_de import Html, text
from rules.stamps import StampCard
from rules.tiers import NEW
from storage import expiring, tiers, vouchers
from storage import rewards as catalogue
from storage.ledger import UNITS, Balance
from storage.rewards import Reward
from storage.vouchers import Voucher

MOST = 5
"""Vouchers that are named one by one."""


def state(card: Card, balance: Balance, on_card: StampCard) -> list[Html]:
    """Tier, points and stamps, and what is missing to a full card: the same as on the picture."""
    lines = [*_tier(card), text("punkte.balance", n=max(balance.points, 0))]
    if on_card.is_full:
        return [
            *lines,
            text("punkte.stamps", stamps=on_card.size, size=on_card.size),
            text("punkte.picture_full", n=on_card.full_cards),
        ]
    if on_card.full_cards:
        lines.append(text("punkte.picture_waiting", n=on_card.full_cards))
    lines.append(text("punkte.stamps", stamps=on_card.stamps, size=on_card.size))
    reward = f": {card.shop.card_reward}" if card.shop.card_reward else ""
    return [*lines, text("punkte.missing", n=on_card.missing, reward=reward)]


def _tier(card: Card) -> list[Html]:
    tier = tiers.current(card.db, card.shop, card.buyer, card.today)
    if tier == NEW and card.own:
        return []
    return [text("punkte.tier", tier=tier_name(card.shop, tier))]


def rewards(card: Card, rows: Sequence[Voucher]) -> list[Html]:
    """The vouchers that can be used, with code and last day."""
    if not rows:
        return []
    lines = [text("punkte.ready", form=card.form) if card.own else text("punkte.ready_for", name=card.buyer.name)]
    lines += [voucher_line(card.shop, row) for row in rows[:MOST]]
    return lines + ([text("punkte.more_vouchers", n=len(rows) - MOST)] if len(rows) > MOST else [])


def asked(card: Card) -> list[Html]:
    """What is put by for a reward that nobody has answered yet."""
    key = "punkte.asked" if card.own else "punkte.asked_of"
    facts = {"form": card.form, "shop": card.shop.name, "name": card.buyer.name}
    rows = vouchers.of_buyer(card.db, card.shop.id, card.buyer.id, vouchers.ASKED)
    return [
        text(key, what=title(card.shop, row), price=price(card.shop, row.unit, row.cost), **facts)
        for row in rows[:MOST]
    ]


def ahead(card: Card, balance: Balance) -> list[Html]:
    """The next reward of the catalogue, what expires next, what is owed, and (for himself) his newest badge."""
    lines = _next_rewards(card, balance)
    lines += [text("punkte.expires", n=one.points, day=one.last) for one in _expiring(card)[:1]]
    lines += [text("punkte.debt", what=what) for what in owed(balance)]
    return lines + (newest_line(card.db, card.shop, card.buyer, card.today) if card.own else [])


def _expiring(card: Card) -> list[expiring.Expiring]:
    return expiring.ahead(card.db, card.shop.id, card.buyer.id, card.today)


def _next_rewards(card: Card, balance: Balance) -> list[Html]:
    """The dearest reward he has enough for, and the cheapest one he has not, by points and by stamps."""
    rows = catalogue.catalogue(card.db, card.shop.id, card.today)
    return [
        line for unit in UNITS for line in _next_of(card, [row for row in rows if row.unit == unit], balance.of(unit))
    ]


def _next_of(card: Card, rows: Sequence[Reward], have: int) -> list[Html]:
    affordable = [row for row in rows if row.cost <= have]
    dearer = [row for row in rows if row.cost > have]
    lines = [text("punkte.enough", reward=title(card.shop, affordable[-1]))] if affordable else []
    if dearer:
        row = dearer[0]
        lines.append(text(f"punkte.next_{row.unit}", n=row.cost - have, reward=title(card.shop, row)))
    return lines
