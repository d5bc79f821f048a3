"""The loyalty programme: lots and debts, refunds, rewards, vouchers, tiers, referrals, badges, raffles, merging."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.migrations.carried_over import carry_over

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """New tables, new columns, and what the rows of before mean in them."""
    _reward()
    _alias()
    _badge()
    _merge()
    _raffle()
    _referral()
    _ledger_match()
    _refund()
    _voucher()
    _shop_settings()
    _buyer_tiers()
    _purchase_rates()
    _ledger_lots()


def _reward() -> None:
    op.create_table(
        "reward",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_through", sa.Date(), nullable=True),
        sa.Column("min_cents", sa.BigInteger(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('product', 'percent', 'amount', 'access', 'experience', 'partner')",
            name=op.f("ck_reward_kind_known"),
        ),
        sa.CheckConstraint("unit IN ('points', 'stamps')", name=op.f("ck_reward_unit_known")),
        sa.CheckConstraint("cost > 0", name=op.f("ck_reward_cost_positive")),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_reward_stock_not_negative")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_reward_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward")),
    )
    op.create_index(op.f("ix_reward_shop_id"), "reward", ["shop_id"], unique=False)


def _alias() -> None:
    op.create_table(
        "alias",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("buyer_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_alias_buyer_id_buyer")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_alias_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias")),
        sa.UniqueConstraint("buyer_id", "name_key", name=op.f("uq_alias_buyer_id_name_key")),
    )
    op.create_index(op.f("ix_alias_shop_id_name_key"), "alias", ["shop_id", "name_key"], unique=False)


def _badge() -> None:
    op.create_table(
        "badge",
        sa.Column("buyer_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_badge_buyer_id_buyer")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_badge_shop_id_shop")),
        sa.PrimaryKeyConstraint("buyer_id", "kind", name=op.f("pk_badge")),
    )
    op.create_index(op.f("ix_badge_shop_id"), "badge", ["shop_id"], unique=False)


def _merge() -> None:
    op.create_table(
        "merge",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("kept_id", ID, nullable=False),
        sa.Column("gone_id", ID, nullable=False),
        sa.Column("moved", sa.String(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["gone_id"], ["buyer.id"], name=op.f("fk_merge_gone_id_buyer")),
        sa.ForeignKeyConstraint(["kept_id"], ["buyer.id"], name=op.f("fk_merge_kept_id_buyer")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_merge_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    op.create_index(op.f("ix_merge_shop_id"), "merge", ["shop_id"], unique=False)


def _raffle() -> None:
    op.create_table(
        "raffle",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("prize", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("entrants", sa.String(), nullable=False),
        sa.Column("winner_id", ID, nullable=True),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_raffle_shop_id_shop")),
        sa.ForeignKeyConstraint(["winner_id"], ["buyer.id"], name=op.f("fk_raffle_winner_id_buyer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raffle")),
    )
    op.create_index(op.f("ix_raffle_shop_id"), "raffle", ["shop_id"], unique=False)


def _referral() -> None:
    op.create_table(
        "referral",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("referrer_id", ID, nullable=False),
        sa.Column("friend_id", ID, nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["friend_id"], ["buyer.id"], name=op.f("fk_referral_friend_id_buyer")),
        sa.ForeignKeyConstraint(["referrer_id"], ["buyer.id"], name=op.f("fk_referral_referrer_id_buyer")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_referral_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("friend_id", name=op.f("uq_referral_friend_id")),
    )
    op.create_index(op.f("ix_referral_referrer_id"), "referral", ["referrer_id"], unique=False)
    op.create_index(op.f("ix_referral_shop_id"), "referral", ["shop_id"], unique=False)


def _ledger_match() -> None:
    op.create_table(
        "ledger_match",
        sa.Column("debit_id", ID, nullable=False),
        sa.Column("credit_id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_ledger_match_amount_positive")),
        sa.ForeignKeyConstraint(
            ["credit_id"], ["ledger_entry.id"], name=op.f("fk_ledger_match_credit_id_ledger_entry")
        ),
        sa.ForeignKeyConstraint(["debit_id"], ["ledger_entry.id"], name=op.f("fk_ledger_match_debit_id_ledger_entry")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_ledger_match_shop_id_shop")),
        sa.PrimaryKeyConstraint("debit_id", "credit_id", name=op.f("pk_ledger_match")),
    )
    op.create_index(op.f("ix_ledger_match_credit_id"), "ledger_match", ["credit_id"], unique=False)
    op.create_index(op.f("ix_ledger_match_shop_id"), "ledger_match", ["shop_id"], unique=False)


def _refund() -> None:
    op.create_table(
        "refund",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("buyer_id", ID, nullable=False),
        sa.Column("purchase_id", ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("stamps", sa.Integer(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("cents >= 0", name=op.f("ck_refund_cents_not_negative")),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_refund_buyer_id_buyer")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchase.id"], name=op.f("fk_refund_purchase_id_purchase")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_refund_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("purchase_id", "key", name=op.f("uq_refund_purchase_id_key")),
    )


def _voucher() -> None:
    op.create_table(
        "voucher",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("buyer_id", ID, nullable=False),
        sa.Column("reward_id", ID, nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("min_cents", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("valid_through", sa.Date(), nullable=True),
        sa.Column("purchase_id", ID, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('product', 'percent', 'amount', 'access', 'experience', 'partner')",
            name=op.f("ck_voucher_kind_known"),
        ),
        sa.CheckConstraint("state IN ('asked', 'open', 'used', 'cancelled')", name=op.f("ck_voucher_state_known")),
        sa.CheckConstraint("unit IN ('points', 'stamps')", name=op.f("ck_voucher_unit_known")),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_voucher_cost_not_negative")),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_voucher_buyer_id_buyer")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchase.id"], name=op.f("fk_voucher_purchase_id_purchase")),
        sa.ForeignKeyConstraint(["reward_id"], ["reward.id"], name=op.f("fk_voucher_reward_id_reward")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_voucher_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher")),
        sa.UniqueConstraint("shop_id", "code", name=op.f("uq_voucher_shop_id_code")),
    )
    op.create_index(op.f("ix_voucher_purchase_id"), "voucher", ["purchase_id"], unique=False)
    op.create_index(op.f("ix_voucher_shop_id_buyer_id"), "voucher", ["shop_id", "buyer_id"], unique=False)


def _shop_settings() -> None:
    _add(
        "shop", "points_per_unit", sa.Integer(), "1", check="points_per_unit >= 0", named="points_per_unit_not_negative"
    )
    _add("shop", "points_factor", sa.String(), "'1'")
    _add("shop", "vip_factor", sa.String(), "'1'")
    _add("shop", "bonus_factor", sa.String(), "'1'")
    _add("shop", "bonus_day", sa.Date())
    _add("shop", "expiry_months", sa.Integer(), check="expiry_months > 0", named="expiry_months_positive")
    _add("shop", "stamp_per_item", sa.Boolean(), "false")
    _add("shop", "stamp_min_cents", sa.Integer(), "0")
    _add("shop", "card_reward", sa.String(), "''")
    _add("shop", "card_colour", sa.String(), "'teal'")
    _add("shop", "card_symbol", sa.String(), "'star'")
    _add("shop", "bonus_birthday", sa.Integer(), "0")
    _add("shop", "bonus_referral", sa.Integer(), "20")
    _add("shop", "bonus_review", sa.Integer(), "10")
    _add("shop", "tiers", sa.String(), "'[]'")
    _add("shop", "regular_offer", sa.Boolean(), "true")
    _add("shop", "gift_at", sa.Integer(), "10")
    _add("shop", "year_discount", sa.Integer(), "0")
    _add("shop", "voucher_days", sa.Integer(), "90")
    _add("shop", "vip_from_cents", sa.BigInteger())


def _buyer_tiers() -> None:
    """Everybody keeps the tier he has; nobody is congratulated on it a second time."""
    _add("buyer", "tier", sa.String(), "'new'")
    _add("buyer", "tier_by_hand", sa.String())
    _add("buyer", "tier_told", sa.String(), "'new'")
    _add("buyer", "tier_until", sa.Date())
    _add("buyer", "points_until", sa.Date())
    _add("buyer", "code", sa.String())
    _add("buyer", "receipts", sa.Boolean(), "false")
    op.create_index(op.f("ix_buyer_code"), "buyer", ["code"], unique=True)
    op.create_index(op.f("ix_buyer_shop_id_tier_until"), "buyer", ["shop_id", "tier_until"], unique=False)
    op.execute("UPDATE buyer SET tier = 'returning', tier_told = 'returning' WHERE purchases = 2")
    op.execute("UPDATE buyer SET tier = 'regular', tier_told = 'regular' WHERE purchases > 2")


def _purchase_rates() -> None:
    """A purchase remembers the rate it earned by; a reward may pay for all of it."""
    _add("purchase", "discount_cents", sa.BigInteger(), "0")
    _add("purchase", "void", sa.Boolean(), "false")
    _add("purchase", "rate_points", sa.Integer(), "1")
    _add("purchase", "rate_cents", sa.Integer(), "100")
    _add("purchase", "rate_factor", sa.String(), "'1'")
    _add("purchase", "stamps", sa.Integer(), "1")
    _add("purchase", "stamp_min_cents", sa.Integer(), "0")
    op.execute("UPDATE purchase SET void = true WHERE refunded_cents = cents")
    op.execute("UPDATE purchase SET rate_cents = (SELECT cents_per_point FROM shop WHERE shop.id = purchase.shop_id)")
    _cents_may_be_zero()


def _cents_may_be_zero() -> None:
    with op.batch_alter_table("purchase") as purchase:
        purchase.drop_constraint(op.f("ck_purchase_cents_positive"), type_="check")
        purchase.create_check_constraint(op.f("ck_purchase_cents_not_negative"), "cents >= 0")


def _ledger_lots() -> None:
    """Every credit of before is a lot that does not expire; debits took the oldest ones."""
    _add("ledger_entry", "open", sa.BigInteger(), "0")
    _add("ledger_entry", "valid_through", sa.Date())
    _add("ledger_entry", "origin_id", ID, references="ledger_entry")
    _add("ledger_entry", "note", sa.String(), "''")
    carry_over(op.get_bind())
    _match_all()
    within = "(amount > 0 AND open BETWEEN 0 AND amount) OR (amount < 0 AND open BETWEEN amount AND 0)"
    with op.batch_alter_table("ledger_entry") as ledger_entry:
        ledger_entry.create_check_constraint(op.f("ck_ledger_entry_open_within_amount"), within)
    op.drop_index(op.f("ix_ledger_entry_shop_id"), "ledger_entry")
    op.create_index(
        op.f("ix_ledger_entry_shop_id_reason_reference"), "ledger_entry", ["shop_id", "reason", "reference"]
    )
    left = sa.text("open > 0")
    op.create_index(
        op.f("ix_ledger_entry_shop_id_valid_through"),
        "ledger_entry",
        ["shop_id", "valid_through"],
        sqlite_where=left,
        postgresql_where=left,
    )
    not_settled = sa.text("open <> 0")
    op.create_index(
        op.f("ix_ledger_entry_buyer_id_unit_valid_through_open"),
        "ledger_entry",
        ["buyer_id", "unit", "valid_through", "open"],
        sqlite_where=not_settled,
        postgresql_where=not_settled,
    )


def _match_all() -> None:
    db = op.get_bind()
    op.execute("UPDATE ledger_entry SET open = amount")
    owing = db.execute(sa.text("SELECT DISTINCT buyer_id, unit FROM ledger_entry WHERE amount < 0"))
    for buyer_id, unit in owing.all():
        entries = db.execute(
            sa.text(
                "SELECT id, shop_id, amount FROM ledger_entry WHERE buyer_id = :buyer AND unit = :unit ORDER BY id"
            ),
            {"buyer": buyer_id, "unit": unit},
        )
        _match(db, entries.all())


def _match(db: sa.Connection, entries: Sequence[Any]) -> None:
    left = {row.id: row.amount for row in entries}
    for debit in (row for row in entries if row.amount < 0):
        for credit in (row for row in entries if row.amount > 0):
            taken = min(left[credit.id], -left[debit.id])
            if taken:
                left[credit.id] -= taken
                left[debit.id] += taken
                values = {"debit": debit.id, "credit": credit.id, "shop": debit.shop_id, "amount": taken}
                db.execute(sa.text("INSERT INTO ledger_match VALUES (:debit, :credit, :shop, :amount)"), values)
    for entry, rest in left.items():
        db.execute(sa.text("UPDATE ledger_entry SET open = :rest WHERE id = :entry"), {"rest": rest, "entry": entry})


def _add(
    table: str,
    name: str,
    kind: Any,
    default: str | None = None,
    *,
    check: str = "",
    named: str = "",
    references: str = "",
) -> None:
    """Add a column in words both databases know; Alembic would add its constraints separately, which SQLite cannot."""
    written = kind.compile(dialect=op.get_bind().dialect)
    words = [f"ALTER TABLE {table} ADD COLUMN {name} {written}"]
    if default is not None:
        words.append(f"DEFAULT {default} NOT NULL")
    if check:
        words.append(f"CONSTRAINT ck_{table}_{named} CHECK ({check})")
    if references:
        words.append(f"CONSTRAINT fk_{table}_{name}_{references} REFERENCES {references} (id)")
    op.execute(" ".join(words))
