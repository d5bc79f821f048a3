"""The reminder engine: contacts, shared cards, promises, complaints, pauses, deliveries, holidays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """New tables and columns; what was dealt with before counts as a contact of the day it was shown."""
    _promise()
    _complaint()
    _shop_settings()
    _texts()
    _add("shop", "due_days_after BIGINT")
    op.create_index(op.f("ix_buyer_shop_id_id"), "buyer", ["shop_id", "id"], unique=False)
    _add("buyer", "paused_until DATE")
    _add("buyer", "delivered_on DATE")
    _add("reminder", "contact_on DATE")
    number = ID.compile(dialect=op.get_bind().dialect)
    _add("reminder", f"lead_id {number} CONSTRAINT fk_reminder_lead_id_reminder REFERENCES reminder (id)")
    _add("reminder", f"about_id {number}")
    op.create_index(op.f("ix_reminder_lead_id"), "reminder", ["lead_id"], unique=False)
    op.execute("UPDATE reminder SET contact_on = shown_on WHERE state = 'done' AND kind <> 'vip_proposal'")


def _shop_settings() -> None:
    checked = "CONSTRAINT ck_shop_quiet_days_known CHECK (quiet_days BETWEEN 0 AND 14)"
    _add("shop", f"quiet_days INTEGER DEFAULT 6 NOT NULL {checked}")
    _add("shop", "second_nudge BOOLEAN DEFAULT false NOT NULL")
    _add("shop", "data_asked_on DATE")
    _add("shop", "away_until DATE")


def _promise() -> None:
    op.create_table(
        "promise",
        *_whose("promise"),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("state IN ('open', 'kept', 'broken')", name=op.f("ck_promise_state_known")),
    )
    _indexes("promise")


def _complaint() -> None:
    op.create_table(
        "complaint",
        *_whose("complaint"),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("solution", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("solved_on", sa.Date(), nullable=True),
        sa.Column("check_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_complaint_state_known")),
    )
    _indexes("complaint")


def _texts() -> None:
    """The seller's own texts, and which text was handed over for whom."""
    op.create_table(
        "template",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_template_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template")),
    )
    op.create_index(op.f("ix_template_shop_id_kind"), "template", ["shop_id", "kind"], unique=False)
    op.create_table(
        "wording",
        *_whose("wording"),
        sa.Column("reminder_id", ID, nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["reminder_id"], ["reminder.id"], name=op.f("fk_wording_reminder_id_reminder")),
    )
    op.create_index(op.f("ix_wording_buyer_id"), "wording", ["buyer_id"], unique=False)
    op.create_index(op.f("ix_wording_reminder_id"), "wording", ["reminder_id"], unique=False)
    op.create_index(op.f("ix_wording_shop_id_day"), "wording", ["shop_id", "day"], unique=False)


def _whose(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("buyer_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f(f"fk_{table}_buyer_id_buyer")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f(f"fk_{table}_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _indexes(table: str) -> None:
    op.create_index(op.f(f"ix_{table}_shop_id"), table, ["shop_id"], unique=False)
    op.create_index(op.f(f"ix_{table}_buyer_id_state"), table, ["buyer_id", "state"], unique=False)


def _add(table: str, column: str) -> None:
    """Add a column in words both databases know; Alembic would add its constraints separately, which SQLite cannot."""
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
