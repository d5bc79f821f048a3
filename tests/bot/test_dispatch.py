"""Updates in, letters out: everything an update causes is stored once, or nothing of it."""

import json
from typing import Any

import pytest
from sqlalchemy import Connection, select
from toy import SELLER, SetClock, toy_app

from bot.dispatch import Posted, process
from handlers.registry import Operator
from storage import buyers, dialogs, shops
from storage.outbox import NewLetter, put_all
from storage.tables.delivery import dead_letter, outbox, processed_update
from storage.tables.dialogs import keyboard
from storage.tables.shops import seller

NAME = "StammkundeBot"
ANNA = 2
GROUP = -100123


@pytest.fixture
def app() -> Any:
    """The toy with one seller."""
    app = toy_app()
    app.operator = Operator(sellers=frozenset({SELLER}))
    return app


def typed(number: int, words: str, person: int = SELLER, chat: int | None = None) -> dict[str, Any]:
    """A raw update with a text message."""
    where = {"id": chat, "type": "group"} if chat else {"id": person, "type": "private"}
    who = {"id": person, "is_bot": False, "first_name": "X"}
    return {
        "update_id": number,
        "message": {"message_id": number, "from": who, "chat": where, "date": 1, "text": words},
    }


def texts(posted: Posted) -> list[str]:
    """What is to be sent at once."""
    return [json.loads(letter.payload).get("text", letter.method) for letter in posted.at_once]


def test_answers_come_in_the_order_of_the_updates(app: Any, db: Connection, clock: SetClock) -> None:
    raw = [typed(3, "/echo c"), typed(1, "/echo a"), typed(2, "/echo b")]
    assert texts(process(app, db, raw, clock(), NAME)) == ["a", "b", "c"]


def test_an_update_delivered_again_does_nothing(app: Any, db: Connection, clock: SetClock) -> None:
    """Telegram may deliver it five times, in one batch or in several."""
    first = process(app, db, [typed(1, "/echo a"), typed(1, "/echo a")], clock(), NAME)
    again = process(app, db, [typed(2, "/echo b"), typed(1, "/echo a")], clock(), NAME)
    assert (texts(first), texts(again)) == (["a"], ["b"])
    assert sorted(db.scalars(select(processed_update.c.update_id))) == [1, 2]


def test_a_fault_stops_nobody_else(app: Any, db: Connection, clock: SetClock) -> None:
    """The person reads so, the operator finds the update, and it counts as processed."""
    raw = [typed(1, "/echo a"), typed(2, "/broken geheim"), typed(3, "/echo c")]
    first, sorry, last = texts(process(app, db, raw, clock(), NAME))
    assert (first, last) == ("a", "c")
    assert "schiefgegangen" in sorry
    (dead,) = db.execute(select(dead_letter)).all()
    assert (dead.direction, json.loads(dead.content)["update_id"]) == ("in", 2)
    assert dead.error.startswith("ZeroDivisionError")
    assert process(app, db, raw, clock(), NAME).at_once == []


def test_a_fault_is_tried_three_times(app: Any, db: Connection, clock: SetClock) -> None:
    tries = []

    def fails_twice(call: Any) -> Any:
        tries.append(1)
        shops.change(call.db, call.shop.id, name=f"Versuch {len(tries)}")
        if len(tries) < 3:
            raise ZeroDivisionError
        return []

    app.command("flaky", fails_twice)
    process(app, db, [typed(1, "/flaky")], clock(), NAME)
    assert len(tries) == 3
    assert db.execute(select(dead_letter)).all() == []
    assert shops.of_seller(db, SELLER).name == "Versuch 3"  # type: ignore[union-attr]


def test_nothing_is_left_of_what_failed(app: Any, db: Connection, clock: SetClock) -> None:
    def write_and_fail(call: Any) -> Any:
        shops.found(call.db, 99, "halb", "Europe/Berlin", call.now)
        raise ZeroDivisionError

    app.command("half", write_and_fail)
    process(app, db, [typed(1, "/half")], clock(), NAME)
    assert 99 not in db.scalars(select(seller.c.telegram_id)).all()


def test_what_cannot_be_read_goes_to_the_dead_letters(app: Any, db: Connection, clock: SetClock) -> None:
    raw = {"update_id": 5, "message": {"message_id": 1, "from": {"id": "x"}, "text": "hallo"}}
    assert process(app, db, [raw], clock(), NAME).at_once == []
    assert db.execute(select(dead_letter.c.direction)).scalars().all() == ["in"]


def test_what_no_database_can_store_is_left_out(app: Any, db: Connection, clock: SetClock) -> None:
    """Half an emoji is no character, and a zero byte no letter; the rest of the words is kept."""

    def store(call: Any) -> Any:
        shops.change(call.db, call.shop.id, name=call.words)
        return []

    app.command("store", store)
    posted = process(app, db, [typed(1, "/store Woll\ud83e\0laden"), typed(2, "/echo b")], clock(), NAME)
    assert texts(posted)[-1] == "b"
    assert db.execute(select(dead_letter)).all() == []
    assert shops.of_seller(db, SELLER).name == "Wollladen"  # type: ignore[union-attr]


@pytest.mark.parametrize("words", ["/start@stammkundebot", "/kauf@StammkundeBot Anna 25"])
def test_in_a_group_it_says_one_sentence_when_it_is_named(
    app: Any, db: Connection, clock: SetClock, words: str
) -> None:
    posted = process(app, db, [typed(1, words, chat=GROUP)], clock(), NAME)
    assert "privaten Chat" in texts(posted)[0]
    assert posted.at_once[0].chat_id == GROUP


