"""The stamp card: how many places, what a stamp takes, and what a full card brings."""

from __future__ import annotations

from handlers.call import Call
from handlers.einstellungen.card_size import new_size, of_fullest
from handlers.einstellungen.look import card
from handlers.einstellungen.setting import SWITCH, Group, Setting, Values, usual
from handlers.einstellungen.trial import Trial
from messages_de import Html, plain, text
from messages_de.setting_words import setting_words
from rules.errors import RuleError
from rules.money import Money
from rules.parsing.quantities import STAMP, is_none
from rules.parsing.setting_values import parse_price, parse_whole

SIZES = (5, 6, 8, 10, 12, 15)
SMALLEST, LARGEST = 3, 20
MINIMA = (0, 500, 1000, 2000)
ITEMS = 3
LONGEST_REWARD = 60


def _size(known: Values) -> str:
    return plain("einstellungen.size", n=known["stamps_per_card"])


def _read_size(call: Call) -> Values:
    return {"stamps_per_card": parse_whole(call.words, setting_words(), SMALLEST, LARGEST, STAMP)}


def _minimum(known: Values) -> str:
    if not known["stamp_min_cents"]:
        return plain("einstellungen.no_minimum")
    return plain("einstellungen.minimum", amount=Money(known["stamp_min_cents"], known["currency"]))


def _reward(known: Values) -> str:
    return known["card_reward"] or plain("einstellungen.not_named")


def _read_reward(call: Call) -> Values:
    words = " ".join(call.words.split())
    if len(words) > LONGEST_REWARD or not words:
        raise RuleError("setting.reward", limit=LONGEST_REWARD)
    return {"card_reward": "" if is_none(words, setting_words()) and " " not in words else words}


def _per_item(trial: Trial) -> Html:
    cents = max(trial.cents, trial.call.shop.stamp_min_cents)
    before, after = trial.both(lambda shop: trial.buys(shop, cents, ITEMS).stamps)
    return text(
        "einstellungen.effect.per_item",
        name=trial.buyer.name,
        items=ITEMS,
        after=after,
        before=text("count.stamps", n=before),
    )


def _new_minimum(trial: Trial) -> Html:
    least = int(trial.values["stamp_min_cents"])
    now, then = trial.both(lambda shop: trial.buys(shop).stamps)
    key = "einstellungen.effect.minimum" if now == then else "einstellungen.effect.minimum_lost"
    key = key if least else "einstellungen.effect.no_minimum"
    return text(
        key,
        name=trial.buyer.name,
        amount=trial.amount,
        least=Money(least, trial.call.shop.currency),
        before=text("count.stamps", n=now),
        stamps=text("count.stamps", n=then),
    )


GROUP = Group(
    "stamps",
    (
        Setting(
            "size",
            _size,
            usual("stamps_per_card", *SIZES),
            _read_size,
            new_size,
            lambda trial: card(of_fullest(trial)),
        ),
        Setting(
            "per_item",
            lambda known: plain("einstellungen.per_item" if known["stamp_per_item"] else "einstellungen.per_purchase"),
            usual("stamp_per_item", *SWITCH),
            effect=_per_item,
        ),
        Setting(
            "minimum",
            _minimum,
            usual("stamp_min_cents", *MINIMA),
            lambda call: {"stamp_min_cents": parse_price(call.words, setting_words())},
            _new_minimum,
        ),
        Setting(
            "reward",
            _reward,
            usual("card_reward", ""),
            _read_reward,
            lambda _trial: text("einstellungen.effect.reward"),
            card,
        ),
    ),
)
