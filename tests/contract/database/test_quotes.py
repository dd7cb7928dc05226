"""Delivery quotes and size advice from a shop's own rows: true figures, exact totals, and nothing where nothing is known."""

import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from catalog.areas import Area, Delivery
from catalog.store import put, put_delivery
from process.tools import Shop, run_tool
from shared.model.client import ToolCall
from shared.search.places import first_place
from shared.size_chart import MEASURES, SizeChart
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import Rows
from tests.support.goods import goods
from tests.support.stages import StageApp

CHART = SizeChart.model_validate(
    [
        {"size": "S", "height_cm": [150, 160], "weight_kg": [45, 55]},
        {"size": "M", "height_cm": [158, 168], "weight_kg": [55, 65]},
        {"size": "L", "height_cm": [165, 175], "weight_kg": [66, 75]},
    ]
)
ROW = {
    "name_ar": "فستان", "name_en": "Dress", "price": "12.555", "stock": 4, "sizes": ["S", "M"], "size_chart": CHART,
}  # fmt: skip
DRESS, GONE = goods("DR-1", **ROW), goods("DR-0", **ROW | {"stock": 0})
BAG = DRESS.model_copy(update={"sku": "BAG", "name_en": "Bag", "price": Decimal("24.9"), "size_chart": None})
VARIED = goods(
    "VAR", price="20", size_chart=CHART,
    variants=[
        {"size": "S", "color": {"ar": "أحمر", "en": "red"}, "stock": 1, "price": "18"},
        {"size": "S", "color": {"ar": "أسود", "en": "black"}, "stock": "sold_out"},
        {"size": "M", "color": {"ar": "أحمر", "en": "red"}, "stock": "made_to_order"},
        {"size": "L", "color": {"ar": "أحمر", "en": "red"}, "stock": "available"},
    ],
)  # fmt: skip
WATCH = BAG.model_copy(update={"sku": "USD", "currency": "USD"})


def area(area_id: str, arabic: str, **more: Any) -> Area:
    terms = {"fee": "2.5", "currency": "JOD", "days_min": 1, "days_max": 2}
    return Area.model_validate({"id": area_id, "name_ar": arabic, "name_en": area_id, **terms, **more})


NOT_SERVED = {"served": False, "fee": None, "currency": None, "days_min": None, "days_max": None}
AREAS = (
    area("irbid", "إربد"),
    area("south-shuna", "الشونة الجنوبية", aliases=["الشونة"]),
    area("north-shuna", "الشونة الشمالية", aliases=["الشونة"]),
    area("desert", "الصحراء", **NOT_SERVED),
)


@pytest.fixture
async def shop(app: StageApp, key: ConversationKey) -> Shop:
    await put(app.database, key.tenant, [DRESS, GONE, BAG, WATCH, VARIED], [])
    await put_delivery(app.database, key.tenant, Delivery(free_from=Decimal(50), areas=AREAS))
    return Shop(app, key.tenant, first_place(key.tenant))


@pytest.mark.parametrize(
    ("sku", "written"),
    [
        (" BL 1 ", " BL 1 "),
        (" BL  1", "BL 1"),
        ("BL 1", " BL 1\n"),
        ("BL 1", "BL1"),
        (" DR-1", " DR-1"),
        (" DR-1", "DR-1 "),
    ],
)
async def test_a_sku_is_found_whatever_blanks_it_has(shop: Shop, sku: str, written: str) -> None:
    own = BAG.model_copy(update={"sku": sku, "size_chart": CHART})
    await put(shop.app.database, shop.tenant, [own], [])
    shop.draft.found[sku] = {}
    found = sku if written != "DR-1 " else "DR-1"  # which is a product's own
    assert [item["sku"] for item in (await quote(shop, "", (written, 1)))["items"]] == [found]
    assert (await advise(shop, written, height_cm="155"))["sku"] == found


async def quote(shop: Shop, where: str, *items: tuple[Any, ...]) -> dict[str, Any]:
    """Each item is a SKU and how many, and then a size and a colour where they are said."""
    wanted = {
        "area": where,
        "items": [
            {"sku": sku, "quantity": count, **dict(zip(("size", "color"), (*said, "", ""), strict=False))}
            for sku, count, *said in items
        ]
        or None,
    }
    return await run_tool(shop, ToolCall("1", "delivery_quote", json.dumps(wanted)))


async def advise(shop: Shop, sku: str, **measures: str) -> dict[str, Any]:
    wanted = {"sku": sku, **dict.fromkeys(MEASURES), **measures}
    return await run_tool(shop, ToolCall("1", "size_advice", json.dumps(wanted)))


@pytest.mark.parametrize("again", [(" VAR", 1, "S", "red"), ("VAR", 1, "s", "أحمر")])
async def test_one_piece_is_not_sold_twice_because_it_is_written_in_two_ways(
    shop: Shop, again: tuple[Any, ...]
) -> None:
    found = await quote(shop, "", ("VAR", 1, "S", "red"), again)
    assert found["no_total"] == "not enough in stock"


