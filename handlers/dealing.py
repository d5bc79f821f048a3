"""What several buttons do with a reminder: settle it, and see whether what it is about still holds."""

from __future__ import annotations

from datetime import date

from handlers.answers import Answers, Edit, Toast
from handlers.call import Call
from handlers.registry import Handler
from messages_de import Html, plain, text
from rules.contacts import hindrance
from rules.occasions import LIMITS, ended_by, surprise
from rules.occasions.facts import Facts
from storage import buyers, occasions, reminders
from storage.reminders import Reminder


def reminder_of(call: Call) -> Reminder:
    """The reminder that a button is about."""
    return reminders.get(call.db, call.shop.id, int(call.data["reminder"]))


def name_of(call: Call, row: Reminder) -> str:
    """The buyer it is about."""
    return str(buyers.get(call.db, call.shop.id, row.buyer_id).name)


def what(row: Reminder) -> Html:
    """The kind of reminder, in words."""
    return text(f"occasion.{row.kind}.name")


def refresh(call: Call, row: Reminder) -> None:
    """The buyer's next due day, after something was done with a reminder."""
    occasions.refresh(call.db, call.shop, row.buyer_id, call.today)


def deal_with(call: Call) -> Reminder:
    """The seller has got in touch because of a reminder, or done without: the next due day moves on."""
    row = reminder_of(call)
    reminders.done(call.db, call.shop.id, row.id)
    reminders.touched(call.db, call.shop.id, row.id, call.today)
    refresh(call, row)
    return row


def still_open(handler: Handler) -> Handler:
    """A card whose reason has gone since (she bought, say) is not worked on: it says so."""

    def on_card(call: Call) -> Answers:
        row = reminder_of(call)
        return _gone(call, row) if row.state == "moot" else handler(call)

    return on_card


def still_right(handler: Handler) -> Handler:
    """Nothing is said to a buyer because of a reminder that was overtaken, or while he is to be left in peace."""

    def about_it(call: Call) -> Answers:
        row = reminder_of(call)
        (known,) = occasions.facts_of(call.db, [buyers.get(call.db, call.shop.id, row.buyer_id)], call.today)
        if row.state == "moot" or _is_overtaken(row, known.facts.last_day):
            return _gone(call, row)
        return _held_up(call, row, known.facts) or handler(call)

    return about_it


def _held_up(call: Call, row: Reminder, facts: Facts) -> Answers:
    held = hindrance(facts, row.kind, LIMITS[row.kind], call.today)
    return [Toast(plain(f"handing.{held}", name=name_of(call, row)))] if held else []


def _is_overtaken(row: Reminder, last_day: date | None) -> bool:
    """Whether something was bought since that ends such a reminder, although she has dealt with it before."""
    ended = row.kind in ended_by("purchase") and row.kind != surprise.KIND
    return ended and last_day is not None and last_day >= row.due


def _gone(call: Call, row: Reminder) -> Answers:
    return [Edit(text("heute.moot", name=name_of(call, row), what=what(row)))]
