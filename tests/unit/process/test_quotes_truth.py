"""Of the sample shop's own areas and size charts nothing true is held back, whatever language it is said in."""

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import local.shop
from catalog.files import read_delivery, read_folder
from local.model.intents import Language
from local.model.quotes import advice_reply, delivery_reply
from process.delivery_areas import DeliveryArea
from process.goods import Wanted, line
from process.guard import Unsupported, unsupported
from process.tools.delivery_quote import _quote
from process.tools.size_advice import _advice, _row
from shared.size_chart import SizeChart

NOTHING = Unsupported([], [])
SHOP = Path(next(iter(local.shop.__path__)))
DELIVERY = read_delivery(SHOP)
assert DELIVERY
AREAS = [
    DeliveryArea(**{field.name: getattr(area, field.name) for field in fields(DeliveryArea)})
    for area in DELIVERY.areas
]
CHARTED = [product for product in read_folder(SHOP)[0] if product.size_chart]
DRESS: dict[str, Any] = {
    "sku": "DR-1",
    "name_ar": "فستان",
    "name_en": "Dress",
    "price": Decimal("28.5"),
    "currency": "JOD",
    "sizes": [],
    "colors_ar": [],
    "colors_en": [],
    "stock": 9,
    "variants": None,
}
TERMS = {"free_delivery_from": Decimal(50), "currency": "JOD", "offers": [], "today": date(2026, 12, 1)}


def judged(reply: str, result: dict[str, Any]) -> Unsupported:
    return unsupported(reply, tool_results=[json.dumps(result, ensure_ascii=False)], customer=[])


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.area_id)
@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize("language", [Language.ARABIC, Language.ENGLISH])
def test_a_quote_may_be_told(area: DeliveryArea, count: int, language: Language) -> None:
    result = _quote(area, TERMS, [line(DRESS, Wanted("DR-1"), count)] if count else [])
    assert judged(delivery_reply(result, language), result) == NOTHING
    if "total" in result:
        said = f"{count} × 28.5 = {result['subtotal_ar']}، التوصيل {result['fee_ar']}، المجموع {result['total_ar']}"
        assert judged(said, result) == NOTHING
        dearer = f"المجموع {Decimal(result['total']) + 1} دينار"
        assert judged(dearer, result) != NOTHING


@pytest.mark.parametrize("product", CHARTED, ids=lambda product: product.sku)
@pytest.mark.parametrize("language", [Language.ARABIC, Language.ENGLISH])
def test_advice_may_be_told_with_the_chart(product: Any, language: Language) -> None:
    chart: SizeChart = product.size_chart
    about = {name: getattr(product, name) for name in ("sku", "name_ar", "name_en", "sizes")}
    for row in chart.rows:
        measures = {name: low for name, (low, _) in row.ranges.items()}
        result = about | _advice(chart, measures, product.variants)
        assert row.size in result["fitting_sizes"]
        assert judged(advice_reply(result, language), result) == NOTHING
        whole = {"advice": "needs_measures", "chart": [_row(one) for one in chart.rows]}
        told = " ".join(f"{one}: {text}" for one, text in _row(row).items())
        assert judged(told, whole) == NOTHING
