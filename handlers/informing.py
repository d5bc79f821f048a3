"""Whether a buyer the seller typed in knows what is stored about him, and a text to tell him (Art. 14 GDPR)."""

from __future__ import annotations

from handlers.answers import Answers, Button, Edit, Say
from handlers.call import Call
from handlers.choosing import picked
from handlers.drafts import COPIED_AT_MOST
from handlers.registry import App
from messages_de import Html, plain, text
from storage import buyers
from storage.buyers import Buyer


def line(row: Buyer) -> list[Html]:
    """Since when he knows; nothing for one who joined himself and read it there."""
    if row.informed_on:
        return [text("kunde.informed", day=row.informed_on)]
    return [] if row.telegram_id else [text("kunde.not_informed")]


def button(row: Buyer) -> list[Button]:
    """The way to tell him, as long as nobody has."""
    if row.informed_on or row.telegram_id:
        return []
    return [Button(plain("kunde.button.inform"), "kunde.inform", {"buyer": row.id})]


def inform(call: Call) -> Answers:
    """A text for him, to be copied, and the tap that says it was sent."""
    row = picked(call)
    who = call.shop.imprint or call.shop.name
    words = plain("kunde.inform_words", call.shop.address_form, name=row.name, who=who)
    fits = len(words) <= COPIED_AT_MOST
    done = Button(plain("kunde.button.is_informed"), "kunde.is_informed", {"buyer": row.id}, once=True)
    copy = [Button(plain("heute.button.copy"), copy=words)] if fits else []
    more = [] if call.shop.imprint else [text("kunde.inform_no_imprint")]
    more += [] if fits else [text("kunde.inform_long")]
    return [Say(Html("\n\n".join([text("kunde.inform", name=row.name, words=words), *more])), [[*copy, done]])]


def is_informed(call: Call) -> Answers:
    """He knows, from today on."""
    row = picked(call)
    buyers.change(call.db, call.shop.id, row.id, informed_on=call.today)
    return [Edit(text("kunde.now_informed", name=row.name, day=call.today))]


def register(app: App) -> None:
    """Its two buttons."""
    app.button("kunde.inform", inform)
    app.button("kunde.is_informed", is_informed)
