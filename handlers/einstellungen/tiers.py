"""Tiers: who is a regular, whether that can be lost, what the tiers are called and what they bring."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from handlers.call import Call
from handlers.einstellungen.bonus import next_answer
from handlers.einstellungen.setting import SWITCH, Group, Setting, Values, switched, usual
from handlers.einstellungen.trial import Trial
from handlers.einstellungen.values import known
from messages_de import Html, plain, text
from messages_de.setting_words import setting_words
from rules.errors import RuleError
from rules.money import Money
from rules.parsing.quantities import is_none
from rules.parsing.setting_values import days_of, months_of, parse_tier
from rules.tiers import REGULAR, RETURNING, VIP
from storage import buyers, programme
from storage.buyers import Buyer
from storage.programme import Changed
from storage.shops import Shop

RULE, DOWNGRADE = f"{REGULAR}.rule", f"{REGULAR}.downgrade"
USUAL: tuple[Values, ...] = (
    {"purchases": 3},
    {"purchases": 5},
    {"purchases": 3, "within_days": days_of(6)},
    {"cents": 10_000, "within_days": days_of(12)},
    {"items": 10},
    {"every_year": True},
)
MOST_TRIED = 20
LIMITS = {"name": 30, "benefits": 200}


def _rule(values: Values) -> str:
    rule = values[RULE]
    if rule.get("every_year"):
        return plain("einstellungen.every_year")
    money = Money(rule.get("cents", 0), values["currency"])
    parts = [plain(f"einstellungen.asks_{name}", n=rule[name]) for name in ("purchases", "items") if name in rule]
    parts += [plain("einstellungen.asks_cents", amount=money)] if "cents" in rule else []
    return _within(reduce(lambda one, other: plain("einstellungen.and", one=one, other=other), parts), rule)


def _within(asked: str, rule: Values) -> str:
    days = rule.get("within_days")
    if days is None:
        return asked
    months = months_of(days)
    unit, n = ("months", months) if months else ("days", days)
    return plain(f"einstellungen.within_{unit}", asked=asked, n=n)


def _regulars(trial: Trial) -> Html:
    return _example(trial) if trial.is_example else _all_regulars(trial)


def _example(trial: Trial) -> Html:
    """After how many purchases of today somebody would be a regular."""

    def needed(made: Changed) -> int:
        steps = range(1, MOST_TRIED + 1)
        return next((n for n in steps if trial.buys(made.shop).buyer.tier == REGULAR), 0)

    n, tier = trial.after(needed), tier_name(known(trial.call), REGULAR)
    key = "einstellungen.effect.tier_example" if n else "einstellungen.effect.tier_later"
    return text(key, name=trial.buyer.name, n=n, tier=tier, amount=trial.amount)


def _all_regulars(trial: Trial) -> Html:
    def reached(shop: Shop) -> Sequence[Buyer]:
        return programme.reaching(trial.call.db, shop, REGULAR)

    before, after = trial.both(reached)
    everybody = buyers.count(trial.call.db, trial.call.shop.id)
    tier = tier_name(known(trial.call), REGULAR)
    lines = [
        text("einstellungen.effect.tier", n=len(after), of=everybody, before=len(before), tier=tier),
        _moved("einstellungen.effect.rises", _without(after, before)),
        _moved("einstellungen.effect.falls", _without(before, after)),
        text("einstellungen.effect.tier_quiet"),
    ]
    return Html("\n".join(filter(None, lines)))


def _without(rows: Sequence[Buyer], others: Sequence[Buyer]) -> list[Buyer]:
    known_ids = {row.id for row in others}
    return [row for row in rows if row.id not in known_ids]


def _moved(key: str, rows: Sequence[Buyer]) -> Html | None:
    """One of those who move, and how many others."""
    if not rows:
        return None
    name, more = rows[0].name, len(rows) - 1
    return text(key, names=plain("einstellungen.and_more", names=name, n=more) if more else name)


def _falling(trial: Trial) -> Html:
    rule = known(trial.call)[RULE]
    if trial.values[DOWNGRADE] and not rule.keys() & {"within_days", "every_year"}:
        raise RuleError("setting.downgrade")
    return _regulars(trial)


def tier_name(values: Values, tier: str) -> str:
    """What a tier is called in this shop."""
    return values[f"{tier}.name"] or plain(f"tier.{tier}")


def _named(tier: str) -> Setting:
    name = f"{tier}.name"
    return Setting(
        f"{tier}_name",
        lambda values: tier_name(values, tier),
        usual(name, ""),
        lambda call: {name: _words(call, "name")},
    )


def _brings(tier: str) -> Setting:
    name = f"{tier}.benefits"
    return Setting(
        f"{tier}_benefits",
        lambda values: values[name] or plain("einstellungen.nothing"),
        usual(name, ""),
        lambda call: {name: _words(call, "benefits")},
    )


def _words(call: Call, kind: str) -> str:
    words = " ".join(call.words.split())
    if not 0 < len(words) <= LIMITS[kind]:
        raise RuleError(f"setting.tier_{kind}", limit=LIMITS[kind])
    return "" if " " not in words and is_none(words, setting_words()) else words


GROUP = Group(
    "tiers",
    (
        Setting(
            "regular",
            _rule,
            lambda _call: [{RULE: rule} for rule in USUAL],
            lambda call: {RULE: parse_tier(call.words, setting_words())},
            _regulars,
        ),
        Setting("downgrade", switched(DOWNGRADE), usual(DOWNGRADE, *SWITCH), effect=_falling),
        Setting(
            "offer",
            switched("regular_offer"),
            usual("regular_offer", *SWITCH),
            effect=next_answer,
        ),
        *(_named(tier) for tier in (RETURNING, REGULAR, VIP)),
        *(_brings(tier) for tier in (RETURNING, REGULAR, VIP)),
    ),
)
