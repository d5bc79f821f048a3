"""What the ledger of before says in the words of the loyalty programme: refunds and full cards have rows of their own.

In plain SQL on the tables as revision 0002 leaves them (or 0003, for what says so), so that it stays true when the program's tables change.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from rules.codes import bytes_for, code, is_voucher_code

CODE_LENGTH, TRIES = 4, 64

_REFUNDS = """
    INSERT INTO refund (shop_id, buyer_id, purchase_id, key, cents, points, stamps, undone, day, created_at)
    SELECT purchase.shop_id, purchase.buyer_id, purchase.id, 'before', purchase.refunded_cents,
        COALESCE(SUM(CASE WHEN entry.unit = 'points' THEN -entry.amount END), 0),
        COALESCE(SUM(CASE WHEN entry.unit = 'stamps' THEN -entry.amount END), 0),
        false, COALESCE(MAX(entry.day), purchase.day), COALESCE(MAX(entry.created_at), purchase.created_at)
    FROM purchase LEFT JOIN ledger_entry AS entry ON entry.buyer_id = purchase.buyer_id
        AND entry.reason = 'refund' AND entry.reference = CAST(purchase.id AS VARCHAR)
    WHERE purchase.refunded_cents > 0 OR entry.id IS NOT NULL
    GROUP BY purchase.id, purchase.shop_id, purchase.buyer_id, purchase.refunded_cents, purchase.day, purchase.created_at
    ORDER BY purchase.id
"""
# The number of a refund may be that of another purchase of the buyer: none of them is written before all are read.
_REFUND_REFERENCES = (
    """
    UPDATE ledger_entry SET reference = 'refund:' || (
        SELECT CAST(refund.id AS VARCHAR) FROM refund WHERE refund.purchase_id = CAST(ledger_entry.reference AS BIGINT)
    ) WHERE reason = 'refund'
    """,
    "UPDATE ledger_entry SET reference = SUBSTR(reference, 8) WHERE reason = 'refund'",
)
_REDEEMED = """
    SELECT entry.shop_id, entry.buyer_id, entry.reference, entry.amount, entry.day, entry.created_at,
        shop.card_reward AS name, back.id AS back
    FROM ledger_entry AS entry JOIN shop ON shop.id = entry.shop_id
        LEFT JOIN ledger_entry AS back ON back.buyer_id = entry.buyer_id AND back.unit = entry.unit
        AND back.reason = 'redeem_cancel' AND back.reference = entry.reference
    WHERE entry.unit = 'stamps' AND entry.reason = 'redeem' AND entry.reference LIKE 'card:%' ORDER BY entry.id
"""
_FULL = """
    SELECT entry.shop_id, entry.buyer_id, shop.card_reward AS name, shop.stamps_per_card AS size,
        CAST(SUM(entry.amount) AS BIGINT) AS stamps, MAX(entry.day) AS day, MAX(entry.created_at) AS created_at
    FROM ledger_entry AS entry JOIN shop ON shop.id = entry.shop_id JOIN buyer ON buyer.id = entry.buyer_id
    WHERE entry.unit = 'stamps' AND buyer.merged_into IS NULL
    GROUP BY entry.shop_id, entry.buyer_id, shop.card_reward, shop.stamps_per_card
    HAVING SUM(entry.amount) >= shop.stamps_per_card ORDER BY entry.buyer_id
"""
_GIVEN_BACK = "SELECT purchase_id, key FROM refund WHERE key LIKE 'voucher:%' AND undone = false ORDER BY id"
_NAMED = """
    UPDATE refund SET vouchers = :vouchers WHERE id = (
        SELECT MAX(id) FROM refund WHERE purchase_id = :purchase AND undone = false AND key NOT LIKE 'voucher:%'
    )
