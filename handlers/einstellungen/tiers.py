"""Tiers: who has which, whether it can be lost, what the tiers are called and what they bring."""

from __future__ import annotations

from handlers.call import Call
from handlers.einstellungen.bonus import next_answer
from handlers.einstellungen.setting import SWITCH, Group, Setting, switched, usual
from handlers.einstellungen.tier_falls import DOWNGRADE
from handlers.einstellungen.tier_moves import tier_name
from handlers.einstellungen.tier_rules import defined
from messages_de import plain
from messages_de.setting_words import setting_words
from rules.errors import RuleError
from rules.parsing.quantities import is_none
from rules.tiers import NEW, REGULAR, RETURNING, VIP

LIMITS = {"name": 30, "benefits": 200}


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
        *(defined(tier) for tier in (RETURNING, REGULAR, VIP)),
        DOWNGRADE,
        Setting(
            "offer",
            switched("regular_offer"),
            usual("regular_offer", *SWITCH),
            effect=next_answer,
        ),
        *(_named(tier) for tier in (NEW, RETURNING, REGULAR, VIP)),
        *(_brings(tier) for tier in (RETURNING, REGULAR, VIP)),
    ),
)
