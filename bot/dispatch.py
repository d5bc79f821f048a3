"""Updates in, letters out, in the transaction that is open: all effects of an update are stored, or none."""

import json
import logging
import traceback
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import NoResultFound

from bot.flood import Flood, writer_of
from bot.incoming import Incoming, read
from bot.letters import ANSWER_TAP, ASKER, Asked, letters
from handlers import routing
from handlers.answers import BUYER, SELLER, STRANGER, Answers, Rows, Say, Toast
from handlers.call import Call
from handlers.registry import App
from messages_de import plain, text
from rules.errors import RuleError
from storage import crash, dialogs, outage, outbox, updates
from storage.consents import ANSWER
from storage.dialogs import Action
from storage.outage import is_outage, reason
from storage.outbox import QUEUED, SENDING, Letter, NewLetter
from storage.prepared import savepoint

log = logging.getLogger(__name__)

Raw = Mapping[str, Any]
TRIES = 3
ADVICE = {
    outage.FULL: ". The disk is full: nothing is acknowledged until there is room again",
    outage.LOCKED: ". Another program keeps the database locked: nothing is acknowledged until it lets go",
    outage.DAMAGED: ". The database is damaged: stop the bot and restore a backup, nothing is acknowledged until then",
    outage.READ_ONLY: ". The database may only be read: nothing is acknowledged until it may be written",
    outage.UNREACHABLE: ". The database is out of reach: nothing is acknowledged until it is back",
}
"""What the operator reads behind an error of the database."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Letters to be sent as soon as they are committed, and whether others were queued.

    Letters to buyers are queued, to be claimed in a commit of their own: they are said once at most.
    """

    at_once: Sequence[Letter]
    queued: bool


def process(
    app: App, db: Connection, raw_updates: Sequence[Raw], now: datetime, bot_name: str, flood: Flood | None = None
) -> Posted:
    """Process updates that were not processed before; those of strangers beyond what `flood` allows do nothing."""
    by_id = {int(raw["update_id"]): raw for raw in raw_updates}
    fresh = sorted(by_id.keys() - updates.seen(db, by_id))
    heard = [by_id[number] for number in fresh if not (flood and _is_flood(app, db, by_id[number], now, flood))]
    crash.at("batch.begun")
    composed = _together(app, db, heard, now, bot_name)
    crash.at("batch.answered")
    updates.mark(db, fresh, now)
    crash.at("batch.marked")
    posted = post(db, composed, now)
    crash.at("batch.written")
    return posted


def _is_flood(app: App, db: Connection, raw: Raw, now: datetime, flood: Flood) -> bool:
    """Whether this is one update too many of somebody who does not sell; who is known is looked up only then."""
    person = writer_of(raw)
    if person is None or person in app.operator.sellers or not flood.is_too_much(person, now):
        return False
    if outbox.sellers_among(db, [person]):
        return False
    return not outbox.buyers_among(db, [person]) or flood.is_too_much_even_so(person, now)


def post(db: Connection, composed: Sequence[NewLetter], now: datetime) -> Posted:
    """Write letters down. The answer to a tap is worth nothing later and is not kept."""
    addressed = _addressed(db, composed)
    kept = [letter for letter in addressed if letter.method != ANSWER_TAP]
    queued = outbox.put_all(db, [letter for letter in kept if letter.audience == BUYER], now, QUEUED)
    claimed = [letter for letter in kept if letter.audience != BUYER]
    numbers = outbox.put_all(db, claimed, now, SENDING)
    at_once = [Letter.of(letter, None, now) for letter in addressed if letter.method == ANSWER_TAP]
    at_once += [Letter.of(letter, number, now) for letter, number in zip(claimed, numbers, strict=True)]
    return Posted(at_once, bool(queued))


def compose(db: Connection, answers: Answers, asked: Asked, now: datetime) -> list[NewLetter]:
    """The letters of these answers, with their buttons stored."""
    return letters(answers, asked, partial(_keyboard, db, now))


def bury(db: Connection, raw: Raw, error: Exception, now: datetime) -> Posted:
    """Keep an update that cannot be processed for the operator, tell the person so, and count it as processed."""
    letters_about_it = _buried(db, raw, error, now)
    updates.mark(db, [int(raw["update_id"])], now)
    return post(db, letters_about_it, now)


def _buried(db: Connection, raw: Raw, error: Exception, now: datetime) -> list[NewLetter]:
    log.error("Update %s cannot be processed: %s", raw.get("update_id"), where(error))
    updates.bury(db, "in", json.dumps(raw), where(error), now)
    crash.at("bury.written")
    try:
        incoming = read(raw)
    except Exception:  # noqa: BLE001  whatever is wrong with it, nobody can be told
        return []
    if incoming.person is None or not incoming.is_private:
        return []
    return letters([Say(text("common.failed"))], _asked(incoming), lambda _user, _rows: "")


