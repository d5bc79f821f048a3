"""/uebernahme: a shop whose phone is lost goes on from another account; /notfallcode makes the code for it."""

from __future__ import annotations

from handlers.answers import BUYER, SELLER, STRANGER, Answers, Edit, Menu, Say, To
from handlers.call import Call
from handlers.recovering import new_code
from handlers.registry import ANYBODY, App
from messages_de import text
from rules.recovery import typed
from storage import buyers, joinings, journal, recovery, shops


def notfallcode(call: Call) -> Answers:
    """A new code, shown once; the one before is void."""
    return [new_code(call, call.shop.id, "uebernahme.new_code")]


def noted(_call: Call) -> Answers:
    """She has written it down: it need not stand in the chat any more, where a thief of the phone would find it."""
    return [Edit(text("uebernahme.noted"))]


def uebernahme(call: Call) -> Answers:
    """`/uebernahme CODE` from the new account; wrong codes are counted, and too many end it for an hour."""
    if not call.words:
        return [Say(text("uebernahme.how"))]
    if not recovery.may_guess(call.db, call.user_id, call.now):
        return [Say(text("uebernahme.too_many", n=recovery.MOST_MISSES))]
    code = typed(call.words)
    shop_id = recovery.shop_of(call.db, code) if code else None
    if code is None or shop_id is None:
        recovery.missed(call.db, call.user_id, call.now)
        return [Say(text("uebernahme.wrong"))]
    return _refused(call, shop_id) or _taken(call, shop_id, code)


def _refused(call: Call, shop_id: int) -> list[Say]:
    """It is her own already, or she has another shop with buyers in it: the code stays good."""
    if call.shop_row is None:
        return []
    if call.shop.id == shop_id:
        return [Say(text("uebernahme.own", shop=call.shop.name))]
    busy = buyers.count(call.db, call.shop.id)
    return [Say(text("uebernahme.busy", shop=call.shop.name, n=busy))] if busy else []


def _taken(call: Call, shop_id: int, code: str) -> Answers:
    before = recovery.take_over(call.db, code, call.user_id, call.sellers)
    if before is None:
        return [Say(text("uebernahme.wrong"))]
    shop, card = shops.get(call.db, shop_id), buyers.of_link(call.db, shop_id, call.user_id)
    if card is not None:
        joinings.unlink(call.db, shop_id, card.id, text("uebernahme.taken", shop=shop.name), call.now)
    journal.taken(call.db, shop_id, call.user_id, call.now)
    told = text("uebernahme.lost", shop=shop.name)
    olds = [To(account, SELLER, shop_id) for account in before]
    return [
        *(answer for old in olds for answer in (Say(told, to=old), Menu(_role(call, old.chat_id), old))),
        Menu(SELLER),
        Say(text("uebernahme.taken", shop=shop.name)),
        new_code(call, shop_id, "uebernahme.next_code"),
    ]


def _role(call: Call, account: int) -> str:
    return BUYER if buyers.cards_of(call.db, account) else STRANGER


def register(app: App) -> None:
    """Both commands, and the button that takes the code out of the chat."""
    app.command("notfallcode", notfallcode)
    app.command("uebernahme", uebernahme, role=ANYBODY)
    app.button("uebernahme.noted", noted)
