"""From one update to the handler it is for, and from a rule's refusal to a friendly answer."""

from __future__ import annotations

import re
from difflib import get_close_matches

from handlers import parting, replying, small_talk, waiting
from handlers.answers import BUYER, SELLER, STRANGER, Answers, Button, Say, Toast
from handlers.call import Call, Message
from handlers.digest import schedule
from handlers.registry import App, Route
from messages_de import keys, plain, text
from rules.errors import RuleError
from rules.parsing.names import name_key
from storage import buyers, dialogs, shops

_COMMAND = re.compile(r"/(?P<name>\w+)(?:@(?P<bot>\w+))?\s*(?P<words>.*)", re.DOTALL)
_WORD = re.compile(r"(?P<name>[^\W\d_]+)[.!?:]*(?:[ \n]+(?P<words>\S.*))?", re.DOTALL)
_LINK = re.compile(r"(?P<prefix>[a-z]+)_(?P<rest>[A-Za-z0-9_-]+)")
ALIKE = 0.7


def answer(app: App, call: Call, callback: str | None = None) -> Answers:
    """Answer one update: find out who asks, which handler is meant, and whether he may use it.

    Raises RuleError when a rule refuses; what was written until then has to be undone (see `refused`).
    """
    call = _known(app, call)
    return _tapped(app, call, callback) if callback is not None else _written(app, call)


def refused(app: App, call: Call, error: RuleError) -> Answers:
    """The answer to an update that a rule refused, once everything it did is undone; a command ends an open question."""
    call = _known(app, call)
    command = _COMMAND.fullmatch(call.message.text) if call.message else None
    if command:
        dialogs.close(call.db, call.user_id)
    example = {"who": plain("example.buyer"), "rest": plain("example.bought"), **_lines(command)}
    form = BUYER if call.role == BUYER else ""  # a few examples are another for those who type them about themselves
    return [Say(text(f"error.{error.key}", form, **{**example, **error.facts}))]


def _lines(command: re.Match[str] | None) -> dict[str, str]:
    """Lines to copy that fit the command, if it has some of its own; one of them names a day where that is usual."""
    named = f"route.line.{command['name'].casefold()}" if command else ""
    own = named if named in keys("route") else ""
    return {"line": plain(own or "route.line"), "dated": plain(own or "route.dated")}


def _known(app: App, call: Call) -> Call:
    """The call with the role of the person, and the seller's shop (opened at his first word)."""
    shop = _shop(app, call)
    if shop is not None:
        return call.but(role=SELLER, shop_row=shop, sellers=app.operator.sellers)
    linked = buyers.cards_of(call.db, call.user_id)
    return call._replace(role=BUYER if linked else STRANGER, sellers=app.operator.sellers)


def _shop(app: App, call: Call) -> shops.Shop | None:
    """The shop of somebody on the operator's list, or of who has taken it over from him; he himself has none then."""
    if call.user_id not in app.operator.sellers:
        return shops.taken_over(call.db, call.user_id, app.operator.sellers)
    own = shops.of_seller(call.db, call.user_id)
    return own or (None if shops.has_successor(call.db, call.user_id) else _new_shop(app, call))


def _new_shop(app: App, call: Call) -> shops.Shop:
    """Her daily message comes from the first day on, even if the questions of the set-up stay open."""
    name = plain("start.default_name", name=call.person.name)
    return schedule(call.db, shops.found(call.db, call.user_id, name, app.operator.timezone, call.now), call.now)


def _tapped(app: App, call: Call, callback: str) -> Answers:
    found = dialogs.action_of(call.db, call.user_id, callback)
    if found is None:
        return [Toast(plain("route.button_gone"))]
    token, action = found
    route = app.buttons.get(action.name)
    if route is None or not route.is_for(call.role):
        return [Toast(plain("route.button_gone"))]
    if action.once and not dialogs.claim_tap(call.db, token, call.now):
        return [Toast(plain("route.done_before"))]
    dialogs.close(call.db, call.user_id)
    return route.handler(call._replace(data=action.data))


def _written(app: App, call: Call) -> Answers:
    message = call.message
    if message is None:
        return []
    if not app.operator.sellers:
        return [Say(text("route.nobody_sells", number=str(call.user_id)))]
    if message.edited:
        return _edited(app, call, message.text)
    command = _COMMAND.fullmatch(message.text)
    if command and not message.forwarded:
        return _commanded(app, call, command)
    if message.file and app.receiving:
        return _received(app.receiving, call)
    return _plain_text(app, call, message)


