"""Why an entry of the ledger was booked, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Row

from handlers.punkte.whose import Card
from handlers.rewarding import title
from messages_de import Html, text
from storage import ledger, lots, purchases, refund_rows, refunds, vouchers
from storage.cards import CARD

Entry = Row[Any]


def reason(card: Card, entry: Entry) -> Html:
    """The reason of an entry, with the thing it is about."""
    thing = _ABOUT.get(entry.reason, _note)(card, entry)
    return text(f"punkte.reason_{_kind(card, entry)}", about=f": {thing}" if thing else "")


def _kind(card: Card, entry: Entry) -> str:
    """What happened: a purchase that was put right has not come back."""
    if entry.reason == "refund":
        return refund_rows.correction(refund_rows.get(card.db, card.shop.id, _number(entry))) or "refund"
    return f"{entry.reason}_card" if _is_full_card(card, entry) else ledger.original(entry.reason)


def _is_full_card(card: Card, entry: Entry) -> bool:
    """A full card became a reward, or the reward a card again: nobody has redeemed anything."""
    if entry.reason not in {"redeem", "redeem_cancel"}:
        return False
    return bool(vouchers.get(card.db, card.shop.id, _number(entry)).origin == CARD)


def about(entry: Entry) -> str:
    """What an entry is for: the beginning of its reference, without the lot it comes back from."""
    return str(entry.reference.partition(":")[0])


def _number(entry: Entry) -> int:
    return int(about(entry))


def _note(_card: Card, entry: Entry) -> str:
    return str(entry.note)


def _purchase(card: Card, entry: Entry) -> str:
    return _item(card, _number(entry))


def _refund(card: Card, entry: Entry) -> str:
    return _item(card, refunds.get(card.db, card.shop.id, _number(entry)).purchase_id)


def _item(card: Card, purchase_id: int) -> str:
    return str(purchases.get(card.db, card.shop.id, purchase_id).item)


def _voucher(card: Card, entry: Entry) -> str:
    return title(card.shop, vouchers.get(card.db, card.shop.id, _number(entry)))


def _lot(card: Card, entry: Entry) -> str:
    """What had been booked that expired; of a purchase, its item."""
    why, reference = lots.source(card.db, card.shop.id, _number(entry))
    return _item(card, int(reference)) if why == "purchase" else ""


_ABOUT: dict[str, Callable[[Card, Entry], str]] = {
    "purchase": _purchase,
    "refund": _refund,
    "refund_undo": _refund,
    "redeem": _voucher,
    "redeem_cancel": _voucher,
    "expire": _lot,
}
