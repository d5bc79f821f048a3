"""The journal also keeps links that ended, shops that were closed, and takeovers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KIND = "ck_journal_entry_kind_known"
KINDS = "kind IN ('withdrawn', 'erased', 'unlinked', 'closed', 'taken')"


def upgrade() -> None:
    """One rule is wider; SQLite writes the table anew for it, row by row as it was."""
    if op.get_bind().dialect.name == "sqlite":
        op.rename_table("journal_entry", "journal_entry_before")
        _create()
        op.execute("INSERT INTO journal_entry SELECT * FROM journal_entry_before")
        op.drop_table("journal_entry_before")
    else:
        op.drop_constraint(op.f(KIND), "journal_entry", type_="check")
        op.create_check_constraint(op.f(KIND), "journal_entry", KINDS)


def _create() -> None:
    op.create_table(
        "journal_entry",
        sa.Column("id", ID, nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("purposes", sa.String(), nullable=False),
        sa.Column("people", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(KINDS, name=op.f(KIND)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("mark", name=op.f("uq_journal_entry_mark")),
    )
