"""The chat page in a real browser: written, read and repaired as a customer would, by keyboard where that is the claim."""

from typing import Any

from playwright.async_api import Browser, Page, Route, expect

from tests.support.browser import DESK, opened
from tests.support.instagram import CUSTOMER, NOON, OTHER_CUSTOMER, SHOP, World

QUESTION = "عندكم فستان أحمر؟ قديش؟"
ANSWER = "عنا فستان سهرة أحمر – 29 دينار"


async def write(page: Page, text: str) -> None:
    await page.locator("#text").fill(text)
    await page.locator("#text").press("Enter")


async def text_of(page: Page, selector: str) -> str:
    return (await page.locator(selector).inner_text()).strip()


async def edges(page: Page, selector: str) -> tuple[float, float]:
    """Left and right, in pixels from the left of the window."""
    box = await page.locator(selector).bounding_box()
    assert box is not None
    return box["x"], box["x"] + box["width"]


async def test_a_message_is_written_sent_and_answered_by_keyboard_alone(page: Page, world: World) -> None:
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.type(QUESTION)
    await page.keyboard.press("Enter")

    await expect(page.locator(".own .bubble")).to_have_text(QUESTION)
    await expect(page.locator("#text")).to_have_value("")
    (delivery,) = await world.receiver.deliveries(1)
    assert delivery.items[0]["message"]["text"] == QUESTION

    await world.signal("typing_on")
    await expect(page.locator("#typing")).to_be_visible()
    await expect(page.locator("#announce")).to_have_text(f"{SHOP.display_name} يكتب…")

    await world.say(ANSWER)
    await expect(page.locator(".shop .bubble")).to_have_text(ANSWER)
    await expect(page.locator("#typing")).to_be_hidden()


async def test_a_voice_note_is_sent_from_beside_the_phone(browser: Browser, world: World) -> None:
    async with opened(browser, f"{world.url}/?customer={CUSTOMER}&lang=en", viewport=DESK) as page:
        await page.get_by_role("button", name="Voice note").click()
        await expect(page.locator(".own audio")).to_be_visible()
    (delivery,) = await world.receiver.deliveries(1)
    assert delivery.items[0]["message"]["attachments"][0]["type"] == "audio"


async def test_a_comment_is_written_beside_the_phone_and_its_private_answer_says_what_it_answers(
    browser: Browser, world: World
) -> None:
    async with opened(browser, f"{world.url}/?customer={CUSTOMER}&lang=en", viewport=DESK) as page:
        field, button = (
            page.get_by_role("textbox", name="Comment under the newest post"),
            page.locator("#send-comment"),
        )
        await expect(button).to_be_disabled()
        await field.fill(QUESTION)
        await field.press("Enter")
        await expect(page.locator("#comment-fate")).to_have_text(
            "The comment is posted and the shop is being told."
        )
        await expect(field).to_have_value("")
        (delivery,) = await world.receiver.deliveries(1)

        await world.answer_in_private(delivery.comments[0]["id"], ANSWER)

        await expect(page.locator(".shop .bubble")).to_have_text(ANSWER)
        await expect(page.locator(".shop .answers")).to_have_text("Private reply to a comment")
        await expect(page.locator(".shop .quote")).to_have_text(QUESTION)


async def test_a_comment_that_was_not_posted_stays_in_its_field_and_is_posted_once(
    page: Page, world: World
) -> None:
    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await page.locator("#open-desk").click()
    await page.route("**/chat/comments", lose, times=1)
    await page.locator("#comment").fill(QUESTION)
    await page.locator("#send-comment").click()
    await expect(page.locator("#comment-fate")).to_have_text("لم يُنشر التعليق. حاول مجددًا.")
    await expect(page.locator("#comment")).to_have_value(QUESTION)
    await page.locator("#send-comment").click()
    await expect(page.locator("#comment-fate")).to_have_text("نُشر التعليق، ووصل الخبر إلى المتجر.")
    assert [comment.text for comment in world.instagram.comments] == [QUESTION]


async def test_shift_and_enter_start_a_line_and_the_field_grows_with_it(page: Page, world: World) -> None:
    field = page.locator("#text")
    one_line = await field.evaluate("field => field.offsetHeight")
    await page.keyboard.type("one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("two")
    assert await field.evaluate("field => field.offsetHeight") > one_line
    await page.keyboard.press("Enter")
    await expect(page.locator(".own .bubble")).to_have_text("one\ntwo")
    assert await field.evaluate("field => field.offsetHeight") == one_line
    assert (await world.receiver.deliveries(1))[0].items[0]["message"]["text"] == "one\ntwo"


async def test_the_page_is_right_to_left_and_each_bubble_has_the_direction_of_its_words(
    page: Page, world: World
) -> None:
    await write(page, QUESTION)
    await write(page, "in red")
    await world.receiver.deliveries(2)
    await world.say(ANSWER)
    await expect(page.locator(".bubble")).to_have_count(3)

    assert await page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        "ar",
        "rtl",
    ]
    directions = await page.locator(".bubble p").evaluate_all(
        "all => all.map(p => getComputedStyle(p).direction)"
    )
    assert directions == ["rtl", "ltr", "rtl"]
    own, shop = await edges(page, ".own.last .bubble"), await edges(page, ".shop .bubble")
    assert own[0] < 20
    assert own[1] < shop[1]
    assert shop[0] > own[0]


