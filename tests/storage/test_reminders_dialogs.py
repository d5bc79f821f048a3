"""Reminders, questions, buttons, invitations and shops: what the database keeps and refuses."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select, text
from sqlalchemy.exc import IntegrityError

from rules.occasions import Occasion
from storage import dialogs, invitations, promises, reminders, shops
from storage.dialogs import Action
from storage.tables.buyers import invitation
from storage.tables.columns import Instant
from storage.tables.dialogs import keyboard
from storage.tables.shops import shop as shop_table

TODAY = date(2026, 5, 4)
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
PERSON = 7_000_000_042
KINDS_OF_A_CARD = ("win_back", "anniversary", "follow_up")
ACTIONS = [Action("kunde.show", {"buyer": 1}, once=False), Action("kauf.book", {"cents": 5}, once=True)]


def made(shop: Any, buyer: int, key: str = "x", kind: str = "follow_up", priority: int = 2, days: int = 3) -> int:
    occasion = Occasion(kind, key, TODAY, TODAY + timedelta(days=days), priority, {"date": TODAY, "n": 3, "none": None})
    return reminders.make(shop.db, shop.id, buyer, occasion, TODAY)


def opened(shop: Any, today: date = TODAY) -> list[int]:
    return [row.id for row in reminders.open_ones(shop.db, shop.id, today)]


def test_one_occasion_makes_one_reminder(shop: Any) -> None:
    anna = shop.buyer()
    made(shop, anna)
    with pytest.raises(IntegrityError), shop.db.begin_nested():
        made(shop, anna)


def test_a_card_with_one_that_was_made_before_is_not_made_at_all(shop: Any) -> None:
    """The rest of what is done in the transaction stays."""
    anna = shop.buyer()
    before = made(shop, anna)
    together = [Occasion(kind, "x", TODAY, TODAY, 3, withheld=kind == "win_back") for kind in KINDS_OF_A_CARD]
    assert reminders.make_once(shop.db, shop.id, anna, together, TODAY) is None
    assert opened(shop) == [before]
    (number,) = reminders.make_once(shop.db, shop.id, anna, together[:2], TODAY) or ()
    assert opened(shop) == [before, number]
    assert reminders.make_once(shop.db, shop.id, shop.buyer("Ben"), together[:1], TODAY) == []


def test_the_reason_comes_back_as_it_was(shop: Any) -> None:
    row = reminders.get(shop.db, shop.id, made(shop, shop.buyer()))
    assert reminders.reason_of(row) == {"date": TODAY, "n": 3, "none": None}


def test_open_ones_come_by_priority_until_they_are_too_late(shop: Any) -> None:
    anna = shop.buyer()
    late, urgent = made(shop, anna, "a", "win_back", priority=3, days=9), made(shop, anna, "b", priority=1)
    assert opened(shop) == [urgent, late]
    assert opened(shop, TODAY + timedelta(days=4)) == [late]


def test_done_and_reopened(shop: Any) -> None:
    number = made(shop, shop.buyer())
    reminders.done(shop.db, shop.id, number)
    assert opened(shop) == []
    reminders.reopen(shop.db, shop.id, number)
    assert opened(shop) == [number]


def test_snoozed_until_its_day(shop: Any) -> None:
    number = made(shop, shop.buyer())
    day = TODAY + timedelta(days=7)
    reminders.snooze(shop.db, shop.id, number, day)
    assert opened(shop) == []
    assert reminders.woken(shop.db, shop.id, day - timedelta(days=1)) == []
    assert [row.id for row in reminders.woken(shop.db, shop.id, day)] == [number]
    reminders.wake(shop.db, shop.id, number, day)
    assert opened(shop, day) == [number]


def test_what_became_pointless_is_swallowed_for_this_buyer_only(shop: Any) -> None:
    anna, ben = shop.buyer(), shop.buyer("Ben")
    _, birthday, bens = made(shop, anna), made(shop, anna, kind="birthday"), made(shop, ben)
    reminders.swallow(shop.db, shop.id, anna, ["follow_up", "win_back"])
    assert sorted(opened(shop)) == [birthday, bens]


@pytest.mark.parametrize("state", ["open", "snoozed"])
def test_what_is_left_of_a_card_stays_one_card(shop: Any, state: str) -> None:
    """Without the question the anniversary leads, and what is done with it is done with the rest."""
    anna = shop.buyer()
    together = [
        Occasion(kind, "x", TODAY, TODAY + timedelta(days=9), priority)
        for kind, priority in (("follow_up", 2), ("expiry", 4), ("anniversary", 3), ("milestone", 3))
    ]
    card = reminders.make_card(shop.db, shop.id, anna, together, TODAY)
    if state == "snoozed":
        reminders.snooze(shop.db, shop.id, card, TODAY + timedelta(days=1))
    reminders.swallow(shop.db, shop.id, anna, ["follow_up"])
    for row in reminders.woken(shop.db, shop.id, TODAY + timedelta(days=1)):
        reminders.wake(shop.db, shop.id, row.id, TODAY)
    (lead,) = opened(shop)
    assert reminders.get(shop.db, shop.id, lead).kind == "anniversary"
    assert [row.kind for row in reminders.companions(shop.db, shop.id, lead)] == ["milestone", "expiry"]
    reminders.done(shop.db, shop.id, lead)
    assert {row.state for row in reminders.companions(shop.db, shop.id, lead)} == {"done"}


def test_a_newer_reminder_of_a_kind_takes_the_place_of_the_older(shop: Any) -> None:
    """What was on its card has one of its own; of promises each stays, and so does what the seller decides."""
    anna = shop.buyer()
    old = [Occasion(kind, "x", TODAY, TODAY + timedelta(days=9), 3) for kind in ("win_back", "expiry")]
    reminders.make_card(shop.db, shop.id, anna, old, TODAY)
    kept = [made(shop, anna, "x", "early_warning"), made(shop, anna, "y", "early_warning")]
    new = made(shop, anna, "y", "win_back")
    ids = {row.kind: row.id for row in reminders.open_ones(shop.db, shop.id, TODAY)}
    assert sorted(opened(shop)) == sorted([*kept, new, ids["expiry"]])


def test_another_shop_neither_sees_nor_handles_it(shop: Any, other: Any) -> None:
    number = made(shop, shop.buyer())
    reminders.done(other.db, other.id, number)
    reminders.swallow(other.db, other.id, 1, ["follow_up"])
    assert opened(other) == []
    assert opened(shop) == [number]


def test_drafts_are_counted_from_zero(shop: Any) -> None:
    number = made(shop, shop.buyer())
    assert [reminders.count_draft(shop.db, shop.id, number) for _ in range(3)] == [0, 1, 2]


def test_muting_twice_is_muting_once(shop: Any) -> None:
    anna = shop.buyer()
    for _ in range(2):
        reminders.mute(shop.db, shop.id, anna, "follow_up")


def test_a_local_day_has_one_digest(shop: Any, other: Any) -> None:
    assert reminders.mark_digest(shop.db, shop.id, TODAY, NOW) is True
    assert reminders.mark_digest(shop.db, shop.id, TODAY, NOW) is False
    assert reminders.mark_digest(other.db, other.id, TODAY, NOW) is True
    assert reminders.mark_digest(shop.db, shop.id, TODAY + timedelta(days=1), NOW) is True


def test_a_new_question_replaces_the_old_one(shop: Any) -> None:
    dialogs.ask(shop.db, PERSON, "kauf.buyer", {"cents": 5}, NOW)
    dialogs.ask(shop.db, PERSON, "kauf.amount", {"name": "Ä"}, NOW)
    assert dialogs.open_step(shop.db, PERSON, NOW) == dialogs.Step("kauf.amount", {"name": "Ä"})
    dialogs.close(shop.db, PERSON)
    assert dialogs.open_step(shop.db, PERSON, NOW) is None


def test_a_question_belongs_to_one_person(shop: Any) -> None:
    dialogs.ask(shop.db, PERSON, "kauf.buyer", {}, NOW)
    assert dialogs.open_step(shop.db, PERSON + 1, NOW) is None


def test_a_button_is_short_opaque_and_personal(shop: Any) -> None:
    token = dialogs.store_keyboard(shop.db, PERSON, ACTIONS, NOW)
    assert re.fullmatch(r"[\w-]{16}", token)
    assert dialogs.action_of(shop.db, PERSON, f"{token}.1") == (token, ACTIONS[1])
    assert dialogs.action_of(shop.db, PERSON + 1, f"{token}.1") is None


def test_buttons_drawn_at_once_stand_side_by_side_and_none_can_be_guessed_from_another(shop: Any) -> None:
    for _ in range(2 * dialogs.DRAWN_AT_ONCE):
        dialogs.store_keyboard(shop.db, PERSON, ACTIONS, NOW)
    tokens = shop.db.scalars(select(keyboard.c.token)).all()
    assert len({token[:4] for token in tokens}) <= 3
    assert len({token[4:] for token in tokens}) == len(tokens) == 2 * dialogs.DRAWN_AT_ONCE


@pytest.mark.parametrize("behind", ["", ".", ".2", ".-1", ".x", ".1.1", ".٣", ". 1"])
def test_a_button_that_was_never_made_is_nothing(shop: Any, behind: str) -> None:
    token = dialogs.store_keyboard(shop.db, PERSON, ACTIONS, NOW)
    assert dialogs.action_of(shop.db, PERSON, token + behind) is None


def test_once_only_buttons_are_claimed_once_a_keyboard(shop: Any) -> None:
    assert dialogs.claim_tap(shop.db, "token", NOW) is True
    assert dialogs.claim_tap(shop.db, "token", NOW) is False
    assert dialogs.claim_tap(shop.db, "another", NOW) is True


def test_a_person_is_forgotten_with_his_buttons(shop: Any) -> None:
    token = dialogs.store_keyboard(shop.db, PERSON, ACTIONS, NOW)
    dialogs.ask(shop.db, PERSON, "kauf.buyer", {}, NOW)
    dialogs.forget_person(shop.db, PERSON)
    assert dialogs.action_of(shop.db, PERSON, f"{token}.0") is None
    assert dialogs.open_step(shop.db, PERSON, NOW) is None


def test_only_the_hash_of_a_token_is_stored(shop: Any) -> None:
    token = invitations.issue(shop.db, shop.id, shop.buyer(), NOW)
    row = shop.db.execute(select(invitation)).one()
    assert token not in repr(row)
    assert len(token) * 6 >= 128
    assert len({invitations.issue(shop.db, shop.id, row.buyer_id, NOW) for _ in range(50)}) == 50


def test_an_invitation_is_taken_up_once(shop: Any) -> None:
    token = invitations.issue(shop.db, shop.id, shop.buyer(), NOW)
    found = invitations.valid(shop.db, token, NOW)
    assert found is not None
    assert invitations.claim(shop.db, found, NOW) is True
    assert invitations.claim(shop.db, found, NOW) is False
    assert invitations.valid(shop.db, token, NOW) is None
    assert shop.about(found.buyer_id).telegram_id is None


def test_an_invitation_expires_to_the_second(shop: Any) -> None:
    token = invitations.issue(shop.db, shop.id, shop.buyer(), NOW)
    end = NOW + invitations.VALID_FOR
    assert invitations.valid(shop.db, token, end - timedelta(seconds=1)) is not None
    assert invitations.valid(shop.db, token, end) is None


def test_a_shop_starts_with_every_default(shop: Any) -> None:
    row = shop.row
    assert (row.timezone, row.currency, row.digest_minute, row.cents_per_point, row.stamps_per_card, row.set_up) == (
        *("Europe/Berlin", "EUR", 540, 100, 10),
        False,
    )
    assert row.next_digest is None


def test_a_new_shop_is_where_its_operator_says(shop: Any) -> None:
    row = shops.found(shop.db, 7, "Wiener Wolle", "Europe/Vienna", NOW)
    assert row.timezone == "Europe/Vienna"


def test_two_shops_draw_their_surprises_differently(shop: Any, other: Any) -> None:
    assert shop.row.surprise_seed != other.row.surprise_seed


def test_only_due_shops_are_handed_out(shop: Any, other: Any) -> None:
    shops.change(shop.db, shop.id, next_digest=NOW)
    shops.change(other.db, other.id, next_digest=NOW + timedelta(minutes=1))
    assert [row.id for row in shops.with_due_digest(shop.db, NOW)] == [shop.id]


def test_an_account_sells_in_one_shop(shop: Any) -> None:
    with pytest.raises(IntegrityError), shop.db.begin_nested():
        shops.found(shop.db, 7_000_000_001, "Zweiter", "Europe/Berlin", NOW)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("digest_minute", 1440),
        ("digest_minute", -1),
        ("stamps_per_card", 2),
        ("stamps_per_card", 21),
        ("cents_per_point", 0),
    ],
)
def test_settings_that_make_no_sense_are_refused(shop: Any, column: str, value: int) -> None:
    with pytest.raises(IntegrityError), shop.db.begin_nested():
        shops.change(shop.db, shop.id, **{column: value})


def test_an_instant_is_aware_on_the_way_in_and_out(shop: Any) -> None:
    assert shop.row.created_at == NOW
    assert shop.row.created_at.tzinfo is not None
    with pytest.raises(ValueError, match="time zone"):
        Instant().process_bind_param(datetime(2026, 5, 4), shop.db.dialect)


def test_a_reference_to_nothing_is_refused(shop: Any) -> None:
    dead = {"token_hash": "x", "shop_id": 999, "buyer_id": 999, "expires_at": NOW}
    with pytest.raises(IntegrityError), shop.db.begin_nested():
        shop.db.execute(insert(invitation), dead)


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 5000),
        ("temp_store", 2),
    ],
)
def test_sqlite_is_opened_safely(private_engine: Engine, pragma: str, value: object) -> None:
    with private_engine.connect() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value


def open_two_shops_and_fail(db: Connection) -> None:
    for number in range(2):
        shops.found(db, PERSON + number, "Wollstübchen", "Europe/Berlin", NOW)
    raise RuntimeError("power cut")


def test_a_transaction_that_fails_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(RuntimeError, match="power cut"), engine.begin() as db:
        open_two_shops_and_fail(db)
    with engine.begin() as db:
        assert db.execute(select(shop_table)).first() is None


def test_a_savepoint_that_fails_leaves_the_rest(engine: Engine) -> None:
    with engine.begin() as db:
        shops.found(db, PERSON + 9, "Töpferei", "Europe/Berlin", NOW)
        with pytest.raises(RuntimeError, match="power cut"), db.begin_nested():
            open_two_shops_and_fail(db)
    with engine.begin() as db:
        assert [row.name for row in db.execute(select(shop_table))] == ["Töpferei"]


def test_a_shop_opens_in_the_time_zone_that_was_named(db: Connection) -> None:
    assert shops.found(db, 99, "Surfbretter", "Australia/Lord_Howe", NOW).timezone == "Australia/Lord_Howe"


def test_promises_that_are_near_name_their_shops(shop: Any, other: Any) -> None:
    anna, ben = shop.buyer(), other.buyer("Ben")
    near, far = TODAY + timedelta(days=1), TODAY + timedelta(days=9)
    for at, buyer, day in ((shop, anna, near), (shop, anna, far), (other, ben, far)):
        promises.make(shop.db, at.id, buyer, "Fotos", day, TODAY, NOW)
    settled = promises.make(shop.db, other.id, ben, "Fotos", near, TODAY, NOW)
    promises.change(shop.db, other.id, settled, state="kept")
    assert promises.shops_with(shop.db, TODAY, near) == [shop.id]
    assert [one.day for one in promises.made_before(shop.db, shop.id, NOW + timedelta(1), TODAY, near)] == [near]
    assert promises.made_before(shop.db, shop.id, NOW, TODAY, near) == []
