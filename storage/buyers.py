"""Buyers of a shop: found by name or account, created, renamed, and what is known about them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA
from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    union_all,
    update,
)

from rules.errors import RuleError
from rules.occasions.facts import Birthday
from rules.parsing.names import name_key
from rules.tiers import NEW
from storage.tables.buyers import alias, buyer
from storage.tables.shops import shop

Buyer = Row[Any]

SHORT_NAME = 5
"""Up to this many letters a slip of the finger is one edit; in a longer name it may be two."""
MIN_BEGINNING = 3
"""A name that begins with another one counts as the same from this many letters."""

_BY_ID = select(buyer).where(buyer.c.shop_id == bindparam("shop"), buyer.c.id == bindparam("buyer"))
_LOCK = select(buyer).where(buyer.c.shop_id == bindparam("shop"), buyer.c.id == bindparam("buyer"))
_LOCK = _LOCK.with_for_update()
_HERE = (buyer.c.shop_id == bindparam("shop"), buyer.c.merged_into.is_(None))
_ALIASES = select(buyer.c.id, alias.c.name_key).join(alias, alias.c.buyer_id == buyer.c.id).where(*_HERE)
_NAMES = union_all(select(buyer.c.id, buyer.c.name_key).where(*_HERE), _ALIASES)
_BY_ACCOUNT = (
    select(buyer)
    .where(*_HERE, or_(buyer.c.telegram_id == bindparam("person"), buyer.c.contact_id == bindparam("person")))
    .order_by(buyer.c.telegram_id.is_(None), buyer.c.id)
    .limit(1)
)
_RECENT = select(buyer).where(*_HERE).order_by(buyer.c.last_day.is_(None), buyer.c.last_day.desc(), buyer.c.id.desc())
_CARDS_OF = (
    select(buyer.c.shop_id, buyer.c.id)
    .join(shop, shop.c.id == buyer.c.shop_id)
    .where(buyer.c.telegram_id == bindparam("person"))
    .order_by(shop.c.name)
)
_INSERT = insert(buyer).returning(buyer.c.id)
_CHANGE = update(buyer).where(buyer.c.shop_id == bindparam("b_shop"), buyer.c.id == bindparam("b_id"))


def get(db: Connection, shop_id: int, buyer_id: int) -> Buyer:
    """The buyer with this id in this shop; raises NoResultFound when there is none."""
    return db.execute(_BY_ID, {"shop": shop_id, "buyer": buyer_id}).one()


def find(db: Connection, shop_id: int, buyer_id: int) -> Buyer | None:
    """The buyer with this id in this shop, if there is one."""
    return db.execute(_BY_ID, {"shop": shop_id, "buyer": buyer_id}).first()


def lock(db: Connection, shop_id: int, buyer_id: int, known: Buyer | None = None) -> Buyer | None:
    """Let nobody else book for this buyer until the transaction ends; gives his row as it is under the lock.

    On SQLite there is one writer anyway: the `known` row, if there is one, is how he is.
    """
    if db.dialect.name != "postgresql":
        return known
    return db.execute(_LOCK, {"shop": shop_id, "buyer": buyer_id}).first()


def survivor(db: Connection, shop_id: int, buyer_id: int) -> Buyer:
    """The buyer with this id, or whoever he turned out to be; raises RuleError for one who was erased."""
    row = whoever(db, shop_id, buyer_id)
    if row.merged_into is not None:
        raise RuleError("who.erased")
    return row


def whoever(db: Connection, shop_id: int, buyer_id: int) -> Buyer:
    """The buyer with this id, or whoever he turned out to be, or the nameless row of one who was erased."""
    row = get(db, shop_id, buyer_id)
    return row if row.merged_into in {None, row.id} else whoever(db, shop_id, row.merged_into)


def rows_of(shop_id: int | BindParameter[int], buyer_id: int | BindParameter[int]) -> Select[Any]:
    """A query for the ids of all rows that are this buyer: his own, and those that turned out to be his."""
    him = select(buyer.c.id).where(buyer.c.shop_id == shop_id, buyer.c.id == buyer_id).cte("him", recursive=True)
    more = select(buyer.c.id).join(him, buyer.c.merged_into == him.c.id).where(buyer.c.shop_id == shop_id)
    return select(him.union(more).c.id)


def named(db: Connection, shop_id: int, name: str) -> Sequence[Buyer]:
    """Every buyer of exactly this name, whatever its capitals, umlauts or accents."""
    key = name_key(name)
    return of_keys(db, shop_id, [key])[key]


def of_keys(db: Connection, shop_id: int, keys: Collection[str]) -> dict[str, list[Buyer]]:
    """The buyers of each of these normalised names; those who have it as another name if nobody is called so."""
    rows: dict[str, list[Buyer]] = {key: [] for key in keys}
    others: dict[str, list[Buyer]] = {key: [] for key in keys}
    wanted = {f"name{number}": key for number, key in enumerate(rows)}
    found = db.execute(_by_keys(len(rows)), {"shop": shop_id, **wanted}).all() if rows else []
    for row in sorted(found, key=lambda row: int(row.id)) if len(found) > 1 else found:
        (rows if row.name_key == row.known_as else others)[row.known_as].append(row)
    return {key: his or others[key] for key, his in rows.items()}


@cache
def _by_keys(count: int) -> CompoundSelect[Any]:
    """Who has one of so many names; each is looked up by itself: for a list SQLite makes a table of it first."""
    names: list[BindParameter[str]] = [bindparam(f"name{number}") for number in range(count)]
    called = select(buyer, buyer.c.name_key.label("known_as")).where(*_HERE)
    also = select(buyer, alias.c.name_key.label("known_as")).join(alias, alias.c.buyer_id == buyer.c.id)
    also = also.where(*_HERE, alias.c.shop_id == bindparam("shop"), alias.c.name_key != buyer.c.name_key)
    return union_all(
        *[called.where(buyer.c.name_key == name) for name in names],
        *[also.where(alias.c.name_key == name) for name in names],
    )


def similar(db: Connection, shop_id: int, name: str, most: int = 3, *, in_part: bool = False) -> list[Buyer]:
    """Buyers one of whose names is a part of `name` or the other way round, then those a slip of the finger away, best first.

    With `in_part`, a slip in one word of their name counts too. Those of exactly this name are left out.
    """
    wanted, ranks, same = name_key(name), dict[int, float](), set[int]()
    for row in db.execute(_NAMES, {"shop": shop_id}):
        if row.name_key == wanted:
            same.add(row.id)
        elif rank := _likeness(wanted, row.name_key, in_part=in_part):
            ranks[row.id] = max(rank, ranks.get(row.id, 0))
    ranked = sorted((-rank, buyer_id) for buyer_id, rank in ranks.items() if buyer_id not in same)
    return [get(db, shop_id, buyer_id) for _, buyer_id in ranked[:most]]


def longer_named(db: Connection, shop_id: int, known: Buyer, word: str) -> list[Buyer]:
    """Buyers with the name of a known one and a word behind it that is a slip of the finger away from `word`."""
    begins, rest = f"{known.name_key} ", name_key(word)
    rows = db.execute(
        select(buyer).where(*_HERE, buyer.c.name_key.startswith(begins, autoescape=True)), {"shop": shop_id}
    )
    return [row for row in rows if is_slip(rest, row.name_key.removeprefix(begins))]


def search(db: Connection, shop_id: int, words: str, most: int = 50) -> list[Buyer]:
    """Buyers one of whose names contains `words`, or is similar to them; best first."""
    key = name_key(words)
    aliased = _ALIASES.where(alias.c.name_key.contains(key, autoescape=True)).with_only_columns(buyer.c.id)
    named_so = or_(buyer.c.name_key.contains(key, autoescape=True), buyer.c.id.in_(aliased))
    contains = select(buyer).where(*_HERE, named_so)
    hits = list(db.execute(contains.order_by(buyer.c.name_key).limit(most), {"shop": shop_id}))
    known = {row.id for row in hits}
    return hits + [row for row in similar(db, shop_id, words, in_part=True) if row.id not in known]


def _likeness(wanted: str, name: str, *, in_part: bool) -> float:
    """Above 100 if one name contains the other, up to 100 by rapidfuzz ratio for a slip, 0 if they are unrelated."""
    if _contains(wanted, name) or _contains(name, wanted):
        return 100 + fuzz.ratio(wanted, name)
    parts = {name, *name.split()} if in_part else {name}
    return max((fuzz.ratio(wanted, part) for part in parts if is_slip(wanted, part)), default=0)


def _contains(longer: str, shorter: str) -> bool:
    """As whole words, or as its beginning."""
    begins = len(shorter) >= MIN_BEGINNING and longer.startswith(shorter)
    return begins or (bool(shorter) and f" {shorter} " in f" {longer} ")


def is_slip(one: str, other: str) -> bool:
    """Whether so few letters are wrong, missing, added or swapped that it may be a slip."""
    most = 1 if min(len(one), len(other)) <= SHORT_NAME else 2
    return OSA.distance(one, other, score_cutoff=most) <= most


def of_account(db: Connection, shop_id: int, telegram_id: int) -> Buyer | None:
    """The buyer with this Telegram account: linked by himself, or pointed at by the seller."""
    return db.execute(_BY_ACCOUNT, {"shop": shop_id, "person": telegram_id}).first()


def of_link(db: Connection, shop_id: int, telegram_id: int) -> Buyer | None:
    """The buyer who linked this account himself."""
    return db.execute(select(buyer).where(buyer.c.shop_id == shop_id, buyer.c.telegram_id == telegram_id)).first()


def create(db: Connection, shop_id: int, name: str, now: datetime, contact_id: int | None = None) -> int:
    """Add a buyer and return his id."""
    values = {
        "shop_id": shop_id,
        "name": name,
        "name_key": name_key(name),
        "contact_id": contact_id,
        "created_at": now,
        "reachable": True,
        "tier": NEW,
        "tier_told": NEW,
        "receipts": False,
        "letters": False,
        "purchases": 0,
        "net_cents": 0,
        "rhythm_gaps": 0,
        "rhythm_log_sum": 0.0,
    }
    return int(db.execute(_INSERT, values).scalar_one())


def change(db: Connection, shop_id: int, buyer_id: int, **facts: object) -> None:
    """Set columns of a buyer."""
    db.execute(_CHANGE, {"b_shop": shop_id, "b_id": buyer_id, **facts})


def point_at(db: Connection, shop_id: int, buyer_id: int, account: int) -> None:
    """The seller said that this account is the buyer's; one that is known already stays."""
    unknown = (buyer.c.shop_id == shop_id, buyer.c.id == buyer_id, buyer.c.contact_id.is_(None))
    db.execute(update(buyer).where(*unknown).values(contact_id=account))


