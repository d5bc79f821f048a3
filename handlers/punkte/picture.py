"""The stamp card: a picture with all that is on it, and in words what it is good for."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.answers import Button, Picture, Rows
from handlers.punkte import lines
from handlers.punkte.whose import Card
from handlers.punkte.wishes import WISHES
from handlers.rewarding import title
from messages_de import Html, plain, text
from rules.rewards import REDUCING
from rules.stamps import StampCard, stamp_card
from storage import ledger, own_codes, vouchers
from storage.cards import CARD
from storage.ledger import Balance
from storage.shops import Shop
from storage.vouchers import Voucher

LINK = "https://t.me/{bot}?start=k_{code}"


def show(card: Card) -> Picture:
    """The card as it is now."""
    balance = ledger.balance(card.db, card.shop.id, card.buyer.id, card.today)
    rewards = vouchers.in_hand(card.db, card.shop.id, card.buyer.id, card.today)
    on_card = _laid(card.shop, balance, [row for row in rewards if row.origin == CARD])
    head = text("punkte.own" if card.own else "punkte.of", form=card.form, name=card.buyer.name, shop=card.shop.name)
    words = [
        head,
        *lines.state(card, balance, on_card),
        *lines.asked(card),
        *lines.rewards(card, rewards),
        *lines.ahead(card, balance),
    ]
    return Picture(_recipe(card, balance, on_card), Html("\n".join(words)), _buttons(card, rewards))


def _laid(shop: Shop, balance: Balance, full: Sequence[Voucher]) -> StampCard:
    """The card in his hand; a full one has the size at which it was filled."""
    laid = stamp_card(balance.stamps, shop.stamps_per_card)
    laid = laid._replace(full_cards=laid.full_cards + len(full))
    return laid._replace(size=full[0].cost) if laid.is_full and full else laid


def _recipe(card: Card, balance: Balance, on_card: StampCard) -> dict[str, object]:
    shop = card.shop
    full, is_full = on_card.full_cards, on_card.is_full
    code = own_codes.code_of(card.db, card.buyer)
    recipe = {
        "kind": "stamp_card",
        "shop": shop.name,
        "name": card.buyer.name,
        "size": on_card.size,
        "stamps": on_card.size if is_full else on_card.stamps,
        "points": plain("punkte.points", n=max(balance.points, 0)),
        "line": plain("punkte.picture_full", n=full)
        if is_full
        else plain("punkte.missing", n=on_card.missing, reward=""),
        "colour": shop.card_colour,
        "symbol": shop.card_symbol,
        "reward": plain("punkte.picture_reward", reward=shop.card_reward) if shop.card_reward else "",
        "full": plain("punkte.picture_waiting", n=full) if full and not is_full else "",
        "code": LINK.format(bot=card.bot_name, code=code),
        "code_line": plain("punkte.picture_code"),
    }
    return {name: value for name, value in recipe.items() if value != ""}


def _buttons(card: Card, rewards: list[Voucher]) -> Rows:
    history = Button(plain("punkte.button.history"), "punkte.history", card.data)
    if not card.own:
        return [[history], *_to_hand_over(card, rewards)]
    badges = Button(plain("punkte.button.badges"), "punkte.badges", card.data)
    return [[history, badges], *([button] for wish in WISHES for button in wish.buttons(card))]


def _to_hand_over(card: Card, rewards: list[Voucher]) -> Rows:
    """A button for each reward that is no discount on a purchase; the only one needs no name."""
    things = [row for row in rewards if row.kind not in REDUCING]
    named = len(things) > 1
    return [
        [
            Button(
                plain("punkte.button.hand_over_one", reward=title(card.shop, row), code=row.code)
                if named
                else plain("punkte.button.hand_over"),
                "einloesen.use",
                {"voucher": row.id, "below": True},
                once=True,
            )
        ]
        for row in things
    ]
