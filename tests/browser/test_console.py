"""The console on a telephone, in both languages: signed in with the keyboard alone, nothing wider than the screen, every
field with a name; and notifications that are switched on by a tap, or say why they are not.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.support import outlets
from tests.support.browser import opened
from tests.support.people import a_staff, an_owner, owner_with
from tests.support.world import TENANT, World, flow_world

SMALL = {"width": 360, "height": 740}
LOCALES = {"ar": "ar-JO", "en": "en-GB"}
PUBLIC = ("/console/connect", "/console/sign-in", "/console/sign-in/no-link", "/console/nowhere")
INSIDE = ("/console", "/console/alerts", "/console/people")

#: What a reader with a screen reader, or with a thumb, would trip over.
FAULTS = """() => {
  const faults = [];
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) faults.push(`wider than the screen by ${wide}`);
  const seen = [...document.querySelectorAll("a, button, input, summary")].filter((one) => one.offsetParent !== null);
  for (const one of seen) {
    const name = one.getAttribute("aria-label") || one.textContent.trim() || [...(one.labels ?? [])].map((label) => label.textContent.trim()).join("");
    if (!name) faults.push(`no name: ${one.outerHTML}`);
    const target = one.type === "checkbox" ? one.closest("label") : one;
    if (one.matches("button, input, summary") && target.getBoundingClientRect().height < 44) faults.push(`low: ${one.outerHTML}`);
  }
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one heading");
  if (!document.title) faults.push("no title");
  return faults;
}"""

#: In place of a browser vendor's push service, which is not on this machine: what it would give, with the keys it was asked for.
PUSH_SERVICE = """(given) => {
  PushManager.prototype.subscribe = async function (options) {
    const made = {
      ...options, endpoint: given.endpoint, toJSON: () => given,
      unsubscribe: async () => { PushManager.prototype.getSubscription = async () => null; return true; },
    };
    PushManager.prototype.getSubscription = async () => made;
    window.askedWith = options;
    return made;
  };
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shops(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with flow_world(tmp_path_factory.mktemp("console"), name="console") as world:
        yield world


@asynccontextmanager
async def signed_in(browser: Browser, world: World, language: str, **options: Any) -> AsyncIterator[Page]:
    async with (
        an_owner(world, TENANT) as owner,
        opened(browser, "about:blank", viewport=SMALL, locale=LOCALES[language], **options) as page,
    ):
        cookies = [
            {"name": name, "value": value, "url": owner.site} for name, value in owner.http.cookies.items()
        ]
        await page.context.add_cookies(cookies)  # type: ignore[arg-type]
        await page.goto(f"{owner.site}/console/alerts")
        yield page


def site_of(world: World) -> str:
    return world.webhook.removesuffix("/webhook")


@pytest.mark.parametrize("language", ["ar", "en"])
async def test_somebody_signs_in_with_the_keyboard_alone(
    browser: Browser, shops: World, language: str
) -> None:
    address = await owner_with(shops, TENANT)
    start = f"{site_of(shops)}/console/sign-in"
    async with opened(browser, start, viewport=SMALL, locale=LOCALES[language]) as page:
        for _ in range(2):
            await page.keyboard.press("Tab")
        await page.keyboard.type(address)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_be_visible()
        await page.goto(site_of(shops) + await shops.link_to(address))
        await expect(page).to_have_url(f"{site_of(shops)}/console")
        direction = await page.locator("html").get_attribute("dir")
        assert direction == ("rtl" if language == "ar" else "ltr")
        current = page.get_by_role("navigation").locator("[aria-current=page]")
        await expect(current).to_have_text("متجري" if language == "ar" else "My shop")


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("language", ["ar", "en"])
async def test_every_page_fits_and_every_field_has_a_name(
    browser: Browser, shops: World, language: str, width: int
) -> None:
    async with an_owner(shops, TENANT) as owner, a_staff(shops, owner):
        pass
    async with signed_in(browser, shops, language) as page:
        await page.set_viewport_size({"width": width, "height": 740})
        (account,) = await shops.rows(
            "SELECT account_id FROM shop.accounts WHERE tenant_id = %s", str(TENANT)
        )
        for path in (*INSIDE, f"/console/disconnect/{account['account_id']}", *PUBLIC):
            await page.goto(site_of(shops) + path)
            assert await page.evaluate(FAULTS) == [], path


async def test_the_language_that_was_chosen_stays_chosen(browser: Browser, shops: World) -> None:
    async with signed_in(browser, shops, "en") as page:
        await page.get_by_role("link", name="العربية").click()
        await page.get_by_role("link", name="متجري").click()
        assert await page.locator("html").get_attribute("lang") == "ar"


async def test_a_tap_switches_notifications_on_and_another_off(browser: Browser, shops: World) -> None:
    """With the keys of a real subscription, so that what is stored is what a push service would be sent with."""
    given = outlets.Browser("https://push.example/telephone").subscription
    async with signed_in(browser, shops, "en", permissions=["notifications"]) as page:
        await page.evaluate(PUSH_SERVICE, given)
        await page.get_by_role("button", name="Switch alerts on here").click()
        await expect(page.get_by_text("Alerts reach this device.")).to_be_visible()
        asked = await page.evaluate("() => window.askedWith")
        assert asked["userVisibleOnly"] is True
        assert asked["applicationServerKey"] == await page.locator("#push").get_attribute("data-key")
        scope = await page.evaluate("async () => (await navigator.serviceWorker.ready).scope")
        assert scope == f"{site_of(shops)}/console/"
        (row,) = await shops.rows(
            "SELECT * FROM shop.push_subscriptions WHERE endpoint = %s", given["endpoint"]
        )
        assert (row["p256dh"], row["auth"]) == (given["keys"]["p256dh"], given["keys"]["auth"])
        await page.get_by_role("button", name="Switch them off here").click()
        await expect(page.get_by_text("Alerts do not reach this device.")).to_be_visible()
        assert await shops.rows("SELECT 1 FROM shop.push_subscriptions") == []


async def test_without_a_push_service_the_page_says_so_and_the_button_stays(
    browser: Browser, shops: World
) -> None:
    """This machine's Chromium has none: what is refused is real."""
    async with signed_in(browser, shops, "en", permissions=["notifications"]) as page:
        button = page.get_by_role("button", name="Switch alerts on here")
        await button.click()
        await expect(page.get_by_text("That did not work")).to_be_visible(timeout=30_000)
        await expect(button).to_be_enabled()
        assert await shops.rows("SELECT 1 FROM shop.push_subscriptions") == []


async def test_whoever_forbids_notifications_is_told_where_to_allow_them(
    browser: Browser, shops: World
) -> None:
    async with signed_in(browser, shops, "en", permissions=[]) as page:
        assert await page.evaluate("() => Notification.permission") == "denied"
        await expect(page.get_by_text("Notifications are forbidden")).to_be_visible()
        await expect(page.get_by_role("button", name="Switch alerts on here")).to_be_hidden()
