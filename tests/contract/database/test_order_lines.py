"""What an order's lines come to when they are said oddly, or changed in a shop that has closed; on a real PostgreSQL."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from merchant.selling import Selling, put_selling
from process.record import record
from process.turn import turn
from shared.contracts import TurnDoorbell
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message
from tests.contract.database.ordering import FILLED, Buyer, fill, of
from tests.support.stages import StageApp, called, said


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


async def test_two_names_for_one_variant_do_not_order_more_of_it_than_one_may(buyer: Buyer) -> None:
    items = [{"sku": "DR-1", "size": size, "color": "", "quantity": 600} for size in ("L", "l")]
    assert len(await buyer.proposes(items=items)) == 1
    assert "quantity is a whole number" in str(buyer.app.scripted_model.requests[-1][-1]["content"])


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


async def test_the_least_of_an_order_is_not_asked_of_goods_that_stay_as_they_were(buyer: Buyer) -> None:
    await buyer.proposes(**of("BAG", quantity=2))
    await buyer.taps(buyer.newest)
    await put_selling(buyer.app.database, buyer.key.tenant, Selling(minimum_order=Decimal(50)))
    assert len(await buyer.changes(1, phone="0781234567")) == 2
    await buyer.taps(buyer.newest)
    assert buyer.orders[0]["delivery"]["phone"] == "+962781234567"
    assert len(await buyer.changes(1, **of("BAG"))) == 1


async def test_a_yes_from_before_the_summary_orders_nothing_though_its_clock_is_ahead(buyer: Buyer) -> None:
    await buyer.says("بدي أطلب")
    buyer.app.scripted_model.answers.extend([called("propose_order", **FILLED), said("تفضل 🌷")])
    await turn(buyer.app, TurnDoorbell.of(buyer.key))
    await record(buyer.app, inbound(buyer.key, message("نعم", seconds_ago=-30)))
    buyer.rows.let_quiet_pass()
    await buyer.receives()
    told = await buyer.turn()
    assert "ملخص طلبك" in told[-1]
    assert buyer.orders == []
    await buyer.types("نعم")
    assert len(buyer.orders) == 1
