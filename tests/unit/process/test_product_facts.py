"""What a turn is told of a product: prices that something of it has, and no more text than a turn has room for."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from catalog.documents import product_document
from process.product_facts import as_facts
from shared.tenants import TenantId
from tests.support.goods import goods

TENANT = TenantId(UUID("11111111-2222-4333-8444-555555555555"))


def told(**row: Any) -> dict[str, Any]:
    return as_facts(product_document(TENANT, goods("P", **row)).fields)


@pytest.mark.parametrize(
    ("prices", "price"),
    [
        ([None, "30"], "20"),
        (["30"], "30"),
        (["30", "25"], "25"),
        (["20"], "20"),
        (["0", None], "20"),
    ],
)
def test_the_price_is_one_that_a_size_has(prices: list[str | None], price: str) -> None:
    variants = [{"size": str(at), "price": own, "stock": "available"} for at, own in enumerate(prices)]
    facts = told(price="20", variants=variants)
    assert facts["price"] == price
    options = {Decimal(option["price"]) for option in facts.get("options", [])}
    assert options in ({Decimal(own or 20) for own in prices}, set())
    assert options or {*prices} <= {None, "20"}


def test_a_long_description_is_cut_at_a_words_end() -> None:
    facts = told(description_ar="كلمة " * 2000, description_en="short")
    assert len(facts["description_ar"]) <= 1201
    assert facts["description_ar"].endswith("كلمة…")
    assert facts["description_en"] == "short"
