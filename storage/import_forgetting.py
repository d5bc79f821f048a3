"""Somebody is erased: he goes from the files too that are not read in yet, and his words from those that are."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, delete, select, update

from storage import imports
from storage.imports import ASKED, FETCHING, PLANNING
from storage.person import Person
from storage.tables.imports import import_job, import_row

WORKED_OUT = ("known", "names", "near", "sum")
"""What a plan says about people; it is found out anew."""

SINCE = "erased_since"
"""How often somebody was erased while the file was read."""


def forget(db: Connection, found: Person) -> None:
    """Rows that say his name are not read in any more; of those that were, only that they were is kept."""
    here = import_row.c.shop_id == found.shop_id
    db.execute(update(import_row).where(here, import_row.c.buyer_id.in_(found.ids)).values(cells="", who="", reason=""))
    rows = db.execute(select(import_row.c.id, import_row.c.cells).where(here, import_row.c.cells != "")).all()
    for row in rows:
        if found.is_behind(row.cells):
            db.execute(delete(import_row).where(import_row.c.id == row.id))
    _unsettle(db, found.shop_id)
    for job in db.execute(select(import_job).where(import_job.c.shop_id == found.shop_id)).all():
        if found.is_behind(job.plan) or found.is_meant(job.name):
            plan = {name: value for name, value in imports.plan_of(job).items() if name not in WORKED_OUT}
            state = PLANNING if job.state == ASKED else job.state
            db.execute(
                update(import_job)
                .where(import_job.c.id == job.id)
                .values(plan=json.dumps(_without_samples(plan)), state=state, name="")
            )


def _unsettle(db: Connection, shop_id: int) -> None:
    """What is being read or worked out at this moment was begun with him in it: it is not stored (see `fetched`, `show`)."""
    begun = (import_job.c.shop_id == shop_id, import_job.c.state.in_((FETCHING, PLANNING)))
    for job in db.execute(select(import_job).where(*begun)).all():
        plan = imports.plan_of(job)
        imports.keep_plan(db, job, {**plan, SINCE: plan.get(SINCE, 0) + 1})


def _without_samples(plan: dict[str, Any]) -> dict[str, Any]:
    return {**plan, "sheets": [{**sheet, "samples": []} for sheet in plan["sheets"]]} if "sheets" in plan else plan
