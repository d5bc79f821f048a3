"""A shop knows when its month was last looked back on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty at first: the months before were looked back on by nobody."""
    op.add_column("shop", sa.Column("reviewed_on", sa.Date(), nullable=True))
