"""Letters on their way: in order, at most once to buyers, at least once to sellers, whatever the wire does."""

import asyncio
import json

import pytest
from sqlalchemy import Engine, text
from toy import SetClock, Start, open_shop, rows

from bot.application import Stammkunde
from demo.person import Person
from demo.server import TelegramServer

MARK = "(evtl. doppelt)"


async def later(bot: Stammkunde, clock: SetClock, seconds: float) -> None:
    """Put the clock forward and let the sender look."""
    clock.forward(seconds=seconds)
    await bot.tick()


def texts(person: Person) -> list[str]:
    """What the person has in the chat from the bot."""
    return [message.text for message in person.messages if message.sender.is_bot]


async def test_messages_of_a_chat_keep_their_order(bot: Stammkunde, maria: Person) -> None:
    heard = await maria.ask("/many 25", count=25)
    assert [message.text for message in heard] == [f"25 {number}" for number in range(25)]


async def test_the_outbox_is_empty_after_sending(
    bot: Stammkunde, maria: Person, server: TelegramServer, store: Engine
) -> None:
    """What Telegram has taken leaves the database, words and all."""
    await maria.ask("/many 5", count=5)
    await server.wait_until_idle()
    assert rows(store, "outbox") == []


@pytest.mark.parametrize("fault", ["429", "html_404"])
async def test_it_says_later_what_was_certainly_not_said(
    bot: Stammkunde, maria: Person, server: TelegramServer, clock: SetClock, fault: str
) -> None:
    """Refused before it was read: it is said once, without a mark."""
    server.faults.add(fault, method="sendMessage", seconds=7)
    maria.say("/echo hallo")
    await server.wait_until_idle()
    assert texts(maria) == []
    await later(bot, clock, 10)
    assert [message.text for message in await maria.answers()] == ["hallo"]
    await server.wait_until_idle()
    assert texts(maria) == ["hallo"]


async def test_it_obeys_retry_after(bot: Stammkunde, maria: Person, server: TelegramServer, clock: SetClock) -> None:
    server.faults.add("429", method="sendMessage", seconds=30)
    maria.say("/echo hallo")
    await server.wait_until_idle()
    await later(bot, clock, 29)
    await server.wait_until_idle()
    assert texts(maria) == []
    await later(bot, clock, 1.5)
    assert [message.text for message in await maria.answers()] == ["hallo"]


async def test_later_messages_wait_for_the_one_that_failed(
    bot: Stammkunde, maria: Person, server: TelegramServer, clock: SetClock
) -> None:
    server.faults.add("html_404", method="sendMessage")
    maria.say("/many 3")
    await server.wait_until_idle()
    maria.say("/echo danach")
    await server.wait_until_idle()
    await later(bot, clock, 10)
    assert [message.text for message in await maria.answers(4)] == ["3 0", "3 1", "3 2", "danach"]


@pytest.mark.parametrize(
    ("fault", "copies"), [("cut_after", 2), ("half_body", 2), ("5xx_after", 2), ("5xx", 1), ("cut_before", 1)]
)
async def test_a_seller_reads_it_again_with_a_mark_when_it_is_unclear(
    bot: Stammkunde, maria: Person, server: TelegramServer, clock: SetClock, store: Engine, fault: str, copies: int
) -> None:
    """At least once, and a possible repeat is told from a new message."""
    open_shop(store, clock())
    server.faults.add(fault, method="sendMessage")
    maria.say("/echo hallo")
    await server.wait_until_idle()
    await later(bot, clock, 5)
    await server.wait_until_idle()
    assert texts(maria) == [*["hallo"] * (copies - 1), f"hallo {MARK}"]


async def test_the_mark_is_written_once(
    bot: Stammkunde, maria: Person, server: TelegramServer, clock: SetClock, store: Engine
) -> None:
    open_shop(store, clock())
    server.faults.add("5xx", method="sendMessage", times=3)
    maria.say("/echo hallo")
    for _ in range(4):
        await server.wait_until_idle()
        await later(bot, clock, 60)
    assert texts(maria) == [f"hallo {MARK}"]


@pytest.mark.parametrize(("fault", "copies"), [("cut_after", 1), ("cut_before", 0), ("5xx", 0)])
async def test_a_buyer_never_reads_it_twice(
    bot: Stammkunde,
    maria: Person,
    anna: Person,
    server: TelegramServer,
    clock: SetClock,
    store: Engine,
    fault: str,
    copies: int,
) -> None:
    """The seller is told instead, and the letter stays visible as unclear."""
    open_shop(store, clock())
    await anna.ask("/echo ich")
    await server.wait_until_idle()
    fine, broken = server.faults, fault
    maria.say("/menu")
    await maria.answers()
    await server.wait_until_idle()
    fine.add(broken, method="sendMessage")
    with store.begin() as db:
        payload = json.dumps({"chat_id": anna.id, "text": "Angebot"})
        db.execute(
            text(
                "INSERT INTO outbox (shop_id, buyer_id, chat_id, audience, method, payload, state, attempts, next_try, created_at)"
                " SELECT shop_id, id, telegram_id, 'buyer', 'sendMessage', :payload, 'queued', 0, :now, :now FROM buyer"
            ),
            {"payload": payload, "now": clock().replace(tzinfo=None) if store.dialect.name == "sqlite" else clock()},
        )
    await later(bot, clock, 1)
    heard = await maria.answers()
    assert "Unklar" in heard[0].text
    assert "Anna" in heard[0].text
    await later(bot, clock, 500)
    await server.wait_until_idle()
    assert texts(anna) == ["ich", *["Angebot"] * copies]
    assert [row["state"] for row in rows(store, "outbox")] == ["unclear"]


