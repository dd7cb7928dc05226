"""Products of a shop's API in batches, each SKU once; what is not as the API documents it is told, and never a traceback."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable

from catalog.sources.faults import Item, RowFault
from catalog.sources.grouping import Skus
from shared.errors import ShopRefused

_NOT_UNDERSTOOD = (KeyError, IndexError, TypeError, AttributeError, ValueError)


async def in_batches(
    products: AsyncIterator[tuple[int, list[Item]]], size: int
) -> AsyncGenerator[list[Item], None]:
    """`products` are numbered from 1. Raises ShopRefused for an answer that is not understood as a whole."""
    skus, batch = Skus(), list[Item]()
    try:
        async for row, items in products:
            batch += [skus.first(item, row) for item in items]
            if len(batch) >= size:
                yield batch
                batch = []
    except _NOT_UNDERSTOOD as error:
        name = type(error).__name__
        raise ShopRefused(f"the shop's system does not answer as its API documents it: {name}") from None
    if batch:
        yield batch


def understood(row: int, name: object, read: Callable[[], list[Item]]) -> list[Item]:
    """One product that is not is a fault among the others."""
    try:
        return read()
    except _NOT_UNDERSTOOD as error:
        expected = f"a product as the API documents it ({type(error).__name__})"
        return [RowFault.of(row, "product", name or "", expected)]
