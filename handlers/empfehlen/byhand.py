"""`/empfehlen Ben von Anna`: the seller says who came through whom, for friends without Telegram."""

from __future__ import annotations

from handlers.answers import Answers, Button, Edit, Say
from handlers.call import Call
from handlers.choosing import QUOTES, buyer_buttons, picked, with_buyer
from messages_de import plain, text
from rules.errors import RuleError
from rules.parsing.names import MAX_CHARACTERS
from rules.parsing.text import one_line
from storage import buyers, referrals
from storage.buyers import Buyer


def read(call: Call) -> tuple[str, str] | None:
    """The friend and who brought him; of several ways to read it ("Ben von Anna von Berg"), one with a known name behind it."""
    words = one_line(call.words).split()
    between = set(plain("empfehlen.words_by").split("|"))
    if not words or between & {words[0].casefold(), words[-1].casefold()}:
        raise RuleError("empfehlen.half")
    cuts = [at for at, word in enumerate(words) if word.casefold() in between and 0 < at < len(words) - 1]
    pairs = [(_name(words[:at]), _name(words[at + 1 :])) for at in cuts]
    known = (pair for pair in pairs if buyers.named(call.db, call.shop.id, pair[1]))
    return next(known, pairs[0] if pairs else None)


def _name(words: list[str]) -> str:
    return " ".join(words).strip(QUOTES)


def bring(call: Call, friend: str, by: str) -> Answers:
    """Find out who brought him, then who he is."""
    if not friend or not by:
        raise RuleError("empfehlen.half")
    if len(friend) > MAX_CHARACTERS:
        raise RuleError("name.too_long", limit=MAX_CHARACTERS)
    return with_buyer(call, by, lambda on, referrer: _whom(on, referrer, friend), "empfehlen.by", {"friend": friend})


def by_tapped(call: Call) -> Answers:
    """The one who brought the friend was chosen by a button."""
    return _whom(call, picked(call), str(call.data["friend"]))


def _whom(call: Call, referrer: Buyer, friend: str) -> Answers:
    rows = buyers.named(call.db, call.shop.id, friend)
    if not rows:
        return _new(call, referrer, friend)
    if len(rows) == 1:
        return _begun(call, referrer, rows[0])
    data = {"by": referrer.id}
    new = Button(plain("empfehlen.button.new", name=friend), "empfehlen.new", data | {"friend": friend}, once=True)
    choices = buyer_buttons(call, rows, "empfehlen.friend", data, once=True)
    return [Say(text("who.several", name=friend), [*choices, [new]])]


def friend_tapped(call: Call) -> Answers:
    """The friend was chosen by a button."""
    return _begun(call, _by(call), picked(call))


def new_tapped(call: Call) -> Answers:
    """The friend is somebody new of a name that exists."""
    return _new(call, _by(call), str(call.data["friend"]))


def _by(call: Call) -> Buyer:
    return buyers.survivor(call.db, call.shop.id, int(call.data["by"]))


def _new(call: Call, referrer: Buyer, friend: str) -> Answers:
    number = buyers.create(call.db, call.shop.id, friend, call.now)
    return _begun(call, referrer, buyers.get(call.db, call.shop.id, number))


def _begun(call: Call, referrer: Buyer, friend: Buyer) -> Answers:
    number = referrals.begin(call.db, call.shop, referrer, friend, call.now)
    key = "empfehlen.begun" if call.shop.bonus_referral else "empfehlen.begun_without"
    words = text(key, name=friend.name, by=referrer.name, n=call.shop.bonus_referral)
    undo = Button(plain("kauf.button.undo"), "empfehlen.undo", {"referral": number, "friend": friend.id}, once=True)
    return [Say(words, [[undo]])]


def undo(call: Call) -> Answers:
    """He did not come through her after all; once the bonus is booked, it goes with the purchase it was booked for."""
    name = buyers.get(call.db, call.shop.id, int(call.data["friend"])).name
    gone = referrals.forget(call.db, call.shop.id, int(call.data["referral"]))
    return [Edit(text("empfehlen.undone" if gone else "empfehlen.booked_since", name=name))]
