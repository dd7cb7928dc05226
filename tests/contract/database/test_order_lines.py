"""What an order's lines come to when they are said oddly, or changed in a shop that has closed; on a real PostgreSQL."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from merchant.selling import Selling, put_selling
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.contract.database.ordering import Buyer, fill, of
from tests.support.stages import StageApp


@pytest.fixture
async def buyer(app: StageApp, key: ConversationKey, rows: Rows) -> Buyer:
    await fill(app, key)
    return Buyer(app, key, rows)


async def test_one_variant_called_by_two_names_is_one_line_and_takes_one_yes(buyer: Buyer) -> None:
    items = [{"sku": "DR-1", "size": size, "color": "", "quantity": 1} for size in ("M", " m")]
    _, summary = await buyer.proposes(items=items)
    assert summary.count("فستان") == 1
    await buyer.taps(buyer.newest)
    assert [order["goods"] for order in buyer.orders] == [45]


async def test_a_closed_shop_lets_an_order_become_smaller_and_not_larger(buyer: Buyer) -> None:
    await buyer.proposes(**of("DR-1", "M", 2))
    await buyer.taps(buyer.newest)
    since = datetime.now(UTC).date() - timedelta(days=3)
    closed = Selling(last_order_on=since, closed_ar="مسكرين", closed_en="Closed")
    await put_selling(buyer.app.database, buyer.key.tenant, closed)
    assert len(await buyer.changes(1, **of("DR-1", "M", 3))) == 1
    assert len(await buyer.changes(1, **of("BAG"))) == 1
    assert len(await buyer.changes(1, **of("DR-1", "M"))) == 2
    await buyer.taps(buyer.newest)
    assert buyer.orders[0]["goods"] == Decimal("22.5")


async def test_a_name_of_marks_that_nobody_sees_is_missing(buyer: Buyer) -> None:
    assert len(await buyer.proposes(name="\u200d \u200c")) == 1
    assert '"missing":["name"]' in str(buyer.app.scripted_model.requests[-1][-1]["content"])
