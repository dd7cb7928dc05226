"""The page of an evaluation in a browser: a thread with two sides in any language, on any screen, and nothing that runs."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from ops.eval.models import ScriptedModel
from ops.eval.page import page as page_of
from ops.eval.run import Report
from ops.eval.scenario import Case, Scenario
from tests.support.browser import DESK, SMALLEST, opened
from tests.unit.evaluation.scenarios import CASES, played

HOSTILE = "</p></pre></details><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
LONG = "https://shop.example/" + "very-long-address-without-a-break-" * 8
CALL = {"tool": "search_products", "arguments": {"query": HOSTILE}}
SHOWN = [
    [{"tool": "search_products", "arguments": {"query": "عباية"}}],
    [{"tool": "show_products", "arguments": {"skus": ["K-21", "K-22"], "language": "ar"}},
     {"tool": "offer_choices", "arguments": {"choices": ["52", "54", "56"]}}],
]  # fmt: skip
SCENARIOS = [
    {"name": "passes", "register": "english", "turns": [{"customer": ["hi"], "reply": "hello"}]},
    {"name": HOSTILE, "register": "english", "turns": [{"customer": [HOSTILE, LONG], "calls": [[CALL]], "reply": HOSTILE, "expect": {"says": [HOSTILE, LONG]}}]},
    {"name": "cards", "register": "jordanian", "turns": [{"customer": ["وريني العبايات"], "calls": SHOWN, "reply": "هاي العبايات اللي عنا", "expect": {"says": ["سعر"]}}]},
]  # fmt: skip


@pytest.fixture
async def address(tmp_path: Path) -> str:
    base = next(case for case in CASES if case.file == "products")
    cases: list[Case] = [
        base.model_copy(update={"scenario": Scenario.model_validate(one)}) for one in SCENARIOS
    ]
    report = Report("scripted", scripted=True, results=[await played(case, ScriptedModel) for case in cases])
    path = tmp_path / "report.html"
    path.write_text(page_of(report, ["all: 1 of 3 passed, 100% wanted"]), "utf-8")
    return path.as_uri()


async def unfold(page: Page) -> None:
    await page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")


@pytest.mark.parametrize("viewport", [SMALLEST, DESK], ids=["smallest", "desk"])
async def test_nothing_sticks_out_sideways_and_nothing_that_was_written_runs(
    browser: Browser, address: str, viewport: dict[str, int]
) -> None:
    async with opened(browser, address, viewport=viewport) as page:
        await unfold(page)
        assert await page.locator("html").evaluate("one => one.scrollWidth <= one.clientWidth")
        assert await page.title() == "Evaluation: 1 of 3"
        assert await page.locator("script, img, link, iframe").count() == 0


async def test_the_customer_is_on_the_left_and_the_shop_on_the_right_in_either_direction(
    browser: Browser, address: str
) -> None:
    async with opened(browser, address, viewport=DESK) as page:
        await unfold(page)
        middle = "one => { const box = one.getBoundingClientRect(), turn = one.closest('.turn').getBoundingClientRect(); return [box.left - turn.left, turn.right - box.right] }"
        for case, direction in (("passes", "ltr"), ("cards", "rtl")):
            thread = page.locator(".case").filter(has=page.locator("b", has_text=case))
            for who, near in ((".customer", 0), (".shop", 1)):
                said = thread.locator(f".said{who}")
                await expect(said).to_have_css("direction", direction)
                gaps = await said.evaluate(middle)
                assert gaps[near] < gaps[1 - near], (case, who)


async def test_calls_cards_chips_and_what_failed_are_seen_without_a_tap(
    browser: Browser, address: str
) -> None:
    async with opened(browser, address) as page:
        for place, text in (
            (".step summary", "show_products"),
            (".beside span", "عباية كريب كحلي"),
            (".beside span", "56"),
            (".reached", "Below the thresholds"),
        ):
            await expect(page.locator(place, has_text=text).last).to_be_visible()
        await expect(page.locator("li.no", has_text="says سعر")).to_be_visible()


async def test_those_that_passed_can_be_hidden(browser: Browser, address: str) -> None:
    async with opened(browser, address) as page:
        await expect(page.locator(".case:visible")).to_have_count(3)
        await page.get_by_label("only those that failed").check()
        await expect(page.locator(".case:visible")).to_have_count(2)


@pytest.mark.parametrize(
    ("scheme", "background"), [("light", "rgb(245, 246, 248)"), ("dark", "rgb(20, 22, 26)")]
)
async def test_the_page_follows_the_screens_colours(
    browser: Browser, address: str, scheme: str, background: str
) -> None:
    async with opened(browser, address, color_scheme=scheme) as page:
        await expect(page.locator("body")).to_have_css("background-color", background)
