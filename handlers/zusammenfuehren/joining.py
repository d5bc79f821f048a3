"""What becomes of two buyers who are one: shown before, done with one tap, and undone."""

from __future__ import annotations

from collections.abc import Iterable

from handlers import referring
from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.rewarding import voucher_line
from handlers.sentences import stamps
from handlers.uniting import United, part, unite
from messages_de import Html, plain, text
from rules.money import Money
from rules.parsing.names import name_key
from storage import buyers, ledger
from storage.buyers import Buyer
from storage.referrals import Settled
from storage.trial import on_trial


def alike(one: str, other: str) -> bool:
    """Whether two names are looked up as the same one."""
    return name_key(one) == name_key(other)


def preview(call: Call, kept: Buyer, gone: Buyer) -> Answers:
    """What both have, and what one of them will have: the real thing, tried and rolled back."""
    with on_trial(call.db):
        after = _merged(call, kept.id, gone.id)
    same = "_alike" if alike(kept.name, gone.name) else ""
    lines = [
        text(f"zusammenfuehren.preview{same}", kept=kept.name, gone=gone.name),
        _figures(call, kept.id),
        _figures(call, gone.id),
        text("zusammenfuehren.then", figures=after),
    ]
    data = {"kept": kept.id, "gone": gone.id}
    swap = {"kept": gone.id, "buyer": kept.id}
    other_name = Button(plain("zusammenfuehren.button.swap", name=gone.name), "zusammenfuehren.second", swap)
    buttons: Rows = [
        [Button(plain("zusammenfuehren.button.yes"), "zusammenfuehren.do", data, once=True)],
        *([] if same else [[other_name]]),
        [Button(plain("zusammenfuehren.button.no"), "zusammenfuehren.no", once=True)],
    ]
    return [Say(Html("\n".join(lines)), buttons)]


def _merged(call: Call, kept_id: int, gone_id: int) -> Html:
    apart = _points(call, kept_id, gone_id)
    united = unite(call, kept_id, gone_id)
    full = [text("zusammenfuehren.card_full", n=len(united.vouchers))] if united.vouchers else []
    return Html("\n".join([_after(call, united.bonuses, kept_id), *_rounded(call, united, apart), *full]))


def _points(call: Call, *ids: int) -> int:
    return sum(ledger.balance(call.db, call.shop.id, number, call.today).points for number in ids)


def _rounded(call: Call, united: United, apart: int) -> list[Html]:
    """Why together they have more points than one by one: what was left over of both makes whole ones."""
    bonuses = sum(
        one.points for one in united.bonuses for row in (one.friend, one.referrer) if row.id == united.kept.id
    )
    more = _points(call, united.kept.id) - apart - bonuses
    return [text("zusammenfuehren.rounded", n=more)] if more > 0 else []


def _after(call: Call, bonuses: Iterable[Settled], *ids: int) -> Html:
    """What they have now, and a bonus for bringing a friend that is due no more, or again."""
    lines = [_figures(call, number) for number in ids]
    return Html("\n".join([*lines, *(line for line in [referring.said(bonuses)] if line)]))


def _figures(call: Call, buyer_id: int) -> Html:
    row = buyers.get(call.db, call.shop.id, buyer_id)
    balance = ledger.balance(call.db, call.shop.id, buyer_id, call.today)
    return text(
        "zusammenfuehren.figures",
        name=row.name,
        n=row.purchases,
        total=Money(row.net_cents, call.shop.currency),
        points=text("count.points", n=balance.points),
        stamps=stamps(balance.stamps, call.shop.stamps_per_card),
    )


def do(call: Call) -> Answers:
    """Yes: unite them."""
    gone = buyers.get(call.db, call.shop.id, int(call.data["gone"]))
    apart = _points(call, int(call.data["kept"]), gone.id)
    united = unite(call, int(call.data["kept"]), gone.id)
    kept = united.kept
    undo_button = Button(plain("kauf.button.undo"), "zusammenfuehren.undo", {"merge": united.merge}, once=True)
    show = Button(plain("kauf.button.buyer"), "kunde.show", {"buyer": kept.id})
    key = "zusammenfuehren.done_alike" if alike(kept.name, gone.name) else "zusammenfuehren.done"
    figures = _after(call, united.bonuses, kept.id)
    done = text(key, kept=kept.name, gone=gone.name, figures=figures)
    vouchers = [text("zusammenfuehren.voucher", voucher=voucher_line(call.shop, row)) for row in united.vouchers]
    return [Edit(Html("\n".join([done, *_rounded(call, united, apart), *vouchers])), [[undo_button, show]])]


def undo(call: Call) -> Answers:
    """They were two people after all."""
    kept, gone, bonuses = part(call, int(call.data["merge"]))
    figures = _after(call, bonuses, kept.id, gone.id)
    key = "zusammenfuehren.undone_alike" if alike(kept.name, gone.name) else "zusammenfuehren.undone"
    return [Edit(text(key, kept=kept.name, gone=gone.name, figures=figures))]


def leave(call: Call) -> Answers:  # noqa: ARG001  (every handler is given the call)
    """No: nothing changes."""
    return [Edit(text("zusammenfuehren.left"))]
