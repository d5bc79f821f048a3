"""Somebody is erased: he goes from the files too that are not read in yet, and his words from those that are."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, delete, select, update

from rules.importing.orders import order_of
from rules.parsing.names import name_key
from rules.parsing.text import one_line
from storage import imports
from storage.imports import ASKED, FETCHING, PLANNING, Job
from storage.person import Person
from storage.tables.imports import import_job, import_row

WORKED_OUT = ("known", "near", "sum")
"""What a plan says about people; it is found out anew."""

SINCE = "erased_since"
"""How often somebody was erased while the file was read."""


def forget(db: Connection, found: Person) -> None:
    """Rows that say his name are not read in any more; of those that were, only that they were is kept."""
    here = import_row.c.shop_id == found.shop_id
    db.execute(update(import_row).where(here, import_row.c.buyer_id.in_(found.ids)).values(cells="", who="", reason=""))
    _forget_facts(db, found)
    _unsettle(db, found.shop_id)
    jobs = db.execute(select(import_job).where(import_job.c.shop_id == found.shop_id)).all()
    plans = {job.id: imports.plan_of(job) for job in jobs}
    parts = _parts(found)
    wanted = select(import_row.c.id, import_row.c.cells, import_row.c.job_id)
    shortened = set[int]()
    for row in db.execute(wanted.where(here, import_row.c.cells != "")).all():
        if found.is_behind(row.cells) or _is_named(row.cells, parts, _taken_for(found, plans[row.job_id])):
            db.execute(delete(import_row).where(import_row.c.id == row.id))
            shortened.add(row.job_id)
    for job in jobs:
        names_him = found.is_behind(job.plan) or found.is_meant(job.name) or _taken_for(found, plans[job.id])
        if names_him or job.id in shortened:
            _look_again(db, found, job, plans[job.id])


def _forget_facts(db: Connection, found: Person) -> None:
    """What was written about him is gone, and needs no taking back; his bookings stay, as nobody's."""
    his = (import_row.c.shop_id == found.shop_id, import_row.c.buyer_id.in_(found.ids), import_row.c.made != "")
    for row in db.execute(select(import_row.c.id, import_row.c.made).where(*his)).all():
        entry = json.loads(row.made).get("entry")
        left = imports.written({"entry": entry} if entry else {})
        db.execute(update(import_row).where(import_row.c.id == row.id).values(made=left))


def _look_again(db: Connection, found: Person, job: Job, plan: dict[str, Any]) -> None:
    """The plan without him; what the seller said of all others stays."""
    kept = {name: value for name, value in plan.items() if name not in WORKED_OUT}
    if "names" in plan:
        his = _taken_for(found, plan)
        kept["names"] = {key: to for key, to in plan["names"].items() if key not in his and not found.is_meant(key)}
    state = PLANNING if job.state == ASKED else job.state
    if "sheets" in plan:
        kept["sheets"] = [_without_words(db, job, at, sheet) for at, sheet in enumerate(plan["sheets"])]
    imports.change(db, job, state, plan=json.dumps(kept, ensure_ascii=False), name="")


def _taken_for(found: Person, plan: dict[str, Any]) -> set[str]:
    """Names of a file that the seller said are him."""
    return {key for key, to in plan.get("names", {}).items() if to in found.ids}


def _parts(found: Person) -> set[tuple[str, str]]:
    """His names as two columns say them."""
    words = [variant.split() for name in found.names for variant in {name.casefold(), name_key(name)}]
    return {(" ".join(one[:at]), " ".join(one[at:])) for one in words for at in range(1, len(one))}


def _is_named(packed: str, parts: set[tuple[str, str]], keys: set[str]) -> bool:
    """Whether two cells of a row make one of his names, or one says a name that is taken for his."""
    if not (parts or keys):
        return False
    cells = {one_line(cell).casefold() for cell in json.loads(packed)}
    return any(first in cells and last in cells for first, last in parts) or not keys.isdisjoint(map(name_key, cells))


def _unsettle(db: Connection, shop_id: int) -> None:
    """What is being read or worked out at this moment was begun with him in it: it is not stored (see `fetched`, `show`)."""
    begun = (import_job.c.shop_id == shop_id, import_job.c.state.in_((FETCHING, PLANNING)))
    for job in db.execute(select(import_job).where(*begun)).all():
        plan = imports.plan_of(job)
        imports.keep_plan(db, job, {**plan, SINCE: plan.get(SINCE, 0) + 1})


def _without_words(db: Connection, job: Job, number: int, sheet: dict[str, Any]) -> dict[str, Any]:
    """A sheet without what stood in its rows; days that can be read otherwise are looked for in those that are left."""
    orders = sheet.get("orders", ())
    anew = [[first, example and _twofold(db, job, number, at)] for at, (first, example) in enumerate(orders)]
    return {**sheet, "samples": [], "orders": anew}


def _twofold(db: Connection, job: Job, sheet: int, at: int) -> str:
    """A day of a column that can be read in both orders, "" if there is none."""
    mine = (import_row.c.job_id == job.id, import_row.c.sheet == sheet, import_row.c.cells != "")
    rows = db.scalars(select(import_row.c.cells).where(*mine).order_by(import_row.c.id)).all()
    return next(filter(None, (order_of(json.loads(cells)[at : at + 1]).example for cells in rows)), "")
