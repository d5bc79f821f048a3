"""/vip: who is VIP, by the seller's hand."""

from __future__ import annotations

from handlers import standing
from handlers.answers import Answers, Button, Edit, Rows, Say
from handlers.call import Call
from handlers.choosing import picked, with_buyer
from handlers.registry import App
from handlers.tier_names import tier_name
from handlers.vip import proposal
from messages_de import Html, plain, text
from rules.errors import RuleError
from rules.money import Money
from rules.occasions import vip_proposal
from rules.tiers import VIP
from storage import buyers, occasions, reminders, tiers, vips
from storage.buyers import Buyer

LISTED, PROPOSED = 20, 5


def vip(call: Call) -> Answers:
    """`/vip Anna` makes her VIP, `/vip Anna aus` ends it, `/vip` lists."""
    if not call.words:
        return [_list(call)]
    name, off = _read(call)
    return with_buyer(call, name, take if off else give, "vip.take" if off else "vip.give")


def _read(call: Call) -> tuple[str, bool]:
    """The name, and whether VIP is to be taken away; a buyer may have such a word in his name."""
    name, _, last = call.words.rpartition(" ")
    said = last.lower().strip(".!")
    known = bool(buyers.named(call.db, call.shop.id, call.words))
    if known or said not in plain("vip.words_off").split("|") + plain("vip.words_on").split("|"):
        return call.words, False
    return name, said in plain("vip.words_off").split("|")


def give(call: Call, row: Buyer) -> Answers:
    """VIP from now on, with a text to congratulate; asks nothing, can be undone."""
    if tiers.is_vip(row):
        return [Say(text("vip.already", name=row.name), _end_buttons(row))]
    _decide(call, row, VIP)
    words, buttons = standing.congratulation(call, row, VIP, undo=_before(row))
    said = [standing.reached(call.shop, row, VIP), text("vip.draft", draft=words)]
    return [Say(Html("\n\n".join(said)), buttons)]


def _end_buttons(row: Buyer) -> Rows:
    """VIP by a rule of the shop cannot be taken away from one buyer."""
    end = Button(plain("vip.button.end"), "vip.take", {"buyer": row.id}, once=True)
    return [[end]] if row.tier_by_hand == VIP else []


def take(call: Call, row: Buyer) -> Answers:
    """No longer VIP by hand, and not proposed either, until she is made VIP again."""
    if row.tier_by_hand != VIP:
        raise RuleError("vip.by_rule" if tiers.is_vip(row) else "vip.is_none", name=row.name)
    _decide(call, row, None, propose=False)
    return [Say(text("vip.ended", name=row.name, tier=_tier(call, row.id)), [[_undo(row)]])]


def undo(call: Call) -> Answers:
    """As it was before the last tap."""
    row = picked(call)
    _decide(call, row, call.data["before"])
    return [Edit(text("vip.undone", name=row.name, tier=_tier(call, row.id)))]


def _undo(row: Buyer) -> Button:
    return Button(plain("kauf.button.undo"), "vip.undo", _before(row), once=True)


def _before(row: Buyer) -> dict[str, object]:
    return {"buyer": row.id, "before": row.tier_by_hand}


def _decide(call: Call, row: Buyer, tier: str | None, *, propose: bool = True) -> None:
    """Give a tier by hand; whoever is not VIP any more is not to be proposed again, until he is made VIP anew."""
    tiers.give(call.db, call.shop.id, row.id, tier)
    reminders.swallow(call.db, call.shop.id, row.id, [vip_proposal.KIND])
    (reminders.unmute if propose else reminders.mute)(call.db, call.shop.id, row.id, vip_proposal.KIND)
    occasions.refresh(call.db, call.shop, row.id, call.today)


def _tier(call: Call, buyer_id: int) -> str:
    row = buyers.get(call.db, call.shop.id, buyer_id)
    return tier_name(call.shop, tiers.current(call.db, call.shop, row, call.today))


def _list(call: Call) -> Say:
    rows, could = vips.everybody(call.db, call.shop.id), vips.candidates(call.db, call.shop, PROPOSED, call.today)
    head = text("vip.head", n=len(rows)) if rows else text("vip.nobody")
    more = [text("vip.more", n=len(rows) - LISTED)] if len(rows) > LISTED else []
    above = [head, *(_line(call, row) for row in rows[:LISTED]), *more]
    below = [text("vip.could"), *(_line(call, row) for row in could)] if could else [text("vip.how")]
    buttons = [
        [Button(plain("vip.button.give", name=row.name), "vip.give", {"buyer": row.id}, once=True)] for row in could
    ]
    return Say(Html("\n".join(above) + "\n\n" + "\n".join(below)), buttons)


def _line(call: Call, row: Buyer) -> Html:
    return text("vip.line", name=row.name, n=row.purchases, amount=Money(row.net_cents, call.shop.currency))


def register(app: App) -> None:
    """The command, its buttons, those of a proposal, and the text about a tier."""
    app.command("vip", vip)
    app.button("vip.give", lambda call: give(call, picked(call)))
    app.button("vip.take", lambda call: take(call, picked(call)))
    app.button("vip.undo", undo)
    app.button("vip.yes", proposal.yes)
    app.button("vip.no", proposal.no)
    app.button("vip.reopen", proposal.reopen)
    app.button("tier.text", standing.hand_over)
