"""Webhook in, Graph out: delivery and sizes are answered with the shop's own figures, and with no others."""

import pytest

from tests.support.world import TENANT, World


@pytest.mark.parametrize(
    ("asked", "area", "says"),
    [
        ("التوصيل لإربد قديش؟", "irbid", "التوصيل لإربد {fee} دينار، وبيوصل خلال {least}-{most} أيام عمل."),
        ("delivery to Irbid?", "irbid", "Delivery to Irbid is {fee} JOD and takes {least}-{most} working days."),
        ("tawseel 3al 3a2aba?", "aqaba", "El taw9eel la Aqaba {fee} JOD, w byoosal 5ilal {least}-{most} ayyam 3amal."),
        ("بتوصلوا عطبربور؟", "tabarbour", "التوصيل لطبربور {fee} دينار، وبيوصل خلال يوم عمل واحد."),
    ],
)  # fmt: skip
async def test_delivery_to_an_area_is_answered_with_its_true_fee_and_days(
    world: World, customer: str, asked: str, area: str, says: str
) -> None:
    (row,) = await world.rows(
        "SELECT trim_scale(fee)::text AS fee, days_min AS least, days_max AS most FROM shop.delivery_areas"
        " WHERE tenant_id = %s AND area_id = %s",
        TENANT,
        area,
    )
    await world.instagram.customer_says(customer, asked)
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert says.format(**row) in sent.text


async def test_what_the_shop_does_not_serve_is_said_and_what_it_does_not_know_is_asked(
    world: World, customer: str
) -> None:
    await world.instagram.customer_says(customer, "بتوصلوا عالرويشد؟")
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert "ما عنا توصيل للرويشد" in sent.text
    await world.instagram.customer_says(customer, "طيب التوصيل للشونة؟")
    (_, sent) = await world.instagram.sent_to(customer, 2)
    assert "الشونة الجنوبية" in sent.text
    assert "الشونة الشمالية" in sent.text
    await world.instagram.customer_says(customer, "والتوصيل لطرابزون؟")
    (*_, sent) = await world.instagram.sent_to(customer, 3)
    assert sent.text == "لأي محافظة ومنطقة بدك التوصيل؟"


async def test_a_false_fee_is_held_back_though_the_quote_was_asked_for(world: World, customer: str) -> None:
    quote = [("delivery_quote", {"area": "إربد", "items": None})]
    world.model.enqueue(quote, "التوصيل لإربد دينارين بس!", "التوصيل مجاني إلك!")
    await world.instagram.customer_says(customer, "التوصيل لإربد قديش؟")
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert "دينار" not in sent.text
    assert "مجاني" not in sent.text


async def test_a_total_is_the_databases_prices_and_the_fee(world: World, customer: str) -> None:
    items = [{"sku": "TP-305", "size": "", "color": "", "quantity": 3}]
    world.model.enqueue(
        [("delivery_quote", {"area": "إربد", "items": items})], "المجموع 24.75 دينار مع التوصيل 3 دنانير."
    )
    await world.instagram.customer_says(customer, "بدي 3 تيشيرتات لإربد، كم المجموع؟")
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert sent.text == "المجموع 24.75 دينار مع التوصيل 3 دنانير."
    assert '"total":"24.75"' in world.model.history[-1]["messages"][-1]["content"]


async def test_a_size_is_the_one_of_the_products_own_chart(world: World, customer: str) -> None:
    await world.instagram.customer_says(customer, "عندكم فستان ميدي أحمر كلوش؟")
    await world.instagram.sent_to(customer, 1)
    await world.instagram.customer_says(customer, "طولي 165 ووزني 60 شو مقاسي بفستان ميدي أحمر كلوش؟")
    (_, sent) = await world.instagram.sent_to(customer, 2)
    assert sent.text == "فستان ميدي أحمر كلوش: حسب جدول المقاسات مقاسك M."


async def test_a_size_is_found_in_whatever_spelling_the_shop_has_it(world: World, customer: str) -> None:
    await world.instagram.customer_says(customer, "عندكم فستان مقاس 2XL؟")
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert "XXL" in sent.text
    assert "المقاس المطلوب مش متوفر" not in sent.text


async def test_a_product_without_a_chart_gets_no_advice(world: World, customer: str) -> None:
    await world.instagram.customer_says(customer, "طولي 165 شو مقاسي بالتنورة البليسيه؟")
    (sent,) = await world.instagram.sent_to(customer, 1)
    assert "ما إله جدول مقاسات" in sent.text


async def test_a_description_that_gives_orders_stays_behind_the_fence(world: World, customer: str) -> None:
    await world.instagram.customer_says(customer, "عندكم شمع ياسمين؟")
    await world.instagram.sent_to(customer, 1)
    results = [m["content"] for m in world.model.history[-1]["messages"] if m["role"] == "tool"]
    assert results
    assert all(text.startswith("<shop_data>{") and text.endswith("}</shop_data>") for text in results)
