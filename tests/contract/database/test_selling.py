"""How a shop sells, as an operator sets it and as a customer who orders meets it; on a real PostgreSQL."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from merchant.selling import Selling, put_selling
from shared.errors import Misconfigured
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.contract.database.ordering import Buyer, fill, of
from tests.support.stages import StageApp

CLOSED = {"closed_ar": "مسكرين للعيد", "closed_en": "Closed for Eid"}


@pytest.fixture
async def buyer(app: StageApp, key: ConversationKey, rows: Rows) -> Buyer:
    await fill(app, key)
    return Buyer(app, key, rows)


async def sells(buyer: Buyer, **selling: object) -> dict[str, object]:
    return await put_selling(buyer.app.database, buyer.key.tenant, Selling(**selling))  # type: ignore[arg-type]


def told(buyer: Buyer) -> str:
    return str(buyer.app.scripted_model.requests[-1][-1]["content"])


@pytest.mark.parametrize(
    ("payment", "own"), [("cliq", {"cliq_alias": "DARYASMIN"}), ("bank_transfer", {"bank_account": "JO94"})]
)
async def test_a_way_to_pay_is_taken_once_the_shop_has_it_and_told_with_the_order(
    buyer: Buyer, payment: str, own: dict[str, str]
) -> None:
    assert len(await buyer.proposes(payment=payment)) == 1
    await sells(buyer, **own)
    await buyer.proposes(payment=payment)
    (received,) = await buyer.taps(buyer.newest)
    assert next(iter(own.values())) in received
    assert buyer.orders[0]["payment"] == payment
    assert buyer.orders[0]["payment_state"] == "due"


async def test_an_order_comes_to_the_least_that_the_shop_sells(buyer: Buyer) -> None:
    await sells(buyer, minimum_order=Decimal("15.5"))
    assert len(await buyer.proposes(**of("BAG"))) == 1
    assert '"minimum_order":"15.5"' in told(buyer)
    assert len(await buyer.proposes(**of("BAG", quantity=2))) == 2
    await sells(buyer, minimum_order=Decimal(0))
    assert len(await buyer.proposes(**of("BAG"))) == 2


async def test_a_closed_shop_takes_no_order_also_by_a_summary_from_before(buyer: Buyer) -> None:
    today = datetime.now(UTC).date()
    await sells(buyer, last_order_on=today + timedelta(days=2), **CLOSED)
    await buyer.proposes()
    await sells(buyer, last_order_on=today - timedelta(days=2))
    (said,) = await buyer.taps(buyer.newest)
    assert "ما عاد بقدر أسجله" in said
    assert buyer.orders == []
    assert len(await buyer.proposes()) == 1
    assert "مسكرين للعيد" in told(buyer)
    await sells(buyer, open=True)
    assert len(await buyer.proposes()) == 2


@pytest.mark.parametrize(
    ("selling", "fault"),
    [
        ({"last_order_on": datetime(2026, 12, 1, tzinfo=UTC).date()}, "both languages"),
        ({"minimum_order": Decimal(-1)}, "minimum_order"),
        ({"minimum_order": Decimal("1.2345")}, "minimum_order"),
        ({"cliq_alias": "x" * 301}, "cliq_alias"),
    ],
)
async def test_what_could_never_work_is_refused_and_changes_nothing(
    buyer: Buyer, selling: dict[str, object], fault: str
) -> None:
    with pytest.raises(Misconfigured, match=fault):
        await sells(buyer, **selling)
    row = await sells(buyer)
    assert (row["cliq_alias"], row["minimum_order"], row["last_order_on"]) == ("", None, None)
