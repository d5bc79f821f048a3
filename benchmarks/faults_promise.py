"""What is promised, checked in the database and in the chats after the faults."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from demo.telegram.chats import Message
from messages_de import text
from storage.tables.buyers import buyer
from storage.tables.delivery import dead_letter, outbox
from storage.tables.purchases import purchase
from storage.tables.reminders import digest
from storage.tables.shops import seller

NUMBER = re.compile(r"Nr(\d+)")
MARK = text("common.maybe_twice")
BOOKED = "✅"
"""How the answer to a purchase begins; a history may be looked at twice."""
UNCLEAR = text("common.unclear", name="\0").partition("\0")[0]


@dataclass(frozen=True, slots=True)
class Told:
    """Who typed which purchases, and who reads receipts of them."""

    seller: int
    buyer: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """Both chats."""

    seller: Sequence[Message]
    buyer: Sequence[Message]


def broken_promises(db: Connection, told: Told, heard: Heard, gone: Collection[int]) -> Iterator[str]:
    """Everything that is not as promised; whoever is among the `gone` was refused with a 403 and may have missed something."""
    yield from _booked(db, told)
    yield from _figures(db, told)
    yield from _answered(told, heard, may_miss=told.seller in gone)
    yield from _receipts(db, told, heard, may_miss=told.seller in gone)
    yield from _nothing_left(db, told)


def _items(db: Connection, told: Told) -> Counter[int]:
    mine = select(purchase.c.item).join(seller, seller.c.shop_id == purchase.c.shop_id)
    rows = db.scalars(mine.where(seller.c.telegram_id == told.seller))
    return Counter(int(found[1]) for item in rows if (found := NUMBER.search(item)))


def _booked(db: Connection, told: Told) -> Iterator[str]:
    """Each purchase once."""
    stored = _items(db, told)
    yield from (f"Nr{number} is booked {stored[number]} times" for number in told.numbers if stored[number] != 1)
    yield from (f"Nr{number} was never typed" for number in stored.keys() - set(told.numbers))


def _figures(db: Connection, told: Told) -> Iterator[str]:
    """A purchase that was taken back by several taps is taken back once."""
    paid = func.coalesce(func.sum(purchase.c.cents - purchase.c.refunded_cents), 0)
    standing = func.count(purchase.c.id).filter(purchase.c.void.is_(False))
    rows = (
        select(buyer.c.name, buyer.c.net_cents, buyer.c.purchases, paid.label("paid"), standing.label("standing"))
        .join(seller, seller.c.shop_id == buyer.c.shop_id)
        .outerjoin(purchase, purchase.c.buyer_id == buyer.c.id)
        .where(seller.c.telegram_id == told.seller)
        .group_by(buyer.c.id)
    )
    for row in db.execute(rows):
        if (row.net_cents, row.purchases) != (row.paid, row.standing):
            yield f"{row.name} has {row.net_cents} of {row.paid} cents, {row.purchases} of {row.standing} purchases"


def _answered(told: Told, heard: Heard, *, may_miss: bool) -> Iterator[str]:
    """Each answer is read; plainly not twice. The daily message comes as well."""
    said = [message.text for message in heard.seller if message.sender.is_bot]
    read = Counter(int(found[1]) for words in said if (found := NUMBER.search(words)))
    plain = Counter(words for words in said if words.startswith(BOOKED) and not words.endswith(MARK))
    if not may_miss:
        yield from (f"Nr{number} was never answered" for number in told.numbers if not read[number])
    yield from (f"said {count} times: {words}" for words, count in plain.items() if count > 1)


def _receipts(db: Connection, told: Told, heard: Heard, *, may_miss: bool) -> Iterator[str]:
    """No receipt comes twice; what is in doubt is told and stays visible."""
    said = Counter(message.text for message in heard.buyer if message.sender.is_bot)
    yield from (f"the buyer reads {count} times: {words}" for words, count in said.items() if count > 1)
    yield from (f"the buyer reads a mark: {words}" for words in said if words.endswith(MARK))
    doubts = select(func.count()).where(outbox.c.chat_id == told.buyer, outbox.c.state == "unclear")
    doubtful = db.scalar(doubts) or 0
    told_of = sum(message.text.startswith(UNCLEAR) for message in heard.seller)
    if doubtful and not (told_of or may_miss):
        yield f"{doubtful} messages to the buyer are in doubt, and the seller was not told"


def _nothing_left(db: Connection, told: Told) -> Iterator[str]:
    """No letter waits for ever, and nothing was put aside."""
    mine = outbox.c.chat_id.in_((told.seller, told.buyer)), outbox.c.state.in_(("queued", "sending", "dead"))
    for row in db.execute(select(outbox.c.state, outbox.c.method).where(*mine)):
        yield f"a letter ({row.method}) stays {row.state}"
    for words in db.scalars(select(dead_letter.c.error)):
        yield f"put aside: {words}"
    days = select(func.count()).join_from(digest, seller, seller.c.shop_id == digest.c.shop_id)
    if (db.scalar(days.where(seller.c.telegram_id == told.seller)) or 0) > 1:
        yield "two daily messages were made for one day"
