"""The reminder engine: contacts, shared cards, promises, complaints, pauses, deliveries, holidays; the rest of a voucher."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from storage.migrations import carried_over

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """New tables and columns; what was dealt with before counts as a contact of the day it was shown."""
    for column in ("shop_id", "buyer_id"):
        op.drop_index(op.f(f"ix_outbox_{column}"), "outbox")
    _promise()
    _complaint()
    _shop_settings()
    _texts()
    _voucher_part()
    _add("refund", "vouchers VARCHAR DEFAULT '' NOT NULL")
    carried_over.vouchers_given_back(op.get_bind())
    _add("shop", "due_days_after BIGINT")
    op.create_index(op.f("ix_buyer_shop_id_id"), "buyer", ["shop_id", "id"], unique=False)
    _add("buyer", "paused_until DATE")
    _add("buyer", "delivered_on DATE")
    _add("buyer", "tier_reached VARCHAR")
    _add("buyer", "letters BOOLEAN DEFAULT false NOT NULL")
    _let_withhold()
    _add("reminder", "contact_on DATE")
    _add("reminder", "given_on DATE")
    _add("reminder", "stars INTEGER CONSTRAINT ck_reminder_stars_of_five CHECK (stars BETWEEN 1 AND 5)")
    _add("reminder", "stars_before INTEGER")
    _add("reminder", "rated_on DATE")
    number = ID.compile(dialect=op.get_bind().dialect)
    _add("reminder", f"lead_id {number} CONSTRAINT fk_reminder_lead_id_reminder REFERENCES reminder (id)")
    _add("reminder", f"about_id {number}")
    op.create_index(op.f("ix_reminder_lead_id"), "reminder", ["lead_id"], unique=False)
    op.execute("UPDATE reminder SET contact_on = shown_on WHERE state = 'done' AND kind <> 'vip_proposal'")


def _let_withhold() -> None:
    """A reminder that was left out, to be compared with those that are shown, has a state of its own."""
    known = op.f("ck_reminder_state_known")
    with op.batch_alter_table("reminder") as reminder:
        reminder.drop_constraint(known, type_="check")
        reminder.create_check_constraint(known, "state IN ('open', 'snoozed', 'done', 'moot', 'withheld')")


def _shop_settings() -> None:
    checked = "CONSTRAINT ck_shop_quiet_days_known CHECK (quiet_days BETWEEN 0 AND 14)"
    _add("shop", f"quiet_days INTEGER DEFAULT 6 NOT NULL {checked}")
    _add("shop", "second_nudge BOOLEAN DEFAULT false NOT NULL")
    _add("shop", "thank_you BOOLEAN DEFAULT true NOT NULL")
    _add("shop", "prices VARCHAR DEFAULT '' NOT NULL")
    _note_prices()
    _add("shop", "data_asked_on DATE")
    _add("shop", "comparison BOOLEAN DEFAULT false NOT NULL")
    checked = "CONSTRAINT ck_shop_surprise_budget_not_negative CHECK (surprise_budget >= 0)"
    _add("shop", f"surprise_budget INTEGER {checked}")
    _add("shop", "extras_given INTEGER DEFAULT 0 NOT NULL")
    _add("shop", "extras_month DATE")
    _add("shop", "away_until DATE")


def _note_prices() -> None:
    """What the rewards of each shop's catalogue cost in points."""
    wanted = (
        "SELECT DISTINCT shop_id, cost FROM reward WHERE unit = 'points' AND retired = false ORDER BY shop_id, cost"
    )
    prices: dict[int, list[str]] = defaultdict(list)
    for row in op.get_bind().execute(sa.text(wanted)).all():
        prices[row.shop_id].append(str(row.cost))
    for shop_id, costs in prices.items():
        noted = sa.text("UPDATE shop SET prices = :prices WHERE id = :shop")
        op.get_bind().execute(noted, {"prices": " ".join(costs), "shop": shop_id})


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


def _voucher_part() -> None:
    op.create_table(
        "voucher_part",
        sa.Column("voucher_id", ID, nullable=False),
        sa.Column("purchase_id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("cents >= 0", name=op.f("ck_voucher_part_cents_not_negative")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchase.id"], name=op.f("fk_voucher_part_purchase_id_purchase")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_voucher_part_shop_id_shop")),
        sa.ForeignKeyConstraint(["voucher_id"], ["voucher.id"], name=op.f("fk_voucher_part_voucher_id_voucher")),
        sa.PrimaryKeyConstraint("voucher_id", "purchase_id", name=op.f("pk_voucher_part")),
    )
    op.create_index(op.f("ix_voucher_part_purchase_id"), "voucher_part", ["purchase_id"], unique=False)
    op.create_index(op.f("ix_voucher_part_shop_id"), "voucher_part", ["shop_id"], unique=False)


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
