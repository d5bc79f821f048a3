"""A voucher in somebody's hand: what it is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers import affordable
from handlers.answers import SELLER, Answers, Button, Rows, Say
from handlers.call import Call
from handlers.rewarding import picture, voucher_line
from messages_de import Html, plain, text
from rules.errors import RuleError
from rules.parsing.vouchers import code_of
from storage import buyers, shops, voucher_codes, vouchers
from storage.shops import Shop
from storage.vouchers import Voucher


def codes(call: Call, shop_ids: Sequence[int]) -> list[str]:
    """The codes that were typed: one, one behind a name, or several; `shop_ids` have the cards of this person."""
    parts = [code_of(word) for word in call.words.split()]
    if len(parts) < 2 or not any(parts):
        whole = code_of(call.words)
        return [whole] if whole else []
    found = list(dict.fromkeys(filter(None, parts)))
    if all(parts):
        return found
    own = [call.shop.id] if call.role == SELLER else []
    return [code for code in found if any(voucher_codes.holder(call.db, shop, code) for shop in [*own, *shop_ids])]


def of_link(call: Call, code: str) -> Answers:
    """Scanned: by the seller of the shop, or by the buyer himself; a seller may be a buyer elsewhere."""
    if call.role == SELLER and voucher_codes.holder(call.db, call.shop.id, code):
        return of_code(call, code)
    return own(call, code)


def of_code(call: Call, code: str) -> Answers:
    """For the seller; raises RuleError when her shop has no such voucher."""
    row = voucher_codes.holder(call.db, call.shop.id, code)
    if row is None:
        raise RuleError("voucher.unknown", code=code)
    return voucher(call, row)


def tapped(call: Call) -> Answers:
    """The seller chose a voucher by a button."""
    return voucher(call, vouchers.get(call.db, call.shop.id, int(call.data["voucher"])))


def own(call: Call, code: str) -> Answers:
    """For the buyer whose voucher it is; for everybody else there is no such voucher."""
    for shop_id, buyer_id in buyers.cards_of(call.db, call.user_id):
        row = voucher_codes.holder(call.db, shop_id, code)
        if row is not None and row.buyer_id == buyer_id:
            return to_owner(call, shops.get(call.db, shop_id), row)
    raise RuleError("voucher.not_here")


def to_owner(call: Call, shop: Shop, row: Voucher) -> Answers:
    """As a picture to be shown while it can be used; after that, what became of it."""
    today = shops.today_of(shop, call.now)
    if row.state == vouchers.OPEN and not _is_past(row, today):
        return [picture(call, shop, row)]
    return [Say(Html(f"{voucher_line(shop, row)}\n{_state(row, today)}"))]


def voucher(call: Call, row: Voucher) -> Answers:
    """For the seller: whose it is, what it is worth, and its state, with what can be done."""
    name = buyers.get(call.db, call.shop.id, row.buyer_id).name
    head = text("einloesen.voucher", name=name, voucher=voucher_line(call.shop, row))
    return [Say(Html(f"{head}\n{_state(row, call.today)}"), _buttons(call, row))]


def _is_past(row: Voucher, today: date) -> bool:
    return row.valid_through is not None and row.valid_through < today


def _state(row: Voucher, today: date) -> Html:
    if row.state == vouchers.OPEN and _is_past(row, today):
        return text("einloesen.is_past")
    return text(f"einloesen.is_{row.state}", day=row.used_on or row.day)


def _buttons(call: Call, row: Voucher) -> Rows:
    if row.state == vouchers.ASKED:
        return affordable.answer_buttons(call.shop, row)
    if row.state == vouchers.OPEN and not _is_past(row, call.today):
        return affordable.use_buttons(row)
    if row.state == vouchers.USED and row.purchase_id is None:
        return [[Button(plain("kauf.button.undo"), "einloesen.unuse", {"voucher": row.id}, once=True)]]
    return []
