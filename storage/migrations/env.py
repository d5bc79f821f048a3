"""How Alembic runs here: on the connection that `storage.migrate` opened, in its transaction."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import event

from storage import crash
from storage.tables import metadata
from storage.tables.columns import BigKey, Instant


def _rendered(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Revisions name plain SQLAlchemy types, so that they stay true when ours change."""
    if kind != "type":
        return False
    if isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if item is BigKey:
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return "sa.String()" if type(item).__name__ == "AutoString" else False


connection = context.config.attributes["connection"]
event.listen(connection, "after_cursor_execute", lambda *_: crash.at("migrate.statement"))
context.configure(
    connection=connection,
    on_version_apply=lambda **_: crash.at("migrate.step"),
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
    render_item=_rendered,
    user_module_prefix="sa.",
)
context.run_migrations()
