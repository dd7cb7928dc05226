"""The console's service worker in a real browser: what a push service delivers is shown, and nothing leads elsewhere."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import Browser, CDPSession, Page

from local.serve import serve
from tests.support.browser import opened

WORKER = Path(__file__).parents[2] / "merchant" / "static" / "push.js"
PAGE = "<!doctype html><title>console</title><p>console</p>"
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(
  (one) => ({ title: one.title, body: one.body, tag: one.tag, url: one.data.url }))"""

#: Chromium strikes from its list what it does not yet see on the screen when it is asked: so nobody asks before it is shown.
LISTENING = """() => {
  const show = self.registration.showNotification.bind(self.registration);
  self.shown = new Promise((done, failed) => {
    self.registration.showNotification = (...told) => { const asked = show(...told); asked.then(done, failed); return asked; };
  });
}"""


@dataclass
class Console:
    page: Page
    cdp: CDPSession
    origin: str
    registration: str

    async def delivered(self, data: str) -> list[dict[str, Any]]:
        (worker,) = self.page.context.service_workers
        await worker.evaluate(LISTENING)
        await self.cdp.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": self.origin, "registrationId": self.registration, "data": data},
        )
        async with asyncio.timeout(30):
            await worker.evaluate("() => self.shown")
        return list(await self.page.evaluate(SHOWN))


@pytest.fixture
async def console(browser: Browser) -> AsyncIterator[Console]:
    app = web.Application()
    app.router.add_get("/console/{page:.*}", _page)
    async with (
        serve(app) as origin,
        opened(browser, f"{origin}/console/", permissions=["notifications"]) as page,
    ):
        cdp = await page.context.new_cdp_session(page)
        registered: asyncio.Queue[str] = asyncio.Queue()

        def note(told: dict[str, Any]) -> None:
            for one in told["registrations"]:
                registered.put_nowait(one["registrationId"])

        cdp.on("ServiceWorker.workerRegistrationUpdated", note)
        await cdp.send("ServiceWorker.enable")
        await page.evaluate(
            "async () => { await navigator.serviceWorker.register('/console/push.js'); await navigator.serviceWorker.ready; }"
        )
        yield Console(page, cdp, origin, await registered.get())


async def _page(request: web.Request) -> web.Response:
    if request.path == "/console/push.js":
        return web.Response(text=WORKER.read_text(encoding="utf-8"), content_type="text/javascript")
    return web.Response(text=PAGE, content_type="text/html")


async def test_what_is_delivered_is_shown_with_its_page(console: Console) -> None:
    link = f"{console.origin}/console/alerts/1"
    told = {"title": "زبون ينتظر ردك", "body": "A customer is waiting", "url": link, "tag": "t"}
    assert await console.delivered(json.dumps(told)) == [told]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param('{"url": "https://elsewhere.example/console/"}', id="another site"),
        pytest.param('{"url": "/api/orders"}', id="a page that is not the console's"),
        pytest.param('{"url": "javascript:alert(1)"}', id="a script"),
        pytest.param('{"url": "http://["}', id="no address"),
        pytest.param("not JSON", id="nothing that can be read"),
    ],
)
async def test_whatever_it_says_only_the_consoles_own_pages_are_opened(console: Console, data: str) -> None:
    (shown,) = await console.delivered(data)
    assert shown["url"] == f"{console.origin}/console/"
    assert shown["title"]


#: A script may not open or focus a window that nobody tapped for: the two calls that a tap allows are written down instead.
TAPPED = """async (windows) => {
  const done = [];
  const page = (url) => ({ url, focus: async () => page(url), navigate: async (to) => done.push(["navigate", to]) });
  self.clients.matchAll = async () => windows.map(page);
  self.clients.openWindow = async (to) => done.push(["open", to]);
  const [notification] = await self.registration.getNotifications();
  const event = new NotificationEvent("notificationclick", { notification });
  const waited = new Promise((resolve) => { event.waitUntil = (work) => resolve(work); });
  self.dispatchEvent(event);
  await (await waited);
  return [done, (await self.registration.getNotifications()).length];
}"""


@pytest.mark.parametrize(
    ("windows", "way"),
    [
        pytest.param([], "open", id="no window is there"),
        pytest.param(["/elsewhere"], "open", id="none of the console"),
        pytest.param(["/elsewhere", "/console/orders"], "navigate", id="one of the console"),
    ],
)
async def test_a_tap_opens_the_page_in_the_consoles_window_or_a_new_one(
    console: Console, windows: list[str], way: str
) -> None:
    link = f"{console.origin}/console/alerts/1"
    await console.delivered(json.dumps({"title": "a", "url": link}))
    (worker,) = console.page.context.service_workers
    there = [console.origin + path for path in windows]
    assert await worker.evaluate(TAPPED, there) == [[[way, link]], 0]
