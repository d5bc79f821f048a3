"""The stamp card: how many places, what a stamp takes, and what a full card brings."""

from __future__ import annotations

from dataclasses import replace

from handlers.call import Call
from handlers.einstellungen.look import card
from handlers.einstellungen.setting import SWITCH, Group, Setting, Values, usual
from handlers.einstellungen.trial import Trial
from messages_de import Html, plain, text
from messages_de.setting_words import setting_words
from rules.errors import RuleError
from rules.money import Money
from rules.parsing.quantities import STAMP, is_none
from rules.parsing.setting_values import parse_price, parse_whole
from rules.stamps import stamp_card
from storage import buyers, ledger, programme
from storage.programme import Changed
from storage.shops import Shop

SIZES = (5, 6, 8, 10, 12, 15)
SMALLEST, LARGEST = 3, 20
MINIMA = (0, 500, 1000, 2000)
ITEMS = 3
LONGEST_REWARD = 60
MOST_NAMES = 5


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


def full_cards(call: Call, made: Changed) -> Html | None:
    """Whose cards are full by the new size."""
    if not made.vouchers:
        return None
    numbers = list(dict.fromkeys(row.buyer_id for row in made.vouchers))
    names = ", ".join(buyers.get(call.db, made.shop.id, number).name for number in numbers[:MOST_NAMES])
    more = len(numbers) - MOST_NAMES
    people = plain("einstellungen.and_more", names=names, n=more) if more > 0 else names
    return text("einstellungen.effect.full", n=len(made.vouchers), names=people)


def _of_fullest(trial: Trial) -> Trial:
    """The same with the buyer who has the most stamps."""
    row = programme.fullest(trial.call.db, trial.call.shop.id)
    return replace(trial, buyer=row) if row else trial


def _new_size(tried: Trial) -> Html:
    trial = _of_fullest(tried)

    def missing(shop: Shop) -> tuple[int, int]:
        have = ledger.balance(trial.call.db, shop.id, trial.buyer.id, trial.call.today).stamps
        return max(have, 0), stamp_card(have, shop.stamps_per_card).missing

    (have, before), (left, after) = trial.both(missing)
    full = trial.after(lambda made: full_cards(trial.call, made))
    key = "einstellungen.effect.size" if left == have else "einstellungen.effect.size_filled"
    own = text(key, name=trial.buyer.name, stamps=text("count.stamps", n=have), after=after, before=before)
    return Html("\n".join(filter(None, [own, full, text("einstellungen.effect.size_stays")])))


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
            _new_size,
            lambda trial: card(_of_fullest(trial)),
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
