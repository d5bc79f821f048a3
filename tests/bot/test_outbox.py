"""Letters on their way: in order, at most once to buyers, at least once to sellers, whatever the wire does."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import Connection, Engine, select
from toy import SELLER, SetClock, Stage, texts

from bot import outcomes
from bot.application import Stammkunde
from bot.outbox import Sender
from bot.pace import Pace
from bot.results import Results
from bot.settings import Settings
from bot.writer import Writer
from storage import buyers, invitations, migrate, outbox, shops
from storage.outbox import SENDING, NewLetter
from storage.tables.delivery import outbox as rows

MARK = "(evtl. doppelt)"
SLOW_S = 6
"""Longer than `ask` waits."""


async def test_messages_of_a_chat_keep_their_order(bot: Stammkunde, on: Stage) -> None:
    heard = await on.maria.ask("/many 25", count=25)
    assert [message.text for message in heard] == [f"25 {number}" for number in range(25)]


async def test_what_telegram_has_taken_leaves_the_database(bot: Stammkunde, on: Stage) -> None:
    await on.maria.ask("/many 5", count=5)
    await on.quiet()
    assert on.rows("outbox") == []


@pytest.mark.parametrize("fault", ["429", "html_404"])
async def test_it_says_once_what_was_certainly_not_said(bot: Stammkunde, on: Stage, fault: str) -> None:
    """Refused before it was read: it comes later, without a mark."""
    on.server.faults.add(fault, method="sendMessage", seconds=7)
    on.maria.say("/echo hallo")
    await on.quiet()
    assert texts(on.maria) == []
    await on.later(bot, 10)
    await on.later(bot, 100)
    assert texts(on.maria) == ["hallo"]


async def test_it_obeys_retry_after(bot: Stammkunde, on: Stage) -> None:
    """Nothing is sent to anybody until Telegram wants to be spoken to again."""
    on.server.faults.add("429", method="sendMessage", seconds=30)
    on.maria.say("/echo hallo")
    await on.quiet()
    on.anna.say("/echo ich auch")
    await on.later(bot, 29)
    assert texts(on.maria) == texts(on.anna) == []
    await on.later(bot, 10)
    assert (texts(on.maria), texts(on.anna)) == (["hallo"], ["ich auch"])


async def test_later_messages_wait_for_the_one_that_failed(bot: Stammkunde, on: Stage) -> None:
    on.server.faults.add("html_404", method="sendMessage")
    on.maria.say("/many 3")
    await on.quiet()
    on.maria.say("/echo danach")
    await on.quiet()
    await on.later(bot, 10)
    assert texts(on.maria) == ["3 0", "3 1", "3 2", "danach"]


UNCLEAR = [
    pytest.param("cut_after", 2, id="arrived, then cut"),
    pytest.param("half_body", 2, id="arrived, half an answer"),
    pytest.param("5xx_after", 2, id="arrived, then a 504"),
    pytest.param("5xx", 1, id="a 502 instead"),
    pytest.param("cut_before", 1, id="cut before"),
]


@pytest.mark.parametrize(("fault", "copies"), UNCLEAR)
async def test_a_seller_reads_it_again_with_a_mark(bot: Stammkunde, on: Stage, fault: str, copies: int) -> None:
    """At least once, and a possible repeat is told from a new message."""
    on.server.faults.add(fault, method="sendMessage")
    on.maria.say("/echo hallo")
    await on.quiet()
    await on.later(bot, 5)
    await on.later(bot, 1000)
    assert texts(on.maria) == [*["hallo"] * (copies - 1), f"hallo {MARK}"]


async def test_the_mark_is_written_once(bot: Stammkunde, on: Stage) -> None:
    on.server.faults.add("5xx", method="sendMessage", times=3)
    on.maria.say("/echo hallo")
    await on.quiet()
    for _ in range(4):
        await on.later(bot, 60)
    assert texts(on.maria) == [f"hallo {MARK}"]


@pytest.mark.parametrize(("fault", "copies"), [(fault.values[0], int(fault.values[1]) - 1) for fault in UNCLEAR])
async def test_a_buyer_never_reads_it_twice(bot: Stammkunde, on: Stage, fault: str, copies: int) -> None:
    """His seller is told instead, once, and the letter stays visible as unclear."""
    on.open_shop()
    on.maria.say("/menu")
    await on.maria.answers()
    await on.quiet()
    on.server.faults.add("slow", method="sendMessage", seconds=0.05)
    on.server.faults.add(fault, method="sendMessage")
    on.maria.say("/buyer Angebot")
    await on.quiet()
    await on.later(bot, 5)
    await on.later(bot, 1000)
    assert texts(on.anna) == ["Angebot"] * copies
    (told,) = [words for words in texts(on.maria) if "Unklar" in words]
    assert "Anna" in told
    assert [row["state"] for row in on.rows("outbox")] == ["unclear"]


async def test_somebody_who_blocked_the_bot_is_left_alone(bot: Stammkunde, on: Stage) -> None:
    on.open_shop()
    on.server.faults.add("403", method="sendMessage")
    on.maria.say("/many 3")
    await on.quiet()
    await on.later(bot, 100)
    assert on.server.calls["sendmessage"] == 1
    assert on.rows("outbox") == []
    assert not on.rows("seller")[0]["reachable"]


async def test_a_chat_that_moved_reads_everything_once_and_in_order(bot: Stammkunde, on: Stage) -> None:
    """Even what is answered while the move is being stored."""
    on.server.play("sendMessage migrate after 1")
    on.maria.say("/many 4")
    on.maria.say("/echo danach")
    await on.quiet()
    await on.later(bot, 1)
    assert texts(on.maria) == ["4 0", "4 1", "4 2", "4 3", "danach"]
    assert on.rows("outbox") == []


async def test_what_is_in_doubt_is_not_said_again_when_the_chat_moves(bot: Stammkunde, on: Stage) -> None:
    """A buyer reads it once at most, whatever happens to his chat later; and under the new number nobody has agreed to more."""
    on.open_shop()
    on.server.play("sendMessage slow 0.05s\nsendMessage cut_after")
    on.maria.say("/buyer Angebot")
    await on.quiet()
    await on.later(bot, 60)
    assert texts(on.anna).count("Angebot") == 1
    on.server.play("sendMessage slow 0.05s\nsendMessage migrate")
    on.maria.say("/buyer Noch eins")
    await on.quiet()
    await on.later(bot, 60)
    assert texts(on.anna) == ["Angebot"]
    assert {row["reason"] for row in on.rows("outbox")} == {None, "no consent: stamp_card"}


async def test_what_waits_behind_a_refused_letter_goes_with_it(bot: Stammkunde, on: Stage) -> None:
    on.open_shop()
    on.server.play("sendMessage 403 after 2")
    on.maria.say("/many 6")
    await on.quiet()
    await on.later(bot, 60)
    assert texts(on.maria) == ["6 0", "6 1"]
    assert on.rows("outbox") == []


async def test_a_letter_that_cannot_be_drawn_does_not_stop_the_next(bot: Stammkunde, on: Stage) -> None:
    """It stays as dead, and the operator finds it among the dead letters, without its words."""
    assert [message.text for message in await on.maria.ask("/picture")] == ["danach"]
    await on.quiet()
    assert [row["state"] for row in on.rows("outbox")] == ["dead"]
    (dead,) = on.rows("dead_letter")
    assert dead["direction"] == "out"
    assert "Bild" not in dead["content"]


async def test_a_letter_telegram_refuses_does_not_stop_the_next(bot: Stammkunde, on: Stage) -> None:
    on.open_shop()
    letter = NewLetter(on.maria.id, "seller", "sendMessage", json.dumps({"chat_id": on.maria.id, "text": ""}))
    on.put(letter, "queued")
    await on.later(bot, 1)
    assert [message.text for message in await on.maria.ask("/echo hallo")] == ["hallo"]
    await on.quiet()
    assert [row["state"] for row in on.rows("outbox")] == ["dead"]


async def test_the_same_edit_twice_is_no_error(bot: Stammkunde, on: Stage) -> None:
    (answer,) = await on.maria.ask("/echo hallo")
    on.maria.tap(answer, "Ändern")
    on.maria.say("/echo noch eins")
    await on.quiet()
    payload = {"chat_id": on.maria.id, "message_id": answer.message_id, "text": "geändert: hallo", "parse_mode": "HTML"}
    on.put(NewLetter(on.maria.id, "seller", "editMessageText", json.dumps(payload)), "queued")
    await on.later(bot, 1)
    assert on.rows("dead_letter") == on.rows("outbox") == []


async def test_an_unclear_edit_is_repeated_without_a_mark(bot: Stammkunde, on: Stage) -> None:
    await on.maria.ask("/echo hallo")
    on.server.faults.add("5xx", method="editMessageText")
    on.maria.tap_latest("Ändern")
    await on.quiet()
    await on.later(bot, 5)
    assert texts(on.maria) == ["geändert: hallo"]


async def test_the_answer_to_a_tap_is_not_tried_again(bot: Stammkunde, on: Stage) -> None:
    await on.maria.ask("/echo hallo")
    fault = on.server.faults.add("5xx", method="answerCallbackQuery", times=5)
    on.maria.tap_latest("Hinweis")
    await on.quiet()
    await on.later(bot, 100)
    assert fault.hits == 1


async def test_one_slow_chat_does_not_stop_the_others(bot: Stammkunde, on: Stage) -> None:
    fault = on.server.faults.add("slow", method="sendMessage", seconds=SLOW_S)
    on.maria.say("/echo langsam")
    async with asyncio.timeout(5):
        while not fault.hits:  # noqa: ASYNC110  the call is on its way through a socket
            await asyncio.sleep(0.01)
    assert [message.text for message in await on.anna.ask("/echo schnell")] == ["schnell"]


async def test_many_letters_to_one_stranger_keep_no_buyer_waiting(on: Stage, settings: Settings) -> None:
    """He hears one a second; everybody else is served meanwhile."""
    settings.send_per_second = 30
    await on.start()
    on.open_shop()
    stranger = on.server.person(3, "Fremd")
    stranger.say("/many 100")
    await stranger.answers(5)
    on.maria.say("/buyer Angebot")
    assert [message.text for message in await on.anna.answers(1)] == ["Angebot"]
    assert len(texts(stranger)) < 50


async def test_a_long_queue_of_one_chat_keeps_no_other_waiting(on: Stage, settings: Settings) -> None:
    settings.send_per_second = 30
    on.open_shop()
    stranger = on.server.person(3, "Fremd")
    stranger.chat.started = True
    shop_id, buyer_id = on.rows("shop")[0]["id"], on.rows("buyer")[0]["id"]
    for number in range(60):
        payload = json.dumps({"chat_id": 3, "text": str(number)})
        on.put(NewLetter(3, "stranger", "sendMessage", payload), "queued")
    payload = json.dumps({"chat_id": on.anna.id, "text": "Angebot"})
    on.put(
        NewLetter(on.anna.id, "buyer", "sendMessage", payload, shop_id, buyer_id, purpose="stamp_card", since=1),
        "queued",
    )
    await on.start()
    assert [message.text for message in await on.anna.answers(1)] == ["Angebot"]
    heard = [int(words) for words in texts(stranger)]
    assert heard == list(range(len(heard)))
    assert len(heard) < 50


async def test_a_long_queue_of_one_chat_is_said_in_order(on: Stage) -> None:
    on.open_shop()
    for number in range(100):
        payload = json.dumps({"chat_id": on.maria.id, "text": str(number)})
        on.put(NewLetter(on.maria.id, "seller", "sendMessage", payload), "queued")
    await on.start()
    heard = await on.maria.answers(100, timeout=10)
    assert [message.text for message in heard] == [str(number) for number in range(100)]


async def test_an_outcome_that_cannot_be_stored_ends_a_letter_only(
    bot: Stammkunde, on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is dead, the operator finds it, and the next letters are said."""

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    on.open_shop()
    monkeypatch.setattr(outcomes, "settle", fail)
    on.server.faults.add("5xx", method="sendMessage")
    on.maria.say("/echo weg")
    await on.quiet()
    assert [row["state"] for row in on.rows("outbox")] == ["dead"]
    assert [row["direction"] for row in on.rows("dead_letter")] == ["out"]
    on.clock.forward(seconds=60)
    assert [message.text for message in await on.maria.ask("/echo da")] == ["da"]


