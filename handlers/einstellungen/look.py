"""How the stamp card looks: its colour and its symbol."""

from __future__ import annotations

from handlers.einstellungen.setting import Group, Setting, Values, usual
from handlers.einstellungen.trial import Trial
from handlers.pictures.looks import COLOURS, SYMBOLS
from messages_de import Html, plain, text
from rules.stamps import stamp_card
from storage import cards, ledger
from storage.programme import Changed

EXAMPLE_STAMPS = 3


def _colour(known: Values) -> str:
    return plain(f"einstellungen.colour.{known['card_colour']}")


def _symbol(known: Values) -> str:
    return plain(f"einstellungen.symbol.{known['card_symbol']}")


def card(trial: Trial) -> dict[str, object]:
    """The recipe of the buyer's card as it would be."""
    return trial.after(lambda made: _recipe(trial, made))


def _recipe(trial: Trial, made: Changed) -> dict[str, object]:
    shop = made.shop
    have = ledger.balance(trial.call.db, shop.id, trial.buyer.id, trial.call.today)
    laid = stamp_card(EXAMPLE_STAMPS if trial.is_example else have.stamps, shop.stamps_per_card)
    recipe: dict[str, object] = {
        "kind": "stamp_card",
        "shop": shop.name,
        "name": trial.buyer.name,
        "size": laid.size,
        "stamps": laid.stamps,
        "points": plain("count.points", n=max(have.points, 0)),
        "line": plain("punkte.missing", n=laid.missing, reward=""),
        "colour": shop.card_colour,
        "symbol": shop.card_symbol,
    }
    full = laid.full_cards + len(cards.full(trial.call.db, shop, trial.buyer.id, trial.call.today))
    waiting = {"full": plain("punkte.picture_waiting", n=full)} if full else {}
    reward = {"reward": plain("einstellungen.picture_reward", reward=shop.card_reward)} if shop.card_reward else {}
    return {**recipe, **waiting, **reward}


def _shown(trial: Trial) -> Html:
    return text("einstellungen.effect.look", name=trial.buyer.name)


GROUP = Group(
    "look",
    (
        Setting("colour", _colour, usual("card_colour", *COLOURS), effect=_shown, picture=card),
        Setting("symbol", _symbol, usual("card_symbol", *SYMBOLS), effect=_shown, picture=card),
    ),
)
