"""How the chat page holds up on small, dark and still screens, and in the other language."""

import pytest
from playwright.async_api import Browser, expect

from tests.support.browser import DESK, PHONE, SMALLEST, opened
from tests.support.instagram import CUSTOMER, World

LONG = "https://shop.example/" + "very-long-address-without-a-break-" * 8


async def a_conversation(world: World) -> str:
    await world.instagram.customer_says(CUSTOMER, LONG)
    buttons = [{"type": "web_url", "title": "شاهد", "url": LONG}]
    elements = [{"title": f"فستان {number}", "subtitle": "x" * 80, "buttons": buttons} for number in range(3)]
    payload = {"template_type": "generic", "elements": elements}
    await world.post({"attachment": {"type": "template", "payload": payload}})
    sizes = [
        {"content_type": "text", "title": f"مقاس {size}", "payload": str(size)} for size in range(36, 48)
    ]
    await world.post({"text": LONG, "quick_replies": sizes})
    return f"{world.url}/?customer={CUSTOMER}"


@pytest.mark.parametrize("viewport", [SMALLEST, PHONE, DESK], ids=["smallest", "phone", "desk"])
@pytest.mark.parametrize("language", ["ar", "en"])
async def test_nothing_sticks_out_sideways(
    browser: Browser, world: World, viewport: dict[str, int], language: str
) -> None:
    address = await a_conversation(world)
    async with opened(browser, f"{address}&lang={language}", viewport=viewport) as page:
        await expect(page.locator("#replies button")).to_have_count(12)
        for part in ("html", "#log", ".phone"):
            assert await page.locator(part).evaluate("part => part.scrollWidth <= part.clientWidth"), part
        widest = await page.locator(".bubble").evaluate_all("all => Math.max(...all.map(b => b.offsetWidth))")
        assert widest <= await page.locator("#log").evaluate("log => log.clientWidth") * 0.9


@pytest.mark.parametrize(
    ("scheme", "background"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(0, 0, 0)")]
)
async def test_the_page_follows_the_screen_s_colours(
    browser: Browser, world: World, scheme: str, background: str
) -> None:
    async with opened(browser, world.url, color_scheme=scheme) as page:
        await expect(page.locator(".phone")).to_have_css("background-color", background)


async def test_nothing_moves_for_those_who_asked_for_stillness(browser: Browser, world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    await world.signal("typing_on")
    async with opened(browser, f"{world.url}/?customer={CUSTOMER}", reduced_motion="reduce") as page:
        await expect(page.locator("#typing")).to_be_visible()
        moving = "document.getAnimations().filter(one => one.playState === 'running').length"
        assert await page.evaluate(moving) == 0


async def test_the_other_language_turns_the_page_round_and_is_remembered(
    browser: Browser, world: World
) -> None:
    async with opened(browser, world.url, viewport=DESK) as page:
        await page.get_by_role("button", name="English").click()
        await expect(page.locator("html")).to_have_attribute("dir", "ltr")
        await expect(page.locator("#presence-text")).to_have_text("Active now")
        await page.reload()
        await expect(page.get_by_placeholder("Message…")).to_be_visible()


async def test_a_connection_that_stays_away_is_told_and_its_return_too(
    browser: Browser, world: World
) -> None:
    async with opened(browser, f"{world.url}/?customer={CUSTOMER}&lang=en") as page:
        await expect(page.locator("#presence-text")).to_have_text("Active now")
        await page.context.set_offline(offline=True)
        world.instagram.drop_streams()
        await expect(page.locator("#presence-text")).to_have_text("Connecting…")
        await page.context.set_offline(offline=False)
        await expect(page.locator("#presence-text")).to_have_text("Active now")
