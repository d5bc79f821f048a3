"""/versprechen: what the seller promised, with a reminder on the evening before and on the day."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.choosing import ask_who, picked, with_buyer
from handlers.pledging import deadline, settle
from handlers.reading import note_line
from handlers.registry import App
from messages_de import Html, plain, text
from rules.errors import RuleError
from rules.occasions.promise import DAY, KIND
from rules.schedule import EVENING, first_look
from storage import buyers, dialogs, occasions, promises, shops
from storage.buyers import Buyer
from storage.promises import Promise

PUT_OFF = (1, 3, 7)


def versprechen(call: Call) -> Answers:
    """`/versprechen Anna bis Freitag Fotos schicken`; `/versprechen Anna` shows what is open, or asks."""
    if not call.words:
        return ask_who(call, "versprechen.to", {"text": ""})
    line = note_line(call)
    return with_buyer(call, line.name or "", lambda c, b: _of(c, b, line.text), "versprechen.to", {"text": line.text})


def tapped(call: Call) -> Answers:
    """The buyer was chosen by a button."""
    return _of(call, picked(call), str(call.data["text"]))


def said(call: Call) -> Answers:
    """What was promised, asked for before."""
    answers = _of(call, picked(call), call.words)
    dialogs.close(call.db, call.user_id)
    return answers


def _of(call: Call, row: Buyer, words: str) -> Answers:
    if not words:
        return _show(call, row)
    day, what = deadline(call, words)
    if day is None or not what:
        raise RuleError("versprechen.no_day" if day is None else "versprechen.nothing")
    number = promises.make(call.db, call.shop.id, row.id, what, day, call.today, call.now)
    occasions.refresh(call.db, call.shop, row.id, call.today)
    noted = text("versprechen.noted", name=row.name, what=what, day=day)
    when = text(f"versprechen.told.{_told(call, day)}", away=call.shop.away_until)
    return [Say(Html(f"{noted} {when}"), buttons(number))]


def _told(call: Call, day: date) -> str:
    """When the seller will be reminded: on the evening before, on the day, after her holiday, or not at all by itself."""
    away, zone = call.shop.away_until or date.min, shops.zone(call.shop)

    def comes(on: date, minute: int) -> bool:
        return first_look(call.now, zone, minute).astimezone(zone).date() <= on

    evening = EVENING.hour * 60
    if day <= away:
        return "away"
    if not (comes(day, call.shop.digest_minute) or comes(day, evening)):
        return "not"
    if day == call.today:
        return "today"
    return "both" if day - DAY > away and comes(day - DAY, evening) else "day"


def _show(call: Call, row: Buyer) -> Answers:
    found = promises.open_of(call.db, call.shop.id, row.id)
    if not found:
        dialogs.ask(call.db, call.user_id, "versprechen.text", {"buyer": row.id}, call.now)
        return [Say(text("versprechen.ask", name=row.name))]
    return [Say(_line(row, one), buttons(one.id)) for one in found]


def _line(row: Buyer, one: Promise) -> Html:
    return text("versprechen.open", name=row.name, what=one.words, day=one.day)


def buttons(promise_id: int) -> Rows:
    """What can become of a promise."""
    return [
        [
            Button(plain(f"versprechen.button.{name}"), f"versprechen.{name}", {"promise": promise_id}, once=True)
            for name in ("kept", "later", "broken")
        ]
    ]


def kept(call: Call) -> Answers:
    """Kept: in time or late."""
    return _settle(call, "kept")


def broken(call: Call) -> Answers:
    """Not kept, and not to be kept any more."""
    return _settle(call, "broken")


def _settle(call: Call, state: str) -> Answers:
    one = promises.change(call.db, call.shop.id, int(call.data["promise"]), state=state, settled_on=call.today)
    settle(call, KIND, one.id, one.buyer_id)
    name = buyers.get(call.db, call.shop.id, one.buyer_id).name
    late = "_late" if state == "kept" and call.today > one.first_day else ""
    back = Button(plain("heute.button.back"), "versprechen.reopen", {"promise": one.id}, once=True)
    return [Edit(text(f"versprechen.{state}{late}", name=name, what=one.words), [[back]])]


def reopen(call: Call) -> Answers:
    """As if it had not been tapped."""
    return _back(call, state="open", settled_on=None)


def later(call: Call) -> Answers:
    """By when will it be done?"""
    one = promises.get(call.db, call.shop.id, int(call.data["promise"]))
    row = buyers.get(call.db, call.shop.id, one.buyer_id)
    days = [
        Button(plain(f"heute.button.later.{n}"), "versprechen.put_off", {"promise": one.id, "days": n}, once=True)
        for n in PUT_OFF
    ]
    return [Edit(_line(row, one), [days])]


def put_off(call: Call) -> Answers:
    """By that day, then."""
    one = promises.get(call.db, call.shop.id, int(call.data["promise"]))
    day = max(one.day, call.today) + timedelta(days=int(call.data["days"]))
    return _back(call, day=day)


def _back(call: Call, **values: object) -> Answers:
    one = promises.change(call.db, call.shop.id, int(call.data["promise"]), **values)
    settle(call, KIND, one.id, one.buyer_id, contact=False)
    row = buyers.get(call.db, call.shop.id, one.buyer_id)
    return [Edit(_line(row, one), buttons(one.id))]


def register(app: App) -> None:
    """The command, its buttons and its question."""
    app.command("versprechen", versprechen)
    app.button("versprechen.to", tapped)
    app.button("versprechen.kept", kept)
    app.button("versprechen.broken", broken)
    app.button("versprechen.later", later)
    app.button("versprechen.put_off", put_off)
    app.button("versprechen.reopen", reopen)
    app.step("versprechen.text", said)
