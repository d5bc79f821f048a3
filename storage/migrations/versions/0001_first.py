"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """The first tables."""
    _dead_letter()
    _dialog()
    _keyboard()
    _processed_update()
    _shop()
    _tap()
    _buyer()
    _digest()
    _seller()
    _consent()
    _invitation()
    _ledger_entry()
    _muted()
    _note()
    _outbox()
    _purchase()
    _reminder()


def _dead_letter() -> None:
    op.create_table(
        "dead_letter",
        sa.Column("id", ID, nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letter")),
    )


def _dialog() -> None:
    op.create_table(
        "dialog",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_dialog")),
    )


def _keyboard() -> None:
    op.create_table(
        "keyboard",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("actions", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_keyboard")),
    )
    op.create_index(op.f("ix_keyboard_created_at"), "keyboard", ["created_at"])


def _processed_update() -> None:
    op.create_table(
        "processed_update",
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_processed_update")),
    )
    op.create_index(op.f("ix_processed_update_created_at"), "processed_update", ["created_at"])


def _shop() -> None:
    op.create_table(
        "shop",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("digest_minute", sa.Integer(), nullable=False),
        sa.Column("digest_when_empty", sa.Boolean(), nullable=False),
        sa.Column("next_digest", INSTANT, nullable=True),
        sa.Column("address_form", sa.String(), nullable=False),
        sa.Column("cents_per_point", sa.Integer(), nullable=False),
        sa.Column("stamps_per_card", sa.Integer(), nullable=False),
        sa.Column("follow_up_days", sa.Integer(), nullable=False),
        sa.Column("birthday_ahead_days", sa.Integer(), nullable=False),
        sa.Column("surprise_seed", sa.String(), nullable=False),
        sa.Column("rhythm_mu", sa.Float(), nullable=False),
        sa.Column("rhythm_sigma2", sa.Float(), nullable=False),
        sa.Column("rhythm_kappa", sa.Float(), nullable=False),
        sa.Column("rhythm_a", sa.Float(), nullable=False),
        sa.Column("rhythm_b", sa.Float(), nullable=False),
        sa.Column("set_up", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("cents_per_point > 0", name=op.f("ck_shop_cents_per_point_positive")),
        sa.CheckConstraint("digest_minute BETWEEN 0 AND 1439", name=op.f("ck_shop_digest_minute_of_day")),
        sa.CheckConstraint("stamps_per_card BETWEEN 3 AND 20", name=op.f("ck_shop_card_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop")),
    )
    op.create_index(op.f("ix_shop_next_digest"), "shop", ["next_digest"])


def _tap() -> None:
    op.create_table(
        "tap",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_tap")),
    )
    op.create_index(op.f("ix_tap_created_at"), "tap", ["created_at"])


def _buyer() -> None:
    op.create_table(
        "buyer",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("birthday_day", sa.Integer(), nullable=True),
        sa.Column("birthday_month", sa.Integer(), nullable=True),
        sa.Column("birthday_year", sa.Integer(), nullable=True),
        sa.Column("birthday_since", sa.Date(), nullable=True),
        sa.Column("purchases", sa.Integer(), nullable=False),
        sa.Column("net_cents", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("rhythm_gaps", sa.Integer(), nullable=False),
        sa.Column("rhythm_log_sum", sa.Float(), nullable=False),
        sa.Column("merged_into", ID, nullable=True),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("net_cents >= 0", name=op.f("ck_buyer_net_not_negative")),
        sa.CheckConstraint("purchases >= 0", name=op.f("ck_buyer_purchases_not_negative")),
        sa.ForeignKeyConstraint(["merged_into"], ["buyer.id"], name=op.f("fk_buyer_merged_into_buyer")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_buyer_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buyer")),
        sa.UniqueConstraint("shop_id", "telegram_id", name=op.f("uq_buyer_shop_id_telegram_id")),
    )
    op.create_index(op.f("ix_buyer_shop_id_last_day"), "buyer", ["shop_id", "last_day"])
    op.create_index(op.f("ix_buyer_shop_id_name_key"), "buyer", ["shop_id", "name_key"])
    op.create_index(op.f("ix_buyer_shop_id_next_due"), "buyer", ["shop_id", "next_due"])
    op.create_index(op.f("ix_buyer_telegram_id"), "buyer", ["telegram_id"])


def _digest() -> None:
    op.create_table(
        "digest",
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_digest_shop_id_shop")),
        sa.PrimaryKeyConstraint("shop_id", "day", name=op.f("pk_digest")),
    )


def _seller() -> None:
    op.create_table(
        "seller",
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_seller_shop_id_shop")),
        sa.PrimaryKeyConstraint("telegram_id", name=op.f("pk_seller")),
    )
    op.create_index(op.f("ix_seller_shop_id"), "seller", ["shop_id"])


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("buyer_id", ID, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_consent_buyer_id_buyer")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_consent_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_buyer_id"), "consent", ["buyer_id"])
    op.create_index(op.f("ix_consent_shop_id"), "consent", ["shop_id"])


def _invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("buyer_id", ID, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_invitation_buyer_id_buyer")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_invitation_shop_id_shop")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitation")),
    )
    op.create_index(op.f("ix_invitation_buyer_id"), "invitation", ["buyer_id"])
    op.create_index(op.f("ix_invitation_shop_id"), "invitation", ["shop_id"])


def _ledger_entry() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("buyer_id", ID, nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("unit IN ('points', 'stamps')", name=op.f("ck_ledger_entry_unit_known")),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_ledger_entry_amount_not_zero")),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_ledger_entry_buyer_id_buyer")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_ledger_entry_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint(
            "buyer_id", "unit", "reason", "reference", name=op.f("uq_ledger_entry_buyer_id_unit_reason_reference")
        ),
    )
    op.create_index(op.f("ix_ledger_entry_shop_id"), "ledger_entry", ["shop_id"])


def _muted() -> None:
    op.create_table(
        "muted",
        sa.Column("buyer_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_muted_buyer_id_buyer")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_muted_shop_id_shop")),
        sa.PrimaryKeyConstraint("buyer_id", "kind", name=op.f("pk_muted")),
    )
    op.create_index(op.f("ix_muted_shop_id"), "muted", ["shop_id"])


def _note() -> None:
    op.create_table(
        "note",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("buyer_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("kind IN ('note', 'like', 'avoid', 'size')", name=op.f("ck_note_kind_known")),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_note_buyer_id_buyer")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_note_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_shop_id_buyer_id"), "note", ["shop_id", "buyer_id"])
    op.create_index(op.f("ix_note_source"), "note", ["source"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=True),
        sa.Column("buyer_id", ID, nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("payload", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("audience IN ('seller', 'buyer', 'stranger')", name=op.f("ck_outbox_audience_known")),
        sa.CheckConstraint("state IN ('queued', 'sending', 'unclear', 'dead')", name=op.f("ck_outbox_state_known")),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_outbox_buyer_id_buyer")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_outbox_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_buyer_id"), "outbox", ["buyer_id"])
    op.create_index(op.f("ix_outbox_shop_id"), "outbox", ["shop_id"])
    op.create_index(op.f("ix_outbox_state_next_try"), "outbox", ["state", "next_try"])


def _purchase() -> None:
    op.create_table(
        "purchase",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("buyer_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("refunded_cents", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("tags", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("cents > 0", name=op.f("ck_purchase_cents_positive")),
        sa.CheckConstraint("refunded_cents BETWEEN 0 AND cents", name=op.f("ck_purchase_refund_within_purchase")),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_purchase_buyer_id_buyer")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_purchase_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase")),
        sa.UniqueConstraint("shop_id", "source", name=op.f("uq_purchase_shop_id_source")),
    )
    op.create_index(op.f("ix_purchase_shop_id_buyer_id_day"), "purchase", ["shop_id", "buyer_id", "day"])


def _reminder() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("buyer_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("shown_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("drafts", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'snoozed', 'done', 'moot')", name=op.f("ck_reminder_state_known")),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_reminder_buyer_id_buyer")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_reminder_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("buyer_id", "kind", "key", name=op.f("uq_reminder_buyer_id_kind_key")),
    )
    op.create_index(op.f("ix_reminder_shop_id_state_snoozed_until"), "reminder", ["shop_id", "state", "snoozed_until"])
