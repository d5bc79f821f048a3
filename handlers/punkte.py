"""/punkte: the stamp card as a picture, with the history behind it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers.answers import SELLER, Answers, Button, Picture, Rows, Say
from handlers.call import Call
from handlers.choosing import picked, with_buyer
from handlers.registry import MEMBER, App
from handlers.sentences import owed, stamps
from messages_de import Html, plain, text
from rules.stamps import StampCard, stamp_card
from storage import booking, buyers, ledger, purchases, shops
from storage.buyers import Buyer
from storage.shops import Shop

HISTORY = 15


def punkte(call: Call) -> Answers:
    """A buyer sees his card in every shop he joined; the seller sees the card of a buyer she names."""
    cards = buyers.cards_of(call.db, call.user_id)
    if call.role == SELLER and (call.words or not cards):
        return with_buyer(call, call.words, show_to_seller, "punkte.show")
    return [
        _card(call, shops.get(call.db, shop_id), buyers.get(call.db, shop_id, buyer_id), own=True)
        for shop_id, buyer_id in cards
    ]


def show_to_seller(call: Call, buyer: Buyer) -> Answers:
    """The card of a buyer, for his seller."""
    return [_card(call, call.shop, buyer, own=False)]


def show_tapped(call: Call) -> Answers:
    """The seller chose a buyer by a button."""
    return show_to_seller(call, picked(call))


def _card(call: Call, shop: Shop, buyer: Buyer, *, own: bool) -> Picture:
    balance = ledger.balance(call.db, shop.id, buyer.id)
    card = stamp_card(balance.stamps, shop.stamps_per_card)
    form = shop.address_form if own else ""
    recipe = {
        "kind": "stamp_card",
        "shop": shop.name,
        "name": buyer.name,
        "size": card.size,
        "stamps": card.size if card.full_cards and not card.stamps else card.stamps,
        "points": plain("punkte.points", n=max(balance.points, 0)),
        "line": plain("punkte.picture_full" if _full(card) else "punkte.picture_missing", n=card.missing),
    }
    lines = [
        text("punkte.own" if own else "punkte.of", form=form, name=buyer.name, shop=shop.name),
        *_state(balance, card),
    ]
    return Picture(recipe, Html("\n".join(lines)), _buttons(shop, buyer, own=own))


def _full(card: StampCard) -> bool:
    return bool(card.full_cards and not card.stamps)


def _state(balance: ledger.Balance, card: StampCard) -> list[Html]:
    lines = [text("punkte.balance", n=max(balance.points, 0))]
    if card.full_cards:
        lines.append(text("punkte.full_cards", n=card.full_cards))
    if not _full(card):
        lines.append(text("punkte.stamps", stamps=card.stamps, size=card.size))
        lines.append(text("punkte.missing", n=card.missing))
    return lines + [text("punkte.debt", what=what) for what in owed(balance)]


def _buttons(shop: Shop, buyer: Buyer, *, own: bool) -> Rows:
    data = {"shop": shop.id, "buyer": buyer.id}
    history = Button(plain("punkte.button.history"), "punkte.history", data)
    card = stamp_card(0, shop.stamps_per_card)
    redeem = Button(plain("punkte.button.redeem", size=card.size), "punkte.redeem", data, once=True)
    return [[history]] if own else [[history, redeem]]


def history(call: Call) -> Answers:
    """Every entry with its reason: a buyer's own, or that of a seller's buyer."""
    shop_id, buyer_id = int(call.data["shop"]), int(call.data["buyer"])
    if (shop_id, buyer_id) not in buyers.cards_of(call.db, call.user_id) and not _sells_in(call, shop_id):
        return [Say(text("punkte.not_yours"))]
    shop = shops.get(call.db, shop_id)
    rows = ledger.history(call.db, shop_id, buyer_id, HISTORY)
    if not rows:
        return [Say(text("punkte.history_empty"))]
    head = text("punkte.history", shop=shop.name, n=len(rows))
    return [Say(Html("\n".join([head, *(_entry(call, shop_id, row) for row in rows)])))]


def _sells_in(call: Call, shop_id: int) -> bool:
    return call.shop_row is not None and call.shop_row.id == shop_id


def _entry(call: Call, shop_id: int, row: Row[Any]) -> Html:
    item = _item(call, shop_id, row) if row.reason in {"purchase", "refund"} else ""
    reason = text(f"punkte.reason_{row.reason}", item=f": {item}" if item else "")
    return text(
        f"punkte.entry_{row.unit}",
        n=row.amount,
        sign="+" if row.amount > 0 else "−",
        amount=abs(row.amount),
        day=row.day,
        reason=reason,
    )


def _item(call: Call, shop_id: int, row: Row[Any]) -> str:
    return str(purchases.get(call.db, shop_id, int(row.reference)).item)


def redeem(call: Call) -> Answers:
    """The seller hands over the reward for a full card; the stamps of it are spent."""
    buyer = picked(call)
    size = call.shop.stamps_per_card
    balance = ledger.balance(call.db, call.shop.id, buyer.id)
    if balance.stamps < size:
        return [Say(text("punkte.not_full", name=buyer.name, n=size - balance.stamps))]
    entry = ledger.Entry(ledger.STAMPS, -size, "redeem", _reference(call, buyer))
    ledger.append(call.db, call.shop.id, buyer.id, [entry], booking.today_of(call.shop, call.now), call.now)
    return [
        Say(
            text("punkte.redeemed", name=buyer.name, stamps=stamps(balance.stamps - size, size)),
            [[_undo(buyer, entry.reference)]],
        )
    ]


def _reference(call: Call, buyer: Buyer) -> str:
    """The n-th card of this buyer: two redemptions at the same moment cannot both be the n-th."""
    return f"card:{1 + ledger.count(call.db, call.shop.id, buyer.id, 'redeem')}"


def _undo(buyer: Buyer, reference: str) -> Button:
    return Button(plain("kauf.button.undo"), "punkte.unredeem", {"buyer": buyer.id, "reference": reference}, once=True)


def unredeem(call: Call) -> Answers:
    """The reward was not handed over after all: the stamps come back."""
    buyer = picked(call)
    entry = ledger.Entry(ledger.STAMPS, call.shop.stamps_per_card, "redeem_cancel", str(call.data["reference"]))
    ledger.append(call.db, call.shop.id, buyer.id, [entry], call.today, call.now)
    return [Say(text("punkte.unredeemed", name=buyer.name))]


def register(app: App) -> None:
    """The command and its buttons."""
    app.command("punkte", punkte, role=MEMBER)
    app.button("punkte.show", show_tapped)
    app.button("punkte.history", history, role=MEMBER)
    app.button("punkte.redeem", redeem)
    app.button("punkte.unredeem", unredeem)
