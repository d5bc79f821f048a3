"""The schema's history, read by Alembic; `storage.migrate` runs it."""
