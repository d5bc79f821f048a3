"""What makes up for it, and whether all is well again."""

from __future__ import annotations

from handlers.answers import Answers, Button, Edit, Say, Toast
from handlers.call import Call
from handlers.pledging import settle
from handlers.reklamation.screen import about, buttons, line
from messages_de import plain, text
from rules.money import Money
from rules.occasions.complaint_check import KIND
from storage import bonuses, buyers, complaints, dialogs, occasions, vouchers
from storage.buyers import Buyer
from storage.complaints import CHECK_AFTER, Complaint
from storage.vouchers import NewVoucher


def points(call: Call) -> Answers:
    """Points out of goodwill, with the complaint as their reason."""
    one, row = about(call)
    if one.solution or one.state != "open":
        return _before(call, one, row)
    why = plain("reklamation.why", what=one.words)
    count = int(call.data["points"])
    bonuses.by_hand(call.db, call.shop, row.id, count, why, call.now)
    return _solved_by(call, one, plain("count.points", n=count))


def voucher(call: Call) -> Answers:
    """A voucher out of goodwill."""
    one, row = about(call)
    if one.solution or one.state != "open":
        return _before(call, one, row)
    cents = int(call.data["cents"])
    new = NewVoucher(plain("reklamation.voucher"), "amount", cents, origin="hand")
    issued = vouchers.issue(call.db, call.shop, row.id, new, call.now)
    amount = Money(cents, call.shop.currency)
    return _solved_by(call, one, plain("reklamation.voucher_code", amount=amount, code=issued.code))


def other(call: Call) -> Answers:
    """Another solution: the next text says which."""
    one, row = about(call)
    dialogs.ask(call.db, call.user_id, "reklamation.solution", {"complaint": one.id}, call.now)
    return [Say(text("reklamation.ask_solution", name=row.name))]


def solution_said(call: Call) -> Answers:
    """The solution that was promised."""
    dialogs.close(call.db, call.user_id)
    one, _ = about(call)
    said_so = _solved_by(call, one, call.words)
    return [Say(answer.text, answer.buttons) for answer in said_so]


def _before(call: Call, one: Complaint, row: Buyer) -> Answers:
    """Another message about the same complaint was tapped before."""
    key = "reklamation.given" if one.solution else "reklamation.settled"
    said = Toast(plain(key, name=row.name, what=one.solution))
    return [said, Edit(line(row, one), buttons(call, one) if one.state == "open" else ())]


def _solved_by(call: Call, one: Complaint, solution: str) -> list[Edit]:
    now = complaints.solve(call.db, call.shop.id, one.id, solution, call.today)
    settle(call, KIND, one.id, one.buyer_id)
    row = buyers.get(call.db, call.shop.id, one.buyer_id)
    words = text("reklamation.promised", name=row.name, solution=solution, day=now.check_on)
    return [Edit(words, buttons(call, now))]


def solved(call: Call) -> Answers:
    """All is well again; offers may be made again."""
    one, row = about(call)
    complaints.change(call.db, call.shop.id, one.id, state="closed", closed_on=call.today)
    settle(call, KIND, one.id, row.id)
    back = Button(plain("heute.button.back"), "reklamation.reopen", {"complaint": one.id}, once=True)
    return [Edit(text("reklamation.closed", name=row.name, what=one.words), [[back]])]


def still_open(call: Call) -> Answers:
    """Not yet: look again in some days."""
    one, row = about(call)
    now = complaints.change(call.db, call.shop.id, one.id, check_on=call.today + CHECK_AFTER)
    settle(call, KIND, one.id, row.id)
    return [Edit(text("reklamation.again", name=row.name, what=one.words, day=now.check_on), buttons(call, now))]


def reopen(call: Call) -> Answers:
    """As if it had not been closed."""
    one, row = about(call)
    now = complaints.change(call.db, call.shop.id, one.id, state="open", closed_on=None)
    occasions.refresh(call.db, call.shop, row.id, call.today)
    return [Edit(line(row, now), buttons(call, now))]
