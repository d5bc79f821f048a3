"""Who would have a tier by another rule, counted by the real rules on the real buyers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from handlers.einstellungen.setting import Values
from handlers.einstellungen.trial import Trial
from handlers.einstellungen.values import known
from messages_de import Html, plain, text
from rules.tiers import VIP
from storage import buyers, programme, tiers
from storage.buyers import Buyer
from storage.programme import TIERS, Changed
from storage.shops import Shop

MOST_TRIED = 20


def tier_name(values: Values, tier: str) -> str:
    """What a tier is called in this shop."""
    return values[f"{tier}.name"] or plain(f"tier.{tier}")


def tier_names(values: Values) -> dict[str, str]:
    """What each tier is called in this shop."""
    return {tier: tier_name(values, tier) for tier in TIERS}


def example(trial: Trial, tier: str) -> Html:
    """After how many purchases of today somebody would have the tier."""
    name = tier_name(known(trial.call), tier)
    if not trial.values[f"{tier}.rule"]:
        return text("einstellungen.effect.tier_by_hand", tier=name)

    def has(shop: Shop, row: Buyer) -> bool:
        return tiers.rank(shop, row.tier) >= tiers.rank(shop, tier)

    n, _ = trial.after(lambda made: buying(trial, made, has))
    key = "einstellungen.effect.tier_example" if n else "einstellungen.effect.tier_later"
    return text(key, name=trial.buyer.name, n=n, tier=name, amount=trial.amount)


def buying(trial: Trial, made: Changed, until: Callable[[Shop, Buyer], bool]) -> tuple[int, Buyer]:
    """How many purchases of today it takes, and the buyer after them; 0 if it takes too many."""
    for n in range(1, MOST_TRIED + 1):
        row = trial.buys(made.shop).buyer
        if until(made.shop, row):
            return n, row
    return 0, row


def everybody(trial: Trial, tier: str) -> Html:
    """How many have the tier by the new rule, and who moves."""
    before, after = trial.both(lambda shop: programme.reaching(trial.call.db, shop, tier))
    name = tier_name(known(trial.call), tier)
    key = "einstellungen.effect.tier_top" if tier == VIP else "einstellungen.effect.tier"
    everyone = buyers.count(trial.call.db, trial.call.shop.id)
    by_hand = None if trial.values[f"{tier}.rule"] else text("einstellungen.effect.tier_by_hand", tier=name)
    return lines(
        by_hand,
        text(key, n=len(after), of=everyone, before=len(before), tier=name),
        moved("rises", without(after, before)),
        moved("falls", without(before, after)),
        text("einstellungen.effect.tier_quiet"),
    )


def lines(*found: Html | None) -> Html:
    """One below the other; those that say nothing are left out."""
    return Html("\n".join(filter(None, found)))


def without(rows: Sequence[Buyer], others: Iterable[Buyer]) -> list[Buyer]:
    """Those who are not among the others."""
    known_ids = {row.id for row in others}
    return [row for row in rows if row.id not in known_ids]


def moved(key: str, rows: Sequence[Buyer], tier: str = "") -> Html | None:
    """One of those who move, and how many others."""
    if not rows:
        return None
    name, others = rows[0].name, len(rows) - 1
    names = plain("einstellungen.and_more", names=name, n=others) if others else name
    return text(f"einstellungen.effect.{key}", names=names, tier=tier)