def where(error: BaseException) -> str:
    """The kind of an error and its place in the code, without the words that caused it."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + place + ADVICE.get(reason(error) or "", "")


def _together(app: App, db: Connection, raws: Sequence[Raw], now: datetime, bot_name: str) -> list[NewLetter]:
    """All updates behind one savepoint, which is cheap; when one of them fails, each is processed behind its own."""
    try:
        with savepoint(db):
            return [letter for raw in raws for letter in _answered(app, db, read(raw), now, bot_name)]
    except Exception as error:
        if is_outage(error):
            raise
    return [letter for raw in raws for letter in _patiently(app, db, raw, now, bot_name)]


def _patiently(app: App, db: Connection, raw: Raw, now: datetime, bot_name: str) -> list[NewLetter]:
    """Process one update behind a savepoint: refused, it leaves nothing; failing again and again, a dead letter.

    A button about something that is no longer there, or not in this shop, does nothing.
    """
    failure: Exception | None = None
    crash.at("batch.apart")
    for _ in range(TRIES):
        try:
            with savepoint(db):
                return _answered(app, db, read(raw), now, bot_name)
        except RuleError as refusal:
            return _refused(app, _call(db, read(raw), now, bot_name), read(raw), refusal)
        except Exception as error:
            if is_outage(error):
                raise
            if isinstance(error, NoResultFound) and read(raw).callback is not None:
                return compose(db, [Toast(plain("route.button_gone"))], _asked(read(raw)), now)
            failure = error
    assert failure is not None  # noqa: S101  every try ended in one
    return _buried(db, raw, failure, now)


def _answered(app: App, db: Connection, incoming: Incoming, now: datetime, bot_name: str) -> list[NewLetter]:
    if incoming.blocked is not None:
        (outbox.unreachable if incoming.blocked else outbox.reachable)(db, incoming.chat_id)
    if incoming.person is None:
        return []
    if not incoming.is_private:
        return _outside(incoming, bot_name)
    answers = routing.answer(app, _call(db, incoming, now, bot_name), incoming.callback)
    return compose(db, answers, _asked(incoming), now)


def _refused(app: App, call: Call, incoming: Incoming, refusal: RuleError) -> list[NewLetter]:
    return compose(call.db, routing.refused(app, call, refusal), _asked(incoming), call.now)


def _call(db: Connection, incoming: Incoming, now: datetime, bot_name: str) -> Call:
    assert incoming.person is not None  # noqa: S101  nobody else is answered
    return Call(db, now, bot_name, incoming.person, "", message=incoming.message, below=incoming.message_id)


def _outside(incoming: Incoming, bot_name: str) -> list[NewLetter]:
    """In a group: one sentence for a command that names this bot, silence for everything else."""
    words = incoming.message.text if incoming.message and not incoming.message.edited else ""
    command = words.split(maxsplit=1)[0].lower() if words.startswith("/") else ""
    if not command.endswith(f"@{bot_name.lower()}"):
        return []
    return letters([Say(text("common.private_only"))], _asked(incoming), lambda _user, _rows: "")


def _asked(incoming: Incoming) -> Asked:
    return Asked(incoming.chat_id, incoming.callback_id, incoming.message_id, incoming.has_photo)


def _keyboard(db: Connection, now: datetime, user_id: int, rows: Rows) -> str:
    actions = [Action(button.action, button.data, button.once) for row in rows for button in row if button.action]
    return dialogs.store_keyboard(db, user_id, actions, now)


def _addressed(db: Connection, composed: Sequence[NewLetter]) -> list[NewLetter]:
    """Letters to those who asked, with what they are to the shop now that their updates are processed."""
    askers = {letter.chat_id for letter in composed if letter.audience == ASKER}
    if not askers:
        return list(composed)
    shops = outbox.sellers_among(db, askers)
    cards = outbox.buyers_among(db, others) if (others := askers - shops.keys()) else {}
    return [_to_asker(letter, shops, cards) if letter.audience == ASKER else letter for letter in composed]


def _to_asker(
    letter: NewLetter, shops: Mapping[int, int], cards: Mapping[int, Collection[tuple[int, int]]]
) -> NewLetter:
    if letter.chat_id in shops:
        return NewLetter(
            letter.chat_id, SELLER, letter.method, letter.payload, shops[letter.chat_id], None, letter.picture
        )
    own = cards.get(letter.chat_id, ())
    if len(own) == 1:
        ((shop_id, buyer_id),) = own
        return letter._replace(audience=BUYER, shop_id=shop_id, buyer_id=buyer_id, purpose=ANSWER)
    return letter._replace(audience=BUYER, purpose=ANSWER) if own else letter._replace(audience=STRANGER)
