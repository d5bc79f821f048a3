"""What the segments are made of: every buyer of a shop as one frozen value, in a few set-based statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, exists, func, or_, select

from rules.occasions.win_back import SEASONAL
from rules.parsing.names import name_key
from rules.rhythm import Rhythm
from rules.segments import BOTH, CATEGORY, CHANNEL, ITEM, SAME, SAME_FROM, Habits, Member, worded
from rules.segments import Shop as Known
from storage import shops, tiers
from storage.purchases import NET
from storage.shops import Shop
from storage.tables.buyers import buyer, note
from storage.tables.purchases import purchase
from storage.tables.reminders import muted

CHUNK = 500
"""Buyers that are read at once."""
_SHOP: BindParameter[int] = bindparam("shop")
_LIKES = exists().where(note.c.buyer_id == buyer.c.id, note.c.shop_id == buyer.c.shop_id, note.c.kind == "like")
_SEASONAL = exists().where(muted.c.buyer_id == buyer.c.id, muted.c.kind == SEASONAL)
_PEOPLE: Select[Any] = select(
    buyer.c.id,
    buyer.c.name_key,
    buyer.c.tier,
    buyer.c.tier_by_hand,
    buyer.c.purchases,
    buyer.c.net_cents,
    buyer.c.first_day,
    buyer.c.last_day,
    buyer.c.rhythm_gaps,
    buyer.c.rhythm_log_sum,
    buyer.c.birthday_month,
    _LIKES.label("likes"),
    _SEASONAL.label("seasonal"),
    buyer.c.merged_into,
).where(buyer.c.shop_id == _SHOP, or_(buyer.c.merged_into.is_(None), buyer.c.merged_into == buyer.c.id))
"""Those who were erased included: their rows point at themselves."""
_NEXT = _PEOPLE.where(buyer.c.id > bindparam("after")).order_by(buyer.c.id).limit(bindparam("most"))
_PAID = (purchase.c.shop_id == _SHOP, NET > 0)
_LOWER = func.lower(purchase.c.item)
_SAME = (
    select(purchase.c.buyer_id, func.min(_LOWER).label("one"), func.max(_LOWER).label("other"))
    .where(*_PAID, purchase.c.item != "")
    .group_by(purchase.c.buyer_id)
    .having(func.count() >= SAME_FROM, func.count(_LOWER.distinct()) <= 2)
)
"""Two that differ may be two spellings of one thing, which databases tell apart more or less well."""
_WORDS = select(purchase.c.buyer_id, purchase.c.tags, purchase.c.channel).where(
    *_PAID, or_(purchase.c.tags != "", purchase.c.channel != "")
)
_WORDS = _WORDS.distinct()
_ITEMS = select(purchase.c.item).where(*_PAID, purchase.c.item != "").distinct()
_WHO = select(purchase.c.buyer_id).where(*_PAID, purchase.c.item.in_(bindparam("items", expanding=True))).distinct()
_ROWS = select(buyer).where(buyer.c.shop_id == _SHOP, buyer.c.id.in_(bindparam("buyers", expanding=True)))


def everybody(db: Connection, shop: Shop) -> list[Member]:
    """Every buyer of the shop, also those without a purchase and those who were erased."""
    return [_member(shop, row) for row in db.execute(_PEOPLE, {"shop": shop.id})]


def one_by_one(db: Connection, shop: Shop) -> Iterator[Member]:
    """As `everybody`, without having them all in memory at once."""
    after: int | None = 0
    while after is not None:
        some = db.execute(_NEXT, {"shop": shop.id, "after": after, "most": CHUNK}).all()
        yield from (_member(shop, row) for row in some)
        after = some[-1].id if some else None


def _member(shop: Shop, row: Row[Any]) -> Member:
    return Member(
        row.id,
        row.name_key,
        tiers.higher(shop, row.tier, row.tier_by_hand),
        row.purchases,
        row.net_cents,
        row.first_day,
        row.last_day,
        Rhythm(row.rhythm_gaps, row.rhythm_log_sum),
        row.birthday_month,
        row.likes,
        row.seasonal,
        row.merged_into is not None,
    )


def known(db: Connection, shop: Shop, today: date, segment: str | None = None) -> Known:
    """What the segments know beside the buyers; the habits only as far as one segment asks for them."""
    return Known(today, shops.rules_of(shop).rhythm, _habits_for(db, shop.id, segment))


def _habits_for(db: Connection, shop_id: int, segment: str | None) -> Habits:
    parts = (segment or "").split(BOTH)
    things = [part for part in parts if part.startswith(f"{ITEM}:")]
    others = [part for part in parts if part not in things]
    is_asked = segment is None or any(part == SAME or ":" in part for part in others)
    found = habits(db, shop_id) if is_asked else Habits()
    return found._replace(words={**found.words, **_with_items(db, shop_id, things)}) if things else found


def habits(db: Connection, shop_id: int) -> Habits:
    """Who always buys the same thing, and who bought what kind of thing where."""
    same = (row.buyer_id for row in db.execute(_SAME, {"shop": shop_id}) if name_key(row.one) == name_key(row.other))
    words, spelled = defaultdict[str, set[int]](set), dict[str, str]()
    for row in db.execute(_WORDS, {"shop": shop_id}):
        for kind, word in _named(row.tags, row.channel):
            segment = f"{kind}:{name_key(word)}"
            words[segment].add(row.buyer_id)
            spelled[segment] = min(word, spelled.get(segment, word))
    return Habits(frozenset(same), {segment: frozenset(his) for segment, his in words.items()}, spelled)


def _named(tags: str, channel: str) -> list[tuple[str, str]]:
    return [*((CATEGORY, tag) for tag in tags.split()), *([(CHANNEL, channel)] if channel else [])]


def items(db: Connection, shop_id: int) -> list[str]:
    """What was bought, each wording once."""
    return list(db.scalars(_ITEMS, {"shop": shop_id}))


def _with_items(db: Connection, shop_id: int, segments: Sequence[str]) -> dict[str, frozenset[int]]:
    """Who has bought the thing that an item's segment names, for each of these."""
    known = items(db, shop_id)
    wordings = {segment: worded(segment.partition(":")[2], known) for segment in segments}
    return {
        segment: frozenset(db.scalars(_WHO, {"shop": shop_id, "items": things})) for segment, things in wordings.items()
    }


def rows(db: Connection, shop_id: int, numbers: Sequence[int]) -> list[Row[Any]]:
    """The buyers with these ids, in this order."""
    found = {row.id: row for row in db.execute(_ROWS, {"shop": shop_id, "buyers": list(numbers)})}
    return [found[number] for number in numbers if number in found]
