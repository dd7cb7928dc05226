"""What the model may call, with what, and what it reads back."""

import json
from typing import Any
from uuid import UUID

import pytest

from process.guard import Unsupported, unsupported
from process.tools import Shop, as_data, run_tool, schemas, tools
from shared.errors import SearchUnavailable
from shared.model.client import ToolCall
from shared.search.places import first_place
from shared.tenants import TenantId
from tests.support.stages import StageApp

TENANT = TenantId(UUID("11111111-2222-4333-8444-555555555555"))
NOTHING = Unsupported([], [])
ASKED = {
    "query": "فستان",
    "color": None,
    "size": None,
    "min_price": None,
    "max_price": None,
    "in_stock_only": False,
}
DOCUMENT = {
    "sku": "DR-100", "name_ar": "فستان أحمر", "name_en": "Red dress", "description_ar": "طويل", "description_en": "Long",
    "price": 12.5, "currency": "JOD", "sizes": ["M"], "colors_ar": ["أحمر"], "colors_en": ["red"], "stock": 3,
    "in_stock": True, "stock_state": "counted", "@search.score": 0.03, "tenant_id": str(TENANT),
}  # fmt: skip


@pytest.fixture
def app() -> StageApp:
    return StageApp()


@pytest.fixture
def shop(app: StageApp) -> Shop:
    return Shop(app, TENANT, first_place(TENANT))


async def search(shop: Shop, **arguments: Any) -> dict[str, Any]:
    return await run_tool(shop, ToolCall("1", "search_products", json.dumps(ASKED | arguments)))


@pytest.mark.parametrize("schema", schemas(), ids=lambda schema: schema["function"]["name"])
def test_schemas_are_strict_as_the_model_demands(schema: dict[str, Any]) -> None:
    function = schema["function"]
    parameters = function["parameters"]
    assert function["strict"] is True
    assert parameters["additionalProperties"] is False
    assert parameters["required"] == list(parameters["properties"])
    assert "default" not in json.dumps(parameters)
    assert function["description"]


def test_a_tool_never_asks_the_model_for_the_tenant() -> None:
    assert "tenant" not in json.dumps(schemas()).lower()
    assert set(tools()) == {
        "answer_from_knowledge",
        "cancel_order",
        "delivery_quote",
        "hand_to_person",
        "offer_choices",
        "order_status",
        "propose_order",
        "search_products",
        "show_products",
        "size_advice",
    }


async def test_products_come_back_with_prices_as_the_shop_writes_them(app: StageApp, shop: Shop) -> None:
    app.scripted_search.found = [DOCUMENT]
    (product,) = (await search(shop))["products"]
    assert (product["price"], product["price_ar"], product["price_en"]) == ("12.5", "12.5 دينار", "12.5 JOD")
    assert set(product) == set(DOCUMENT) - {"@search.score", "tenant_id", "stock_state"} | {
        "price_ar",
        "price_en",
    }
    assert json.loads(as_data({"products": [product]}))