async def test_an_area_has_its_fee_and_its_days(shop: Shop) -> None:
    assert await quote(shop, "لإربد") == {
        "delivery": "served", "area_ar": "إربد", "area_en": "irbid", "working_days_min": 1, "working_days_max": 2,
        "free_delivery_from": "50", "free_delivery_from_ar": "50 دينار", "free_delivery_from_en": "50 JOD",
        "fee": "2.5", "fee_ar": "2.5 دينار", "fee_en": "2.5 JOD",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("الصحراء", {"delivery": "not_served", "area_ar": "الصحراء", "area_en": "desert"}),
        (
            "المريخ",
            {"delivery": "unknown_area", "ask": "which governorate and area; nothing is known before"},
        ),
    ],
)
async def test_an_area_without_delivery_has_no_figures(shop: Shop, where: str, found: dict[str, Any]) -> None:
    assert await quote(shop, where, ("DR-1", 1)) == found


async def test_words_for_two_areas_are_answered_with_both(shop: Shop) -> None:
    found = await quote(shop, "الشونة")
    assert found["delivery"] == "ambiguous"
    assert [one["area_en"] for one in found["ask_which"]] == ["north-shuna", "south-shuna"]


@pytest.mark.parametrize(
    ("items", "subtotal", "fee", "total"),
    [
        ([("DR-1", 1)], "12.555", "2.5", "15.055"),
        ([("DR-1", 3)], "37.665", "2.5", "40.165"),
        ([("DR-1", 1), ("DR-1", 1), ("BAG", 1)], "50.01", "0", "50.01"),
        ([("BAG", 2)], "49.8", "2.5", "52.3"),
    ],
)
async def test_a_total_is_exact_to_the_fils_and_free_from_where_the_shop_says(
    shop: Shop, items: list[tuple[str, int]], subtotal: str, fee: str, total: str
) -> None:
    found = await quote(shop, "إربد", *items)
    assert (found["subtotal"], found["fee"], found["total"]) == (subtotal, fee, total)
    assert found["total_ar"] == f"{total} دينار"
    assert sum(Decimal(line["line_total"]) for line in found["items"]) == Decimal(subtotal)


async def test_goods_come_to_a_sum_without_a_delivery(shop: Shop) -> None:
    found = await quote(shop, " ", ("DR-1", 2), ("BAG", 1))
    assert (found["subtotal"], found["subtotal_ar"]) == ("50.01", "50.01 دينار")
    assert not {"fee", "total", "delivery"} & set(found)
    assert set(await quote(shop, " ")) == {"error"}
    assert await quote(shop, " ", ("BAG", 1), ("USD", 1)) == {"no_total": "the currencies differ"}


@pytest.mark.parametrize(
    ("items", "told"),
    [
        pytest.param([("VAR", 1, "S", "أحمر")], {"subtotal": "18"}, id="a size and colour with a price of its own"),
        pytest.param([("VAR", 1, "small", "red")], {"subtotal": "18"}, id="in other words"),
        pytest.param([("VAR", 1, "s", "حمرا")], {"subtotal": "18"}, id="in another form"),
        pytest.param([("VAR", 30, "L")], {"subtotal": "600"}, id="available, and nobody counts it"),
        pytest.param([("VAR", 2, "M")], {"subtotal": "40"}, id="made to order"),
        pytest.param([("VAR", 2, "S", "red")], {"no_total": "not enough in stock"}, id="more than there are of this size"),
        pytest.param([("VAR", 1, "S", "black")], {"no_total": "not enough in stock"}, id="sold out in this colour"),
        pytest.param([("VAR", 1, "XL")], {"no_total": "not sold in this size or colour"}, id="a size that there is not"),
        pytest.param([("VAR", 1, "", "green")], {"no_total": "not sold in this size or colour"}, id="a colour that there is not"),
        pytest.param([("VAR", 1)], {"no_total": "ask which size or colour: their prices differ"}, id="neither is said"),
        pytest.param([("DR-1", 2, "S"), ("DR-1", 3, "M")], {"no_total": "not enough in stock"}, id="together more than there are of all"),
        pytest.param([("DR-1", 2, "S"), ("DR-1", 2, "M")], {"subtotal": "50.22"}, id="together all that there are"),
    ],
)  # fmt: skip
async def test_a_size_or_colour_has_its_own_price_and_stock(
    shop: Shop, items: list[tuple[Any, ...]], told: dict[str, str]
) -> None:
    found = await quote(shop, "", *items)
    assert {name: found.get(name) for name in told} == told


async def test_what_is_made_to_order_is_told_with_the_line(shop: Shop) -> None:
    (line,) = (await quote(shop, "", ("VAR", 1, "m")))["items"]
    assert (line["size"], line["stock"]) == ("M", "made to order")


async def test_a_size_of_the_chart_is_sold_out_available_or_made_to_order(shop: Shop) -> None:
    found = await advise(shop, "VAR", weight_kg="60")
    assert (found["available"], found["sold_out"], found["made_to_order"]) == ([], [], ["M"])
    assert found["stock"] == "available"
    found = await advise(shop, "VAR", height_cm="159")
    assert (found["available"], found["made_to_order"]) == (["S"], ["M"])


