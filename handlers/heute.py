"""/heute: what is to do today, and what the seller does with it."""

from __future__ import annotations

from datetime import timedelta

from handlers import rating, surprise
from handlers.answers import Answers, Button, Edit, Say, Toast
from handlers.call import Call
from handlers.collecting import MOST, collect
from handlers.dealing import deal_with, name_of, refresh, reminder_of, still_open, still_right, what
from handlers.handing import handed_over, send
from handlers.registry import App
from handlers.reminding import OWED, card, open_cards
from handlers.sentences import next_in_shop
from handlers.waking import comes_back
from messages_de import Html, plain, text
from storage import reminders
from storage.reminders import Reminder

PUT_OFF = {"later.1": 1, "later.3": 3, "later.7": 7}


def heute(call: Call) -> Answers:
    """Today's reminders again, at any time; or when the next one comes."""
    waiting = open_cards(call.db, call.shop, call.today)
    if len(waiting) < MOST:
        collect(call.db, call.shop, call.today, room=MOST - len(waiting))
    rows = open_cards(call.db, call.shop, call.today)
    if not rows:
        return [Say(_quiet_day(call))]
    cards = [Say(*card(call.db, call.shop, row, call.today), quiet=True) for row in rows[:MOST]]
    more = [Say(text("heute.more", n=len(rows) - MOST), quiet=True)] if len(rows) > MOST else []
    return [Say(text("heute.head", n=len(rows))), *cards, *more]


def _quiet_day(call: Call) -> Html:
    following = next_in_shop(call.db, call.shop, call.today)
    return Html("\n".join(line for line in (text("heute.nothing"), following) if line))


def hand_over(call: Call) -> Answers:
    """A ready message, to be copied or sent in one tap; each further tap words it differently."""
    row = reminder_of(call)
    reminders.count_draft(call.db, call.shop.id, row.id)
    reminders.handed_over(call.db, call.shop.id, row.id, call.today)
    refresh(call, row)
    other = Button(plain("heute.button.other_draft"), "heute.text", {"reminder": row.id})
    done = Button(plain("heute.button.done"), "heute.done_from_draft", {"reminder": row.id}, once=True)
    return handed_over(call, row, [other] if row.kind in OWED else [other, done])


def done(call: Call) -> Answers:
    """Dealt with: the card shrinks to a line."""
    row = deal_with(call)
    return _settled(row, text("heute.done", name=name_of(call, row), what=what(row)))


def done_from_draft(call: Call) -> Answers:
    """Dealt with, told under the draft: the draft stays readable."""
    return [Toast(plain("heute.done_toast", name=name_of(call, deal_with(call))))]


def later(call: Call) -> Answers:
    """When shall it come back?"""
    found = reminder_of(call)
    data = {"reminder": found.id}
    row = [
        Button(plain(f"heute.button.{name}"), "heute.put_off", {**data, "days": days}, once=True)
        for name, days in PUT_OFF.items()
    ]
    words, _ = card(call.db, call.shop, found, call.today)
    return [Edit(words, [row, [Button(plain("heute.button.back"), "heute.reopen", data, once=True)]])]


def put_off(call: Call) -> Answers:
    """It comes back on that day, or when the quiet period is over."""
    row = reminder_of(call)
    wished = call.today + timedelta(days=int(call.data["days"]))
    day = comes_back(call.db, call.shop, row, wished) or wished
    reminders.snooze(call.db, call.shop.id, row.id, day)
    refresh(call, row)
    return _settled(row, text("heute.put_off", name=name_of(call, row), what=what(row), day=day))


def never(call: Call) -> Answers:
    """No more reminders of this kind for this buyer."""
    row = reminder_of(call)
    reminders.mute(call.db, call.shop.id, row.buyer_id, row.kind)
    reminders.done(call.db, call.shop.id, row.id)
    refresh(call, row)
    return _settled(row, text("heute.never", name=name_of(call, row), what=what(row)))


def reopen(call: Call) -> Answers:
    """Take the last tap back."""
    row = reminder_of(call)
    reminders.unmute(call.db, call.shop.id, row.buyer_id, row.kind)
    reminders.reopen(call.db, call.shop.id, row.id)
    refresh(call, row)
    return [Edit(*card(call.db, call.shop, reminder_of(call), call.today))]


def _settled(row: Reminder, words: Html) -> Answers:
    back = Button(plain("heute.button.back"), "heute.reopen", {"reminder": row.id}, once=True)
    return [Edit(words, [[back]])]


def register(app: App) -> None:
    """The command, the buttons under each reminder, and those of extras and of messages that were sent."""
    app.command("heute", heute)
    app.button("heute.text", still_right(hand_over))
    app.button("heute.send", still_right(send))
    app.button("heute.done", still_open(done))
    app.button("heute.done_from_draft", still_open(done_from_draft))
    app.button("heute.later", still_open(later))
    app.button("heute.put_off", still_open(put_off))
    app.button("heute.never", never)
    app.button("heute.reopen", still_open(reopen))
    surprise.register(app)
    rating.register(app)
