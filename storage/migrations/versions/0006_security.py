"""Security: accounts wait for the seller's word before they see a card; a shop can be taken over by its recovery code."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """New tables, and one new column of the sellers. Accounts that are linked stay linked."""
    op.execute("ALTER TABLE seller ADD COLUMN stands_for BIGINT")
    _joining()
    op.create_table(
        "recovery",
        sa.Column("shop_id", ID, autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_recovery_shop_id_shop")),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_recovery")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_hash")),
    )
    op.create_table(
        "guess",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_guess")),
    )
    op.create_index(op.f("ix_guess_since"), "guess", ["since"], unique=False)


def _joining() -> None:
    op.create_table(
        "joining",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("buyer_id", ID, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_joining_buyer_id_buyer")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_joining_shop_id_shop")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_joining")),
        sa.UniqueConstraint("shop_id", "telegram_id", name=op.f("uq_joining_shop_id_telegram_id")),
    )
    for column in ("buyer_id", "telegram_id", "created_at"):
        op.create_index(op.f(f"ix_joining_{column}"), "joining", [column], unique=False)
