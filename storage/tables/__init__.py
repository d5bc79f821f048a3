"""The tables. Importing this package registers every one of them in `metadata`."""

from sqlmodel import SQLModel

from storage.tables import buyers, delivery, dialogs, purchases, reminders, shops  # noqa: F401  (registers the tables)

metadata = SQLModel.metadata
