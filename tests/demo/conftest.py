"""A server, people, and small bots that talk to it like real ones."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from html import escape
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Browser, async_playwright
from telegram import Bot, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.request import HTTPXRequest

from demo.telegram.person import Person
from demo.telegram.server import TelegramServer
from tests.demo.browser import CHROMIUM, OPTIONS

Call = Callable[..., Coroutine[Any, Any, dict[str, Any]]]
LINK = "https://t.me/StammkundeDemoBot?start=k-1"
BUTTONS = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("Rückgängig", callback_data="undo"), InlineKeyboardButton("Notiz", callback_data="note")],
        [
            InlineKeyboardButton("Link", url=LINK),
            InlineKeyboardButton("Kopieren", copy_text=CopyTextButton("Liebe Anna")),
        ],
    ]
)


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    """A server of its own for each test."""
    async with TelegramServer() as server:
        yield server


@pytest.fixture
def maria(server: TelegramServer) -> Person:
    """The seller."""
    return server.person(1, "Maria", "maria_strickt")


@pytest.fixture
def anna(server: TelegramServer) -> Person:
    """A buyer who has not written yet."""
    return server.person(2, "Anna")


@pytest.fixture
async def call(server: TelegramServer) -> AsyncIterator[Call]:
    """Calls a method with a form body and returns the raw answer."""
    async with ClientSession() as session:

        async def call(method: str, **fields: Any) -> dict[str, Any]:
            async with session.post(f"{server.url}/bot{server.token}/{method}", data=fields) as answer:
                return dict(await answer.json())

        yield call


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Headless Chromium, started once a worker; each page has a context of its own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        await browser.close()


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[Bot]:
    """python-telegram-bot against the server."""
    async with bot_on(server) as bot:
        yield bot


@contextlib.asynccontextmanager
async def bot_on(server: TelegramServer) -> AsyncIterator[Bot]:
    """The library's bot, until the block ends."""
    wires = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]  # no certificates to load: plain HTTP
    async with Bot(
        server.token, f"{server.url}/bot", f"{server.url}/file/bot", request=wires[0], get_updates_request=wires[1]
    ) as bot:
        yield bot


@pytest.fixture
async def little_bot(server: TelegramServer, bot: Bot) -> AsyncIterator[Bot]:
    """A bot that answers every text with buttons and every tap with an edit."""
    async with answering(bot):
        yield bot


@contextlib.asynccontextmanager
async def answering(bot: Bot) -> AsyncIterator[None]:
    """It does so until the block ends."""
    task = asyncio.create_task(_run(bot))
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _run(bot: Bot) -> None:
    offset = 0
    while True:
        for update in await bot.get_updates(offset=offset, timeout=20):
            await _answer(bot, update)
            offset = update.update_id + 1


async def _answer(bot: Bot, update: Update) -> None:
    if update.callback_query:
        await update.callback_query.answer("Erledigt")
        await update.callback_query.edit_message_text("<s>25,00 €</s> storniert", parse_mode="HTML")
    elif update.message:
        text = f"<b>Gebucht:</b> {escape(update.message.text or 'ohne Text')}"
        await bot.send_message(update.message.chat_id, text, parse_mode="HTML", reply_markup=BUTTONS)