async def test_the_price_is_todays(shop: Shop, rows: Rows) -> None:
    rows.ask("UPDATE shop.products SET price = 10 WHERE tenant_id = %(tenant)s AND sku = 'DR-1'")
    assert (await quote(shop, "إربد", ("DR-1", 2)))["total"] == "22.5"


async def test_delivery_is_free_at_the_very_amount_and_not_a_fils_below(shop: Shop, rows: Rows) -> None:
    for price, fee in (("25", "0"), ("24.999", "2.5")):
        rows.ask(
            "UPDATE shop.products SET price = %(price)s WHERE tenant_id = %(tenant)s AND sku = 'DR-1'",
            price=price,
        )
        assert (await quote(shop, "إربد", ("DR-1", 2)))["fee"] == fee


@pytest.mark.parametrize(
    ("items", "why"),
    [([("DR-1", 5)], "not enough in stock"), ([("DR-0", 1)], "not enough in stock"), ([("USD", 1)], "the currencies differ")],
)  # fmt: skip
async def test_what_cannot_be_sold_so_has_no_total(
    shop: Shop, items: list[tuple[str, int]], why: str
) -> None:
    found = await quote(shop, "إربد", *items)
    assert (found["no_total"], found["fee"]) == (why, "2.5")
    assert not {"subtotal", "total"} & set(found)


@pytest.mark.parametrize(
    "items", [[("DR-1", 0)], [("DR-1", -2)], [("DR-1", 1000)], [("DR-1", 999), ("DR-1", 1)], [("NO", 1)]]
)
async def test_items_that_are_none_are_the_models_to_mend(shop: Shop, items: list[tuple[str, int]]) -> None:
    assert set(await quote(shop, "إربد", *items)) == {"error"}


async def test_a_shop_without_a_table_is_asked_about_in_its_own_words(
    app: StageApp, key: ConversationKey
) -> None:
    found = await quote(Shop(app, key.tenant, first_place(key.tenant)), "إربد")
    assert found == {"delivery": "no_table", "look_in": "answer_from_knowledge"}


async def test_another_shop_has_neither_the_areas_nor_the_charts(app: StageApp, shop: Shop) -> None:
    stranger = Shop(app, TenantId(uuid4()), shop.index)
    assert (await quote(stranger, "إربد"))["delivery"] == "no_table"
    assert set(await advise(stranger, "DR-1", height_cm="165")) == {"error"}


@pytest.mark.parametrize(
    ("sku", "measures", "advice", "available", "sold_out"),
    [
        pytest.param("DR-1", {"height_cm": "162", "weight_kg": "60"}, "fits", ["M"], [], id="one size"),
        pytest.param("DR-1", {"height_cm": "159"}, "between", ["S", "M"], [], id="two sizes"),
        pytest.param("DR-1", {"weight_kg": "70"}, "fits", [], ["L"], id="a size that the shop has no more"),
        pytest.param("DR-0", {"weight_kg": "60"}, "fits", [], ["M"], id="a product that is sold out"),
        pytest.param("DR-1", {"weight_kg": "٦٠"}, "fits", ["M"], [], id="digits of the other script"),
        pytest.param("DR-1", {"weight_kg": "90"}, "too_small", [], [], id="none that is large enough"),
        pytest.param("DR-1", {"height_cm": "140"}, "too_large", [], [], id="none that is small enough"),
    ],
)  # fmt: skip
async def test_advice_is_the_charts_and_tells_what_is_there(
    shop: Shop, sku: str, measures: dict[str, str], advice: str, available: list[str], sold_out: list[str]
) -> None:
    found = await advise(shop, sku, **measures)
    assert (found["advice"], found["available"], found["sold_out"]) == (advice, available, sold_out)
    assert found["chart"]


async def test_without_a_chart_there_is_no_advice(shop: Shop) -> None:
    found = await advise(shop, "BAG", height_cm="165", weight_kg="60")
    assert found["advice"] == "no_chart"
    assert not {"chart", "fitting_sizes"} & set(found)


async def test_measures_that_the_chart_has_not_are_answered_with_those_it_has(shop: Shop) -> None:
    found = await advise(shop, "DR-1", chest_cm="90")
    assert (found["advice"], found["ask_for"]) == ("needs_measures", ["height_cm", "weight_kg"])
    assert found["chart"][1] == {"size": "M", "height_cm": "158-168", "weight_kg": "55-65"}


@pytest.mark.parametrize(
    ("sku", "measures"),
    [
        ("NO", {"height_cm": "165"}),
        ("DR-1", {"height_cm": "1.65"}),
        ("DR-1", {"height_cm": "tall"}),
        ("DR-1", {"weight_kg": "NaN"}),
        ("DR-1", {"weight_kg": "1e999999999"}),
        ("DR-1", {"weight_kg": "-60"}),
    ],
)
async def test_a_measure_that_is_none_is_the_models_to_mend(
    shop: Shop, sku: str, measures: dict[str, str]
) -> None:
    assert set(await advise(shop, sku, **measures)) == {"error"}
