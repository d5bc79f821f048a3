"""Dialog state and buttons: what a chat is in the middle of."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.tables.columns import Instant, person_id, table


class Dialog(SQLModel, table=True):
    """The question a chat was asked last, so that the next text is its answer."""

    user_id: int = person_id(primary_key=True)
    step: str
    data: str = "{}"
    created_at: datetime = Field(sa_type=Instant)


class Keyboard(SQLModel, table=True):
    """The buttons of one message: a short opaque reference, valid for one person only."""

    token: str = Field(primary_key=True)
    user_id: int = person_id()
    actions: str
    """JSON list of [action, arguments, once] in the order of the buttons."""
    created_at: datetime = Field(sa_type=Instant, index=True)


class Tap(SQLModel, table=True):
    """A keyboard one of whose once-only buttons was tapped: none of them acts again."""

    token: str = Field(primary_key=True)
    created_at: datetime = Field(sa_type=Instant, index=True)


dialog = table(Dialog)
keyboard = table(Keyboard)
tap = table(Tap)
