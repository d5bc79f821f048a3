"""Files that a seller sends are read in row by row."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = (
    "state IN ('fetching', 'planning', 'asked', 'running', 'done', 'undoing') OR state IN ('undone', 'failed', 'ended')"
)


def upgrade() -> None:
    """Two tables."""
    _jobs()
    _rows()


def _jobs() -> None:
    op.create_table(
        "import_job",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(STATES, name=op.f("ck_import_job_state_known")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_import_job_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_job")),
        sa.UniqueConstraint("shop_id", "source", name=op.f("uq_import_job_shop_id_source")),
    )
    op.create_index(op.f("ix_import_job_state_next_try"), "import_job", ["state", "next_try"])


def _rows() -> None:
    op.create_table(
        "import_row",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop_id", ID, nullable=False),
        sa.Column("job_id", ID, nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cells", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("booked_ref", sa.String(), nullable=False),
        sa.Column("buyer_id", ID, nullable=True),
        sa.Column("purchase_id", sa.BigInteger(), nullable=True),
        sa.Column("made_buyer", sa.Boolean(), nullable=False),
        sa.Column("made", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state IN ('new', 'done', 'known') OR state = 'bad'", name=op.f("ck_import_row_state_known")
        ),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_import_row_buyer_id_buyer")),
        sa.ForeignKeyConstraint(["job_id"], ["import_job.id"], name=op.f("fk_import_row_job_id_import_job")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_import_row_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
    )
    op.create_index(op.f("ix_import_row_job_id_state_id"), "import_row", ["job_id", "state", "id"])
    op.create_index(op.f("ix_import_row_shop_id_ref"), "import_row", ["shop_id", "ref"])
    op.create_index(op.f("ix_import_row_shop_id_booked_ref"), "import_row", ["shop_id", "booked_ref"])
    op.create_index(op.f("ix_import_row_buyer_id"), "import_row", ["buyer_id"])
    op.create_index(op.f("ix_import_row_purchase_id"), "import_row", ["purchase_id"])