def _received(route: Route, call: Call) -> Answers:
    """A file: for others than the seller there is nothing to do with one."""
    if route.is_for(call.role):
        return route.handler(call)
    return [Say(text("route.no_files", small_talk.form(call)))]


def _edited(app: App, call: Call, words: str) -> Answers:
    command = _COMMAND.fullmatch(words) or _WORD.fullmatch(words)
    route = app.edits.get(_name(command) if command else "") or app.edits[""]
    if not route.is_for(call.role):
        return []
    return route.handler(call._replace(words=((command and command["words"]) or "").strip()))


def _name(command: re.Match[str]) -> str:
    """The command as it is registered, however it was typed: Telegram knows no umlauts in commands, people do."""
    return command["name"].lower() if command["name"].isascii() else name_key(command["name"])


def _commanded(app: App, call: Call, command: re.Match[str]) -> Answers:
    if command["bot"] and command["bot"].lower() != call.bot_name.lower():
        return []
    name, words = _name(command), command["words"].strip()
    link = _LINK.fullmatch(words) if name == "start" else None
    if link and link["prefix"] in app.links:
        return _run(app.links[link["prefix"]], call._replace(words=link["rest"]))
    route = app.find(name, call.role)
    return _run(route, call.but(words=words)) if route else _unknown(app, call, name, words)


def _run(route: Route, call: Call) -> Answers:
    """Run a command; an open question is forgotten."""
    if getattr(call.shop_row, "open_step", True):
        dialogs.close(call.db, call.user_id)
    if route.is_for(call.role):
        return route.handler(call)
    waits = waiting.shown(call) if call.role == STRANGER else []
    return waits or [Say(text(f"route.not_for_{call.role}", small_talk.form(call)))]


def _unknown(app: App, call: Call, name: str, words: str) -> Answers:
    """A command nobody knows: perhaps a slip of the finger."""
    usable = [known for known, route in app.commands.items() if route.is_for(call.role)]
    usable += [known for (known, _), route in app.aliases.items() if route.is_for(call.role)]
    near = get_close_matches(name, usable, n=1, cutoff=ALIKE)
    if not near or call.role == STRANGER:
        return small_talk.answer(call)
    label = plain("route.run", command=near[0], words=words)
    data = {"command": near[0], "words": words, "message": call.message and call.message.id}
    run = Button(label[:60].strip(), "route.run", data, once=True)
    return [Say(text("route.meant", command=near[0]), [[run]])]


def run_suggested(app: App, call: Call) -> Answers:
    """The corrected command, run with the words that were typed behind the wrong one."""
    words, route = str(call.data["words"]), app.find(str(call.data["command"]), call.role)
    message = Message(int(call.data["message"]), words)
    return _run(route, call._replace(words=words, message=message)) if route else small_talk.answer(call)


def _plain_text(app: App, call: Call, message: Message) -> Answers:
    leave = app.aliases.get(("stopp", call.role)) if call.role != SELLER and not message.forwarded else None
    if leave and parting.is_said(message.text):
        return _run(leave, call)
    word = None if message.forwarded else _WORD.fullmatch(message.text)
    command = app.find(_name(word), call.role) if word else None
    meant = call._replace(words=((word and word["words"]) or "").strip())
    if word and command and _goes_first(app, meant, _name(word), command):
        return _run(command, meant)
    step = dialogs.open_step(call.db, call.user_id, call.now)
    route = app.steps.get(step.name) if step else None
    if step and route and route.is_for(call.role):
        return route.handler(call._replace(words=message.text.strip(), data=step.data))
    if call.role == SELLER and app.pointing and (message.shared or message.forwarded):
        return app.pointing.handler(call._replace(words=message.text))
    if command and command.is_for(call.role):
        return _run(command, meant)
    first = replying.passed_on(call) if call.role == BUYER else _asked_again(app, call)
    return first or small_talk.answer(call)


def _asked_again(app: App, call: Call) -> Answers:
    """A stranger who types at a question with buttons is asked it again."""
    found = dialogs.asked(call.db, call.user_id, app.questions, call.now) if call.role == STRANGER else None
    return app.questions[found.name](call._replace(data=found.data)) if found else []


def _goes_first(app: App, call: Call, name: str, command: Route) -> bool:
    """Before an open question: a seller's line that books something, and the bare word that leaves the question or ends all messages."""
    books = call.role == SELLER and name in app.edits
    return books if call.words else command.handler in app.leaving
