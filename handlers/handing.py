"""A ready text in the seller's hand: to copy, to send through the bot, or to take along into the chat."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.answers import BUYER, Answers, Button, Edit, Say, To, Toast
from handlers.call import Call
from handlers.dealing import refresh, reminder_of
from handlers.drafts import COPIED_AT_MOST, draft
from handlers.reminding import OWED
from handlers.stars import stars_row
from messages_de import Html, plain, text
from storage import buyers, reminders, wordings
from storage.buyers import Buyer
from storage.consents import LETTERS
from storage.reminders import Reminder


def handed_over(call: Call, row: Reminder, below: Sequence[Button]) -> Answers:
    """The next text for a reminder, with the ways to bring it to the buyer, and more buttons `below`."""
    buyer = buyers.get(call.db, call.shop.id, row.buyer_id)
    chosen = draft(call.db, call.shop, row, call.today)
    lines = [text("heute.draft", name=buyer.name, draft=chosen.words), *chat_link(buyer)]
    ways = _send(call, row, buyer, chosen.fingerprint, chosen.words) + copy(chosen.words)
    return [Say(Html("\n\n".join(lines)), [*([ways] if ways else []), list(below)])]


def copy(words: str) -> list[Button]:
    """A button that copies a text, if Telegram takes one so long."""
    return [Button(plain("heute.button.copy"), copy=words)] if len(words) <= COPIED_AT_MOST else []


def chat_link(buyer: Buyer) -> list[Html]:
    """A link into the chat with a buyer whose account is known; Telegram shows it where the buyer allows it."""
    account = buyer.telegram_id or buyer.contact_id
    if account is None:
        return []
    name = text("handing.chat", name=buyer.name)
    return [Html(f'<a href="tg://user?id={account}">{name}</a>')]


def _send(call: Call, row: Reminder, buyer: Buyer, fingerprint: str, words: str) -> list[Button]:
    if not buyers.wants_letters(buyer) or wordings.was_sent(call.db, call.shop.id, row.id):
        return []
    data = {"reminder": row.id, "fingerprint": fingerprint, "words": words}
    return [Button(plain("handing.button.send"), "heute.send", data, once=True)]


def send(call: Call) -> Answers:
    """The bot says it to the buyer as the shop, once for each reminder; with that it is dealt with, unless more is owed."""
    row = reminder_of(call)
    buyer = buyers.get(call.db, call.shop.id, row.buyer_id)
    if not buyers.wants_letters(buyer):
        return [Toast(plain("handing.not_now", name=buyer.name))]
    if wordings.was_sent(call.db, call.shop.id, row.id):
        return [Toast(plain("handing.before", name=buyer.name))]
    words = str(call.data["words"])
    wordings.mark_sent(call.db, call.shop.id, row.id, str(call.data["fingerprint"]), call.today)
    if row.kind not in OWED:
        reminders.done(call.db, call.shop.id, row.id)
    reminders.handed_over(call.db, call.shop.id, row.id, call.today)
    refresh(call, row)
    return [letter(call, buyer, words, row), Edit(text("handing.sent", name=buyer.name, draft=words))]


def letter(call: Call, buyer: Buyer, words: str, row: Reminder | None = None) -> Say:
    """From the shop, perhaps with a question for stars, and with the way to have no more of them in one tap."""
    stop = Button(plain("receipt.button.stop"), "punkte.letters_off", {"shop": call.shop.id, "buyer": buyer.id})
    said = text("handing.letter", shop=call.shop.name, words=words)
    stars = stars_row(row) if row else []
    if stars:
        said = Html(said + "\n\n" + text("rating.ask", form=call.shop.address_form))
    return Say(said, [*stars, [stop]], to=To(buyer.telegram_id, BUYER, call.shop.id, buyer.id, LETTERS, 1))
