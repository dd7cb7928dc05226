"""The index in memory takes the product's own filters, and nothing else."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from ops.eval.memory_search import MemorySearch, condition
from ops.eval.thread import NOBODY
from shared.errors import Misconfigured
from shared.search.filters import Filter
from shared.search.places import first_place
from shared.tenants import TenantId
from tests.unit.evaluation.scenarios import CASES

DOCUMENT = {"kind": "product", "price": 27.5, "sizes": ["S", "M"], "in_stock": True, "name": "Ma'an's or 'x'"}


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        (Filter.equal("kind", "product"), True),
        (Filter.equal("kind", "knowledge"), False),
        (Filter.equal("name", "Ma'an's or 'x'"), True),
        (Filter.equal("in_stock", value=True), True),
        (Filter.equal("in_stock", value=False), False),
        (Filter.at_least("price", Decimal("27.5")) & Filter.at_most("price", Decimal("27.5")), True),
        (Filter.at_most("price", Decimal("27.499")), False),
        (Filter.contains("sizes", "M"), True),
        (Filter.contains("sizes", "L"), False),
        (Filter.at_least("stock", Decimal(1)), False),
    ],
    ids=lambda value: value.odata if isinstance(value, Filter) else "",
)
def test_a_filter_means_what_it_means_to_the_service(where: Filter, *, holds: bool) -> None:
    assert condition(where.odata)(DOCUMENT) is holds


def test_a_filter_that_the_product_does_not_write_is_refused() -> None:
    with pytest.raises(Misconfigured, match="cannot read the filter at: geo"):
        condition("kind eq 'product' and geo.distance(a) lt 5")


async def test_a_tenant_finds_nothing_of_another() -> None:
    shop = CASES[0].shop
    assert shop is not None
    query: dict[str, Any] = {
        "text": "فستان",
        "vector": [],
        "fields": ["name_ar"],
        "select": ["sku"],
        "top": 3,
    }
    where = Filter.equal("kind", "product")
    search = MemorySearch(NOBODY, shop)
    assert len(await search.hybrid(NOBODY, first_place(NOBODY), where=where, **query)) == 3
    assert await search.hybrid(TenantId(UUID(int=1)), first_place(NOBODY), where=where, **query) == []


async def test_the_nearest_by_meaning_is_found_without_its_words() -> None:
    shop = CASES[0].shop
    assert shop is not None
    search = MemorySearch(NOBODY, shop)
    search.know_vectors([[float(place == 4), 0.0] for place in range(len(search.texts))])
    (found,) = await search.hybrid(
        NOBODY, first_place(NOBODY), text="zzz", vector=[1.0, 0.0], fields=["name_ar"], select=["sku"], where=Filter.equal("kind", "product"), top=3
    )  # fmt: skip
    assert found == {"sku": shop.products[4].sku}
