"""Column types and naming shared by all tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Table
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

BigKey = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit key on both databases (SQLite counts up only its INTEGER keys by itself)."""


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite keeps it without the zone, which is always UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def key() -> Any:
    """A primary key that the database counts up."""
    return Field(default=None, primary_key=True, sa_type=BigKey)


def ref(target: str, **options: Any) -> Any:
    """A foreign key to `target` ("shop.id")."""
    return Field(foreign_key=target, sa_type=BigKey, **options)


def person_id(**options: Any) -> Any:
    """A numeric Telegram id: 64 bits."""
    return Field(sa_type=BigInteger, **options)


def table(model: type[SQLModel]) -> Table:
    """The Core table of a model, for statements that are built once."""
    return SQLModel.metadata.tables[str(model.__tablename__)]
