"""The seller decides how a file is read: what its columns are, and whether names that she knows are the same people."""

from __future__ import annotations

from typing import Any

from handlers.answers import Answers, Edit, Toast
from handlers.call import Call
from handlers.choosing import described
from handlers.einlesen import asking, showing
from handlers.einlesen.planning import Plan, asked_about, is_worked_out, rows_in
from messages_de import Html, plain, text
from rules.errors import RuleError
from rules.importing.columns import CHOICES, MANY, OTHER
from storage import buyers, import_repeats, imports
from storage.import_people import APART, JOIN
from storage.imports import ASKED, ENDED, FETCHING, PLANNING, RUNNING, UNDOING, Job


def job_of(call: Call) -> Job:
    """The file that a button is about."""
    return imports.get(call.db, call.shop.id, int(call.data["job"]))


def _open(call: Call) -> tuple[Job, Plan]:
    """The file, while it can still be decided about; raises RuleError."""
    job = job_of(call)
    if job.state in {FETCHING, PLANNING}:
        raise RuleError("import.looking", name=job.name)
    if job.state != ASKED:
        raise RuleError("import.decided", name=job.name)
    return job, imports.plan_of(job)


def _shown(call: Call) -> dict[str, Any]:
    """Who decided reads from now on how it goes, in the message of the button."""
    return {"person": call.user_id, "message_id": call.below, "next_try": call.now}


def run(call: Call) -> Answers:
    """Read it in from now on, if the preview above the button is what would happen; else that is shown."""
    job, plan = _open(call)
    if not is_worked_out(plan):
        return _anew(call, job, plan)
    if call.data.get("revision") != plan["revision"]:
        shown = showing.decision(job, plan, call.shop.currency)
        return [Toast(plain("import.outdated")), Edit(*shown)]
    imports.claim(call.db, job, ASKED, RUNNING, **_shown(call))
    return [showing.progress(job, 0, rows_in(plan))]


def cancel(call: Call) -> Answers:
    """Forget the file."""
    job, _ = _open(call)
    imports.forget_rows(call.db, job)
    imports.keep_plan(call.db, job, {}, ENDED)
    return [Edit(text("import.cancelled", name=job.name))]


def undo(call: Call) -> Answers:
    """Take back what it has brought."""
    job = job_of(call)
    if not imports.claim(call.db, job, imports.DONE, UNDOING, **_shown(call)):
        raise RuleError("import.undone", name=job.name)
    import_repeats.let_go(call.db, job)
    return [Edit(text("import.undoing", name=job.name))]


def policy(call: Call) -> Answers:
    """All names that the shop knows are the same people, or all are others."""
    job, plan = _open(call)
    return _anew(call, job, {**plan, "policy": APART if call.data["policy"] == APART else JOIN, "names": {}})


def names(call: Call) -> Answers:
    """One name after the other."""
    job, plan = _open(call)
    return _asked(call, job, plan, int(call.data["at"])) if "known" in plan else _anew(call, job, plan)


def look_again(call: Call, job: Job, plan: Plan) -> Html:
    """What it comes to is found out once more, and shown."""
    imports.keep_plan(call.db, job, plan, PLANNING, **_shown(call))
    return text("import.reading", name=job.name)


def _anew(call: Call, job: Job, plan: Plan) -> Answers:
    return [Edit(look_again(call, job, plan))]


def _without(plan: Plan, *worked_out: str) -> Plan:
    """The plan after another decision: what it came to before does not hold any more."""
    return {name: value for name, value in plan.items() if name not in worked_out}


def name(call: Call) -> Answers:
    """What was said of one name; then the next."""
    job, plan = _open(call)
    at, key, number = int(call.data["at"]), call.data.get("key"), int(call.data["buyer"])
    if key not in [one.key for one in asked_about(plan)[at : at + 1]]:
        raise RuleError("import.changed", name=job.name)
    if number > 0:
        number = buyers.survivor(call.db, call.shop.id, number).id
    changed = {**_without(plan, "sum"), "names": {**plan.get("names", {}), key: number}}
    imports.keep_plan(call.db, job, changed)
    return _asked(call, job, changed, at + 1)


def _asked(call: Call, job: Job, plan: Plan, at: int) -> Answers:
    if at >= len(plan["known"]):
        return _anew(call, job, plan)
    people = [buyers.find(call.db, call.shop.id, number) for number in asked_about(plan)[at].ids]
    labels = [
        (row.id, plain("import.button.same", who=described(row))) for row in people if row and not row.merged_into
    ]
    return [Edit(*showing.ask_name(job, plan, at, labels, call.shop.currency))]


def columns(call: Call) -> Answers:
    """What each column is taken for."""
    job, plan = _open(call)
    return [Edit(*asking.columns(job, plan, _sheet(call, plan)))]


def column(call: Call) -> Answers:
    """What one column may be."""
    job, plan = _open(call)
    return [Edit(*asking.column(job, plan, _sheet(call, plan), int(call.data["at"])))]


def set_column(call: Call) -> Answers:
    """A column is that; no other one is any more, if there can be but one."""
    job, plan = _open(call)
    sheet, at, field = _sheet(call, plan), int(call.data["at"]), str(call.data["field"])
    fields = plan["sheets"][sheet]["fields"]
    if field not in (*CHOICES, OTHER) or at >= len(fields):
        raise RuleError("import.decided", name=job.name)
    fields[:] = [OTHER if one == field and field not in MANY else one for one in fields]
    fields[at] = field
    imports.keep_plan(call.db, job, _without(plan, "sum", "known", "near"))
    return [Edit(*asking.columns(job, plan, sheet))]


def replan(call: Call) -> Answers:
    """Read it again in this way, and show what it comes to."""
    job, plan = _open(call)
    return _anew(call, job, {**plan, "confirmed": True})


def turn(call: Call) -> Answers:
    """Read the days of a column as the button says: with the month first, or the day."""
    job, plan = _open(call)
    order = plan["sheets"][_sheet(call, plan)]["orders"][int(call.data["at"])]
    order[0] = bool(call.data.get("month_first", order[0]))
    return _anew(call, job, plan)


def _sheet(call: Call, plan: Plan) -> int:
    return min(int(call.data["sheet"]), len(plan["sheets"]) - 1)
