"""/reklamation: what went wrong, an apology, something to make up for it, and a look after some days."""

from __future__ import annotations

from handlers.answers import Answers, Button, Edit, Rows, Say, Toast
from handlers.call import Call
from handlers.choosing import ask_who, picked, with_buyer
from handlers.drafts import hand
from handlers.handing import chat_link, copy, letter
from handlers.knowing import clipped
from handlers.pledging import settle
from handlers.quality import watch
from handlers.reading import note_line
from handlers.registry import App
from messages_de import Html, plain, text
from rules.compensation import points_to_offer, voucher_for
from rules.contacts import DURING_COMPLAINT
from rules.money import Money
from rules.occasions import KINDS
from rules.occasions.complaint_check import KIND
from storage import bonuses, buyers, complaints, dialogs, occasions, purchases, reminders, vouchers, wordings
from storage.buyers import Buyer
from storage.complaints import CHECK_AFTER, Complaint
from storage.shops import rules_of
from storage.vouchers import NewVoucher

DRAFT = "complaint"
"""The kind of text that says sorry."""


def reklamation(call: Call) -> Answers:
    """`/reklamation Anna Naht offen`; `/reklamation Anna` shows what is open, or asks."""
    if not call.words:
        return ask_who(call, "reklamation.to", {"text": ""})
    line = note_line(call)
    return with_buyer(call, line.name or "", lambda c, b: _of(c, b, line.text), "reklamation.to", {"text": line.text})


def tapped(call: Call) -> Answers:
    """The buyer was chosen by a button."""
    return _of(call, picked(call), str(call.data["text"]))


def said(call: Call) -> Answers:
    """What went wrong, asked for before."""
    dialogs.close(call.db, call.user_id)
    return _of(call, picked(call), call.words)


def _of(call: Call, row: Buyer, words: str) -> Answers:
    if words:
        return _open(call, row, words)
    found = complaints.open_of(call.db, call.shop.id, row.id)
    if not found:
        dialogs.ask(call.db, call.user_id, "reklamation.text", {"buyer": row.id}, call.now)
        return [Say(text("reklamation.ask", name=row.name))]
    return [Say(line(row, one), _with_text(call, one)) for one in found]


def _open(call: Call, row: Buyer, words: str) -> Answers:
    number = complaints.open_one(call.db, call.shop.id, row.id, words, call.today, call.now)
    wrong_now = [kind.KIND for kind in KINDS if kind.KIND not in DURING_COMPLAINT]
    reminders.swallow(call.db, call.shop.id, row.id, wrong_now)
    occasions.refresh(call.db, call.shop, row.id, call.today)
    one = complaints.get(call.db, call.shop.id, number)
    head = text("reklamation.noted", name=row.name, what=words, day=one.check_on)
    apology, ways = _apology(call, one, row)
    parts = [head, apology, watch(call.db, call.shop, call.today)]
    return [Say(Html("\n\n".join(filter(None, parts))), [ways, *_buttons(call, one)])]


def _apology(call: Call, one: Complaint, row: Buyer) -> tuple[Html, list[Button]]:
    """A text to say sorry, and what can be done with it."""
    chosen = hand(call.db, call.shop, row, DRAFT, call.today, {"what": clipped(one.words)})
    data = {"complaint": one.id}
    send = Button(
        plain("handing.button.send"),
        "reklamation.send",
        {**data, "words": chosen.words, "fingerprint": chosen.fingerprint},
        once=True,
    )
    other_one = Button(plain("heute.button.other_draft"), "reklamation.text", data)
    ways = [send] if buyers.wants_letters(row) and not _was_sent(call, one) else []
    words = [text("reklamation.draft", name=row.name, draft=chosen.words), *chat_link(row)]
    return Html("\n\n".join(words)), [*ways, *copy(chosen.words), other_one]


def _was_sent(call: Call, one: Complaint) -> bool:
    return wordings.sent_since(call.db, call.shop.id, one.buyer_id, DRAFT, one.day)


def another(call: Call) -> Answers:
    """A text to say sorry; each tap words it differently."""
    one, row = _about(call)
    apology, ways = _apology(call, one, row)
    return [Say(apology, [ways])]


def send(call: Call) -> Answers:
    """The bot says sorry to the buyer as the shop, once for each complaint."""
    one, row = _about(call)
    if not buyers.wants_letters(row):
        return [Toast(plain("handing.not_now", name=row.name))]
    if _was_sent(call, one):
        return [Toast(plain("handing.before", name=row.name))]
    words = str(call.data["words"])
    wordings.mark_sent_to(call.db, call.shop.id, row.id, str(call.data["fingerprint"]), call.today)
    said = text("handing.sent", name=row.name, draft=words)
    return [letter(call, row, words), Say(said, _buttons(call, one) if one.state == "open" else ())]


def line(row: Buyer, one: Complaint) -> Html:
    """A complaint in a sentence: what, since when, and what was offered."""
    words = text("reklamation.open", name=row.name, what=one.words, day=one.day)
    return Html(words + "\n" + text("reklamation.offered", what=one.solution)) if one.solution else words