def rename(db: Connection, shop_id: int, buyer_id: int, name: str) -> None:
    """Give a buyer another name."""
    change(db, shop_id, buyer_id, name=name, name_key=name_key(name))


def add_alias(db: Connection, shop_id: int, buyer_id: int, name: str) -> int | None:
    """Let a buyer be found by another name as well; gives its id, None when it is his already."""
    key = name_key(name)
    if get(db, shop_id, buyer_id).name_key == key or alias_id(db, shop_id, buyer_id, name):
        return None
    values = {"shop_id": shop_id, "buyer_id": buyer_id, "name": name, "name_key": key}
    return int(db.execute(insert(alias).returning(alias.c.id), values).scalar_one())


def alias_id(db: Connection, shop_id: int, buyer_id: int, name: str) -> int | None:
    """The id of another name of a buyer; None when it is none."""
    mine = (alias.c.shop_id == shop_id, alias.c.buyer_id == buyer_id, alias.c.name_key == name_key(name))
    return db.scalar(select(alias.c.id).where(*mine))


def drop_alias(db: Connection, shop_id: int, buyer_id: int, name: str) -> bool:
    """Forget another name of a buyer; False when it was none."""
    mine = (alias.c.shop_id == shop_id, alias.c.buyer_id == buyer_id, alias.c.name_key == name_key(name))
    return bool(db.execute(delete(alias).where(*mine)).rowcount)


