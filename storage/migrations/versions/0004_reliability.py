"""When Telegram was last heard."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One row says since when there is no gap."""
    op.create_table(
        "listening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_listening_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listening")),
    )


def downgrade() -> None:
    """Back to the schema before."""
    op.drop_table("listening")
