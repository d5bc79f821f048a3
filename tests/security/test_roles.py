"""Every cell of the table, played on a shop in full use: what is forbidden changes nothing and tells nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from handlers import build_app
from handlers.answers import BUYER, SELLER, STRANGER
from handlers.registry import App, Route
from storage.tables.delivery import dead_letter
from tests.security.playing import ACCOUNTS, leaks, of_others, tries, without_talk
from tests.security.shop import Populated, Rows
from tests.security.table import NEVER, NO, OWN, ROLES, YES, Row, registered, rows

TABLE = rows()
APP = build_app()
KINDS = sorted({row.kind for row in TABLE})
ITSELF = 1
"""That it is processed is noted for every update."""
MET = 100
FEWEST = 3_000
"""Attempts at things that are forbidden, or allowed with one's own only."""


def test_each_thing_the_bot_can_be_asked_has_its_row_and_no_other() -> None:
    """Something new is missing here: say in actions.txt what each role may do with it."""
    named = [row.id for row in TABLE]
    assert sorted(named) == sorted(registered(APP))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_the_table_says_what_is_registered(row: Row) -> None:
    route = _route(APP, row)
    for column, role in (("seller", SELLER), ("own_buyer", BUYER), ("other_buyer", BUYER), ("stranger", STRANGER)):
        assert route.is_for(role) is (row.may[column] != NO), column
    assert (row.may["other_seller"] == NO) is (row.may["seller"] == NO)


def _route(app: App, row: Row) -> Route:
    if row.kind == "pointing":
        assert app.pointing is not None
        return app.pointing
    if row.kind == "file":
        assert app.receiving is not None
        return app.receiving
    if row.kind == "alias":
        name, _, role = row.name.partition(":")
        return app.aliases[name, role]
    routes = {"command": app.commands, "button": app.buttons, "step": app.steps, "edit": app.edits, "link": app.links}
    return routes[row.kind][row.name.replace("*", "")]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_his_nobody_sees_or_changes(populated: Populated, kind: str, role: str) -> None:
    """Forbidden: nothing at all is written. Allowed with his own: no row of anybody else changes."""
    faults, before = (
        [],
        {NO: without_talk(populated.rows, ACCOUNTS[role]), OWN: of_others(populated.rows, role, populated)},
    )
    for row in TABLE:
        may = row.may[role]
        if row.kind == kind and may in {NO, OWN} and not _means_another(populated.app, role, row):
            faults += [f"{row.id}: {fault}" for fault in _faults(populated, role, row, before[may])]
    assert faults == []


def _means_another(app: App, role: str, row: Row) -> bool:
    """Whether the same word is something else for this role, which has a row of its own."""
    known = {"seller": SELLER, "other_seller": SELLER, "own_buyer": BUYER, "other_buyer": BUYER, "stranger": STRANGER}
    if row.kind not in {"command", "alias"} or role not in known:
        return False
    found = app.find(row.name.partition(":")[0], known[role])
    return found is not None and found is not _route(app, row) and found.is_for(known[role])


def _is_kept(on: Populated, role: str, row: Row, before: Any, after: Rows) -> bool:
    if row.may[role] == NO:
        return bool(without_talk(after, ACCOUNTS[role]) == before)
    return bool(before <= of_others(after, role, on))


def _faults(on: Populated, role: str, row: Row, before: object) -> list[str]:
    faults = []
    for given, play in tries(on, role, row):
        with on.attempt() as at:
            letters = play(at)
            after = at.rows() if at.wrote > ITSELF else None
        if after is not None and not _is_kept(on, role, row, before, after):
            faults.append(f"{given} changes something")
        faults += [f"{given} tells {word}" for word in leaks(letters, given, role, row, on.codes)]
    return faults


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_the_sellers_works_for_her(populated: Populated, kind: str) -> None:
    """The attempts above are real: with the same words and buttons she gets somewhere, and nothing breaks."""
    broken = []
    for row in (row for row in TABLE if row.kind == kind and row.may["seller"] == YES):
        for given, play in tries(populated, "seller", row):
            with populated.attempt() as at:
                letters = play(at)
                buried = at.db.execute(select(dead_letter.c.id)).first()
                if buried or not (letters or row.kind == "edit"):
                    broken.append(f"{row.id}: {given}")
    assert broken == []


def test_every_button_that_was_met_is_tried_with_what_it_carried(populated: Populated) -> None:
    """The others are tried with the ids of rows that there are."""
    assert len(populated.samples) >= MET


def test_how_many_attempts_that_is(populated: Populated) -> None:
    cells = [(row, role) for row in TABLE for role in ROLES if row.may[role] in {NO, OWN}]
    assert all(row.may[role] in {YES, NO, OWN, NEVER} for row in TABLE for role in ROLES)
    assert sum(len(list(tries(populated, role, row))) for row, role in cells) >= FEWEST
