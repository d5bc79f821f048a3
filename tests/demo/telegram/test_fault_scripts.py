"""Scripts of faults: read line by line, and happening as they are written."""

import pytest
from telegram import Bot
from telegram.error import NetworkError

from demo.telegram.chats import moved
from demo.telegram.person import Person
from demo.telegram.server import TelegramServer

SCRIPT = """
sendMessage 429 x2 5s   # twice
  getUpdates  shuffled

* hang 0.1s after 3
"""


def test_each_line_is_a_fault(server: TelegramServer) -> None:
    planned = [(fault.method, fault.kind, fault.times, fault.seconds, fault.after) for fault in server.play(SCRIPT)]
    assert planned == [
        ("sendmessage", "429", 2, 5.0, 0),
        ("getupdates", "shuffled", 1, 1.0, 0),
        ("*", "hang", 1, 0.1, 3),
    ]


@pytest.mark.parametrize("line", ["sendMessage", "sendMessage 429 twice", "sendMessage 429 5s x2", "sendMessage Hagel"])
def test_a_line_nobody_understands_is_refused(server: TelegramServer, line: str) -> None:
    with pytest.raises(ValueError, match="429"):
        server.play(line)


async def test_a_fault_may_come_later(server: TelegramServer, bot: Bot, maria: Person) -> None:
    maria.start()
    server.play("sendMessage 5xx after 2")
    for words in "ab":
        await bot.send_message(maria.id, words)
    with pytest.raises(NetworkError):
        await bot.send_message(maria.id, "c")


async def numbers(server: TelegramServer, offset: int = 0) -> list[int]:
    """The numbers of the updates that getUpdates would give now."""
    return [update["update_id"] for update in await server.cloud.updates.fetch(offset, 100, 0)]


async def test_confirmed_updates_come_once_more(server: TelegramServer, maria: Person) -> None:
    for words in "abc":
        maria.say(words)
    first, second, third = await numbers(server)
    assert await numbers(server, third) == [third]
    server.play("updates again x1")
    assert await numbers(server, third) == [second, third]
    assert await numbers(server, third) == [third]
    assert first < second


async def test_updates_in_any_order(server: TelegramServer, bot: Bot, maria: Person) -> None:
    """All of them, some twice."""
    said = [maria.say(str(number)).text for number in range(20)]
    server.play("getUpdates shuffled")
    heard = [update.message.text for update in await bot.get_updates() if update.message and update.message.text]
    assert set(heard) == set(said)
    assert len(heard) == 30
    assert heard != sorted(heard, key=int)


async def test_a_chat_that_moved_is_reached_by_both_ids(server: TelegramServer, bot: Bot, maria: Person) -> None:
    from telegram.error import ChatMigrated

    maria.start()
    server.play("sendMessage migrate")
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(maria.id, "Hallo")
    assert caught.value.new_chat_id != maria.id
    for chat_id in (caught.value.new_chat_id, maria.id):
        await bot.send_message(chat_id, "Hallo")
    assert len(server.sent_to(maria.id)) == 2


async def test_who_blocks_after_he_moved_is_the_same_chat(server: TelegramServer, bot: Bot, maria: Person) -> None:
    from telegram.error import Forbidden

    maria.start()
    (blocked,) = server.play("sendMessage 403")
    with pytest.raises(Forbidden):
        await bot.send_message(moved(maria.id), "Hallo")
    assert blocked.chats == {maria.id}
