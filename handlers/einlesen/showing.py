"""What the seller reads about a file: what it would do, how far it is, and what it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from handlers.answers import Button, Edit, Rows, Say
from handlers.einlesen import asking
from handlers.einlesen.planning import Plan, joins, rows_in, twofold
from messages_de import Html, plain, text
from rules.money import Money
from rules.occasions.facts import Birthday
from storage import imports
from storage.imports import Job

NAMES = 5
_ORDERS = ("import.day_first", "import.month_first")


def form_of(job: Job) -> str:
    """The form of texts for what a row of the file is: a contact, or just a row."""
    return str(imports.plan_of(job).get("form", ""))


def preview(job: Job, plan: Plan, currency: str) -> tuple[Html, Rows]:
    """What the file says and what reading it in would do, with the buttons to decide."""
    total = plan["sum"]
    lines = [
        text("import.head", form_of(job), name=job.name, n=rows_in(plan)),
        *_examples(total["examples"], currency),
        "",
        *_adds(total, currency),
        *asking.lacking(plan),
        *(text(_ORDERS[order.month_first], cell=order.example, day=order.day()) for _, _, order in twofold(plan)),
        *([] if total["own"] else asking.unread(plan)),
        *_known(plan),
        *_bad(total, form_of(job)),
    ]
    if total["sales"] and not total["postings"]:
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
    if new := total["people"] - total["known"]:
        yield text("import.new_people", n=max(new, 0))
    if total["postings"]:
        yield text("import.postings", n=total["postings"])
    if total["own"]:
        yield text("import.own")


def _known(plan: Plan) -> Iterator[Html]:
    names = [one[1] for one in plan["known"] if one[0] not in plan["near"]]
    if names and not plan["sum"]["own"]:
        some = ", ".join(names[:NAMES]) + (" …" if len(names) > NAMES else "")
        key = "import.known" if joins(plan) else "import.known_apart"
        yield text(key, n=plan["sum"]["known"] - plan["sum"]["numbered"], names=some)
    if plan["sum"]["numbered"] and not plan["sum"]["own"]:
        yield text("import.numbered", n=plan["sum"]["numbered"])
    near = [one[1] for one in plan["known"] if one[0] in plan["near"]]
    if near and not plan["sum"]["own"]:
        yield text("import.near", name=near[0], n=len(near))
    several = [
        one[1] for one in plan["known"] if len(one[2]) > 1 and one[0] not in {*plan["near"], *plan.get("names", {})}
    ]
    if several and joins(plan):
        yield text("import.several", name=several[0], n=len(several))


def _bad(total: Mapping[str, Any], form: str) -> Iterator[Html]:
    if total.get("cancelled"):
        yield text("import.cancelled_purchases", n=total["cancelled"])
    if total["bad"]:
        why = ", ".join(f"{_reason(key)} ({n})" for key, n in total["reasons"])
        yield text("import.bad", form, n=total["bad"], why=why)


def _reason(key: str) -> str:
    return plain(f"import.reason.{key.partition('.')[2]}")


def _buttons(job: Job, plan: Plan) -> Rows:
    data = {"job": job.id}
    rows = [[Button(plain("import.button.run"), "import.run", data, once=True)]] if plan["sum"]["rows"] else []
    if plan["known"] and plan["sum"]["rows"] and not plan["sum"]["own"]:
        other = "new" if joins(plan) else "join"
        turn = Button(plain(f"import.button.{other}"), "import.policy", {**data, "policy": other})
        turns = [turn] if len(plan["known"]) > len(plan["near"]) else []
        rows.append([*turns, Button(plain("import.button.names"), "import.names", {**data, "at": 0})])
    turns = [
        Button(
            plain("import.button.turn", day=order.day(turned=True)), "import.turn", {**data, "sheet": sheet, "at": at}
        )
        for sheet, at, order in twofold(plan)
    ]
    columns = Button(plain("import.button.columns"), "import.columns", {**data, "sheet": 0})
    return [*rows, *([turn] for turn in turns), [columns, Button(plain("import.button.cancel"), "import.cancel", data)]]


def progress(job: Job, done: int, total: int) -> Edit:
    """How far it is."""
    return Edit(text("import.running", form_of(job), name=job.name, n=done, total=total))


def result(job: Job, counts: Mapping[str, int]) -> tuple[Html, Rows]:
    """What was read in, with the button that takes it back."""
    lines = [
        text("import.done", name=job.name),
        *([text("import.done_purchases", n=counts["purchases"])] if counts["purchases"] else []),
        *([text("import.done_people", n=counts["people"])] if counts["people"] else []),
        *([text("import.done_known", form_of(job), n=counts["known"])] if counts.get("known") else []),
        *([text("import.done_bad", form_of(job), n=counts["bad"])] if counts.get("bad") else []),
        *([text("import.nothing")] if not counts.get("done") else []),
    ]
    undo = Button(plain("import.button.undo"), "import.undo", {"job": job.id}, once=True)
    return Html("\n".join(lines)), [[undo]] if counts.get("done") else []


def ask_name(job: Job, plan: Plan, at: int, described: Sequence[tuple[int, str]], currency: str) -> tuple[Html, Rows]:
    """Whether a name of the file is somebody the shop knows."""
    key, name, _, rows, cents = plan["known"][at]
    data = {"job": job.id, "at": at, "key": key}
    same_name = "import.like" if key in plan["near"] else "import.same"
    words = text(same_name, number=str(at + 1), total=str(len(plan["known"])), name=name)
    spent = [text("import.in_file", n=rows, amount=Money(cents, currency))] if cents else []
    often = [text("import.in_file_often", form_of(job), n=rows)] if rows > 1 else []
    same = [[Button(label, "import.name", {**data, "buyer": number})] for number, label in described]
    new = Button(plain("import.button.another"), "import.name", {**data, "buyer": 0})
    skip = Button(plain("import.button.skip"), "import.name", {**data, "buyer": -1})
    return Html("\n".join([words, *(spent or often)])), [*same, [new, skip]]


def failed(name: str, reason: str) -> Say:
    """Why a file cannot be read."""
    return Say(text(f"error.import.{reason}", name=name))
