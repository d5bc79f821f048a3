"""A long queue is claimed as fast as a short one, and what is said at once is written into no index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

QUEUED = sa.text("state = 'queued'")


def upgrade() -> None:
    """Two indexes of what is queued take the place of the one of everything."""
    op.drop_index(op.f("ix_outbox_state_next_try"), "outbox")
    for name, column in (("ix_outbox_queued", "id"), ("ix_outbox_queued_next_try", "next_try")):
        op.create_index(op.f(name), "outbox", [column], sqlite_where=QUEUED, postgresql_where=QUEUED)
