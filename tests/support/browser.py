"""A real browser for the pages we serve: Debian's Chromium, or the one `CHROMIUM` names.

Without a browser the suite fails and says what to install. A page that nobody looked at is not a page that works, so
it never skips.
"""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
USUAL = (
    "/usr/bin/chromium",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)

PHONE = {"width": 390, "height": 844}
SMALLEST = {"width": 320, "height": 568}
DESK = {"width": 1280, "height": 900}


def chromium() -> str:
    named = os.environ.get("CHROMIUM")
    for candidate in (named,) if named else USUAL:
        found = shutil.which(candidate)
        if found:
            return found
    pytest.fail(
        f"no browser at {named or USUAL[0]}: install one (Debian: apt-get install chromium), "
        "or set CHROMIUM to the program of a Chromium or Chrome",
        pytrace=False,
    )


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    # Chromium's sandbox refuses to start for root, which is who runs in containers.
    sandbox = () if hasattr(os, "geteuid") and os.geteuid() != 0 else ("--no-sandbox",)
    program = chromium()
    expect.set_options(timeout=10_000)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=[*FLAGS, *sandbox])
        yield browser
        await browser.close()


@asynccontextmanager
async def opened(browser: Browser, address: str, **options: Any) -> AsyncIterator[Page]:
    """A page of its own, with nothing remembered; fails when a script of the page failed."""
    context = await browser.new_context(**({"viewport": PHONE, "timezone_id": "Asia/Amman"} | options))
    context.set_default_timeout(10_000)
    page = await context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    try:
        await page.goto(address)
        yield page
        assert broken == []
    finally:
        await context.close()
