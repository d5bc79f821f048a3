"""/bonus: points by hand with a reason, and the bonuses for a review and a birthday; each can be taken back."""

from __future__ import annotations

from handlers import receipts
from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.choosing import ask_who, picked, with_buyer
from handlers.gifts import occasion
from handlers.reading import KnownNames
from handlers.registry import App
from handlers.reminding import card
from handlers.sentences import owed
from messages_de import Html, plain, text
from messages_de.vocabulary import vocabulary
from rules.errors import RuleError
from rules.parsing.bonus_line import BonusLine, parse_bonus, points_and_reason
from storage import bonuses, buyers, dialogs, ledger, reminders
from storage.bonuses import BIRTHDAY, REVIEW, Booked
from storage.buyers import Buyer


def bonus(call: Call) -> Answers:
    """`/bonus Anna 20 Hilfe`, `/bonus Anna -10 verbucht`, `/bonus Anna Bewertung`, `/bonus Anna Geburtstag`."""
    if not call.words:
        return ask_who(call, "bonus.buyer")
    line = parse_bonus(call.words, vocabulary(), KnownNames(call), _words("points"))
    if not line.name:
        raise RuleError("bonus.no_name")
    data = {"points": line.points, "what": line.what}
    return with_buyer(call, line.name, lambda on, row: _proceed(on, row, line), "bonus.buyer", data)


def _words(name: str) -> frozenset[str]:
    return frozenset(plain(f"bonus.words_{name}").split("|"))


def tapped(call: Call) -> Answers:
    """A buyer was chosen by a button."""
    line = BonusLine(None, call.data.get("points"), str(call.data.get("what", "")))
    return _proceed(call, picked(call), line)


def _proceed(call: Call, row: Buyer, line: BonusLine) -> Answers:
    """Book what is said, ask for what is not."""
    word = line.what.casefold().strip(" .!")
    if line.points is None and word in _words(REVIEW):
        return _review(call, row)
    if line.points is None and word in _words(BIRTHDAY):
        return _birthday(call, row)
    if line.points is None:
        return _ask(call, row, "bonus.what", {"what": line.what}, _kinds(call, row))
    if not line.what:
        return _ask(call, row, "bonus.why", {"points": line.points})
    return _said(call, row, bonuses.by_hand(call.db, call.shop, row.id, line.points, line.what, call.now))


def _ask(call: Call, row: Buyer, step: str, known: dict[str, object], buttons: Rows = ()) -> Answers:
    dialogs.ask(call.db, call.user_id, step, {"buyer": row.id, **known}, call.now)
    key = "bonus.ask_points" if known.get("what") else step.replace(".", ".ask_")
    return [Say(text(key, name=row.name, n=known.get("points", 0), what=known.get("what", "")), buttons)]


def _kinds(call: Call, row: Buyer) -> Rows:
    """The bonuses that the shop has set up, in one tap."""
    offered = {REVIEW: ("review", call.shop.bonus_review), BIRTHDAY: ("for_birthday", call.shop.bonus_birthday)}
    return [
        [Button(plain(f"bonus.button.{label}", n=points), f"bonus.{kind}", {"buyer": row.id}, once=True)]
        for kind, (label, points) in offered.items()
        if points
    ]


def what_said(call: Call) -> Answers:
    """How many, and perhaps what for."""
    line = points_and_reason(call.words, _words("points"))
    if line.points is None and not _is_kind(line.what):
        raise RuleError("bonus.no_points", name=picked(call).name)
    dialogs.close(call.db, call.user_id)
    return _proceed(call, picked(call), BonusLine(None, line.points, line.what or str(call.data.get("what", ""))))


def _is_kind(words: str) -> bool:
    return words.casefold().strip(" .!") in _words(REVIEW) | _words(BIRTHDAY)


def why_said(call: Call) -> Answers:
    """The reason that was asked for."""
    reason = points_and_reason(f"{call.data['points']} {call.words}", frozenset()).what
    if not reason:
        raise RuleError("bonus.no_reason")
    dialogs.close(call.db, call.user_id)
    return _proceed(call, picked(call), BonusLine(None, int(call.data["points"]), reason))


def _review(call: Call, row: Buyer) -> Answers:
    return _granted(call, row, REVIEW, call.today.isoformat(), call.shop.bonus_review)


def _birthday(call: Call, row: Buyer) -> Answers:
    return _granted(call, row, BIRTHDAY, occasion(row, call.today), call.shop.bonus_birthday)


def _granted(call: Call, row: Buyer, reason: str, when: str, points: int) -> Answers:
    """Book the bonus for this occasion, unless the buyer has it."""
    if not points:
        raise RuleError(f"bonus.{reason}_off", name=row.name)
    if bonuses.standing(call.db, call.shop.id, row.id, reason, when) is not None:
        raise RuleError(f"bonus.{reason}_before", name=row.name)
    return _said(call, row, bonuses.grant(call.db, call.shop, row.id, points, reason, when, call.now))


def from_reminder(call: Call) -> Answers:
    """The button under a birthday reminder: the points are booked, the reminder stays to be dealt with."""
    said = _birthday(call, picked(call))
    reminder = reminders.get(call.db, call.shop.id, int(call.data["reminder"]))
    return [Edit(*card(call.db, call.shop, reminder, call.today)), *said]


def _said(call: Call, row: Buyer, entry: Booked) -> Answers:
    undo = Button(plain("kauf.button.undo"), "bonus.undo", {"entry": entry.id}, once=True)
    said = Say(_lines(call, row, f"bonus.{entry.reason}", entry), [[undo]])
    return [said, *receipts.bonus(call.db, call.shop, row, entry, call.today)]


def _lines(call: Call, row: Buyer, key: str, entry: Booked) -> Html:
    balance = ledger.balance(call.db, call.shop.id, row.id, call.today)
    lines = [text(key, name=row.name, n=abs(entry.amount), why=entry.note, total=max(balance.points, 0))]
    if entry.valid_through and key != "bonus.undone":
        lines.append(text("bonus.until", n=entry.amount, day=entry.valid_through))
    return Html("\n".join([*lines, *(text("bonus.debt", what=what) for what in owed(balance))]))


def undo(call: Call) -> Answers:
    """Take a booking back by its counter-entry."""
    entry = bonuses.get(call.db, call.shop.id, int(call.data["entry"]))
    row = buyers.survivor(call.db, call.shop.id, entry.buyer_id)
    if not bonuses.undo(call.db, call.shop, entry.id, call.now):
        return [Edit(_lines(call, row, "bonus.undone_before", entry))]
    told = receipts.bonus(call.db, call.shop, row, entry, call.today, undone=True)
    return [Edit(_lines(call, row, "bonus.undone", entry)), *told]


def register(app: App) -> None:
    """The command, its buttons and its questions."""
    app.command("bonus", bonus)
    app.button("bonus.buyer", tapped)
    app.button("bonus.review", lambda call: _review(call, picked(call)))
    app.button("bonus.birthday", lambda call: _birthday(call, picked(call)))
    app.button("bonus.from_reminder", from_reminder)
    app.button("bonus.undo", undo)
    app.step("bonus.what", what_said)
    app.step("bonus.why", why_said)
