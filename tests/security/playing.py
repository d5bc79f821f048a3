"""The ways to try something of the table in a role, and what must not come of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from storage import dialogs
from storage.dialogs import Action
from tests.chat import BUYER, OTHER_SELLER, SELLER, STRANGER
from tests.security.shop import (
    BOT,
    ELSEWHERE,
    NOTES,
    OTHER,
    OTHER_BUYER,
    OWN,
    SECRETS,
    SPECIAL,
    UNLINKED,
    Attempt,
    Populated,
    Rows,
    examples,
    message,
    query,
)
from tests.security.table import Row

GROUP = -100_123
ACCOUNTS = {
    "seller": SELLER,
    "other_seller": OTHER_SELLER,
    "own_buyer": BUYER,
    "other_buyer": OTHER_BUYER,
    "stranger": STRANGER,
    "group": SELLER,
    "forwarded": SELLER,
    "edited": SELLER,
}
FOREIGN = {
    "other_seller": (*SECRETS[OWN], *SECRETS[OTHER], *SECRETS[UNLINKED]),
    "own_buyer": (*SECRETS[OTHER], *SECRETS[UNLINKED], *SECRETS[ELSEWHERE], *NOTES),
    "other_buyer": (*SECRETS[OWN], *SECRETS[UNLINKED], *SECRETS[ELSEWHERE]),
    "stranger": tuple(word for words in SECRETS.values() for word in words),
    "group": tuple(word for words in SECRETS.values() for word in words),
}
"""The words that must not be said to each of them."""
DISCLOSING = {"meinedaten", "meine_daten", "daten"}
"""What shows a buyer the notes about himself: he has a right to them."""
TALK = {"dialog", "keyboard", "tap"}
JOINING = {"invitation", "joining", "guess"}
"""What the holder of a link, or of a code, writes before anybody knows him."""
EXAMPLES = examples()
Try = Callable[[Attempt], Any]


def tries(on: Populated, role: str, row: Row) -> Iterator[tuple[str, Try]]:
    """What is typed or tapped, and how."""
    yield from _WAYS[row.kind](on, role, row.name)


def _typed(on: Populated, role: str, name: str) -> Iterator[tuple[str, Try]]:
    word = name.partition(":")[0]
    lines = [f"/{word}", f"/{word} {OWN} 25", *(f"/{word} {code}" for code in on.codes[:1])]
    shown = [example for example in EXAMPLES if example.split()[0] == f"/{word}"]
    for line in [*lines, *shown[:4]]:
        yield line, _writes(role, line)


def _opened(on: Populated, role: str, name: str) -> Iterator[tuple[str, Try]]:
    line = f"/start {on.links[name]}"
    yield line, _writes(role, line)


def _rewritten(_on: Populated, role: str, name: str) -> Iterator[tuple[str, Try]]:
    for line in (f"/{name} {OWN} 25 Socken", f"/{name} {UNLINKED} 5") if name != "*" else ("25 Socken", "Hallo"):
        content = message(ACCOUNTS[role], line, chat=GROUP if role == "group" else None)
        yield line, lambda at, content=content: at.deliver(edited_message=content)


def _pointed(on: Populated, role: str, _name: str) -> Iterator[tuple[str, Try]]:
    shared = {"request_id": 1, "users": [{"user_id": BUYER, "first_name": "Q."}]}
    yield "a contact", lambda at: at.deliver(message=_message(role, "", users_shared=shared))
    yield "a forward", _writes("forwarded" if role == "seller" else role, "Hallo")


def _sent(_on: Populated, role: str, _name: str) -> Iterator[tuple[str, Try]]:
    file = {"file_id": "abc", "file_unique_id": "u", "file_name": "kunden.csv", "file_size": 12}
    kind = "edited_message" if role == "edited" else "message"
    yield "a file", lambda at: at.deliver(**{kind: _message(role, "", document=file)})


def _answered(on: Populated, role: str, name: str) -> Iterator[tuple[str, Try]]:
    for words in ("12,50", OWN, "Quietscheente"):
        data = on.steps.get(name, on.universal)
        yield f"{words} {json.dumps(data, ensure_ascii=False)}", _answers(role, name, data, words)


def _answers(role: str, name: str, data: Mapping[str, Any], words: str) -> Try:
    def play(at: Attempt) -> Any:
        dialogs.ask(at.db, ACCOUNTS[role], name, data, at.on.now)
        return _writes(role, words)(at)

    return play


def _tapped(on: Populated, role: str, name: str) -> Iterator[tuple[str, Try]]:
    for data in on.samples.get(name, [on.universal | SPECIAL.get(name, {})]):
        yield json.dumps(data, ensure_ascii=False), _taps(role, name, data)


def _taps(role: str, name: str, data: Mapping[str, Any]) -> Try:
    def play(at: Attempt) -> Any:
        account = ACCOUNTS[role]
        token = dialogs.store_keyboard(at.db, account, [Action(name, data, once=False)], at.on.now)
        chat = GROUP if role == "group" else None
        return at.deliver(callback_query=query(account, f"{token}.0", chat=chat))

    return play


def _writes(role: str, line: str) -> Try:
    content = _message(role, line)
    kind = "edited_message" if role == "edited" else "message"
    return lambda at: at.deliver(**{kind: content})


def _message(role: str, line: str, **more: Any) -> dict[str, Any]:
    if role == "forwarded":
        origin = {"type": "user", "date": 1, "sender_user": {"id": 5005, "is_bot": False, "first_name": "Egal"}}
        more["forward_origin"] = origin
    if role == "group" and line.startswith("/"):
        first, space, rest = line.partition(" ")
        line = f"{first}@{BOT}{space}{rest}"
    return message(ACCOUNTS[role], line, chat=GROUP if role == "group" else None, **more)


_WAYS = {
    "command": _typed,
    "alias": _typed,
    "link": _opened,
    "edit": _rewritten,
    "pointing": _pointed,
    "file": _sent,
    "step": _answered,
    "button": _tapped,
}


def without_talk(rows: Rows, account: int) -> Rows:
    """Without the question and the buttons that this account has got itself."""
    mine = f'"user_id": {account},'
    return {name: [row for row in found if name not in TALK or mine not in row] for name, found in rows.items()}


def of_others(rows: Rows, role: str, on: Populated) -> set[tuple[str, str]]:
    """The rows that somebody in this role has no business to change."""
    skipped = TALK if role in {"own_buyer", "other_buyer"} else TALK | JOINING
    found = {(name, row) for name, lines in rows.items() if name not in skipped for row in lines}
    return {one for one in found if not _is_own(one, role, on)}


def _is_own(one: tuple[str, str], role: str, on: Populated) -> bool:
    name, row = one[0], json.loads(one[1])
    if role == "other_seller":
        return bool(row.get("id" if name == "shop" else "shop_id") == on.other_shop)
    him = on.ids[OWN if role == "own_buyer" else OTHER] if role in {"own_buyer", "other_buyer"} else 0
    mine = row.get("id") if name == "buyer" else row.get("buyer_id", row.get("friend_id"))
    stock = name in {"reward", "ledger_match", "voucher_part"} and him
    return bool((him and mine == him) or stock)


def leaks(letters: list[dict[str, Any]], given: str, role: str, row: Row, codes: tuple[str, ...]) -> list[str]:
    """What was said that somebody in this role does not know, and did not say himself."""
    said = "\n".join(json.dumps(json.loads(one["payload"]), ensure_ascii=False) + one["picture"] for one in letters)
    secret = (*FOREIGN.get(role, ()), *(codes if role in {"other_seller", "stranger", "group"} else ()))
    if row.name.partition(":")[0] in DISCLOSING:
        secret = tuple(word for word in secret if word not in NOTES)
    return [word for word in secret if word in said and word not in given]