async def test_times_stand_between_pauses_and_with_every_message(browser: Browser, world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "yesterday", timestamp=int((NOON - 24 * 3600) * 1000))
    await world.instagram.customer_says(CUSTOMER, "now")
    await world.say("at once")
    async with opened(browser, "about:blank") as page:
        await page.clock.set_fixed_time(NOON)
        await page.goto(f"{world.url}/?customer={CUSTOMER}")
        await expect(page.locator(".bubble")).to_have_count(3)
        separators = await page.locator(".when:visible").all_inner_texts()
        assert [text.replace("\u202f", " ") for text in separators] == ["أمس 3:00 م", "3:00 م"]
        times = await page.locator("time").evaluate_all("all => all.map(time => time.dateTime)")
        assert times[:2] == ["2026-11-17T12:00:00.000Z", "2026-11-18T12:00:00.000Z"]


async def test_a_lost_connection_neither_loses_nor_doubles_a_bubble(page: Page, world: World) -> None:
    await write(page, "before")
    await world.receiver.deliveries(1)
    for number in range(3):
        world.instagram.drop_streams()
        await world.say(f"while away {number}")
        await write(page, f"own {number}")
        await expect(page.get_by_text(f"while away {number}", exact=True)).to_have_count(1)
    await expect(page.locator(".own.sending")).to_have_count(0)
    await expect(page.locator(".own .bubble")).to_have_text(["before", "own 0", "own 1", "own 2"])
    await expect(page.locator(".shop .bubble")).to_have_text([f"while away {number}" for number in range(3)])


async def test_a_message_that_could_not_be_sent_is_sent_by_a_second_try(page: Page, world: World) -> None:
    async def refuse(route: Route) -> None:
        await route.abort()

    await page.route("**/chat/messages", refuse)
    await write(page, QUESTION)
    again = page.get_by_role("button", name="لم تُرسل. اضغط للمحاولة مجددًا")
    await expect(again).to_be_visible()

    await page.unroute("**/chat/messages")
    await again.press("Enter")

    await expect(again).to_have_count(0)
    await expect(page.locator(".own .bubble")).to_have_text([QUESTION])
    await world.receiver.deliveries(1)
    assert world.receiver.texts == [QUESTION]


async def test_an_answer_that_got_lost_on_the_way_back_makes_no_second_message(
    page: Page, world: World
) -> None:
    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await page.route("**/chat/messages", lose)
    await write(page, QUESTION)
    await expect(page.locator(".own:not(.sending) .bubble")).to_have_text([QUESTION])
    await expect(page.locator(".failed")).to_have_count(0)
    assert len(world.instagram.thread(CUSTOMER).messages) == 1


async def test_a_shop_that_does_not_take_the_message_is_named_and_asked_again(
    page: Page, world: World
) -> None:
    world.receiver.answers.extend([503] * 8)
    await write(page, QUESTION)
    again = page.get_by_role("button", name="لم تصل إلى المتجر (503). اضغط للمحاولة مجددًا")
    await again.click()
    await expect(again).to_have_count(0)
    await world.receiver.deliveries(9)
    await expect(page.locator(".own .bubble")).to_have_text([QUESTION])


async def test_the_owner_types_in_the_same_thread_by_keyboard(page: Page, world: World) -> None:
    await write(page, "hi")
    await page.get_by_role("button", name="خيارات").press("Enter")
    switch = page.get_by_role("switch", name="الكتابة كصاحب المتجر")
    await switch.press("Space")
    await expect(switch).not_to_be_visible()  # the sheet makes way for the conversation
    await expect(page.locator("#owner-bar")).to_be_visible()

    await write(page, "أهلا، معك صاحبة المحل")
    await expect(page.locator(".shop .bubble")).to_have_text("أهلا، معك صاحبة المحل")
    await expect(page.locator(".shop .by")).to_have_text("صاحب المتجر")
    assert (await world.receiver.deliveries(2))[1].items[0]["message"]["is_echo"]

    await page.get_by_role("button", name="عودة إلى الزبون").press("Enter")
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.type("thanks")
    await page.keyboard.press("Enter")
    await expect(page.locator(".own .bubble")).to_have_text(["hi", "thanks"])


async def test_new_messages_do_not_move_whoever_reads_the_history(page: Page, world: World) -> None:
    for number in range(40):
        world.instagram.write(CUSTOMER, f"message {number}")
    await expect(page.locator(".bubble")).to_have_count(40)
    log = page.locator("#log")
    assert await log.evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight") < 2

    await log.evaluate("log => log.scrollTo(0, 300)")
    await expect(page.locator("#newer")).to_be_hidden()
    await world.say("news")
    await expect(page.locator("#newer")).to_be_visible()
    assert await log.evaluate("log => log.scrollTop") == 300

    await page.locator("#newer").press("Enter")
    await expect(page.get_by_text("news", exact=True)).to_be_in_viewport()
    await expect(page.locator("#newer")).to_be_hidden()


