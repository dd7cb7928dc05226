"""What a shop's own webhook says, however odd its numbers are: taken as they can be kept, or for nothing."""

import pytest

from catalog.hearing.telling import told_by
from shared.connectors.connections import Kind


@pytest.mark.parametrize("left", ["Infinity", "NaN", '"many"', "[]"])
def test_a_count_that_is_none_tells_nothing(left: str) -> None:
    body = f'{{"handle": "A", "variants": [{{"id": 1, "price": "5", "inventory_quantity": {left}}}]}}'
    assert told_by(Kind.SHOPIFY, "products/update", body.encode()) == ()


@pytest.mark.parametrize("price", ['"NaN"', '"Infinity"', '"-Infinity"', '"-1"', '"1e30"', "null"])
def test_a_price_that_is_none_is_not_told(price: str) -> None:
    body = f'{{"id": 1, "type": "simple", "price": {price}, "manage_stock": true, "stock_quantity": 3}}'
    (told,) = told_by(Kind.WOOCOMMERCE, "product.updated", body.encode())
    assert (told.price, told.count) == (None, 3)


def test_more_pieces_than_can_be_counted_are_as_many_as_can() -> None:
    body = b'{"handle": "A", "variants": [{"id": 1, "price": "5", "inventory_quantity": 1000000000000}]}'
    (told,) = told_by(Kind.SHOPIFY, "products/update", body)
    assert told.count == 2**31 - 1
