"""What the seller reads about a file: what it would do, how far it is, and what it did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from handlers.answers import Button, Edit, Rows, Say
from handlers.einlesen import asking
from handlers.einlesen.planning import Asked, Plan, asked_about, asked_first, is_readable, joins, rows_in, twofold
from messages_de import Html, plain, text
from rules.money import Money
from rules.occasions.facts import Birthday
from storage import imports
from storage.imports import Job

NAMES = 5
MOST_CHOSEN = 30
_COUNTED = ("purchases", "void", "people", "postings", "completed", "known")
_OUT = {"cancelled", "skipped", "erased", "double"}
"""Why rows that could be read were left out."""
_ORDERS = ("import.day_first", "import.month_first")


def form_of(job: Job) -> str:
    """The form of texts for what a row of the file is: a contact, or just a row."""
    return str(imports.plan_of(job).get("form", ""))


def decision(job: Job, plan: Plan, currency: str) -> tuple[Html, Rows]:
    """What the seller decides about: the preview, or without headings, or without names, what is what."""
    is_guess = not all(sheet["headings"] for sheet in plan["sheets"]) and not plan.get("confirmed")
    if is_guess or not is_readable(plan):
        return asking.columns(job, plan, asked_first(plan))
    return preview(job, plan, currency)


def preview(job: Job, plan: Plan, currency: str) -> tuple[Html, Rows]:
    """What the file says and what reading it in would do, with the buttons to decide."""
    total = plan["sum"]
    lines = [
        text("import.head", form_of(job), name=job.name, n=rows_in(plan)),
        *_examples(total["examples"], currency),
        "",
        *_adds(total, currency),
        *asking.lacking(plan),
        *asking.for_all(plan),
        *(text(_ORDERS[order.month_first], cell=order.example, day=order.day()) for _, _, order in twofold(plan)),
        *asking.unread(plan),
        *_known(plan),
        *_chosen(total["chosen"]),
        *_bad(total, form_of(job)),
    ]
    if total["sales"] and not (total["own"] or plan["moved"]):
        lines += ["", text("import.history")]
    return Html("\n".join(lines)), _buttons(job, plan)


def _examples(rows: Sequence[Sequence[Any]], currency: str) -> Iterator[Html]:
    for name, bought, born, notes in rows:
        parts = [text("import.cell", cell=name or plain("import.nobody")), *_bought(bought, currency)]
        parts += [text("import.born", day=Birthday(*born))] if born else []
        parts += [text("import.cell", cell=words[:60]) for words in notes]
        yield Html("• " + " · ".join(parts))


def _bought(bought: Sequence[Any] | None, currency: str) -> Iterator[Html]:
    if bought:
        day, cents, quantity, item = bought
        yield text("import.day", day=date.fromisoformat(day))
        yield text("import.amount", amount=Money(cents, currency))
        if item:
            yield text("import.item", n=quantity, item=item[:60])


def _adds(total: Mapping[str, Any], currency: str) -> Iterator[Html]:
    if total["sales"]:
        yield text("import.sales", n=total["sales"], amount=Money(total["cents"], currency))
    for name in ("void", "alike", "sold", "people", "postings", "posted", "private", "birthdays"):
        if total[name]:
            yield text(f"import.{name}", n=total[name])
    if total["own"]:
        yield text("import.own")


def _known(plan: Plan) -> Iterator[Html]:
    """Names that the shop knows, or almost, and of which nothing was said yet."""
    total, near, said = plan["sum"], plan["near"], plan.get("names", {})
    known = [one for one in asked_about(plan) if one.key not in near]
    same = [one for one in known if one.key not in said]
    like = [one for one in asked_about(plan) if one.key in near and one.key not in said]
    if not total["own"]:
        yield from _same(plan, same, total["known"] - len(known) + len(same))
        if total["numbered"]:
            yield text("import.numbered", n=total["numbered"])
        if like:
            yield text("import.near", name=like[0].name, n=len(like))
    several = [one.name for one in same if len(one.ids) > 1]
    if several and joins(plan):
        yield text("import.several", name=several[0], n=len(several))


def _same(plan: Plan, same: Sequence[Asked], n: int) -> Iterator[Html]:
    if same:
        some = ", ".join(one.name for one in same[:NAMES]) + (" …" if len(same) > NAMES else "")
        yield text("import.known" if joins(plan) else "import.known_apart", n=n, names=some)


def _chosen(said: Sequence[tuple[str, str, str]]) -> Iterator[Html]:
    """What the seller said of single names."""
    if said:
        some = [plain(f"import.chosen.{choice}", name=name, other=other) for name, choice, other in said[:MOST_CHOSEN]]
        yield text("import.chosen", some=", ".join(some) + (" …" if len(said) > MOST_CHOSEN else ""))


def _bad(total: Mapping[str, Any], form: str) -> Iterator[Html]:
    if total["cancelled"]:
        yield text("import.cancelled_purchases", n=total["cancelled"])
    if total.get("doubts"):
        yield text("import.doubtful", n=total["doubts"], status=total["doubt"])
    yield from _missing("left_out", "out", total["left_out"], form)
    if total["bad"]:
        key = "import.bad" if total["rows"] else "import.all_bad"
        yield text(key, form, n=total["bad"], why=_why("reason", total["reasons"]))
    yield from _first_bad(total["first_bad"], total["bad"], form)


def _first_bad(rows: Sequence[Sequence[Any]], n: int, form: str) -> Iterator[Html]:
    """Where nothing can be read, the first rows with their reason stand for the file with all of them."""
    for number, reason, cell in rows:
        why = plain(f"import.reason.{reason}") + (f": {cell}" if cell else "")
        yield text("import.bad_row", form, number=str(number), why=why)
    if rows and n > len(rows):
        yield text("import.more_bad", n=n - len(rows))
    if rows and not form:
        yield text("import.example")


def _missing(key: str, kind: str, reasons: Sequence[tuple[str, int]], form: str) -> Iterator[Html]:
    if reasons:
        yield text(f"import.{key}", form, n=sum(n for _, n in reasons), why=_why(kind, reasons))


def _why(kind: str, reasons: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{plain(f'import.{kind}.{key}')} ({n})" for key, n in reasons)


def _buttons(job: Job, plan: Plan) -> Rows:
    data = {"job": job.id}
    run = Button(plain("import.button.run"), "import.run", {**data, "revision": plan["revision"]}, once=True)
    rows = [[run]] if plan["sum"]["rows"] else []
    if plan["known"] and plan["sum"]["rows"] and not plan["sum"]["own"]:
        other = "new" if joins(plan) else "join"
        turn = Button(plain(f"import.button.{other}"), "import.policy", {**data, "policy": other})
        turns = [turn] if len(plan["known"]) > len(plan["near"]) else []
        names = Button(plain("import.button.names"), "import.names", {**data, "at": 0})
        rows.append([*turns, *([names] if plan["sum"]["fresh"] else [])])
    turns = [
        Button(
            plain("import.button.turn", day=order.day(turned=True)),
            "import.turn",
            {**data, "sheet": sheet, "at": at, "month_first": not order.month_first},
        )
        for sheet, at, order in twofold(plan)
    ]
    columns = Button(plain("import.button.columns"), "import.columns", {**data, "sheet": 0})
    return [*rows, *([turn] for turn in turns), [columns, Button(plain("import.button.cancel"), "import.cancel", data)]]


def progress(job: Job, done: int, total: int) -> Edit:
    """How far it is."""
    return Edit(text("import.running", form_of(job), name=job.name, done=done, n=total))


def result(job: Job, plan: Plan) -> tuple[Html, Rows]:
    """What was read in, with the button that takes it back. Rows that brought something, were known, or are missing are all rows."""
    counts = plan["counts"]
    form, done = form_of(job), counts.get("done", 0)
    total = sum(counts.get(state, 0) for state in ("done", "known", "bad"))
    lines = [
        text("import.done", name=job.name),
        text("import.done_rows", form, done=done, n=total) if done else text("import.nothing"),
        *(text(f"import.done_{name}", form, n=counts[name]) for name in _COUNTED if counts.get(name)),
        *_missing("done_out", "out", [one for one in plan.get("bad", ()) if one[0] in _OUT], form),
        *_missing("done_bad", "reason", [one for one in plan.get("bad", ()) if one[0] not in _OUT], form),
        *([text("import.done_left", why=_why("left", plan["left"]))] if plan.get("left") else []),
        *([text("import.moved")] if plan.get("moved") and done else []),
    ]
    undo = Button(plain("import.button.undo"), "import.undo", {"job": job.id}, once=True)
    return Html("\n".join(lines)), [[undo]] if counts.get("done") else []


def ask_name(job: Job, plan: Plan, at: int, described: Sequence[tuple[int, str]], currency: str) -> tuple[Html, Rows]:
    """Whether a name of the file is somebody the shop knows."""
    one = asked_about(plan)[at]
    data = {"job": job.id, "at": at, "key": one.key}
    same_name = "import.like" if one.key in plan["near"] else "import.same"
    words = text(same_name, number=str(at + 1), total=str(len(plan["known"])), name=one.name)
    spent = [text("import.in_file", n=one.rows, amount=Money(one.cents, currency))] if one.cents else []
    often = [text("import.in_file_often", form_of(job), n=one.rows)] if one.rows > 1 else []
    same = [[Button(label, "import.name", {**data, "buyer": number})] for number, label in described]
    new = Button(plain("import.button.another"), "import.name", {**data, "buyer": 0})
    skip = Button(plain("import.button.skip"), "import.name", {**data, "buyer": -1})
    return Html("\n".join([words, *(spent or often)])), [*same, [new, skip]]


def failed(name: str, reason: str) -> Say:
    """Why a file cannot be read."""
    return Say(text(f"error.import.{reason}", name=name))
