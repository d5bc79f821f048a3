"""What the seller decides when a VIP is proposed."""

from __future__ import annotations

from handlers import standing
from handlers.answers import Answers, Button, Edit
from handlers.call import Call
from handlers.reminding import card
from messages_de import plain, text
from rules.tiers import VIP
from storage import buyers, occasions, reminders, tiers
from storage.buyers import Buyer
from storage.reminders import Reminder


def yes(call: Call) -> Answers:
    """VIP from now on; the text for it is one tap away."""
    proposed, row = _proposal(call)
    if proposed.state == "moot":
        return _moot(row)
    reminders.done(call.db, call.shop.id, proposed.id)
    tiers.give(call.db, call.shop.id, row.id, VIP)
    occasions.refresh(call.db, call.shop, row.id, call.today)
    draft = Button(plain("heute.button.text"), "heute.text", {"reminder": proposed.id})
    return [Edit(standing.reached(call.shop, row, VIP), [[draft, _back(proposed, row)]])]


def no(call: Call) -> Answers:
    """No VIP; the question does not come again for a year."""
    proposed, row = _proposal(call)
    if proposed.state == "moot":
        return _moot(row)
    reminders.decline(call.db, call.shop.id, proposed.id, call.today)
    occasions.refresh(call.db, call.shop, row.id, call.today)
    return [Edit(text("vip.declined", name=row.name), [[_back(proposed, row)]])]


def reopen(call: Call) -> Answers:
    """The proposal once more, as if nothing had been decided."""
    proposed, row = _proposal(call)
    if proposed.state == "moot":
        return _moot(row)
    reminders.reopen(call.db, call.shop.id, proposed.id)
    tiers.give(call.db, call.shop.id, row.id, call.data["before"])
    occasions.refresh(call.db, call.shop, row.id, call.today)
    return [Edit(*card(call.db, call.shop, _proposal(call)[0], call.today))]


def _proposal(call: Call) -> tuple[Reminder, Buyer]:
    proposed = reminders.get(call.db, call.shop.id, int(call.data["reminder"]))
    return proposed, buyers.get(call.db, call.shop.id, proposed.buyer_id)


def _moot(row: Buyer) -> Answers:
    return [Edit(text("heute.moot", name=row.name, what=text("occasion.vip_proposal.name")))]


def _back(proposed: Reminder, row: Buyer) -> Button:
    """As it was before: with the tier he was given by hand then, if any."""
    data = {"reminder": proposed.id, "before": row.tier_by_hand}
    return Button(plain("heute.button.back"), "vip.reopen", data, once=True)
