"""`python -m demo.portrait`: takes the picture of the two phones that opens the README. Needs Chromium."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Page, async_playwright, expect

from demo.clock import DemoClock
from demo.run import stage
from demo.web import DemoPage
from messages_de import plain

TARGET = Path(__file__).parent.parent / "docs" / "zwei-handys.png"
WHEN = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


async def portrait(chromium: str, target: Path) -> None:
    """Play a short scene and photograph it."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            stage(Path(folder), DemoClock(lambda: WHEN)) as on,
            DemoPage(on.server, on.seller, on.buyer, on.put_clock_forward) as phones,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
            page = await browser.new_page(viewport={"width": 1240, "height": 880})
            await page.goto(phones.url)
            await page.locator("body[data-ready]").wait_for()
            await play(page)
            await page.screenshot(path=target)
            await browser.close()


async def play(page: Page) -> None:
    """The seller books and invites, the buyer joins and looks at her card; a morning passes."""
    seller, buyer = page.locator("[data-phone=seller]"), page.locator("[data-phone=buyer]")
    await seller.get_by_test_id("begin").click()
    await _say(page, "/einladen Anna")
    await seller.get_by_text("t.me/").last.click()
    await page.get_by_test_id("link-elsewhere").click()
    await buyer.get_by_test_id("inline-button").first.click()
    await seller.get_by_text(plain("joining.button.yes")).last.click()
    await page.get_by_test_id("clock-next_morning").click()
    await expect(seller.get_by_text("Guten Morgen")).to_be_visible()
    await _say(page, "/kauf Anna 25 Wollsocken")
    await expect(seller.get_by_text("25,00").last).to_be_visible()
    await buyer.get_by_test_id("input").fill("/punkte")
    await buyer.get_by_test_id("input").press("Enter")
    await expect(buyer.get_by_test_id("photo")).to_be_visible()
    await page.wait_for_timeout(1500)


async def _say(page: Page, words: str) -> None:
    field = page.locator("[data-phone=seller]").get_by_test_id("input")
    await field.fill(words)
    await field.press("Enter")


def main() -> int:
    """Take the picture, or say what is missing."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("Chromium is needed: apt-get install chromium", file=sys.stderr)
        return 1
    asyncio.run(portrait(chromium, TARGET))
    return 0


if __name__ == "__main__":
    sys.exit(main())
