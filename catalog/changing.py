"""One product is changed by what is said of it; all else of it stays as it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from catalog.columns import from_row
from catalog.rows import Product
from catalog.store import SQL, differs, write
from shared.database import Transaction
from shared.stock import Stock, Variant
from shared.tenants import TenantId


async def change(
    tx: Transaction, tenant: TenantId, sku: str, told: Mapping[str, Any]
) -> tuple[Product, bool] | None:
    """As it is now, and whether it was something else; None where there is none. Ring after the COMMIT.

    Raises ValidationError for what would be no product, at the field of it.
    """
    await tx.queue(SQL["lock"], {"tenant": tenant})
    row = await tx.row(SQL["stored"], {"tenant": tenant, "skus": [sku]})
    if row is None:
        return None
    before = from_row(row)
    then = changed(before, told)
    if differing := differs(then, before):
        await write(tx, tenant, [then])
    return then, differing


def changed(product: Product, told: Mapping[str, Any]) -> Product:
    """`told` are fields of a product; of `variants`, those that are named by their ids."""
    fields: dict[str, Any] = {name: getattr(product, name) for name in Product.model_fields} | dict(told)
    if fields["size_chart"] is not None and "size_chart" not in told:
        fields["size_chart"] = fields["size_chart"].model_dump()
    together = told.get("count_together")
    fields["variants"] = _variants(product.variants, told.get("variants", ()), together)
    if "count_together" not in told and any(one["stock"] is Stock.COUNTED for one in fields["variants"]):
        fields["count_together"] = None  # each is counted from now on
    return Product.model_validate(fields)


def _variants(
    kept: Sequence[Variant], told: Sequence[Mapping[str, Any]], together: int | None
) -> list[dict[str, Any]]:
    by_id: dict[str, dict[str, Any]] = {one.variant_id: one.model_dump() for one in kept}
    if together is not None:
        stock = Stock.AVAILABLE if together else Stock.SOLD_OUT
        for variant in by_id.values():
            variant |= {"stock": stock, "count": None}
    if strangers := [
        (place, one["variant_id"]) for place, one in enumerate(told) if one["variant_id"] not in by_id
    ]:
        raise _no_such(strangers)
    for one in told:
        by_id[one["variant_id"]] |= _stocked(one)
    return list(by_id.values())


def _no_such(strangers: Sequence[tuple[int, str]]) -> ValidationError:
    fault = PydanticCustomError("no_such_variant", "the product has no such variant")
    found: list[InitErrorDetails] = [
        {"type": fault, "loc": ("variants", place, "variant_id"), "input": name} for place, name in strangers
    ]
    return ValidationError.from_exception_data("Product", found)


def _stocked(told: Mapping[str, Any]) -> dict[str, Any]:
    """Who says how many there are says that they are counted, and who says anything else has not counted them."""
    if told.get("count") is not None and "stock" not in told:
        return {**told, "stock": Stock.COUNTED}
    if "stock" in told and "count" not in told:
        return {**told, "count": None}
    return dict(told)
