"""Each message is checked without a table of its own: SQLite makes one for each list of more than two words."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The same words are allowed as before."""
    audience, state = op.f("ck_outbox_audience_known"), op.f("ck_outbox_state_known")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_constraint(audience, type_="check")
        outbox.drop_constraint(state, type_="check")
        outbox.create_check_constraint(audience, "audience IN ('seller', 'buyer') OR audience = 'stranger'")
        outbox.create_check_constraint(state, "state IN ('queued', 'sending') OR state IN ('unclear', 'dead')")
