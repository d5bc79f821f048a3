"""/import, and a file that is sent: buyers and purchases from elsewhere are read in, in the background."""

from __future__ import annotations

from handlers.answers import Answers, Button, Document, Say
from handlers.call import Call
from handlers.einlesen import deciding, showing
from handlers.einlesen.files import MOST_BYTES
from handlers.einlesen.planning import is_worked_out
from handlers.einlesen.report import BOM, CSV
from handlers.registry import App
from messages_de import plain, text
from rules.errors import RuleError
from storage import imports
from storage.imports import ASKED, BUSY, DONE, FETCHING, PLANNING, RUNNING, UNDOING, Job


def import_(call: Call) -> Answers:
    """How it works; and the last file, to be decided about or taken back."""
    sample = [Button(plain("import.button.sample"), "import.sample")]
    answers = [Say(text("import.how"), [sample])]
    job = _of_interest(call)
    return answers if job is None else [*answers, _last(call, job)]


def _of_interest(call: Call) -> Job | None:
    """The last file that waits for her, or soon will; else the one that is read in or taken back, else the one that was."""
    steps = (ASKED, FETCHING, PLANNING), (RUNNING, UNDOING), (DONE,)
    found = (imports.latest(call.db, call.shop.id, *states) for states in steps)
    return next((job for job in found if job is not None), None)


def _last(call: Call, job: Job) -> Say:
    """How it stands with the last file."""
    if job.state in BUSY:
        return Say(text(f"import.busy.{job.state}", name=job.name))
    plan = imports.plan_of(job)
    if job.state == DONE:
        return Say(*showing.result(job, plan))
    if is_worked_out(plan):
        return Say(*showing.decision(job, plan, call.shop.currency))
    return Say(deciding.look_again(call, job, plan))


def received(call: Call) -> Answers:
    """A file has arrived: it is fetched and looked at beside everything else."""
    file = call.message.file if call.message else None
    if file is None or call.source is None:
        raise RuleError("import.kind")
    name = file.name or plain("import.unnamed")
    if file.size > MOST_BYTES:
        raise RuleError("import.too_big", name=name, size=file.size // 1_000_000, limit=MOST_BYTES // 1_000_000)
    if not imports.begin(call.db, call.shop.id, call.user_id, call.source, (file.file_id, name, file.size), call.now):
        return []
    return [Say(text("import.received", name=name), quiet=True)]


def sample(_call: Call) -> Answers:
    """A file as it could be."""
    content = (BOM + plain("import.sample") + "\n").replace("\n", "\r\n").encode()
    return [Document(plain("import.sample_file"), CSV, content, text("import.sample_caption"))]


def register(app: App) -> None:
    """The command, a file that is sent, and the buttons below it."""
    app.command("import", import_)
    app.alias("einlesen", import_)
    app.received(received)
    app.button("import.sample", sample)
    app.button("import.run", deciding.run)
    app.button("import.cancel", deciding.cancel)
    app.button("import.undo", deciding.undo)
    app.button("import.policy", deciding.policy)
    app.button("import.names", deciding.names)
    app.button("import.name", deciding.name)
    app.button("import.columns", deciding.columns)
    app.button("import.column", deciding.column)
    app.button("import.set", deciding.set_column)
    app.button("import.replan", deciding.replan)
    app.button("import.turn", deciding.turn)
