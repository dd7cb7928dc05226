"""Who bargains: told the shop's own offers, which code takes off and nobody else; on a real PostgreSQL."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from merchant.selling import Selling, put_selling
from shared.errors import Misconfigured
from shared.offers import Bargaining, offers_of
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.contract.database.ordering import Buyer, fill, of
from tests.support.stages import StageApp, called

TODAY = datetime.now(UTC).date()
TWO = {"name_ar": "عرض القطعتين", "name_en": "Two pieces", "amount": "3", "from_pieces": 2}
EID = {"name_ar": "عرض العيد", "name_en": "Eid", "percent": "10", "from_goods": "50", "until": "2099-12-31"}
ASKED = "كم آخر سعر؟"


@pytest.fixture
async def buyer(app: StageApp, key: ConversationKey, rows: Rows) -> Buyer:
    await fill(app, key)
    return Buyer(app, key, rows)


async def rule(buyer: Buyer, bargaining: Bargaining, *offers: dict[str, Any]) -> None:
    selling = Selling(bargaining=bargaining, offers=offers_of(offers) if offers else None)
    await put_selling(buyer.app.database, buyer.key.tenant, selling)


def told(buyer: Buyer) -> str:
    return str(buyer.app.scripted_model.requests[-1][-1]["content"])


def prompt(buyer: Buyer) -> str:
    return str(buyer.app.scripted_model.requests[-1][0]["content"])


async def test_prices_are_fixed_unless_the_shop_says_otherwise(buyer: Buyer) -> None:
    quote = called("delivery_quote", area="إربد", items=of("BAG", quantity=2)["items"])
    (lie, *_) = await buyer.types(ASKED, quote, "بعملك إياهم بـ 20 دينار مع التوصيل", "خصم 3 دنانير إلك")
    assert "20" not in lie
    assert "خصم" not in lie
    assert "prices are fixed" in prompt(buyer)
    await rule(buyer, "person")
    assert await buyer.types(ASKED, called("hand_to_person", reason="out_of_scope", summary="a lower price"), "تفضل 🌷") == ["تفضل 🌷"]  # fmt: skip
    assert "Who bargains gets a person" in prompt(buyer)
    assert buyer.rows.conversation["needs_person_reason"] == "out_of_scope"


async def test_offers_are_told_as_they_are_and_no_other(buyer: Buyer) -> None:
    await rule(buyer, "offers", TWO, EID)
    offers = called("delivery_quote", area="", items=None)
    true = "عنا عرض القطعتين: خصم 3 دنانير على قطعتين أو أكثر"
    assert await buyer.types(ASKED, offers, true) == [true]
    assert "عرض العيد: خصم 10% لما تكون البضاعة 50 دينار أو أكثر لغاية 31/12" in told(buyer)
    (held, *_) = await buyer.types(ASKED, offers, "خصم 5 دنانير على قطعتين", "خصم 20% إلك")
    assert "5" not in held
    assert "20" not in held


async def test_what_an_offer_takes_off_stands_in_quote_summary_and_order(buyer: Buyer) -> None:
    await rule(buyer, "offers", TWO, EID)
    quote = called("delivery_quote", area="إربد", items=of("BAG", quantity=2)["items"])
    total = "المجموع 20 دينار مع التوصيل، بعد خصم 3 دنانير"
    assert await buyer.types(ASKED, quote, total) == [total]
    _, summary = await buyer.proposes(**of("BAG", quantity=2))
    assert "خصم «عرض القطعتين»: 3 دنانير" in summary.replace("3 دينار", "3 دنانير")
    assert "المجموع: 20 دينار" in summary
    (received,) = await buyer.taps(buyer.newest)
    assert "20 دينار" in received
    (order,) = buyer.orders
    assert [order[name] for name in ("goods", "discount", "delivery_fee", "total")] == [20, 3, 3, 20]
    _, cancelling = await buyer.cancels(1)
    assert "المجموع: 20 دينار" in cancelling


async def test_an_offer_that_ends_before_the_yes_gets_a_new_summary(buyer: Buyer) -> None:
    await rule(buyer, "offers", TWO)
    await buyer.proposes(**of("BAG", quantity=2))
    await rule(buyer, "offers", TWO | {"until": str(TODAY - timedelta(days=2))})
    told = await buyer.taps(buyer.newest)
    assert buyer.orders == []
    assert "المجموع: 23 دينار" in told[-1]
    await rule(buyer, "fixed")
    await buyer.taps(buyer.newest)
    assert [order["total"] for order in buyer.orders] == [23]


async def test_offers_without_the_rule_take_nothing_off(buyer: Buyer) -> None:
    await rule(buyer, "offers", TWO)
    await rule(buyer, "fixed")
    await buyer.proposes(**of("BAG", quantity=2))
    await buyer.taps(buyer.newest)
    assert [order["discount"] for order in buyer.orders] == [Decimal(0)]


async def test_bargaining_by_offers_needs_one(buyer: Buyer) -> None:
    with pytest.raises(Misconfigured, match="at least one offer"):
        await rule(buyer, "offers")
    with pytest.raises(Misconfigured, match="at most 10"):
        await rule(buyer, "offers", *[TWO] * 11)