@pytest.mark.parametrize("words", ["Hallo", "/start", "/start@AndererBot", "StammkundeBot"])
def test_in_a_group_it_is_silent_otherwise(app: Any, db: Connection, clock: SetClock, words: str) -> None:
    assert process(app, db, [typed(1, words, chat=GROUP)], clock(), NAME).at_once == []


def test_a_group_changes_nothing(app: Any, db: Connection, clock: SetClock) -> None:
    process(app, db, [typed(1, "/echo@StammkundeBot x", chat=GROUP)], clock(), NAME)
    assert db.execute(select(seller)).all() == []


def test_a_sellers_answer_is_claimed_with_its_cause(app: Any, db: Connection, clock: SetClock) -> None:
    (letter,) = process(app, db, [typed(1, "/echo a")], clock(), NAME).at_once
    row = db.execute(select(outbox)).one()
    assert (row.id, row.state, row.audience) == (letter.id, "sending", "seller")
    assert row.shop_id == letter.shop_id == shops.of_seller(db, SELLER).id  # type: ignore[union-attr]


def test_a_buyers_answer_is_queued_and_belongs_to_his_shop(app: Any, db: Connection, clock: SetClock) -> None:
    """It is claimed in a commit of its own, so that it is said once at most."""
    shop = shops.found(db, SELLER, "Wolle", "Europe/Berlin", clock())
    buyer_id = buyers.create(db, shop.id, "Anna", clock())
    buyers.change(db, shop.id, buyer_id, telegram_id=ANNA)
    posted = process(app, db, [typed(1, "/echo a", ANNA)], clock(), NAME)
    row = db.execute(select(outbox)).one()
    assert (posted.at_once, posted.queued) == ([], True)
    assert (row.state, row.audience, row.shop_id, row.buyer_id) == ("queued", "buyer", shop.id, buyer_id)


def test_a_strangers_answer_belongs_to_no_shop(app: Any, db: Connection, clock: SetClock) -> None:
    (letter,) = process(app, db, [typed(1, "/echo a", 77)], clock(), NAME).at_once
    assert (letter.audience, letter.shop_id, letter.buyer_id) == ("stranger", None, None)


def test_buttons_are_stored_for_the_one_who_sees_them(app: Any, db: Connection, clock: SetClock) -> None:
    (letter,) = process(app, db, [typed(1, "/echo a")], clock(), NAME).at_once
    row = db.execute(select(keyboard)).one()
    shown = json.loads(letter.payload)["reply_markup"]["inline_keyboard"][0]
    assert row.user_id == SELLER
    assert [button["callback_data"] for button in shown] == [f"{row.token}.0", f"{row.token}.1"]
    assert json.loads(row.actions) == [["change", {"to": "a"}, False], ["notice", {}, False]]


def test_blocking_drops_what_is_queued(app: Any, db: Connection, clock: SetClock) -> None:
    """What is being sent keeps its row: on SQLite the next letter would get its number, and pass for sent with it."""
    (letter,) = process(app, db, [typed(1, "/echo a")], clock(), NAME).at_once
    for state in ("queued", "unclear", "dead"):
        put_all(db, [NewLetter(SELLER, "seller", "sendMessage", "{}")], clock(), state)
    gone = {"chat": {"id": SELLER, "type": "private"}, "new_chat_member": {"status": "kicked"}}
    process(app, db, [{"update_id": 2, "my_chat_member": gone}], clock(), NAME)
    assert [(row.id, row.state) for row in db.execute(select(outbox))] == [(letter.id, "sending")]
    (following,) = process(app, db, [typed(3, "/echo b")], clock(), NAME).at_once
    assert following.id != letter.id
    assert not db.execute(select(seller.c.reachable)).scalar_one()


def test_somebody_who_comes_back_is_reachable_again(app: Any, db: Connection, clock: SetClock) -> None:
    shops.found(db, SELLER, "Wolle", "Europe/Berlin", clock())
    for number, status in enumerate(("kicked", "member")):
        change = {"chat": {"id": SELLER, "type": "private"}, "new_chat_member": {"status": status}}
        process(app, db, [{"update_id": number, "my_chat_member": change}], clock(), NAME)
    assert db.execute(select(seller.c.reachable)).scalar_one()


def test_a_button_about_something_that_is_gone_says_so(app: Any, db: Connection, clock: SetClock) -> None:
    """No dead letter, and nothing of what it did before it noticed."""

    def look(call: Any) -> Any:
        shops.change(call.db, call.shop.id, name="halb")
        return shops.get(call.db, 4711)

    app.button("look", look)
    process(app, db, [typed(1, "/echo a")], clock(), NAME)
    name = shops.of_seller(db, SELLER).name  # type: ignore[union-attr]
    token = dialogs.store_keyboard(db, SELLER, [dialogs.Action("look", {}, once=False)], clock())
    tap = {**typed(2, "x")["message"], "from": {"id": 9, "is_bot": True, "first_name": "B"}}
    query = {
        "id": "1",
        "from": typed(2, "x")["message"]["from"],
        "chat_instance": "1",
        "data": f"{token}.0",
        "message": tap,
    }
    (notice,) = process(app, db, [{"update_id": 2, "callback_query": query}], clock(), NAME).at_once
    assert "gilt nicht mehr" in json.loads(notice.payload)["text"]
    assert db.execute(select(dead_letter)).all() == []
    assert shops.of_seller(db, SELLER).name == name  # type: ignore[union-attr]