async def test_nothing_stays_of_a_strangers_doubtful_letter(bot: Stammkunde, on: Stage) -> None:
    on.server.faults.add("5xx", method="sendMessage")
    on.anna.say("/echo hallo")
    await on.quiet()
    assert on.rows("outbox") == on.rows("dead_letter") == []


async def test_a_long_message_is_repeated_with_its_mark(bot: Stammkunde, on: Stage) -> None:
    on.server.faults.add("5xx", method="sendMessage")
    on.maria.say("/echo " + "x" * 4075)
    await on.quiet()
    await on.later(bot, 10)
    assert [(len(words), words.endswith(MARK)) for words in texts(on.maria)] == [(4075 + len(f" {MARK}"), True)]


async def test_a_crash_while_sending_repeats_a_sellers_letter_with_a_mark(on: Stage) -> None:
    on.open_shop()
    payload = json.dumps({"chat_id": on.maria.id, "text": "gebucht"})
    on.put(NewLetter(on.maria.id, "seller", "sendMessage", payload), SENDING)
    await on.start()
    await on.quiet()
    assert texts(on.maria) == [f"gebucht {MARK}"]


async def test_a_crash_while_sending_never_repeats_a_buyers_letter(on: Stage) -> None:
    buyer_id = on.open_shop()
    payload = json.dumps({"chat_id": on.anna.id, "text": "Angebot"})
    shop_id = on.rows("shop")[0]["id"]
    on.put(
        NewLetter(on.anna.id, "buyer", "sendMessage", payload, shop_id, buyer_id, purpose="stamp_card", since=1),
        SENDING,
    )
    await on.start()
    await on.quiet()
    assert texts(on.anna) == []
    assert "Unklar" in texts(on.maria)[0]


