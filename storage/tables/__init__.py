"""The tables. Importing this package registers every one of them in `metadata`."""

from sqlmodel import SQLModel

from storage.tables import (  # noqa: F401  (registers the tables)
    buyers,
    delivery,
    dialogs,
    erasures,
    imports,
    ledger,
    loyalty,
    operations,
    purchases,
    reminders,
    rewards,
    shops,
    texts,
)

metadata = SQLModel.metadata
