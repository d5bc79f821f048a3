"""Headless Chromium, and what a finger does on the page of the try-out."""

import shutil

import pytest
from playwright.async_api import Locator, Page, ViewportSize

CHROMIUM = shutil.which("chromium")
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = ViewportSize(width=1280, height=860)
NARROW = ViewportSize(width=390, height=844)

IN_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
    pytest.mark.asyncio(loop_scope="session"),
]
"""They share a browser, and with it its event loop."""


def phone(page: Page, name: str) -> Locator:
    """One of the two phones."""
    return page.locator(f"[data-phone={name}]")


async def say(phone: Locator, text: str) -> None:
    """Types and sends."""
    await phone.get_by_test_id("input").fill(text)
    await phone.get_by_test_id("input").press("Enter")
