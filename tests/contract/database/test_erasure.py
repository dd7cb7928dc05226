"""One customer is exported and forgotten: nobody else loses anything, and what is delivered again does not come back."""

from dataclasses import replace

import psycopg

from merchant.access import everything_of
from merchant.erasure import TABLES, erase
from process.record import record
from shared.tenants import ConversationKey
from tests.contract.database.conversations import inbound, message
from tests.isolation.test_tenants import ROWS, columns
from tests.support.callbacks import a_full_shop, held
from tests.support.stages import StageApp


def of_customer(admin: psycopg.Connection, key: ConversationKey) -> dict[str, int]:
    """Rows that name the customer, in every table with such a column."""
    counts = {}
    for table in ROWS:
        if "customer_id" in columns(admin, table):
            found = admin.execute(
                f"SELECT count(*) FROM shop.{table} WHERE (tenant_id, account_id, customer_id) = (%s, %s, %s)".encode(),
                [key.tenant, key.account, key.customer],
            ).fetchone()
            if found and found[0]:
                counts[table] = found[0]
    return counts


async def test_a_customer_is_exported_whole_and_then_nowhere(
    app: StageApp, admin: psycopg.Connection
) -> None:
    tenant, account = await a_full_shop(app, admin)
    key = ConversationKey(tenant, account.account, "1")
    other = replace(key, customer="2")
    await record(app, inbound(other, message("مرحبا")))
    before, others = of_customer(admin, key), of_customer(admin, other)
    money = "SELECT sum(money) FROM shop.usage_ledger WHERE tenant_id = %s"
    spent = admin.execute(money.encode(), [tenant]).fetchall()
    exported = [table async for table, _ in everything_of(app, key, page=1)]
    # A request to be forgotten is kept as what was done, and tells nothing of the person that the erasure does not.
    assert {table: exported.count(table) for table in exported} == {
        table: count for table, count in before.items() if table != "deletion_requests"
    }
    done = await erase(app, key)
    assert done.rows == dict.fromkeys(TABLES, 1)
    assert [state for _, state in done.orders] == ["new"]
    assert of_customer(admin, key).keys() <= {"deletion_requests"}
    assert of_customer(admin, other) == others
    assert admin.execute(money.encode(), [tenant]).fetchall() == spent
    assert held(admin, tenant).keys() >= {"orders", "usage_ledger", "event_keys", "products"}
    assert [table async for table, _ in everything_of(app, key)] == []
    told = admin.execute(
        b"SELECT detail FROM shop.audit_log WHERE tenant_id = %s AND action = 'customer.erased'", [tenant]
    )
    assert told.fetchall() == [({"account": account.account, "rows": len(TABLES)},)]


async def test_what_is_delivered_again_after_an_erasure_writes_nothing(
    app: StageApp, admin: psycopg.Connection, key: ConversationKey
) -> None:
    told = inbound(key, message("مرحبا"))
    await record(app, told)
    await erase(app, key)
    app.posted_to_bus.take()
    await record(app, told)
    assert of_customer(admin, key) == {}
    assert app.posted_to_bus.take() == []
    await record(app, inbound(key, message("أنا من جديد")))
    assert of_customer(admin, key) == {"conversations": 1, "events": 1, "customers": 1}


async def test_a_message_of_the_release_before_does_not_come_back_either(
    app: StageApp, admin: psycopg.Connection, key: ConversationKey
) -> None:
    """It wrote keys with the events only."""
    told = inbound(key, message("مرحبا"))
    await record(app, told)
    admin.execute(b"DELETE FROM shop.event_keys WHERE tenant_id = %s", [key.tenant])
    await erase(app, key)
    await record(app, told)
    assert of_customer(admin, key) == {}
