"""The try-out as it is started, in a real browser: a whole story on two phones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from demo.clock import DemoClock
from demo.run import stage
from demo.web import DemoPage
from tests.demo.browser import DESKTOP, IN_BROWSER, NARROW, phone, say

pytestmark = IN_BROWSER


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, tmp_path: Path) -> AsyncIterator[Page]:
    """The bot, the example shop and the page, on Monday, 4 May 2026, 10 o'clock."""
    problems: list[str] = []
    clock = DemoClock(lambda: datetime(2026, 5, 4, 8, 0, tzinfo=UTC))
    async with (
        stage(tmp_path, clock) as on,
        DemoPage(on.server, on.seller, on.buyer, on.put_clock_forward) as phones,
    ):
        page = await browser.new_page(viewport=DESKTOP)
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(phones.url)
        await page.locator("body[data-ready]").wait_for()
        yield page
        await page.close()
    assert problems == []


def button(of: Locator, name: str) -> Locator:
    """The newest inline button of that name."""
    return of.get_by_test_id("inline-button").filter(has_text=name).last


async def test_a_whole_story_on_two_phones(page: Page) -> None:
    """Book with a slip, put it right, invite, join, look at the card, and do what the morning says."""
    seller, buyer = phone(page, "seller"), phone(page, "buyer")
    await seller.get_by_test_id("begin").click()
    await expect(seller.get_by_text("Tägliche Nachricht: 09:00 Uhr")).to_be_visible()

    await say(seller, "/kauf Anma 25 Wollsocken")
    await button(seller, "Ich meinte Anna").click()
    await expect(seller.get_by_text("Korrigiert – Anna: 25,00")).to_be_visible()

    await say(seller, "/notiz Anna mag Blau 💙, Größe 39")
    await expect(seller.get_by_text("Gemerkt: Anna mag Blau")).to_be_visible()

    await say(seller, "/einladen Anna")
    await seller.get_by_text("t.me/").last.click()
    await page.get_by_test_id("link-elsewhere").click()
    await button(buyer, "Ja, gern").dblclick()
    await expect(seller.get_by_text("Ist das Anna?")).to_have_count(1)
    await button(seller, "Ja, verbinden").dblclick()
    await expect(buyer.get_by_text("Schön, dass du da bist!")).to_have_count(1)
    await expect(seller.get_by_text("Anna sieht jetzt die eigene Stempelkarte.")).to_have_count(1)

    await say(buyer, "/punkte")
    await expect(buyer.get_by_test_id("photo")).to_be_visible()
    await expect(buyer.get_by_text("Stempel 8 von 10")).to_be_visible()
    await button(buyer, "Verlauf").click()
    await expect(buyer.get_by_text("Kauf: Wollsocken").last).to_be_visible()

    await page.get_by_test_id("clock-next_morning").click()
    await expect(seller.get_by_text("Guten Morgen!")).to_be_visible()
    await button(seller, "Text").click()
    await expect(seller.get_by_text("Vorschlag für").last).to_be_visible()
    await button(seller, "Kopieren").click()
    await expect(seller.get_by_test_id("toast")).to_have_text("Kopiert")


async def test_the_guided_purchase_needs_taps_only(page: Page) -> None:
    """/kauf, a name, an amount: no typing."""
    seller = phone(page, "seller")
    await seller.get_by_test_id("begin").click()
    await say(seller, "/kauf")
    await expect(seller.get_by_text("Für wen?")).to_be_visible()
    buyer = seller.get_by_test_id("message").last.get_by_test_id("inline-button").first
    name = await buyer.inner_text()
    await buyer.click()
    await expect(seller.get_by_text(f"Wie viel hat {name} bezahlt?")).to_be_visible()
    await seller.get_by_test_id("inline-button").filter(has_text="€").first.click()
    await expect(seller.get_by_text(f"✅ {name}:")).to_be_visible()


async def test_a_long_week_fits_a_phone_screen(page: Page) -> None:
    """At phone width one phone is shown at a time, and nothing is wider than the screen."""
    await page.set_viewport_size(NARROW)
    seller = phone(page, "seller")
    await seller.get_by_test_id("begin").click()
    await page.get_by_test_id("clock-week").click()
    await expect(seller.get_by_text("Guten Morgen!").first).to_be_attached(timeout=20_000)
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
