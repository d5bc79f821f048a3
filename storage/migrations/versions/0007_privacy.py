"""Privacy: the purpose of each message, erasures, the imprint, and who was informed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """New columns and one new table; a message to a buyer that waits is sent if he has a card."""
    checked = "CONSTRAINT ck_outbox_purpose_known CHECK (audience <> 'buyer' OR purpose <> '')"
    _add("outbox", f"purpose VARCHAR DEFAULT 'stamp_card' NOT NULL {checked}")
    _add("outbox", "since INTEGER DEFAULT 0 NOT NULL")
    _add("outbox", "reason VARCHAR")
    op.execute("UPDATE outbox SET since = 1 WHERE audience = 'buyer'")
    _index("consent", "shop_id", "telegram_id", "purpose")
    _add("shop", "imprint VARCHAR DEFAULT '' NOT NULL")
    _add("shop", "tidied_on DATE")
    _add("buyer", "informed_on DATE")
    _add("buyer", "needed_on DATE")
    _erasure()


def _erasure() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("buyer_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("cleaned_at", INSTANT, nullable=True),
        sa.CheckConstraint("asked_by IN ('seller', 'buyer', 'backup')", name=op.f("ck_erasure_asked_by_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns), unique=False)


def _add(table: str, column: str) -> None:
    """Add a column in words both databases know; Alembic would add its constraints separately, which SQLite cannot."""
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