async def test_somebody_who_blocked_the_bot_is_left_alone(
    bot: Stammkunde, maria: Person, server: TelegramServer, clock: SetClock, store: Engine
) -> None:
    open_shop(store, clock())
    server.faults.add("403", method="sendMessage")
    maria.say("/many 3")
    await server.wait_until_idle()
    await later(bot, clock, 100)
    await server.wait_until_idle()
    assert server.calls["sendmessage"] == 1
    assert rows(store, "outbox") == []
    assert [row["reachable"] for row in rows(store, "seller")] in ([0], [False])


async def test_a_letter_that_cannot_be_drawn_does_not_stop_the_next(
    bot: Stammkunde, maria: Person, server: TelegramServer, store: Engine
) -> None:
    assert [message.text for message in await maria.ask("/picture")] == ["danach"]
    await server.wait_until_idle()
    assert [row["state"] for row in rows(store, "outbox")] == ["dead"]
    assert [row["direction"] for row in rows(store, "dead_letter")] == ["out"]


async def test_the_same_edit_twice_is_no_error(
    bot: Stammkunde, maria: Person, server: TelegramServer, store: Engine
) -> None:
    await maria.ask("/echo hallo")
    for _ in range(2):
        maria.tap_latest("Ändern") if maria.messages[-1].buttons else None
        await server.wait_until_idle()
    assert texts(maria) == ["geändert: hallo"]
    assert rows(store, "dead_letter") == []


async def test_an_unclear_edit_is_repeated_without_a_mark(
    bot: Stammkunde, maria: Person, server: TelegramServer, clock: SetClock
) -> None:
    await maria.ask("/echo hallo")
    server.faults.add("5xx", method="editMessageText")
    maria.tap_latest("Ändern")
    await server.wait_until_idle()
    await later(bot, clock, 5)
    await server.wait_until_idle()
    assert texts(maria) == ["geändert: hallo"]


async def test_the_answer_to_a_tap_is_not_tried_again(
    bot: Stammkunde, maria: Person, server: TelegramServer, clock: SetClock
) -> None:
    await maria.ask("/echo hallo")
    fault = server.faults.add("5xx", method="answerCallbackQuery", times=5)
    maria.tap_latest("Hinweis")
    await server.wait_until_idle()
    await later(bot, clock, 100)
    await server.wait_until_idle()
    assert fault.hits == 1


async def test_one_hanging_chat_does_not_stop_the_others(
    bot: Stammkunde, maria: Person, anna: Person, server: TelegramServer
) -> None:
    server.faults.add("slow", method="sendMessage", seconds=2)
    maria.say("/echo langsam")
    await asyncio.sleep(0.1)
    assert [message.text for message in await anna.ask("/echo schnell", timeout=1)] == ["schnell"]


async def test_letters_under_way_in_a_crash_are_repeated_with_a_mark(
    start: Start, maria: Person, server: TelegramServer, clock: SetClock, store: Engine
) -> None:
    """A seller's confirmation that was being sent when the machine went down comes again, marked."""
    open_shop(store, clock())
    payload = json.dumps({"chat_id": maria.id, "text": "gebucht"})
    maria.chat.started = True
    with store.begin() as db:
        db.execute(
            text(
                "INSERT INTO outbox (shop_id, chat_id, audience, method, payload, state, attempts, next_try, created_at)"
                " SELECT shop_id, telegram_id, 'seller', 'sendMessage', :payload, 'sending', 0, :now, :now FROM seller"
            ),
            {"payload": payload, "now": clock().replace(tzinfo=None) if store.dialect.name == "sqlite" else clock()},
        )
    await start()
    await server.wait_until_idle()
    assert texts(maria) == [f"gebucht {MARK}"]


async def test_letters_that_wait_at_the_stop_are_sent_after_the_start(
    start: Start, maria: Person, server: TelegramServer, clock: SetClock
) -> None:
    bot = await start()
    server.faults.add("html_404", method="sendMessage")
    maria.say("/many 3")
    await server.wait_until_idle()
    await bot.stop()
    clock.forward(seconds=60)
    await start()
    await server.wait_until_idle()
    assert texts(maria) == ["3 0", "3 1", "3 2"]
