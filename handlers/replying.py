"""A buyer answers what the shop has sent him: the answer is passed on to the seller."""

from __future__ import annotations

from datetime import timedelta

from handlers.answers import Answers, Button, Say
from handlers.call import Call
from handlers.choosing import picked
from handlers.doubting import doubted, new_mark
from handlers.registry import App
from handlers.remembering import keep_answer
from handlers.rewarding import to_sellers
from messages_de import plain, text
from storage import buyers, shops, wordings
from storage.buyers import Buyer

WITHIN = timedelta(days=14)
LONGEST = 1000
"""Characters of an answer that are passed on."""


def passed_on(call: Call) -> Answers:
    """What a buyer writes within two weeks of a message from a shop goes to that shop; nothing if there was none."""
    row, words = _addressee(call), call.message.text.strip() if call.message else ""
    if row is None or not words:
        return []
    shop = shops.get(call.db, row.shop_id)
    data = {"buyer": row.id, "words": words[:LONGEST], "mark": new_mark()}
    keep = Button(plain("replying.button.note"), "replying.note", data, once=True)
    said = text("replying.said", name=row.name, words=words[:LONGEST])
    thanks = text("replying.passed_on", form=shop.address_form, shop=shop.name)
    return [Say(thanks), *to_sellers(call, shop, said, [[keep]])]


def _addressee(call: Call) -> Buyer | None:
    """His row in the shop that wrote to him last."""
    found = []
    for shop_id, buyer_id in buyers.cards_of(call.db, call.user_id):
        sent = wordings.last_sent(call.db, shop_id, buyer_id)
        if sent and sent.sent_on >= shops.today_of(shops.get(call.db, shop_id), call.now) - WITHIN:
            found.append((sent.sent_on, sent.id, shop_id, buyer_id))
    if not found:
        return None
    *_, shop_id, buyer_id = max(found)
    return buyers.get(call.db, shop_id, buyer_id)


def note(call: Call) -> Answers:
    """The answer is kept as a note: with that it counts as one; what seems sensitive is asked about first."""
    row, words = picked(call), str(call.data["words"])
    return doubted(call, row, words, "answer") or keep_answer(call, row, words)


def register(app: App) -> None:
    """The button below an answer."""
    app.button("replying.note", note)