"""
_VOUCHER = sa.text("""
    INSERT INTO voucher (shop_id, buyer_id, code, name, kind, value, min_cents, unit, cost, origin, state, day, used_on,
        created_at)
    VALUES (:shop_id, :buyer_id, :code, :name, 'product', 0, 0, 'stamps', :cost, 'card', :state, :day, :used_on,
        :created_at) RETURNING id
""")
_CARD_REFERENCE = sa.text("""
    UPDATE ledger_entry SET reference = :voucher WHERE buyer_id = :buyer_id AND unit = 'stamps'
        AND reason IN ('redeem', 'redeem_cancel') AND reference = :reference
""")
_DEBIT = sa.text("""
    INSERT INTO ledger_entry (shop_id, buyer_id, unit, amount, reason, reference, day, created_at)
    VALUES (:shop_id, :buyer_id, 'stamps', -:cost, 'redeem', :voucher, :day, :created_at)
""")


def carry_over(db: sa.Connection) -> None:
    """Give old refunds and full cards their rows, before the entries are matched with one another."""
    _refunds(db)
    taken: set[tuple[int, str]] = set()
    _redeemed_cards(db, taken)
    _full_cards(db, taken)


def vouchers_given_back(db: sa.Connection) -> None:
    """From revision 0003 on, a refund names the vouchers that came back with it; before, each had a row without money."""
    given: dict[int, list[str]] = {}
    for row in db.execute(sa.text(_GIVEN_BACK)):
        given.setdefault(row.purchase_id, []).append(row.key.partition(":")[2])
    for purchase_id, numbers in given.items():
        db.execute(sa.text(_NAMED), {"vouchers": " ".join(numbers), "purchase": purchase_id})
    db.execute(sa.text("DELETE FROM refund WHERE key LIKE 'voucher:%'"))


def _refunds(db: sa.Connection) -> None:
    for statement in (_REFUNDS, *_REFUND_REFERENCES):
        db.execute(sa.text(statement))


def _redeemed_cards(db: sa.Connection, taken: set[tuple[int, str]]) -> None:
    """What was handed over for a full card is a voucher that was used, or cancelled if that was taken back."""
    for row in _rows(db, _REDEEMED):
        state, used_on = ("cancelled", None) if row["back"] else ("used", row["day"])
        number = _voucher(db, {**row, "cost": -row["amount"], "state": state, "used_on": used_on}, taken)
        db.execute(
            _CARD_REFERENCE, {"voucher": str(number), "buyer_id": row["buyer_id"], "reference": row["reference"]}
        )


def _full_cards(db: sa.Connection, taken: set[tuple[int, str]]) -> None:
    """A full card is a voucher in the buyer's hand; like the card of before, it does not expire."""
    for row in _rows(db, _FULL):
        for _ in range(row["stamps"] // row["size"]):
            values = {**row, "cost": row["size"], "state": "open", "used_on": None}
            number = _voucher(db, values, taken)
            db.execute(_DEBIT, _named(_DEBIT, {**values, "voucher": str(number)}))


def _rows(db: sa.Connection, statement: str) -> list[dict[str, Any]]:
    """With the driver's own days and instants, which go back as they came."""
    return [dict(row) for row in db.execute(sa.text(statement)).mappings()]


def _voucher(db: sa.Connection, values: Mapping[str, Any], taken: set[tuple[int, str]]) -> int:
    values = {**values, "code": _free_code(values["shop_id"], taken)}
    return int(db.execute(_VOUCHER, _named(_VOUCHER, values)).scalar_one())


def _named(statement: sa.TextClause, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that a statement names."""
    return {name: values[name] for name in statement.compile().params}


def _free_code(shop_id: int, taken: set[tuple[int, str]]) -> str:
    """A code that no voucher of this shop has; longer when the short ones get scarce."""
    for attempt in range(TRIES):
        length = CODE_LENGTH + attempt // 8
        found = code(secrets.token_bytes(bytes_for(length)), length)
        if is_voucher_code(found) and (shop_id, found) not in taken:
            taken.add((shop_id, found))
            return found
    raise RuntimeError("no free voucher code")
