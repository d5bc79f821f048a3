"""The text that says sorry: in other words at each tap, and sent by the bot once for each complaint."""

from __future__ import annotations

from handlers.answers import Answers, Button, Say, Toast
from handlers.call import Call
from handlers.drafts import hand
from handlers.handing import chat_link, copy, letter
from handlers.knowing import clipped
from handlers.reklamation.screen import about, buttons
from messages_de import Html, plain, text
from storage import buyers, wordings
from storage.buyers import Buyer
from storage.complaints import Complaint

DRAFT = "complaint"
"""The kind of text that says sorry."""


def worded(call: Call, one: Complaint, row: Buyer) -> tuple[Html, list[Button]]:
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
    return wordings.was_sent_about(call.db, call.shop.id, one.buyer_id, _mark(one))


def _mark(one: Complaint) -> str:
    """Under this name it is remembered that the text about a complaint was sent: there may be two of one day."""
    return f"{DRAFT}#{one.id}"


def another(call: Call) -> Answers:
    """A text to say sorry; each tap words it differently."""
    one, row = about(call)
    words, ways = worded(call, one, row)
    return [Say(words, [ways])]


def send(call: Call) -> Answers:
    """The bot says sorry to the buyer as the shop, once for each complaint."""
    one, row = about(call)
    if not buyers.wants_letters(row):
        return [Toast(plain("handing.not_now", name=row.name))]
    if _was_sent(call, one):
        return [Toast(plain("handing.before", name=row.name))]
    words = str(call.data["words"])
    wordings.mark_sent_to(call.db, call.shop.id, row.id, str(call.data["fingerprint"]), call.today)
    wordings.mark_sent_about(call.db, call.shop.id, row.id, _mark(one), call.today)
    said = text("handing.sent", name=row.name, draft=words)
    return [letter(call, row, words), Say(said, buttons(call, one) if one.state == "open" else ())]
