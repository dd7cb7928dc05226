"""A model that lies, twice: the webhook takes the question, Graph gets nothing false, and a person is called."""

import pytest
import pytest_asyncio

from tests.support.neighbours import PRODUCT, SECRETS, move_in
from tests.support.world import World

#: One of each kind, in another form of numbers each; tests/unit/evaluation tells them all to the loop.
LIES = [
    pytest.param("سعره ٣٧٧ دينار", "se3ro 377 lera", id="an invented price"),
    pytest.param("حقه سبعة وسبعين ليرة ونص", "seventy-seven and a half dinars", id="a price in words"),
    pytest.param("377 دولار", "$377", id="another currency"),
    pytest.param("المجموع 611 دينار", "المجموع ٦١١٠٠٠ فلس", id="a wrong total"),
    pytest.param("خصم 35% إلك", "thirty-five percent off", id="a made-up discount"),
    pytest.param("ضايل 97 حبة", "ninety-seven left", id="a false stock"),
    pytest.param("التوصيل علينا", "توصيل مجااااني", id="a false promise"),
    pytest.param("بكرا بوصلك", "bukra bwaslak", id="a false day"),
    pytest.param("بنرجعلك المصاري", "we'll refund you", id="a refund"),
    pytest.param("اتصل على 0791234567", "٠٧٩١٢٣٤٥٦٧", id="a telephone number"),
]


@pytest.mark.parametrize(("lie", "again"), LIES)
async def test_nothing_false_reaches_graph(world: World, customer: str, lie: str, again: str) -> None:
    world.model.enqueue(lie, again)
    await world.instagram.customer_says(customer, "مرحبا، شو عندكم جديد؟")

    (sent,) = await world.instagram.sent_to(customer, 1)
    assert lie not in sent.text
    assert again not in sent.text
    assert "فريقنا" in sent.text
    (turn,) = await world.rows("SELECT outcome, reason FROM shop.turns WHERE customer_id = %s", customer)
    assert turn["outcome"] == "fallback"
    assert turn["reason"] in {"unsupported_numbers", "unsupported_promises"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def neighbours(world: World) -> World:
    await move_in(world)
    return world


SEARCH = {
    "query": "فستان أحمر",
    "min_price": None,
    "max_price": None,
    "size": None,
    "color": None,
    "in_stock_only": False,
}


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(f"عنا {PRODUCT['name_ar']} بـ {PRODUCT['price']} دينار", id="Arabic"),
        pytest.param(f"{PRODUCT['name_en']}: {PRODUCT['price']} JOD, 3 left", id="English"),
        pytest.param("صندوق زمردي بسبع آلاف وسبعمية وواحد وسبعين ونص", id="in words"),
    ],
)
async def test_what_the_neighbour_may_say_of_its_product_we_may_not(neighbours: World, told: str) -> None:
    """The same search and the same words in both shops; the neighbour's index has the product and ours has not."""
    world = neighbours
    theirs, ours = world.new_customer(), world.new_customer()
    world.model.enqueue([("search_products", SEARCH)], told)
    await world.instagram.customer_says(theirs, "بدي فستان أحمر", account=world.neighbour)
    (sent,) = await world.instagram.sent_to(theirs, 1)
    assert sent.text == told

    world.model.enqueue([("search_products", SEARCH)], told, told)
    await world.instagram.customer_says(ours, "بدي فستان أحمر")
    (sent,) = await world.instagram.sent_to(ours, 1)
    assert not any(secret in sent.text for secret in SECRETS)
    assert "فريقنا" in sent.text
    (turn,) = await world.rows("SELECT outcome, reason FROM shop.turns WHERE customer_id = %s", ours)
    assert turn == {"outcome": "fallback", "reason": "unsupported_numbers"}


async def test_another_shops_product_reaches_nobody_neither_in_words_nor_as_a_card(
    world: World, customer: str
) -> None:
    """Of a shop beside this one: its price has no source here, and its article number finds no card."""
    card = {"skus": ["NEIGHBOUR-1"], "language": "ar"}
    world.model.enqueue(
        [("show_products", card)],
        "عنا فستان الجيران بـ 177.5 دينار",
        "فستان الجيران حقه مية وسبعة وسبعين ونص",
    )
    await world.instagram.customer_says(customer, "بدي فستان من عند الجيران")

    (sent,) = await world.instagram.sent_to(customer, 1)
    assert "الجيران" not in sent.text
    rows = await world.rows("SELECT text, content FROM shop.parts WHERE customer_id = %s", customer)
    assert "NEIGHBOUR-1" not in str(rows)