def aliases(db: Connection, shop_id: int, buyer_id: int) -> list[str]:
    """The other names of a buyer, in the order they were given; his own is none."""
    mine = (alias.c.shop_id == shop_id, alias.c.buyer_id == buyer_id, alias.c.name_key != buyer.c.name_key)
    joined = select(alias.c.name).join(buyer, buyer.c.id == alias.c.buyer_id)
    return list(db.scalars(joined.where(*mine).order_by(alias.c.id)))


def set_birthday(db: Connection, shop_id: int, buyer_id: int, birthday: Birthday | None, today: date) -> None:
    """Note a buyer's birthday, and since when it is known."""
    change(
        db,
        shop_id,
        buyer_id,
        birthday_day=birthday and birthday.day,
        birthday_month=birthday and birthday.month,
        birthday_year=birthday and birthday.year,
        birthday_since=today if birthday else None,
    )


def birthday_of(row: Buyer) -> Birthday | None:
    """The birthday on a buyer's row."""
    return Birthday(row.birthday_day, row.birthday_month, row.birthday_year) if row.birthday_day else None


def wants_receipts(row: Buyer) -> bool:
    """Whether he agreed to receipts and warnings from the shop, and can be written to."""
    return bool(row.receipts and row.reachable and row.telegram_id)


def wants_letters(row: Buyer) -> bool:
    """Whether he agreed that the shop writes to him through the bot, and can be written to."""
    return bool(row.letters and row.reachable and row.telegram_id)


def recent(db: Connection, shop_id: int, most: int, offset: int = 0) -> Sequence[Buyer]:
    """Buyers by their last purchase, newest first; those without one come last."""
    return db.execute(_RECENT.limit(most).offset(offset), {"shop": shop_id}).all()


def count(db: Connection, shop_id: int) -> int:
    """How many buyers the shop has."""
    return int(db.execute(select(func.count()).select_from(buyer).where(*_HERE), {"shop": shop_id}).scalar_one())


def cards_of(db: Connection, telegram_id: int) -> Sequence[tuple[int, int]]:
    """(shop id, buyer id) of every shop this account linked itself to."""
    return [(row.shop_id, row.id) for row in db.execute(_CARDS_OF, {"person": telegram_id})]
