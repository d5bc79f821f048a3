"""The steps in which a file is read in or taken back; each is one short transaction, and can be followed by any other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from handlers.answers import Answers, Button, Edit
from handlers.einlesen import planning, showing
from handlers.einlesen.files import Sheet
from handlers.einlesen.planning import Plan
from handlers.einlesen.report import reasons, report
from messages_de import Html, plain, text
from rules.errors import RuleError
from storage import fitting, import_booking, import_undo, imports, shops
from storage.fitting import Learnt
from storage.import_booking import Item
from storage.imports import ASKED, BAD, DONE, FAILED, KNOWN, PLANNING, UNDONE, Cells, Job
from storage.outage import is_outage

AT_ONCE = 100
"""Rows in one transaction: other people's messages wait for no more."""
LETTERS_AT_ONCE = 100_000
"""Characters, since a cell may hold a thousand notes."""


class Done(NamedTuple):
    """What one step leads to: what is said, and whether it was the last one."""

    answers: Answers = ()
    is_last: bool = True
    is_to_learn: bool = False
    """What purchases tell about the shop is to be found out beside everything else, then `learn` follows."""


def cells(sheets: Sequence[Sheet]) -> list[Cells]:
    """The rows of a file, as they are stored."""
    return [Cells(at, row.number, row.cells) for at, sheet in enumerate(sheets) for row in sheet.rows]


def fetched(db: Connection, job: Job, sheets: Sequence[Sheet]) -> Done:
    """All rows are stored: what they would do is found out next. If somebody was erased meanwhile, nothing of it stays."""
    now = imports.get(db, job.shop_id, job.id)
    if now.plan != job.plan or imports.plan_of(now):
        return fail(db, now, "erased")
    form = "cards" if sheets[0].is_cards else ""
    plan = {"sheets": [_sheet(sheet) for sheet in sheets], "form": form}
    imports.keep_plan(db, job, plan, PLANNING, tries=0)
    return Done(is_last=False)


def _sheet(sheet: Sheet) -> dict[str, object]:
    return {
        "title": sheet.title,
        "fields": sheet.layout.fields,
        "headings": sheet.layout.headings,
        "separator": sheet.separator,
        "samples": [look.samples for look in sheet.looks],
        "orders": [look.order for look in sheet.looks],
    }


def show(db: Connection, job: Job, plan: Plan) -> Done:
    """The file is understood: the seller decides.

    If somebody was erased since it was looked at, it is looked at again.
    """
    if imports.get(db, job.shop_id, job.id).plan != job.plan:
        return Done(is_last=False)
    imports.keep_plan(db, job, plan, ASKED)
    return Done([Edit(*showing.decision(job, plan, shops.get(db, job.shop_id).currency))])


def run(db: Connection, job: Job, now: datetime, most: int = AT_ONCE) -> Done:
    """Book the next rows; after the last of them, say what came of it."""
    rows, plan = _light(imports.new_rows(db, job, most)), imports.plan_of(job)
    if not rows:
        has_sold = imports.counts(db, job)["purchases"] and not plan.get("learnt")
        return Done(is_last=False, is_to_learn=True) if has_sold else _finished(db, job, plan)
    shop = shops.get(db, job.shop_id)
    by = planning.readers(plan, shop, shops.today_of(shop, job.created_at))
    items = [planning.item(row, by, shop) for row in rows]
    _booked(db, job, items, plan, now)
    return Done(is_last=False)


