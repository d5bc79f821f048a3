"""A file that brought nothing new, as the same file sent twice, holds nothing of another one back when that is taken back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, or_, select

from storage import imports
from storage.imports import DONE, UNDONE, Job
from storage.tables.imports import import_job, import_row


def let_go(db: Connection, job: Job) -> None:
    """Forget the files that found all they say known, and some of it by this file: it goes, and they would bring it again."""
    for other in _empty(db, job):
        if db.execute(_shared(job, other)).first():
            imports.forget_rows(db, other)
            imports.keep_plan(db, other, {}, UNDONE)


def _empty(db: Connection, job: Job) -> list[Job]:
    """Files that were read in and brought nothing."""
    others = (import_job.c.shop_id == job.shop_id, import_job.c.id != job.id, import_job.c.state == DONE)
    found = db.execute(select(import_job).where(*others)).all()
    return [one for one in found if not imports.plan_of(one)["counts"].get(DONE)]


def _shared(job: Job, other: Job) -> Select[Any]:
    """A row of the other file about a purchase or a person of this one."""
    mine = import_row.alias("mine")
    same = or_(
        *(
            import_row.c[name].in_(select(mine.c[name]).where(mine.c.job_id == job.id))
            for name in ("purchase_id", "buyer_id")
        )
    )
    return select(import_row.c.id).where(import_row.c.job_id == other.id, same).limit(1)