@pytest.mark.parametrize(
    ("arguments", "condition"),
    [
        pytest.param({}, "kind eq 'product'", id="nothing asked for"),
        pytest.param({"min_price": "10", "max_price": "25.5"}, "kind eq 'product' and price_to ge 10.000 and price_from le 25.500", id="prices"),
        pytest.param({"max_price": "٢٥"}, "kind eq 'product' and price_from le 25.000", id="a price in Arabic-Indic digits"),
        pytest.param({"max_price": ""}, "kind eq 'product'", id="an empty price"),
        pytest.param({"max_price": "1e-999999"}, "kind eq 'product' and price_from le 0.000", id="a price of no size"),
        pytest.param({"size": " m "}, "kind eq 'product' and sizes/any(x: x eq 'M')", id="a size, as it was typed"),
        pytest.param({"query": "فستان مقاس M"}, "kind eq 'product' and sizes/any(x: x eq 'M')", id="a size in the words"),
        pytest.param({"query": "فستان مقاس M", "size": "L"}, "kind eq 'product' and sizes/any(x: x eq 'L')", id="the model's size goes first"),
        pytest.param({"query": "فستان تحت العشرين"}, "kind eq 'product' and price_from le 20.000", id="a price in the words"),
        pytest.param({"query": "فستان تحت العشرين", "min_price": "5"}, "kind eq 'product' and price_to ge 5.000", id="the model's price goes first"),
        pytest.param({"query": "فستان بحدود 20"}, "kind eq 'product' and price_to ge 15.000 and price_from le 25.000", id="about a price"),
        pytest.param({"query": "فستان أحمر"}, "kind eq 'product' and colors/any(x: x eq 'red')", id="a colour in the words"),
        pytest.param({"size": "٣٨"}, "kind eq 'product' and sizes/any(x: x eq '38')", id="a size in Arabic-Indic digits"),
        pytest.param({"size": "2xl"}, "kind eq 'product' and sizes/any(x: x eq '2XL' or x eq 'XXL')", id="a size with two spellings"),
        pytest.param({"size": "  "}, "kind eq 'product'", id="an empty size"),
        pytest.param({"size": "x' or kind eq 'y"}, "kind eq 'product' and sizes/any(x: x eq 'X'' OR KIND EQ ''Y')", id="a size that would be a condition"),
        pytest.param({"in_stock_only": True}, "kind eq 'product' and in_stock eq true", id="in stock"),
        pytest.param({"size": "m", "in_stock_only": True}, "kind eq 'product' and sizes_in_stock/any(x: x eq 'M') and in_stock eq true", id="in stock in that size"),
        pytest.param({"color": " "}, "kind eq 'product'", id="an empty colour"),
        pytest.param({"color": "حمرا"}, "kind eq 'product' and colors/any(x: x eq 'red')", id="a colour by its name"),
        pytest.param({"color": "لون الغروب"}, "kind eq 'product'", id="a colour that nobody knows is a word"),
    ],
)  # fmt: skip
async def test_what_is_asked_for_becomes_a_filter(
    app: StageApp, shop: Shop, arguments: dict[str, Any], condition: str
) -> None:
    await search(shop, **arguments)
    query = app.scripted_search.queries[0]
    assert query["where"].odata == condition
    assert (query["tenant"], query["place"], query["top"]) == (TENANT, first_place(TENANT), 6)


async def test_where_nothing_has_the_colour_it_is_said_and_the_nearest_shown(
    app: StageApp, shop: Shop
) -> None:
    assert await search(shop, color="أحمر") == {"none_has_this": ["color"], "products": []}
    assert [query["where"].odata for query in app.scripted_search.queries][1] == "kind eq 'product'"
    assert len(app.scripted_model.embedded) == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"stock": 3}, {"stock": 3}),
        ({"stock": 0, "in_stock": False}, {"stock": 0, "in_stock": False}),
        ({"stock": None, "stock_state": "available"}, {"stock": "available"}),
        ({"stock": None, "stock_state": "made_to_order", "in_stock": False}, {"stock": "made to order"}),
        (
            {"compare_at": 15.25},
            {"price_is": "reduced", "compare_at": "15.25", "compare_at_ar": "15.25 دينار", "saved": "2.75", "saved_en": "2.75 JOD"},
        ),
        (
            {"options": '[{"size":"M","price":"13","stock":1}]', "sizes_in_stock": ["M"]},
            {"options": [{"size": "M", "price": "13", "stock": 1}], "sizes_in_stock": ["M"]},
        ),
    ],
)  # fmt: skip
async def test_stock_and_reductions_are_told_as_the_shop_keeps_them(
    app: StageApp, shop: Shop, changed: dict[str, Any], told: dict[str, Any]
) -> None:
    app.scripted_search.found = [DOCUMENT | changed]
    (product,) = (await search(shop))["products"]
    assert {name: product[name] for name in told} == told


async def test_a_reduction_and_the_last_piece_of_a_size_may_be_said_and_no_other(
    app: StageApp, shop: Shop
) -> None:
    reduced = {
        "compare_at": 15.0,
        "options": '[{"size":"M","price":"12.5","stock":1}]',
        "sizes_in_stock": ["M"],
    }
    facts = []
    for document in (DOCUMENT, DOCUMENT | reduced):
        app.scripted_search.found = [document]
        facts.append(as_data(await search(shop)))
    said = "عليه خصم، كان 15 دينار وصار 12.5 دينار، وضايل آخر قطعة من مقاس M"
    plain, told = (unsupported(said, tool_results=[one], customer=[]) for one in facts)
    assert plain != NOTHING
    assert told == NOTHING
    assert unsupported("كان 16 دينار", tool_results=[facts[1]], customer=[]) != NOTHING


async def test_a_product_of_many_sizes_is_one_product(app: StageApp, shop: Shop) -> None:
    options = json.dumps([{"size": size, "price": "12.5", "stock": "available"} for size in "SMLX"])
    app.scripted_search.found = [DOCUMENT | {"options": options, "sizes_in_stock": ["M"]}]
    result = as_data(await search(shop))
    assert unsupported("عنا 4 فساتين", tool_results=[result], customer=[]) != NOTHING
    assert unsupported("عنا فستان واحد", tool_results=[result], customer=[]) == NOTHING


