"""What is stored about a buyer, said in German and attached row by row: for himself, or for his seller to hand on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from handlers.answers import Answers, Document, Rows, Say
from handlers.tier_names import tier_name
from messages_de import Html, plain, text
from rules.money import Money
from storage import buyers, disclosure, ledger, shops
from storage.buyers import Buyer
from storage.shops import Shop

FORMAT, VERSION = "stammkunde-meinedaten", 1
JSON = "application/json"
NOTES = ("note", "like", "avoid", "size")
Data = Mapping[str, Sequence[Mapping[str, Any]]]


def disclosed(db: Connection, shop: Shop, row: Buyer, now: datetime, buttons: Rows = (), *, own: bool) -> Answers:
    """All of it: in words with `buttons` below, and as a file with every column."""
    data = disclosure.about(db, shop.id, row.id, own=own)
    form, who = shop.address_form if own else "", "own" if own else "of"
    head = text(f"meinedaten.head_{who}", form, shop=shop.name, name=row.name)
    foot = text(f"meinedaten.foot_{who}", form)
    lines = [head, "", *_lines(db, shop, row, data, now), "", foot]
    day = shops.today_of(shop, now)
    name = plain("meinedaten.file", day=day.isoformat())
    caption = text("meinedaten.caption", form, shop=shop.name)
    return [Say(Html("\n".join(lines)), buttons), Document(name, JSON, packed(shop, data, now), caption)]


def packed(shop: Shop, data: Data, now: datetime) -> bytes:
    """The file: a program reads it, and a person can."""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "shop": shop.name,
        "imprint": shop.imprint,
        "made_at": now.isoformat(),
    }
    return json.dumps({**head, "data": data}, ensure_ascii=False, indent=1).encode()


def _lines(db: Connection, shop: Shop, row: Buyer, data: Data, now: datetime) -> Iterator[Html]:
    yield from _identity(db, shop, row)
    yield from _notes(data)
    yield from _bought(db, shop, row, data, now)
    yield from _care(data)
    yield from _consents(data)


def _identity(db: Connection, shop: Shop, row: Buyer) -> Iterator[Html]:
    yield text("meinedaten.name", name=row.name)
    if others := buyers.aliases(db, shop.id, row.id):
        yield text("meinedaten.also", names=", ".join(others))
    if account := row.telegram_id or row.contact_id:
        yield text("meinedaten.account", number=str(account))
    birthday = buyers.birthday_of(row)
    yield text("meinedaten.birthday", day=birthday) if birthday else text("meinedaten.no_birthday")


def _notes(data: Data) -> Iterator[Html]:
    for note in data.get("note", ()):
        yield text(f"meinedaten.{note['kind']}", text=note["text"], day=_day(note["day"]))


def _bought(db: Connection, shop: Shop, row: Buyer, data: Data, now: datetime) -> Iterator[Html]:
    total = Money(row.net_cents, shop.currency)
    yield text("meinedaten.bought", n=row.purchases, total=total)
    balance = ledger.balance(db, shop.id, row.id, shops.today_of(shop, now))
    points = text("count.points", n=max(balance.points, 0))
    yield text("meinedaten.points", points=points, n=balance.stamps, tier=tier_name(shop, row.tier_by_hand or row.tier))
    if vouchers := [one for one in data.get("voucher", ()) if one["state"] == "open"]:
        yield text("meinedaten.vouchers", codes=", ".join(one["code"] for one in vouchers))


def _care(data: Data) -> Iterator[Html]:
    for kind in ("promise", "complaint"):
        for one in data.get(kind, ()):
            yield text(f"meinedaten.{kind}", text=one["words"], day=_day(one["day"]))
    if reminders := data.get("reminder", ()):
        yield text("meinedaten.reminders", n=len(reminders))


def _consents(data: Data) -> Iterator[Html]:
    for one in data.get("consent", ()):
        what = plain(f"meinedaten.purpose_{one['purpose']}")
        key = "meinedaten.agreed" if one["given"] else "meinedaten.withdrew"
        yield text(key, what=what, day=datetime.fromisoformat(one["created_at"]).date(), version=str(one["version"]))


def _day(iso: str) -> date:
    return date.fromisoformat(iso)
