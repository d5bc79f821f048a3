"""The page in a real browser: what a finger and an eye do there."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from telegram import Bot, BotCommandScopeChat

from demo.telegram.person import Person
from demo.telegram.server import TelegramServer
from demo.web import DemoPage
from tests.demo.browser import DESKTOP, IN_BROWSER, NARROW, phone, say
from tests.demo.conftest import answering, bot_on

pytestmark = IN_BROWSER


@pytest_asyncio.fixture(loop_scope="session")
async def server() -> AsyncIterator[TelegramServer]:
    """A server of its own for each test, in the loop of the browser."""
    async with TelegramServer() as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def little_bot(server: TelegramServer) -> AsyncIterator[Bot]:
    """A bot that answers every text with buttons and every tap with an edit, there as well."""
    async with bot_on(server) as bot, answering(bot):
        yield bot


@pytest_asyncio.fixture(loop_scope="session")
async def page(
    browser: Browser, server: TelegramServer, little_bot: Bot, maria: Person, anna: Person
) -> AsyncIterator[Page]:
    """The try-out, opened; a script error fails the test."""
    problems: list[str] = []

    async def on_clock(_step: str) -> None:
        await little_bot.send_message(maria.id, "Guten Morgen!")

    await little_bot.set_my_commands(
        [("kauf", "Kauf buchen"), ("kunde", "Kundin")], scope=BotCommandScopeChat(maria.id)
    )
    async with DemoPage(server, maria, anna, on_clock) as demo:
        page = await browser.new_page(viewport=DESKTOP)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        await page.goto(demo.url)
        await page.locator("body[data-ready]").wait_for()
        yield page
        await page.close()
    assert problems == []


async def test_a_purchase_is_booked_undone_and_passed_on(page: Page, server: TelegramServer, anna: Person) -> None:
    seller, buyer = phone(page, "seller"), phone(page, "buyer")
    await seller.get_by_test_id("begin").click()
    await say(seller, "/kauf Anna 25")
    await expect(seller.get_by_text("Gebucht: /kauf Anna 25")).to_be_visible()
    await seller.get_by_role("button", name="Rückgängig").last.click()
    await expect(seller.locator("s")).to_have_text("25,00 €")
    await expect(seller.get_by_test_id("toast")).to_have_text("Erledigt")
    await seller.get_by_role("button", name="Kopieren", exact=True).first.click()
    await expect(seller.get_by_test_id("toast")).to_have_text("Kopiert")
    await seller.get_by_role("button", name="Link", exact=True).first.click()
    await page.get_by_test_id("link-elsewhere").click()
    await expect(buyer.get_by_text("Gebucht: /start k-1")).to_be_visible()
    assert anna.messages[0].text == "/start k-1"


async def test_typed_markup_stays_text_and_can_be_forwarded(page: Page) -> None:
    buyer = phone(page, "buyer")
    await buyer.get_by_test_id("begin").click()
    await say(buyer, "<img src=x onerror=alert(1)> Größe 39? 🧦")
    own = buyer.locator("[data-mine=true]").last
    await expect(own).to_contain_text("<img src=x onerror=alert(1)>")
    assert await own.locator("img").count() == 0
    await own.click(button="right")
    await page.get_by_test_id("forward").click()
    await expect(phone(page, "seller").get_by_text("Weitergeleitet von Anna")).to_be_visible()


async def test_commands_are_completed_and_messages_edited_by_keyboard(page: Page) -> None:
    seller = phone(page, "seller")
    await seller.get_by_test_id("begin").click()
    field = seller.get_by_test_id("input")
    await field.press_sequentially("/k")
    await expect(seller.get_by_test_id("command")).to_have_count(2)
    await field.press("ArrowDown")
    await field.press("Tab")
    await expect(field).to_have_value("/kauf ")
    await field.press_sequentially("Anna 25")
    await field.press("Enter")
    await expect(seller.get_by_text("Gebucht: /kauf Anna 25")).to_be_visible()
    await field.press("ArrowUp")
    await expect(field).to_have_value("/kauf Anna 25")
    await field.fill("/kauf Anna 35")
    await field.press("Enter")
    await expect(seller.locator("[data-mine=true]").last).to_contain_text("bearbeitet")


async def test_on_a_narrow_screen_the_other_phone_counts_unread_messages(page: Page, little_bot: Bot) -> None:
    await phone(page, "seller").get_by_test_id("begin").click()
    await page.set_viewport_size(NARROW)
    await page.get_by_test_id("tab-buyer").click()
    await expect(phone(page, "seller")).to_be_hidden()
    await page.get_by_test_id("clock-next_morning").click()
    await expect(page.get_by_test_id("tab-seller").locator(".badge")).to_have_text("1")
    await page.get_by_test_id("tab-seller").click()
    await expect(phone(page, "seller").get_by_text("Guten Morgen!")).to_be_in_viewport()
    await expect(page.get_by_test_id("tab-seller").locator(".badge")).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


async def test_a_reload_shows_the_whole_chat_again(page: Page) -> None:
    seller = phone(page, "seller")
    await seller.get_by_test_id("begin").click()
    await say(seller, "eins")
    await expect(seller.get_by_text("Gebucht: eins")).to_be_visible()
    await page.reload()
    await expect(seller.get_by_test_id("message")).to_have_count(4)
    await expect(seller.get_by_text("Gebucht: eins")).to_be_in_viewport()
