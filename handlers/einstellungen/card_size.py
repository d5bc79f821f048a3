"""Another size of the stamp card: whose cards are full by it, and what rewards for whole cards cost."""

from __future__ import annotations

from dataclasses import replace

from handlers.call import Call
from handlers.einstellungen.tier_moves import lines
from handlers.einstellungen.trial import Trial
from handlers.rewarding import title
from messages_de import Html, plain, text
from rules.stamps import stamp_card
from storage import buyers, ledger, programme, rewards
from storage.ledger import STAMPS
from storage.programme import Changed
from storage.rewards import Reward
from storage.shops import Shop

MOST_NAMES = 5


def full_cards(call: Call, made: Changed) -> Html | None:
    """Whose cards are full by the new size."""
    if not made.vouchers:
        return None
    numbers = list(dict.fromkeys(row.buyer_id for row in made.vouchers))
    names = ", ".join(buyers.get(call.db, made.shop.id, number).name for number in numbers[:MOST_NAMES])
    more = len(numbers) - MOST_NAMES
    people = plain("einstellungen.and_more", names=names, n=more) if more > 0 else names
    if len(made.vouchers) == len(numbers):
        return text("einstellungen.effect.full", n=len(numbers), names=people)
    return text("einstellungen.effect.full_several", n=len(numbers), names=people, cards=len(made.vouchers))


def of_fullest(trial: Trial) -> Trial:
    """The same with the buyer who has the most stamps."""
    row = programme.fullest(trial.call.db, trial.call.shop.id)
    return replace(trial, buyer=row) if row else trial


def new_size(tried: Trial) -> Html:
    """What another size would do: for the fullest card, for all that are full by it, and to prices in whole cards."""
    trial = of_fullest(tried)

    def missing(shop: Shop) -> tuple[int, int]:
        have = ledger.balance(trial.call.db, shop.id, trial.buyer.id, trial.call.today).stamps
        return max(have, 0), stamp_card(have, shop.stamps_per_card).missing

    (have, before), (left, after) = trial.both(missing)
    full = trial.after(lambda made: full_cards(trial.call, made))
    key = "einstellungen.effect.size" if left == have else "einstellungen.effect.size_filled"
    cards = text("einstellungen.effect.filled", n=(have - left) // int(trial.values["stamps_per_card"]))
    own = text(key, name=trial.buyer.name, stamps=text("count.stamps", n=have), n=after, before=before, filled=cards)
    return lines(own, full, text("einstellungen.effect.size_stays"), *_prices(trial))


def _prices(trial: Trial) -> list[Html]:
    """Rewards for whole cards cost as many stamps as before."""
    db, shop, size = trial.call.db, trial.call.shop, int(trial.values["stamps_per_card"])
    rows = [row for row in rewards.catalogue(db, shop.id) if row.unit == STAMPS and not row.cost % shop.stamps_per_card]
    return [_price(shop, row, size) for row in rows[:MOST_NAMES]]


def _price(shop: Shop, row: Reward, size: int) -> Html:
    cards, left = divmod(row.cost, size)
    facts = {"reward": title(shop, row), "price": text("count.stamps", n=row.cost)}
    if left:
        return text("einstellungen.effect.keeps_price", **facts)
    return text("einstellungen.effect.keeps_price_as_cards", **facts, cards=plain("reward.full_cards", n=cards))
