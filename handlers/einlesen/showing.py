"""What the seller reads about a file: what it would do, how far it is, and what it did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from handlers.answers import Button, Edit, Rows, Say
from handlers.einlesen.planning import Plan, is_readable, joins
from messages_de import Html, plain, text
from rules.importing.columns import lacks_days
from rules.money import Money
from rules.occasions.facts import Birthday
from storage.imports import Job

NAMES = 5
MOST_CHOSEN = 30
_COUNTED = ("purchases", "people", "completed", "known")
LONGEST_HEADING = 60


def preview(job: Job, plan: Plan, currency: str) -> tuple[Html, Rows]:
    """What the file says and what reading it in would do, with the buttons to decide."""
    total = plan["sum"]
    lines = [
        text("import.head", name=job.name, n=total["rows"] + total["bad"]),
        *_examples(total["examples"], currency),
        "",
        *_adds(total, currency),
        *([text("import.no_days")] if any(lacks_days(sheet["fields"]) for sheet in plan["sheets"]) else []),
        *_known(plan),
        *_chosen(total["chosen"]),
        *_bad(total),
    ]
    if total["sales"] and not (total["postings"] or total["posted"]):
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
    for name in ("sold", "people", "postings", "posted"):
        if total[name]:
            yield text(f"import.{name}", n=total[name])
    if total["own"]:
        yield text("import.own")


def _known(plan: Plan) -> Iterator[Html]:
    said = plan.get("names", {})
    names = [one[1] for one in plan["known"] if one[0] not in {*plan["near"], *said}]
    if names and not plan["sum"]["own"]:
        some = ", ".join(names[:NAMES]) + (" …" if len(names) > NAMES else "")
        key = "import.known" if joins(plan) else "import.known_apart"
        yield text(
            key,
            n=plan["sum"]["known"] - sum(one[0] in said and one[0] not in plan["near"] for one in plan["known"]),
            names=some,
        )
    if plan["sum"]["numbered"] and not plan["sum"]["own"]:
        yield text("import.numbered", n=plan["sum"]["numbered"])
    near = [one[1] for one in plan["known"] if one[0] in plan["near"] and one[0] not in said]
    if near and not plan["sum"]["own"]:
        yield text("import.near", name=near[0], n=len(near))
    several = [one[1] for one in plan["known"] if len(one[2]) > 1 and one[0] not in {*plan["near"], *said}]
    if several and joins(plan):
        yield text("import.several", name=several[0], n=len(several))


def _chosen(said: Sequence[tuple[str, str, str]]) -> Iterator[Html]:
    """What the seller said of single names."""
    if said:
        some = [plain(f"import.chosen.{choice}", name=name, other=other) for name, choice, other in said[:MOST_CHOSEN]]
        yield text("import.chosen", some=", ".join(some) + (" …" if len(said) > MOST_CHOSEN else ""))


def _bad(total: Mapping[str, Any]) -> Iterator[Html]:
    if total["left_out"]:
        left_out = sum(n for _, n in total["left_out"])
        yield text("import.left_out", n=left_out, why=_why("reason", total["left_out"]))
    if total["bad"]:
        yield text("import.bad", n=total["bad"], why=_why("reason", total["reasons"]))


def _why(kind: str, reasons: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{plain(f'import.{kind}.{key}')} ({n})" for key, n in reasons)


def _buttons(job: Job, plan: Plan) -> Rows:
    data = {"job": job.id}
    rows = [[Button(plain("import.button.run"), "import.run", data, once=True)]] if plan["sum"]["rows"] else []
    if plan["known"] and plan["sum"]["rows"] and not plan["sum"]["own"]:
        other = "new" if joins(plan) else "join"
        turn = Button(plain(f"import.button.{other}"), "import.policy", {**data, "policy": other})
        turns = [turn] if len(plan["known"]) > len(plan["near"]) else []
        rows.append([*turns, Button(plain("import.button.names"), "import.names", {**data, "at": 0})])
    columns = Button(plain("import.button.columns"), "import.columns", {**data, "sheet": 0})
    return [*rows, [columns, Button(plain("import.button.cancel"), "import.cancel", data)]]


def progress(job: Job, done: int, total: int) -> Edit:
    """How far it is."""
    return Edit(text("import.running", name=job.name, done=done, n=total))


def result(job: Job, plan: Plan) -> tuple[Html, Rows]:
    """What was read in, with the button that takes it back. Rows that brought something, were known, or are missing are all rows."""
    counts = plan["counts"]
    done, total = counts.get("done", 0), sum(counts.get(state, 0) for state in ("done", "known", "bad"))
    lines = [
        text("import.done", name=job.name),
        text("import.done_rows", done=done, n=total) if done else text("import.nothing"),
        *(text(f"import.done_{name}", n=counts[name]) for name in _COUNTED if counts.get(name)),
        *([text("import.done_bad", n=counts["bad"], why=_why("reason", plan["bad"]))] if plan.get("bad") else []),
        *([text("import.done_left", why=_why("left", plan["left"]))] if plan.get("left") else []),
        *([text("import.moved")] if plan.get("moved") and done else []),
    ]
    undo = Button(plain("import.button.undo"), "import.undo", {"job": job.id}, once=True)
    return Html("\n".join(lines)), [[undo]] if counts.get("done") else []


def columns(job: Job, plan: Plan, sheet: int) -> tuple[Html, Rows]:
    """The columns of one sheet, and what each of them is taken for."""
    one = plan["sheets"][sheet]
    lines = [text("import.columns"), *([] if is_readable(plan) else [text("import.no_name")]), ""]
    labels = [column_label(one, at) for at in range(len(one["fields"]))]
    lines += [
        text("import.column", label=label, field=field_name(one["fields"][at])) for at, label in enumerate(labels)
    ]
    data = {"job": job.id, "sheet": sheet}
    picks = [Button(label[:28], "import.column", {**data, "at": at}) for at, label in enumerate(labels)]
    rows = [picks[start : start + 2] for start in range(0, len(picks), 2)]
    if len(plan["sheets"]) > 1:
        following = (sheet + 1) % len(plan["sheets"])
        rows.append([Button(plain("import.button.sheet"), "import.columns", {**data, "sheet": following})])
    done = [Button(plain("import.button.read_so"), "import.replan", {"job": job.id})] if is_readable(plan) else []
    ways_out = [*done, Button(plain("import.button.cancel"), "import.cancel", {"job": job.id})]
    return Html("\n".join(lines)), [ways_out, *rows]


def column_label(sheet: Mapping[str, Any], at: int) -> str:
    """A column by its heading, or by what stands in its first row."""
    heading = sheet["headings"][at][:LONGEST_HEADING] if at < len(sheet["headings"]) else ""
    sample = next((cell for cell in sheet["samples"][at] if cell), "") if at < len(sheet["samples"]) else ""
    return heading or plain("import.column_no", number=str(at + 1), sample=sample[:20])


def field_name(field: str) -> str:
    """What a column is taken for, in words."""
    return plain(f"import.field.{field or 'other'}")


def ask_name(job: Job, plan: Plan, at: int, described: Sequence[tuple[int, str]], currency: str) -> tuple[Html, Rows]:
    """Whether a name of the file is somebody the shop knows."""
    key, name, _, rows, cents = plan["known"][at]
    data = {"job": job.id, "at": at, "key": key}
    spent = Money(cents, currency)
    same_name = "import.like" if key in plan["near"] else "import.same"
    words = text(same_name, number=str(at + 1), total=str(len(plan["known"])), name=name, n=rows, amount=spent)
    same = [[Button(label, "import.name", {**data, "buyer": number})] for number, label in described]
    new = Button(plain("import.button.another"), "import.name", {**data, "buyer": 0})
    skip = Button(plain("import.button.skip"), "import.name", {**data, "buyer": -1})
    return words, [*same, [new, skip]]


def failed(name: str, reason: str) -> Say:
    """Why a file cannot be read."""
    return Say(text(f"error.import.{reason}", name=name))
