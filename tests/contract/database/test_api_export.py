"""What is kept of a shop or of one customer, over the merchant API: told line by line, without secrets, and forgotten."""

import json
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from merchant.everything import LEFT_OUT, SQL, everything
from shared.api.paging import cursor
from shared.auth import issue, rotate_key
from shared.tenants import TenantId
from tests.isolation.test_catalogue import WITHOUT_TENANT
from tests.isolation.test_tenants import ROWS, full_tenant
from tests.support.api import Client
from tests.support.stages import StageApp

OWNER, STAFF = UUID("00000000-0000-4000-8000-000000000001"), UUID(int=42)


@pytest.fixture
def tenant(admin: psycopg.Connection) -> TenantId:
    tenant = full_tenant(admin, account=f"1784{uuid4().int % 10**14}")
    admin.execute("DELETE FROM shop.tenant_keys WHERE tenant_id = %s", [tenant])
    admin.execute(
        "INSERT INTO shop.users (tenant_id, user_id, role) VALUES (%s, %s, 'staff')", [tenant, STAFF]
    )
    return tenant


@pytest.fixture
async def api(app: StageApp, tenant: TenantId) -> Client:
    await rotate_key(app.database, app.keys, tenant)
    return Client(app, await issue(app, tenant, OWNER, actor="operator"))


@pytest.fixture
def customer(admin: psycopg.Connection, tenant: TenantId) -> str:
    ((account,),) = admin.execute("SELECT account_id FROM shop.accounts WHERE tenant_id = %s", [tenant])
    return f"/customers/{account}/1"


async def lines(api: Client, path: str, limit: int) -> list[dict[str, Any]]:
    """Of all pages, as a program follows their links."""
    answer = await api.get(path, limit=limit)
    found = [json.loads(line) for line in answer.text.splitlines()]
    while "link" in answer.headers:
        address, _, relation = answer.headers["link"].partition("; ")
        assert relation == 'rel="next"'
        answer = await api.get(address.strip("<>").removeprefix("/api/v1"))
        page = [json.loads(line) for line in answer.text.splitlines()]
        assert 1 <= len(page) <= limit
        found += page
    return found


def test_every_table_of_a_tenant_is_exported_or_named_as_left_out(admin: psycopg.Connection) -> None:
    tables = {name for (name,) in admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'shop'")}
    assert not SQL.keys() & LEFT_OUT.keys()
    assert SQL.keys() | LEFT_OUT.keys() == tables - WITHOUT_TENANT


async def test_no_sealed_column_and_no_digest_is_exported(
    app: StageApp, admin: psycopg.Connection, tenant: TenantId
) -> None:
    """They are the columns of bytes."""
    found = admin.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'shop' AND data_type = 'bytea'"
    )
    sealed = set(found)
    told = [(table, column) async for table, row in everything(app, tenant) for column in row]
    assert {table for table, _ in told} == SQL.keys()
    assert not set(told) & sealed


@pytest.mark.parametrize("limit", [1, 7, 1000])
async def test_a_shop_is_told_row_by_row_whatever_a_page_holds(
    api: Client, admin: psycopg.Connection, tenant: TenantId, limit: int
) -> None:
    told = await lines(api, "/export", limit)
    expected = {}
    for table in SQL:
        ((expected[table],),) = admin.execute(
            f"SELECT count(*) FROM shop.{table} WHERE tenant_id = %s".encode(), [tenant]
        )
    counts = {table: sum(line["table"] == table for line in told) for table in SQL}
    # The audit log has grown while it was told, by the line that says so.
    assert {**counts, "audit_log": 0} == {**expected, "audit_log": 0}
    assert counts["audit_log"] in {expected["audit_log"] - 1, expected["audit_log"]}
    assert len({json.dumps(line, sort_keys=True) for line in told}) == len(told)
    assert str(tenant) not in json.dumps(told)


async def test_an_export_is_written_down_once(
    api: Client, admin: psycopg.Connection, tenant: TenantId
) -> None:
    await lines(api, "/export", 3)
    written = admin.execute(
        "SELECT actor, user_id FROM shop.audit_log WHERE tenant_id = %s AND action = 'shop.exported'",
        [tenant],
    )
    assert written.fetchall() == [("owner", OWNER)]


async def test_all_of_one_customer_is_told_and_nothing_of_another(api: Client, customer: str) -> None:
    told = await lines(api, f"{customer}/export", 2)
    named = {table for table in ROWS if table in {line["table"] for line in told}}
    assert {"events", "parts", "turns", "notes", "corrections", "orders", "customers"} <= named
    assert {line["customer_id"] for line in told} == {"1"}


@pytest.mark.parametrize(
    "after",
    [
        "!!",
        cursor("events"),
        cursor("tenant_keys", ""),
        cursor("events; --", ""),
        cursor("events", "no json"),
        cursor("events", '["1", "2", "three"]'),
        cursor("alerts", '["no uuid"]'),
    ],
)
async def test_what_is_no_cursor_is_refused(api: Client, after: str) -> None:
    assert (await api.get("/export", after=after)).status == 400


async def test_a_customer_is_forgotten_once_with_their_corrections_and_by_whom_is_written_down(
    api: Client, admin: psycopg.Connection, tenant: TenantId, customer: str
) -> None:
    gone = await api.delete(customer, idempotency_key="mine")
    assert gone.status == 200, gone.text
    assert (gone.status, gone.json["orders"]) == (200, [{"order_no": 1, "state": "new"}])
    assert {name: gone.json["rows"][name] for name in ("corrections", "events", "parts", "turns", "notes")} == {
        "corrections": 1, "events": 1, "parts": 1, "turns": 1, "notes": 1,
    }  # fmt: skip
    assert (await api.delete(customer, idempotency_key="mine")).json == gone.json
    for answer in (await api.delete(customer), await api.get(f"{customer}/export")):
        assert (answer.status, answer.json["title"]) == (404, "nothing is kept of this customer")
    written = admin.execute(
        "SELECT actor, user_id FROM shop.audit_log WHERE tenant_id = %s AND action = 'customer.erased'",
        [tenant],
    )
    assert written.fetchall() == [("owner", OWNER)]


async def test_staff_neither_export_nor_erase(
    app: StageApp, api: Client, tenant: TenantId, customer: str
) -> None:
    staff = Client(app, await issue(app, tenant, STAFF, actor="operator"))
    asked = [await staff.get("/export"), await staff.get(f"{customer}/export"), await staff.delete(customer)]
    assert [answer.status for answer in asked] == [403, 403, 403]
