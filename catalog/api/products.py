"""`/products`: what a shop sells, listed, read, changed and taken off sale. Whole catalogues come as one request, receiving.py."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from pydantic import Field

from catalog import store
from catalog.api.shown import Product
from catalog.changing import change
from catalog.columns import from_row
from catalog.doorbell import announce
from catalog.rows import MOST_IMAGES, Description, Image, Name, Tag
from shared.api.caller import Shared, Who
from shared.api.once import Writing, answered_as
from shared.api.paging import After, Limit, Page, page_of, read_cursor
from shared.api.partial import AS_IT_IS, Change, judged_as_body
from shared.api.problems import responses
from shared.audit import write_down
from shared.auth import Principal
from shared.database import Transaction, named_queries
from shared.errors import Refused
from shared.size_chart import SizeChart
from shared.stock import Count, Key, Price, Stock, Text

SQL = named_queries(Path(__file__).with_suffix(".sql"))
router = APIRouter(prefix="/products", tags=["products"])

#: The last of its address, for it may hold what parts an address.
Sku = Annotated[str, InPath(min_length=1, max_length=100, pattern=r"^[^\x00]+$")]


class VariantChange(Change):
    variant_id: Key
    price: Price | None = AS_IT_IS  #: null: the product's
    stock: Stock = AS_IT_IS
    count: Count | None = AS_IT_IS  #: with it stock is counted


class ProductChange(Change):
    active: bool = AS_IT_IS
    name_ar: Name = AS_IT_IS
    name_en: Name = AS_IT_IS
    description_ar: Description = AS_IT_IS
    description_en: Description = AS_IT_IS
    price: Price = AS_IT_IS
    compare_at: Price | None = AS_IT_IS
    category: Annotated[Text, Field(max_length=255)] = AS_IT_IS
    tags: Annotated[list[Tag], Field(max_length=250)] = AS_IT_IS
    images: Annotated[list[Image], Field(max_length=MOST_IMAGES)] = AS_IT_IS
    size_chart: SizeChart | None = AS_IT_IS
    variants: Annotated[list[VariantChange], Field(max_length=2048)] = AS_IT_IS
    count_together: Count | None = AS_IT_IS


@router.get("")
async def list_products(
    app: Shared,
    who: Who,
    limit: Limit = 50,
    after: After = None,
    active: Annotated[bool | None, Query(description="Those on sale, or those off sale.")] = None,
    sku: Annotated[
        str | None, Query(max_length=100, pattern=r"^[^\x00]*$", description="A part of it, in any case.")
    ] = None,
) -> Page[Product]:
    """By SKU."""
    params = {"tenant": who.tenant, "active": active, "part": sku, "most": limit + 1}
    begin = read_cursor(after, sku=str)
    async with app.database.tenant(who.tenant) as tx:
        found = await tx.rows(SQL["page"], {**params, **begin})
        kept = await tx.rows(
            store.SQL["stored"], {"tenant": who.tenant, "skus": [row["sku"] for row in found]}
        )
    rows = [Product.of(from_row(row)).model_dump() for row in kept]
    return page_of(rows, limit, Product, "sku")


@router.get("/{sku:path}", responses=responses(404))
async def read_product(app: Shared, who: Who, sku: Sku) -> Product:
    async with app.database.tenant(who.tenant) as tx:
        row = await tx.row(store.SQL["stored"], {"tenant": who.tenant, "skus": [sku]})
    if row is None:
        raise _no_such()
    return Product.of(from_row(row))


@router.patch("/{sku:path}", responses=responses(404, 409))
async def change_product(app: Shared, who: Who, once: Writing, sku: Sku, said: ProductChange) -> Product:
    """Of its variants those that are named; what is not named stays as it is."""

    async def work(tx: Transaction) -> dict[str, Any]:
        return await _change(tx, who, sku, said.told)

    done = answered_as(Product, await once(work))
    await announce(app, who.tenant)
    return done


@router.delete("/{sku:path}", responses=responses(404, 409))
async def take_off_sale(app: Shared, who: Who, once: Writing, sku: Sku) -> Product:
    """Orders and chats speak of it, so it is kept; with `active` it is back on sale."""

    async def work(tx: Transaction) -> dict[str, Any]:
        return await _change(tx, who, sku, {"active": False})

    done = answered_as(Product, await once(work))
    await announce(app, who.tenant)
    return done


async def _change(tx: Transaction, who: Principal, sku: str, told: dict[str, Any]) -> dict[str, Any]:
    with judged_as_body():
        found = await change(tx, who.tenant, sku, told)
    if found is None:
        raise _no_such()
    product, differs = found
    if differs:
        fields = ", ".join(sorted(told))
        await write_down(
            tx, who.tenant, "product.changed", actor=who.role, user=who.user, sku=sku, fields=fields
        )
    return Product.of(product).model_dump(mode="json")


def _no_such() -> Refused:
    return Refused(404, "no such product")