def _light(rows: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    """The first rows, as far as they say no more than a step can do; at least one."""
    said = accumulate(len(row.cells) for row in rows)
    return [row for row, letters in zip(rows, said, strict=True) if letters <= LETTERS_AT_ONCE or row is rows[0]]


def _booked(db: Connection, job: Job, items: Sequence[Item], plan: Plan, now: datetime) -> None:
    """A row that breaks what no rule foresees is put aside, and takes no other with it."""
    shop, nobody, decided = shops.get(db, job.shop_id), plain("loeschen.nobody"), planning.decided(plan)
    try:
        with db.begin_nested():
            import_booking.book(db, shop, job, items, decided, nobody, now)
    except Exception as error:
        if is_outage(error) or (len(items) == 1 and items[0].entry is None):
            raise
        for one in items:
            odd = Item(one.row, None, RuleError("import.odd")) if len(items) == 1 else one
            _booked(db, job, [odd], plan, now)


def progress(db: Connection, job: Job) -> Edit:
    """How far it is."""
    found = imports.counts(db, job)
    done = sum(found.get(state, 0) for state in (DONE, KNOWN, BAD))
    return showing.progress(job, done, done + found.get(imports.NEW, 0))


def told(db: Connection, job: Job) -> Done:
    """How far it is, where a message shows it."""
    return Done([progress(db, job)] if job.message_id is not None else [], is_last=False)


def _finished(db: Connection, job: Job, plan: Plan) -> Done:
    counts = imports.counts(db, job)
    told = imports.rows_with_reason(db, job)
    files = [report(job, plan, told)] if told else []
    bad, part = (reasons([row for row in told if (row.state == BAD) is is_bad]) for is_bad in (True, False))
    result = {"counts": counts, "bad": bad, "left": part, "moved": plan.get("moved"), "form": showing.form_of(job)}
    imports.forget_words(db, job)
    imports.keep_plan(db, job, result, DONE)
    return Done([Edit(*showing.result(job, result)), *files])


def lesson(db: Connection, job: Job, now: datetime) -> Learnt:
    """What new purchases, or those that are gone, tell about the shop's rhythm: not first on the next morning."""
    shop = shops.get(db, job.shop_id)
    return fitting.learn(db, shop, shops.today_of(shop, now))


def learn(db: Connection, job: Job, learnt: Learnt | None, now: datetime) -> Done:
    """Go by it from now on; None: nothing could be learnt, the next morning it is tried again."""
    if learnt is not None:
        shop = shops.get(db, job.shop_id)
        fitting.take_over(db, shop, learnt, shops.today_of(shop, now))
    imports.keep_plan(db, job, {**imports.plan_of(job), "learnt": True})
    return Done(is_last=False)


def undo(db: Connection, job: Job, now: datetime, most: int = AT_ONCE) -> Done:
    """Take the last rows back; after the first of the file, say what stays."""
    shop, plan = shops.get(db, job.shop_id), imports.plan_of(job)
    taken = import_undo.take_back(db, shop, job, now, most)
    stays = Counter(plan.get("stays", {})) + Counter(taken.kept)
    if taken.rows:
        imports.keep_plan(db, job, {**plan, "stays": stays})
        return Done(is_last=False)
    if plan.get("counts", {}).get("purchases") and not plan.get("learnt"):
        return Done(is_last=False, is_to_learn=True)
    imports.keep_plan(db, job, {"stays": stays}, UNDONE)
    imports.forget_rows(db, job)
    lines = [text("import.undone_partly" if stays else "import.undone", name=job.name)]
    lines += [text(f"import.kept_{what}", n=stays[what]) for what in import_undo.KEPT if stays[what]]
    return Done([Edit(Html("\n".join(lines)))])


def fail(db: Connection, job: Job, reason: str) -> Done:
    """It cannot be read: say why; nothing of it stays but what was read in before, which can be taken back."""
    counts = imports.counts(db, job)
    if counts.get(DONE):
        imports.forget_words(db, job)
        imports.keep_plan(db, job, {"counts": counts}, DONE)
        undo_it = Button(plain("import.button.undo"), "import.undo", {"job": job.id}, once=True)
        return Done([Edit(text("import.stuck", name=job.name, n=counts[DONE]), [[undo_it]])])
    imports.forget_rows(db, job)
    imports.keep_plan(db, job, {}, FAILED)
    return Done([showing.failed(job.name, reason)])
