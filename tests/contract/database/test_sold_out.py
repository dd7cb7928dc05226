"""Who wants what is gone: told what there is instead, and noted for the owner's list; on a real PostgreSQL."""

import json
from typing import Any

import pytest

from catalog.store import put
from merchant.wishes import Wished, wishes
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.contract.database.ordering import Buyer, fill, of
from tests.support.goods import goods
from tests.support.stages import StageApp

GOODS = [
    goods("GONE", name_ar="قميص أزرق", name_en="Blue shirt", price="20", category="shirts", stock=0, sizes=["S", "M"]),
    goods("FAR", name_ar="قميص بعيد", name_en="Far shirt", price="40", category="shirts", stock=3, sizes=["M"]),
    goods("NEAR", name_ar="قميص قريب", name_en="Near shirt", price="21", category="shirts", stock=3, sizes=["S"]),
    goods("SAME", name_ar="قميص مثله", name_en="Same shirt", price="22", category="shirts", stock=3, sizes=["M"]),
    goods("OUT", name_ar="قميص خالص", name_en="Out shirt", price="20", category="shirts", stock=0, sizes=["M"]),
    goods("LAST", name_ar="قميص أخير", name_en="Last shirt", price="19", category="shirts", stock=1, sizes=["M"]),
    goods("ALONE", name_ar="وشاح", name_en="Scarf", price="5", category="", stock=0),
]  # fmt: skip


@pytest.fixture
async def buyer(app: StageApp, key: ConversationKey, rows: Rows) -> Buyer:
    await fill(app, key)
    await put(app.database, key.tenant, GOODS, [])
    return Buyer(app, key, rows)


def instead(buyer: Buyer) -> list[str]:
    content = str(buyer.app.scripted_model.requests[-1][-1]["content"])
    told: dict[str, Any] = json.loads(content[content.index("{") : content.rindex("}") + 1])
    return [one["sku"] for one in told.get("instead", [])]


async def listed(buyer: Buyer) -> list[Wished]:
    return await wishes(buyer.app.database, buyer.key.tenant)


async def test_who_wants_what_is_gone_hears_what_is_there_of_its_kind_the_size_first_and_then_the_price(
    buyer: Buyer,
) -> None:
    assert len(await buyer.proposes(**of("GONE", "M"))) == 1
    assert instead(buyer) == ["LAST", "SAME", "FAR"]
    await buyer.proposes(**of("GONE", "S"))
    assert instead(buyer) == ["NEAR", "LAST", "SAME"]
    await buyer.proposes(**of("ALONE"))
    assert instead(buyer) == []


async def test_a_wish_is_on_the_owners_list_once_for_each_customer_and_says_when_it_can_be_had_again(
    buyer: Buyer, app: StageApp
) -> None:
    for _ in range(2):
        await buyer.proposes(**of("GONE", "M"))
    await buyer.proposes(**of("GONE", "XXL"))
    never, sold_out = await listed(buyer)
    assert (never.sku, never.option, never.customers, never.back) == ("GONE", "XXL", 1, False)
    assert (sold_out.name_en, sold_out.option, sold_out.customers, sold_out.back) == (
        "Blue shirt", "M", 1, False,
    )  # fmt: skip
    await put(
        app.database, buyer.key.tenant,
        [goods("GONE", name_ar="قميص", name_en="Blue shirt", price="20", category="shirts", stock=2, sizes=["S", "M"])], [],
    )  # fmt: skip
    assert [(one.option, one.back) for one in await listed(buyer)] == [("XXL", False), ("M", True)]


async def test_what_was_there_at_the_summary_and_is_gone_at_the_yes_is_wished_as_well(buyer: Buyer) -> None:
    await buyer.proposes(**of("LAST", "M"))
    buyer.rows.ask(
        "UPDATE shop.products SET stock = 0, count_together = 0 WHERE tenant_id = %(tenant)s AND sku = 'LAST'"
    )
    (told,) = await buyer.taps(buyer.newest)
    assert "خلص قبل ما نسجل طلبك" in told
    assert "• قميص مثله: 22 دينار" in told
    assert buyer.orders == []
    assert [(one.sku, one.option) for one in await listed(buyer)] == [("LAST", "M")]


async def test_more_than_there_are_is_a_wish_and_what_can_be_had_is_none(buyer: Buyer) -> None:
    await buyer.proposes(**of("BAG", quantity=6))
    await buyer.proposes(**of("BAG", quantity=5))
    assert [(one.sku, one.option) for one in await listed(buyer)] == [("BAG", "")]


async def test_a_forgotten_customer_wishes_nothing(buyer: Buyer) -> None:
    await buyer.proposes(**of("GONE", "M"))
    buyer.rows.ask("DELETE FROM shop.wishes WHERE tenant_id = %(tenant)s")
    assert await listed(buyer) == []