async def test_of_many_sizes_the_one_that_was_asked_for_is_told_first(app: StageApp, shop: Shop) -> None:
    sizes = [*map(str, range(60, 100)), "XL"]
    options = json.dumps([{"size": size, "price": "12.5", "stock": 1} for size in sizes])
    app.scripted_search.found = [
        DOCUMENT | {"options": options, "sizes": sizes, "sizes_in_stock": sizes, "colors": []}
    ]
    (product,) = (await search(shop, size="اكس لارج"))["products"]
    assert (product["options"][0]["size"], product["sizes"][0]) == ("XL", "XL")
    assert (len(product["options"]), product["sizes_not_shown"][:7]) == (30, "11 more")


async def test_a_colour_is_searched_as_text_in_both_spellings(app: StageApp, shop: Shop) -> None:
    await search(shop, query="فُستان", color="أحمر")
    assert app.scripted_search.queries[0]["text"].startswith("فُستان أحمر فستان احمر ")
    assert app.scripted_model.embedded == ["فُستان أحمر"]


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        pytest.param(ToolCall("1", "refund_order", "{}"), "there is no tool", id="a tool that is not there"),
        pytest.param(ToolCall("1", "search_products", "{"), "JSON", id="half a JSON object"),
        pytest.param(ToolCall("1", "search_products", "[]"), "object", id="no object"),
        pytest.param(ToolCall("1", "search_products", '{"query":"x"}'), "min_price", id="arguments missing"),
        pytest.param(ToolCall("1", "search_products", json.dumps(ASKED | {"tenant": "other"})), "tenant", id="an argument invented"),
        pytest.param(ToolCall("1", "search_products", json.dumps(ASKED | {"query": 7})), "query", id="a number for text"),
        pytest.param(ToolCall("1", "search_products", json.dumps(ASKED | {"max_price": "cheap"})), "max_price", id="a word for a price"),
        pytest.param(ToolCall("1", "search_products", json.dumps(ASKED | {"max_price": "NaN"})), "max_price", id="no number"),
        pytest.param(ToolCall("1", "search_products", json.dumps(ASKED | {"max_price": "-1"})), "max_price", id="less than nothing"),
        pytest.param(ToolCall("1", "search_products", json.dumps(ASKED | {"max_price": "1e999999999"})), "max_price", id="a number that would fill the memory"),
        pytest.param(ToolCall("1", "search_products", json.dumps(ASKED | {"max_price": "Infinity"})), "max_price", id="without end"),
        pytest.param(ToolCall("1", "search_products", json.dumps(ASKED | {"min_price": "20", "max_price": "10"})), "min_price", id="from more to less"),
        pytest.param(ToolCall("1", "answer_from_knowledge", "{}"), "question", id="no question"),
    ],
)  # fmt: skip
async def test_a_wrong_call_is_explained_to_the_model(
    app: StageApp, shop: Shop, call: ToolCall, complaint: str
) -> None:
    result = await run_tool(shop, call)
    assert set(result) == {"error"}
    assert complaint in result["error"]
    assert app.scripted_search.queries == []


async def test_passages_are_the_shops_own_words(app: StageApp, shop: Shop) -> None:
    app.scripted_search.found = [
        {"name_ar": "التوصيل", "name_en": "Delivery", "text_ar": "يومين", "text_en": "Two days", "id": "x"}
    ]
    result = await run_tool(shop, ToolCall("1", "answer_from_knowledge", '{"question":"قديش التوصيل؟"}'))
    assert result == {"passages": [{"title_ar": "التوصيل", "title_en": "Delivery", "text_ar": "يومين", "text_en": "Two days"}]}  # fmt: skip
    assert app.scripted_search.queries[0]["where"].odata == "kind eq 'knowledge'"


async def test_an_outage_is_no_result(app: StageApp, shop: Shop) -> None:
    app.scripted_search.found = SearchUnavailable("down")
    with pytest.raises(SearchUnavailable):
        await search(shop)


async def test_a_chip_with_what_no_database_could_keep_is_mended(shop: Shop) -> None:
    call = ToolCall("1", "offer_choices", json.dumps({"choices": ["S\x00", "M"]}))
    assert await run_tool(shop, call) == {"offered": 2}
    assert [choice.title for choice in shop.draft.choices] == ["S\ufffd", "M"]
