"""Voice notes, stories, posts and pictures from the webhook to Graph: answered truly, and kept nowhere."""

import base64
from decimal import Decimal

from local.instagram import samples
from local.shop.catalogue import Product, load_products
from local.shop.images import draw
from shared.language import money
from tests.support.world import TENANT, World

DRESS = next(product for product in load_products() if product.sku == "DR-101")
STORY, POST = "17900000000000101", "17900000000000102"


async def show(world: World, media: str, product: Product) -> None:
    await world.rows(
        "INSERT INTO shop.product_media (tenant_id, media_id, sku) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        TENANT, media, product.sku,
    )  # fmt: skip


def has_the_true_price(text: str, product: Product) -> bool:
    return money.arabic(Decimal(product.price), product.currency) in text


async def test_a_voice_note_is_answered_like_the_same_words_written(world: World, customer: str) -> None:
    sound = samples.voice("عندكم فستان سهرة ساتان أحمر؟ قديش؟")
    url = world.instagram.put_media(sound, "audio/wav")
    note = {"type": "audio", "payload": {"url": url}}
    await world.instagram.customer_says(customer, None, attachments=[note])
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert has_the_true_price(sent.text, DRESS)

    heard, *_ = await world.settled(customer)  # the echo of our reply may be there already
    assert (heard["transcript"], heard["text"]) == ("عندكم فستان سهرة ساتان أحمر؟ قديش؟", None)
    spent = await world.rows("SELECT audio_seconds FROM shop.usage_ledger WHERE customer_id = %s", customer)
    assert [row["audio_seconds"] for row in spent] == [2]
    log = (world.folder / "host.log").read_text(encoding="utf-8")
    assert url not in log
    assert "ساتان" not in log
    assert base64.b64encode(sound).decode()[:60] not in log


async def test_a_reply_to_a_story_gets_the_true_price_of_what_the_story_shows(
    world: World, customer: str
) -> None:
    await show(world, STORY, DRESS)
    item = world.instagram.write(customer, "قديش؟")
    item["message"]["reply_to"] = {"story": {"id": STORY, "url": "https://lookaside.fbsbx.com/story"}}
    await world.instagram.deliver(item)
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert has_the_true_price(sent.text, DRESS)


async def test_a_post_of_the_shop_sent_back_is_the_product_that_it_shows(world: World, customer: str) -> None:
    await show(world, POST, DRESS)
    post = {"type": "ig_post", "payload": {"ig_post_media_id": POST, "title": "جديدنا", "url": "https://lookaside.fbsbx.com/p"}}  # fmt: skip
    await world.instagram.customer_says(customer, None, attachments=[post])
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert has_the_true_price(sent.text, DRESS)


async def test_a_photo_of_a_product_finds_it(world: World, customer: str) -> None:
    photo = {"type": "image", "payload": {"url": world.instagram.put_media(draw(DRESS), "image/png")}}
    await world.instagram.customer_says(customer, "عندكم هاد؟ قديش؟", attachments=[photo])
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert has_the_true_price(sent.text, DRESS)


async def test_a_screenshot_of_a_transfer_is_for_a_person_and_never_searched(
    world: World, customer: str
) -> None:
    shown = {"type": "image", "payload": {"url": world.instagram.put_media(samples.transfer(), "image/png")}}
    await world.instagram.customer_says(customer, "حولت، هي الصورة", attachments=[shown])
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert "المحل رح يتأكد من الحوالة" in sent.text
    (row,) = await world.rows(
        "SELECT needs_person_reason, l.searches FROM shop.conversations c "
        "JOIN shop.usage_ledger l USING (tenant_id, account_id, customer_id) WHERE customer_id = %s",
        customer,
    )
    assert row == {"needs_person_reason": "payment", "searches": 0}


async def test_a_model_that_says_that_money_has_arrived_is_not_believed(world: World, customer: str) -> None:
    world.model.enqueue("وصلت الحوالة، شكراً!", "Payment received, thank you!")
    shown = {"type": "image", "payload": {"url": world.instagram.put_media(samples.transfer(), "image/png")}}
    await world.instagram.customer_says(customer, None, attachments=[shown])
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert "وصلت الحوالة" not in sent.text
    turns = await world.rows("SELECT reason FROM shop.turns WHERE customer_id = %s", customer)
    assert [row["reason"] for row in turns] == ["unsupported_promises"]