def _buttons(call: Call, one: Complaint) -> Rows:
    data = {"complaint": one.id}
    other = Button(plain("reklamation.button.other"), "reklamation.other", data)
    solved = Button(plain("reklamation.button.solved"), "reklamation.solved", data, once=True)
    return [[other, solved]] if one.solution else [_offers(call, one), [other, solved]]


def _offers(call: Call, one: Complaint) -> list[Button]:
    """What would make up for it, sized by the latest purchase."""
    last = purchases.last_of(call.db, call.shop.id, one.buyer_id)
    paid = last.cents if last else 0
    points, cents = points_to_offer(paid, rules_of(call.shop).rate), voucher_for(paid)
    data, label = {"complaint": one.id}, plain("reklamation.button.voucher", amount=Money(cents, call.shop.currency))
    return [
        Button(
            plain("reklamation.button.points", n=points), "reklamation.points", {**data, "points": points}, once=True
        ),
        Button(label, "reklamation.voucher", {**data, "cents": cents}, once=True),
    ]


def _with_text(call: Call, one: Complaint) -> Rows:
    sorry = Button(plain("heute.button.text"), "reklamation.text", {"complaint": one.id})
    return [[sorry], *_buttons(call, one)]


def points(call: Call) -> Answers:
    """Points out of goodwill, with the complaint as their reason."""
    one, row = _about(call)
    why = plain("reklamation.why", what=one.words)
    count = int(call.data["points"])
    bonuses.by_hand(call.db, call.shop, row.id, count, why, call.now)
    return _solved_by(call, one, plain("count.points", n=count))


def voucher(call: Call) -> Answers:
    """A voucher out of goodwill."""
    one, row = _about(call)
    cents = int(call.data["cents"])
    new = NewVoucher(plain("reklamation.voucher"), "amount", cents, origin="hand")
    issued = vouchers.issue(call.db, call.shop, row.id, new, call.now)
    amount = Money(cents, call.shop.currency)
    return _solved_by(call, one, plain("reklamation.voucher_code", amount=amount, code=issued.code))


def other(call: Call) -> Answers:
    """Another solution: the next text says which."""
    one, row = _about(call)
    dialogs.ask(call.db, call.user_id, "reklamation.solution", {"complaint": one.id}, call.now)
    return [Say(text("reklamation.ask_solution", name=row.name))]


def solution_said(call: Call) -> Answers:
    """The solution that was promised."""
    dialogs.close(call.db, call.user_id)
    one, _ = _about(call)
    said_so = _solved_by(call, one, call.words)
    return [Say(answer.text, answer.buttons) for answer in said_so]


def _solved_by(call: Call, one: Complaint, solution: str) -> list[Edit]:
    now = complaints.solve(call.db, call.shop.id, one.id, solution, call.today)
    settle(call, KIND, one.id, one.buyer_id)
    row = buyers.get(call.db, call.shop.id, one.buyer_id)
    words = text("reklamation.promised", name=row.name, solution=solution, day=now.check_on)
    return [Edit(words, _buttons(call, now))]


def solved(call: Call) -> Answers:
    """All is well again; offers may be made again."""
    one, row = _about(call)
    complaints.change(call.db, call.shop.id, one.id, state="closed", closed_on=call.today)
    settle(call, KIND, one.id, row.id)
    back = Button(plain("heute.button.back"), "reklamation.reopen", {"complaint": one.id}, once=True)
    return [Edit(text("reklamation.closed", name=row.name, what=one.words), [[back]])]


def still_open(call: Call) -> Answers:
    """Not yet: look again in some days."""
    one, row = _about(call)
    now = complaints.change(call.db, call.shop.id, one.id, check_on=call.today + CHECK_AFTER)
    settle(call, KIND, one.id, row.id)
    return [Edit(text("reklamation.again", name=row.name, what=one.words, day=now.check_on), _buttons(call, now))]


def reopen(call: Call) -> Answers:
    """As if it had not been closed."""
    one, row = _about(call)
    now = complaints.change(call.db, call.shop.id, one.id, state="open", closed_on=None)
    occasions.refresh(call.db, call.shop, row.id, call.today)
    return [Edit(line(row, now), _buttons(call, now))]


def _about(call: Call) -> tuple[Complaint, Buyer]:
    one = complaints.get(call.db, call.shop.id, int(call.data["complaint"]))
    return one, buyers.get(call.db, call.shop.id, one.buyer_id)


def register(app: App) -> None:
    """The command, its buttons and its questions."""
    app.command("reklamation", reklamation)
    app.button("reklamation.to", tapped)
    for name, handler in (("points", points), ("voucher", voucher), ("other", other), ("solved", solved)):
        app.button(f"reklamation.{name}", handler)
    app.button("reklamation.text", another)
    app.button("reklamation.send", send)
    app.button("reklamation.still_open", still_open)
    app.button("reklamation.reopen", reopen)
    app.step("reklamation.text", said)
    app.step("reklamation.solution", solution_said)