async def test_cards_and_quick_replies_are_shown_and_tapped(page: Page, world: World) -> None:
    await write(page, QUESTION)
    await world.receiver.deliveries(1)
    buy = {"type": "postback", "title": "اطلب الآن", "payload": "BUY_1"}
    elements = [{"title": "فستان سهرة", "subtitle": "29 دينار", "buttons": [buy]}]
    payload = {"template_type": "generic", "elements": elements}
    await world.post({"attachment": {"type": "template", "payload": payload}})
    sizes = [{"content_type": "text", "title": size, "payload": f"SIZE_{size}"} for size in ("S", "M")]
    await world.post({"text": "أي مقاس؟", "quick_replies": sizes})

    await page.get_by_role("group", name="ردود سريعة").get_by_role("button", name="M").click()
    tapped = (await world.receiver.deliveries(4))[3].items[0]["message"]
    assert (tapped["text"], tapped["quick_reply"]) == ("M", {"payload": "SIZE_M"})
    await expect(page.locator("#replies")).to_be_hidden()

    await page.get_by_role("button", name="اطلب الآن").click()
    postback = (await world.receiver.deliveries(5))[4].items[0]["postback"]
    assert (postback["title"], postback["payload"]) == ("اطلب الآن", "BUY_1")
    await expect(page.locator(".own .bubble")).to_have_text([QUESTION, "M", "اطلب الآن"])


async def test_seen_stands_under_the_last_message_the_shop_has_opened(page: Page, world: World) -> None:
    await write(page, "hi")
    await world.receiver.deliveries(1)
    await world.signal("mark_seen")
    await expect(page.locator(".seen")).to_have_text("تمت المشاهدة")
    await write(page, "and?")
    await expect(page.locator(".seen")).to_have_count(0)


async def test_a_first_visit_offers_three_questions_and_says_what_this_is(
    browser: Browser, world: World
) -> None:
    async with opened(browser, world.url) as page:
        suggestions = page.locator("#suggestions button")
        await expect(suggestions).to_have_text([QUESTION, "كم التوصيل على إربد؟", "Do you have gift boxes?"])
        assert "بديل محلي لإنستغرام" in await text_of(page, "#intro .note")
        await suggestions.last.click()
        await expect(page.locator(".own .bubble")).to_have_text("Do you have gift boxes?")
        await expect(suggestions.first).to_be_hidden()
        await page.goto(world.url)  # whoever comes back finds the conversation again
        await expect(page.locator(".own .bubble")).to_have_text("Do you have gift boxes?")


async def test_each_customer_has_a_conversation_of_their_own(browser: Browser, world: World) -> None:
    await world.instagram.customer_says(OTHER_CUSTOMER, "not yours")
    async with opened(
        browser, f"{world.url}/?customer={CUSTOMER}&lang=en", viewport={"width": 1280, "height": 900}
    ) as page:
        await write(page, "mine")
        await expect(page.locator("#people .newest")).to_have_text(["mine", "not yours"])
        await page.get_by_role("link", name="Customer 1").click()
        await expect(page.locator(".own .bubble")).to_have_text(["not yours"])
        await page.get_by_role("button", name="New customer").click()
        await expect(page.locator("#suggestions button").first).to_be_visible()
        await expect(page.locator("#people li")).to_have_count(3)


async def test_what_people_write_is_shown_and_never_run(page: Page, world: World) -> None:
    attack = "<img src=x onerror=document.title='broken'>"
    await write(page, attack)
    await world.receiver.deliveries(1)
    await world.say(attack)
    await world.say("see javascript:alert(1) and https://shop.example/a?b=1, please")
    await expect(page.locator(".bubble")).to_have_text(
        [attack, attack, "see javascript:alert(1) and https://shop.example/a?b=1, please"]
    )
    assert await page.title() == SHOP.display_name
    links = await page.locator(".bubble a").evaluate_all("all => all.map(a => a.href)")
    assert links == ["https://shop.example/a?b=1"]


async def test_everything_can_be_found_named_and_reached_without_a_mouse(page: Page, world: World) -> None:
    await write(page, "hi")
    await world.receiver.deliveries(1)
    await world.say("hello")
    await expect(page.locator(".bubble")).to_have_count(2)
    await expect(page.get_by_role("log", name="المحادثة")).to_have_attribute("aria-live", "polite")
    await expect(page.get_by_role("textbox", name=f"رسالة إلى {SHOP.display_name}")).to_be_visible()
    unnamed: Any = await page.locator("button:visible").evaluate_all(
        "all => all.filter(b => !(b.getAttribute('aria-label') || b.textContent.trim())).length"
    )
    assert unnamed == 0

    reached = []
    for _ in range(3):
        await page.keyboard.press("Shift+Tab")
        reached.append(await page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert reached == ["log", "open-desk", "skip"]
    await page.keyboard.press("Enter")
    await expect(page.locator("#text")).to_be_focused()
    outline = await page.locator("#open-desk").evaluate("b => (b.focus(), getComputedStyle(b).boxShadow)")
    assert outline != "none"