async def test_letters_that_wait_at_the_stop_are_sent_after_the_start(on: Stage) -> None:
    bot = await on.start()
    on.server.faults.add("html_404", method="sendMessage")
    on.maria.say("/many 3")
    await on.quiet()
    await bot.stop()
    on.clock.forward(seconds=60)
    await on.start()
    await on.quiet()
    assert texts(on.maria) == ["3 0", "3 1", "3 2"]


async def test_letters_on_the_wire_arrive_before_the_stop(on: Stage) -> None:
    """A stop in good order leaves nothing in doubt."""
    bot = await on.start()
    on.server.faults.add("slow", method="sendMessage", seconds=0.3)
    on.maria.say("/many 3")
    await asyncio.sleep(0.1)
    await bot.stop()
    assert {row["state"] for row in on.rows("outbox")} <= {"queued"}
    await on.start()
    await on.quiet()
    assert texts(on.maria) == ["3 0", "3 1", "3 2"]


class Interrupted:
    """A wire on which something happens while the first letter is under way."""

    def __init__(self, meanwhile: Callable[[], Awaitable[object]]) -> None:
        self.said: list[str] = []
        self.begun = asyncio.Event()
        self._meanwhile = meanwhile

    async def call(self, _method: str, payload: str, *_rest: object, **_more: object) -> None:
        self.said.append(json.loads(payload)["text"])
        self.begun.set()
        if len(self.said) == 1:
            await self._meanwhile()


