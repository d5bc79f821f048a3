"""What keeps a buyer from the usual reminders, on his screen: a pause, and complaints that are open."""

from __future__ import annotations

from datetime import date

from handlers.answers import Button, Rows
from handlers.call import Call
from messages_de import Html, plain, text
from storage import complaints
from storage.buyers import Buyer
from storage.complaints import Complaint


def lines(call: Call, row: Buyer, opened: list[Complaint]) -> list[Html]:
    """How long he is left in peace, and what went wrong and is not solved."""
    return [*_pause(call, row), *(text("kunde.complaint", what=one.words, day=one.day) for one in opened)]


def _pause(call: Call, row: Buyer) -> list[Html]:
    if not _is_paused(call, row):
        return []
    for_ever = row.paused_until == date.max
    return [text("kunde.paused") if for_ever else text("kunde.paused_until", day=row.paused_until)]


def _is_paused(call: Call, row: Buyer) -> bool:
    return row.paused_until is not None and row.paused_until >= call.today


def opened(call: Call, row: Buyer) -> list[Complaint]:
    """His complaints that are open, the latest first."""
    return complaints.open_of(call.db, call.shop.id, row.id)


def buttons(call: Call, row: Buyer, opened: list[Complaint]) -> Rows:
    """The way to end the pause, and the way to the complaint."""
    end = [end_of_pause(row)] if _is_paused(call, row) else []
    data = {"buyer": row.id, "text": ""}
    solve = [Button(plain("kunde.button.complaint"), "reklamation.to", data)] if opened else []
    return [[*end, *solve]] if end or solve else []


def end_of_pause(row: Buyer) -> Button:
    """He is thought of again."""
    off = plain("common.words_off").split("|")[0]
    return Button(plain("pause.button.end"), "pause.who", {"buyer": row.id, "text": off}, once=True)
