"""What a file has brought and another one tells of, too, is that one's when the first is taken back."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, or_, select, update

from storage import buyers, imports
from storage.imports import DONE, FACTS, KNEW, KNOWN, SEVERAL, Job
from storage.tables.imports import import_job, import_row

Made = dict[str, Any]

_TAKES = update(import_row).where(import_row.c.id == bindparam("row")).values(state=DONE, made=bindparam("wrote"))


def hand_over(db: Connection, job: Job, rows: Sequence[Row[Any]]) -> set[int]:
    """Give purchases and postings of these rows to the rows that found them known; the ids of rows that gave something."""
    entries = {row.booked_ref: (row.id, entry) for row in rows if row.booked_ref and (entry := _entry(row))}
    bought = {row.purchase_id: row.id for row in rows if row.purchase_id and row.state == DONE}
    heirs = _heirs(db, job, bought, entries)
    told = {row.id: made["told"] for row in rows if "told" in (made := json.loads(row.made or "{}"))}
    for giver, heir in heirs.items():
        made = json.loads(heir.made or "{}")
        if heir.purchase_id is None:
            made["entry"] = entries[heir.booked_ref][1]
        if giver in told:
            made["told"] = [made.get("told", told[giver])[0], *told[giver][1:]]
        db.execute(_TAKES, {"row": heir.id, "wrote": json.dumps(made) if made else ""})
    _count_again(db, {heir.job_id for heir in heirs.values()})
    return set(heirs)


def _entry(row: Row[Any]) -> int | None:
    found: int | None = json.loads(row.made or "{}").get("entry")
    return found


def _heirs(
    db: Connection, job: Job, bought: dict[int, int], entries: dict[str, tuple[int, int]]
) -> dict[int, Row[Any]]:
    """The first row of other files that found each of these known, by the row that gives."""
    same = or_(
        import_row.c.purchase_id.in_(list(bought)),
        and_(import_row.c.purchase_id.is_(None), import_row.c.booked_ref.in_(list(entries))),
    )
    others = (import_row.c.shop_id == job.shop_id, import_row.c.job_id != job.id, import_row.c.state == KNOWN)
    found: dict[int, Row[Any]] = {}
    for row in db.execute(select(import_row).where(*others, same).order_by(import_row.c.id)):
        giver = bought[row.purchase_id] if row.purchase_id else entries[row.booked_ref][0]
        found.setdefault(giver, row)
    return found


def hand_facts_over(db: Connection, job: Job, rows: Sequence[Row[Any]]) -> tuple[dict[int, Made], int]:
    """Give birthdays, notes ... of these rows to the rows that knew them; what each has left to take back, and how many went."""
    left: dict[int, Made] = {row.id: json.loads(row.made or "{}") for row in rows}
    givers = [row for row in rows if row.buyer_id and not left[row.id].keys().isdisjoint(FACTS)]
    now = {row.buyer_id: buyers.whoever(db, job.shop_id, row.buyer_id).id for row in givers}
    knew = _who_knew(db, job, now)
    given: dict[int, tuple[Row[Any], Made]] = {}
    facts = [(row, *fact) for row in givers for fact in _facts(left[row.id])]
    gone = [(row, *fact, heir) for row, *fact in facts if (heir := knew.get(_key(now[row.buyer_id], *fact)))]
    for row, kind, fact, heir in gone:
        _, made = given.setdefault(heir.id, (heir, json.loads(heir.made)))
        _move(kind, fact, left[row.id], made)
    for heir, made in given.values():
        wrote = imports.written(made, made.pop(KNEW, ()))
        db.execute(update(import_row).where(import_row.c.id == heir.id).values(made=wrote))
    _count_again(db, {heir.job_id for heir, _ in given.values()})
    return left, len(gone)


def _who_knew(db: Connection, job: Job, now: Mapping[int, int]) -> dict[tuple[int, str, str], Row[Any]]:
    """The first row of other files that says each fact about these people, too; `now`: who they turned out to be."""
    others = (import_row.c.shop_id == job.shop_id, import_row.c.job_id != job.id, import_row.c.state.in_((DONE, KNOWN)))
    about = (import_row.c.buyer_id.in_({*now, *now.values()}), import_row.c.made.contains(f'"{KNEW}": '))
    found: dict[tuple[int, str, str], Row[Any]] = {}
    for row in db.execute(select(import_row).where(*others, *about).order_by(import_row.c.id)).all() if now else ():
        for kind, fact in json.loads(row.made)[KNEW]:
            found.setdefault(_key(now.get(row.buyer_id, row.buyer_id), kind, fact), row)
    return found


def _key(buyer_id: int, kind: str, fact: Any) -> tuple[int, str, str]:
    return buyer_id, kind, json.dumps(fact)


def _facts(made: Made) -> list[tuple[str, Any]]:
    """What a row has written about somebody, one by one."""
    said = [(kind, made[kind]) for kind in FACTS if kind in made]
    return [(kind, one) for kind, all_ in said for one in (all_ if kind in SEVERAL else [all_])]


def _move(kind: str, fact: Any, giver: Made, heir: Made) -> None:
    if kind in SEVERAL:
        giver[kind].remove(fact)
        heir.setdefault(kind, []).append(fact)
    else:
        heir[kind] = giver.pop(kind)


def hand_people_over(db: Connection, job: Job, kept: Collection[int]) -> None:
    """People who stay came with the next file that has booked something for them."""
    others = (import_row.c.shop_id == job.shop_id, import_row.c.job_id != job.id)
    bare = and_(import_row.c.state == KNOWN, import_row.c.purchase_id.is_(None))
    mine = (import_row.c.buyer_id.in_(kept), or_(import_row.c.state == DONE, bare))
    rows = db.execute(select(import_row).where(*others, *mine).order_by(import_row.c.id.desc())).all() if kept else []
    heirs = {row.buyer_id: row for row in rows}
    for heir in heirs.values():
        db.execute(update(import_row).where(import_row.c.id == heir.id).values(state=DONE, made_buyer=True))
    _count_again(db, {heir.job_id for heir in heirs.values()})


def _count_again(db: Connection, jobs: Iterable[int]) -> None:
    """What is said of these files, and whether there is anything to take back, is told anew."""
    for job in db.execute(select(import_job).where(import_job.c.id.in_(jobs), import_job.c.state == DONE)).all():
        imports.keep_plan(db, job, {**imports.plan_of(job), "counts": imports.counts(db, job)})
