"""A summary that nobody has answered is said once more, where the shop wants it; on a real PostgreSQL."""

import asyncio

import pytest

from merchant.selling import Selling, put_selling
from process.orders.upkeep import sweep
from shared.errors import Misconfigured
from shared.payloads import ORDER_YES
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.contract.database.ordering import Buyer, chips, fill
from tests.support.stages import StageApp

STILL_OPEN = "طلبك لسه بانتظار تأكيدك 🌷"


@pytest.fixture
async def buyer(app: StageApp, key: ConversationKey, rows: Rows) -> Buyer:
    await fill(app, key)
    await sells(app, key, 2)
    # Wherever the tests run it is day there.
    rows.ask("UPDATE shop.tenants SET time_zone = (SELECT name FROM pg_timezone_names WHERE extract(hour FROM now() AT TIME ZONE name) = 12 AND name LIKE 'Etc/GMT%%' LIMIT 1) WHERE tenant_id = %(tenant)s")  # fmt: skip
    return Buyer(app, key, rows)


async def sells(app: StageApp, key: ConversationKey, hours: int) -> None:
    await put_selling(app.database, key.tenant, Selling(remind_after_hours=hours))


async def reminded(buyer: Buyer) -> list[str]:
    await sweep(buyer.app)
    return await buyer.receives()


def hours_pass(buyer: Buyer, hours: int) -> None:
    by = f"interval '{hours} hours'"
    buyer.rows.ask(f"UPDATE shop.parts SET sent_at = sent_at - {by} WHERE tenant_id = %(tenant)s")
    buyer.rows.ask(f"UPDATE shop.events SET at = at - {by} WHERE tenant_id = %(tenant)s")
    buyer.rows.ask(
        f"UPDATE shop.order_drafts SET expires_at = expires_at - {by} WHERE tenant_id = %(tenant)s"
    )


async def test_an_unanswered_summary_is_said_once_more_and_a_yes_to_that_orders(buyer: Buyer) -> None:
    _, summary = await buyer.proposes()
    hours_pass(buyer, 1)
    assert await reminded(buyer) == []
    hours_pass(buyer, 2)
    assert await reminded(buyer) == [STILL_OPEN, summary]
    assert chips(buyer.seen[-1])[0] == f"{ORDER_YES}{buyer.newest}"
    hours_pass(buyer, 10)
    assert await reminded(buyer) == []
    (received,) = await buyer.types("نعم")
    assert received.startswith("وصلنا طلبك")
    assert len(buyer.orders) == 1


async def test_two_timers_at_once_remind_once(buyer: Buyer) -> None:
    await buyer.proposes()
    hours_pass(buyer, 3)
    await asyncio.gather(sweep(buyer.app), sweep(buyer.app))
    assert len(await buyer.receives()) == 2


@pytest.mark.parametrize(
    "otherwise",
    [
        pytest.param("UPDATE shop.tenants SET remind_after = NULL", id="the shop does not want it"),
        pytest.param("UPDATE shop.order_drafts SET expires_at = now() + interval '5 minutes'", id="its window ends"),
        pytest.param("UPDATE shop.order_drafts SET state = 'withdrawn'", id="it no longer stands"),
        pytest.param("UPDATE shop.conversations SET paused_until = now() + interval '1 hour'", id="the owner is there"),
        pytest.param("UPDATE shop.conversations SET needs_person_since = now()", id="a person is wanted"),
        pytest.param("UPDATE shop.customers SET opted_out_at = now()", id="the customer wants none"),
        pytest.param("UPDATE shop.events SET at = now() + interval '1 minute'", id="the customer has written since"),
        pytest.param("UPDATE shop.parts SET state = 'failed' WHERE part_no = (SELECT max(part_no) FROM shop.parts WHERE tenant_id = %(tenant)s)", id="it never arrived"),
        pytest.param("UPDATE shop.tenants SET time_zone = (SELECT name FROM pg_timezone_names WHERE extract(hour FROM now() AT TIME ZONE name) = 3 AND name LIKE 'Etc/GMT%%' LIMIT 1)", id="it is night"),
    ],
)  # fmt: skip
async def test_nobody_is_reminded_when(buyer: Buyer, otherwise: str) -> None:
    await buyer.proposes()
    hours_pass(buyer, 3)
    where = " AND" if " WHERE part_no" in otherwise else " WHERE"
    buyer.rows.ask("INSERT INTO shop.customers (tenant_id, account_id, customer_id) VALUES (%(tenant)s, %(account)s, %(customer)s) ON CONFLICT DO NOTHING")  # fmt: skip
    buyer.rows.ask(f"{otherwise}{where} tenant_id = %(tenant)s")
    assert await reminded(buyer) == []


async def test_hours_that_could_never_be_kept_are_refused(buyer: Buyer) -> None:
    with pytest.raises(Misconfigured, match="remind_after_hours"):
        await sells(buyer.app, buyer.key, 21)
    await sells(buyer.app, buyer.key, 0)
    await buyer.proposes()
    hours_pass(buyer, 20)
    assert await reminded(buyer) == []