async def test_stopp_also_ends_what_was_claimed_and_waits_its_turn(engine: Engine, clock: SetClock) -> None:
    """Only what is on the wire at that moment arrives."""
    migrate.upgrade(engine)
    now, account, log = clock(), 2002, ("letters", "Ja?", 1)
    with engine.begin() as db:
        shop_id = shops.found(db, SELLER, "Laden", "Europe/Berlin", now).id
        buyer_id = buyers.create(db, shop_id, "Anna", now)
        invitations.log_consent(db, shop_id, buyer_id, account, *log, now, given=True)
        for number in range(5):
            words = json.dumps({"chat_id": account, "text": f"Angebot {number}"})
            new = NewLetter(account, "buyer", "sendMessage", words, shop_id, buyer_id, None, "letters", 1)
            outbox.put(db, new, now)
    writer = Writer(engine)
    writer.start()

    def stopp(db: Connection) -> None:
        invitations.log_consent(db, shop_id, buyer_id, account, *log, now, given=False)

    wire = Interrupted(lambda: writer.run(stopp))
    sender = Sender(Results(writer), wire, clock, Pace(0), lambda _letter: None)  # type: ignore[arg-type]
    running = asyncio.create_task(sender.run())
    await wire.begun.wait()
    await asyncio.wait(sender._tasks)
    await sender.stop()
    await running
    await writer.stop()
    assert wire.said == ["Angebot 0"]
    with engine.begin() as db:
        states = [row.state for row in db.execute(select(rows))]
    assert states == ["dead"] * 4
