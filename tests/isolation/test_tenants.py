"""One tenant against another, on every table there is: nothing is read, written, moved or deleted across."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from shared.database import Database, Transaction
from shared.secret import Secret
from shared.tenants import TenantId
from tests.isolation.test_catalogue import APPEND_ONLY, WITHOUT_TENANT
from tests.support.postgres import refused

#: A row of each table, by column; the leading keys are added. A table that is missing here fails the first test.
ROWS: dict[str, dict[str, Any]] = {
    "tenants": {"name_ar": "أ", "name_en": "a", "search_index": "i"},
    "accounts": {"username": "u", "access_token": "\\x00"},
    "conversations": {"last_seq": 1, "turn_no": 1, "last_part_no": 1},
    "events": {"seq": 1, "event_key": "message:M", "kind": "message", "author": "customer", "at": "2026-11-23T12:00:00Z"},
    "parts": {"part_no": 1, "turn_no": 1, "after_seq": 1, "text": "secret"},
    "turns": {"turn_no": 1, "mark": 1, "outcome": "answered", "rounds": 1, "prompt_tokens": 1, "completion_tokens": 1, "started_at": "2026-11-23T12:00:00Z"},
    "products": {"sku": "S", "name_ar": "أ", "name_en": "a", "price": "1", "currency": "JOD", "stock": 1},
    "product_media": {"media_id": "1", "sku": "S"},
    "product_variants": {"sku": "S", "variant_id": "S", "position": 1, "size": "", "color_ar": "", "color_en": "", "stock": "sold_out"},
    "index_jobs": {"kind": "product", "key": "S", "mark": "00000000-0000-4000-8000-000000000001"},
    "users": {"user_id": "00000000-0000-4000-8000-000000000001", "role": "owner", "email": "a@b.c"},
    "tenant_keys": {"kid": "k", "public_key": "\\x" + "00" * 32, "private_key": "\\x00"},
    "customers": {"username": "u"},
    "event_keys": {"event_key": "message:M"},
    "order_drafts": {"draft_no": 1, "summary_hash": "\\x00", "lines": [], "currency": "JOD", "total": 1, "expires_at": "2026-11-23T12:00:00Z"},
    "orders": {"order_no": 1, "draft_no": 1, "payment": "cliq", "delivery": {}, "currency": "JOD", "goods": 1, "delivery_fee": 2, "total": 3},
    "order_lines": {"order_no": 1, "line_no": 1, "sku": "S", "name": "a", "quantity": 1, "unit_price": 1},
    "order_pushes": {"order_no": 1, "kind": "shopify"},
    "connectors": {"kind": "shopify", "address": "a", "credentials": "\\x00"},
    "usage_ledger": {"turn_no": 1, "state": "reserved", "reserved_until": "2026-11-23T12:00:00Z", "money": 1},
    "budgets": {"period": "day", "money": 1},
    "audit_log": {"actor": "app", "action": "a"},
    "deletion_requests": {"confirmation_code": "C"},
    "alerts": {"alert_id": "00000000-0000-4000-8000-000000000001", "kind": "customer_waiting", "about": "1"},
    "alert_settings": {"webhook_url": "a", "webhook_secret": "\\x00", "urgent": []},
    "alert_deliveries": {"delivery_id": "00000000-0000-4000-8000-000000000001", "alert_id": "00000000-0000-4000-8000-000000000001", "round": 1, "channel": "mail", "target": "t", "alerts": []},
    "push_subscriptions": {"subscription_id": "00000000-0000-4000-8000-000000000001", "user_id": "00000000-0000-4000-8000-000000000001", "endpoint": "e", "p256dh": "k", "auth": "a"},
    "api_calls": {"user_id": "00000000-0000-4000-8000-000000000001", "began_at": "2026-11-23T12:00:00Z", "calls": 1},
    "api_writes": {"user_id": "00000000-0000-4000-8000-000000000001", "key": "k", "fingerprint": "\\x00"},
    "pace": {"kind": "media", "ends": ["2026-11-23T12:00:00Z"], "granted": 1},
    "delivery_areas": {"area_id": "a", "name_ar": "أ", "name_en": "a", "served": False},
    "search_moves": {"from_service": "main", "from_index": "i", "to_service": "other", "to_index": "i"},
    "notes": {"through_seq": 1, "text": "secret"},
    "wishes": {"sku": "S", "option": "M"},
    "missed_searches": {"day": "2026-11-23", "query": "secret"},
    "corrections": {"correction_id": "00000000-0000-4000-8000-000000000001", "asked": "a", "should_say": "b", "expectations": {}},
    "product_drafts": {"media_id": "1", "state": "no_product", "permalink": "p", "posted_at": "2026-11-23T12:00:00Z"},
    "knowledge_sources": {"source_id": "00000000000000aa", "kind": "page", "title": "a"},
    "knowledge": {"entry_id": "e", "title_ar": "أ", "title_en": "a", "text_ar": "أ", "text_en": "a"},
}  # fmt: skip
TABLES = sorted(ROWS)
CHANGEABLE = sorted(ROWS.keys() - APPEND_ONLY)


def full_tenant(
    admin: psycopg.Connection,
    *,
    account: str = "",
    customer: str = "1",
    words: Mapping[str, str] | None = None,
) -> TenantId:
    """A new tenant with a row in every table; `words` take the place of those in ROWS."""
    tenant = TenantId(uuid4())
    keys = {"tenant_id": str(tenant), "account_id": account or tenant.hex, "customer_id": customer}
    for table, row in ROWS.items():
        whole = {name: value for name, value in keys.items() if name in columns(admin, table)}
        whole |= {
            name: (words or {}).get(value, value) if isinstance(value, str) else value
            for name, value in row.items()
        }
        names = ", ".join(whole)
        statement = f"INSERT INTO shop.{table} ({names}) SELECT {names} FROM jsonb_populate_record(NULL::shop.{table}, %s)"
        admin.execute(statement.encode(), [json.dumps(whole)])
    return tenant


def columns(admin: psycopg.Connection, table: str) -> set[str]:
    found = admin.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'shop' AND table_name = %s",
        [table],
    )
    return {name for (name,) in found}


@pytest.fixture(scope="module")
def ours(admin: psycopg.Connection) -> TenantId:
    return full_tenant(admin)


@pytest.fixture(scope="module")
def theirs(admin: psycopg.Connection) -> TenantId:
    return full_tenant(admin)


def row_of(admin: psycopg.Connection, table: str, tenant: TenantId) -> Any:
    """The tenant's only row, as the superuser sees it."""
    rows = admin.execute(f"SELECT to_jsonb(t) FROM shop.{table} t WHERE tenant_id = %s".encode(), [tenant])
    ((row,),) = rows.fetchall()
    return row


async def rows(tx: Transaction, statement: str, **params: object) -> list[dict[str, Any]]:
    return await tx.rows(statement.encode(), params)


def test_every_table_with_tenants_is_tried(admin: psycopg.Connection) -> None:
    tables = admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'shop'").fetchall()
    assert {name for (name,) in tables} == set(TABLES) | WITHOUT_TENANT


@pytest.mark.parametrize("table", TABLES)
async def test_a_tenant_reads_its_own_rows_and_no_others(
    database: Database, ours: TenantId, theirs: TenantId, table: str
) -> None:
    async with database.tenant(ours) as tx:
        seen = await rows(tx, f"SELECT tenant_id FROM shop.{table}")
        asked = await rows(tx, f"SELECT 1 FROM shop.{table} WHERE tenant_id = %(them)s", them=theirs)
    assert [row["tenant_id"] for row in seen] == [ours]
    assert asked == []


@pytest.mark.parametrize("table", CHANGEABLE)
async def test_a_tenant_changes_and_deletes_nothing_of_another(
    database: Database, admin: psycopg.Connection, ours: TenantId, theirs: TenantId, table: str
) -> None:
    before = row_of(admin, table, theirs)
    async with database.tenant(ours) as tx:
        where = "WHERE tenant_id = %(them)s RETURNING 1"
        assert await rows(tx, f"UPDATE shop.{table} SET tenant_id = tenant_id {where}", them=theirs) == []
        assert await rows(tx, f"DELETE FROM shop.{table} {where}", them=theirs) == []
    assert row_of(admin, table, theirs) == before


@pytest.mark.parametrize("table", TABLES)
async def test_a_tenant_puts_no_row_into_another_nor_moves_its_own_there(
    database: Database, admin: psycopg.Connection, ours: TenantId, theirs: TenantId, table: str
) -> None:
    forged = json.dumps(row_of(admin, table, theirs))
    with refused("42501", "row-level security"):
        async with database.tenant(ours) as tx:
            await rows(tx, f"INSERT INTO shop.{table} SELECT * FROM jsonb_populate_record(NULL::shop.{table}, %(row)s) RETURNING 1", row=forged)  # fmt: skip
    with refused("42501", "permission denied" if table in APPEND_ONLY else "row-level security"):
        async with database.tenant(ours) as tx:
            await rows(tx, f"UPDATE shop.{table} SET tenant_id = %(them)s RETURNING 1", them=theirs)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("nobody", [None, ""], ids=["no tenant", "an empty tenant"])
async def test_without_a_tenant_there_is_nothing_to_see_or_change(
    database: Database, admin: psycopg.Connection, ours: TenantId, table: str, nobody: str | None
) -> None:
    before = row_of(admin, table, ours)
    async with database.crossing() as tx:
        if nobody is not None:
            await rows(tx, "SELECT set_config('app.tenant_id', %(tenant)s, true)", tenant=nobody)
        assert await rows(tx, f"SELECT 1 FROM shop.{table}") == []
        if table not in APPEND_ONLY:
            assert await rows(tx, f"UPDATE shop.{table} SET tenant_id = tenant_id RETURNING 1") == []
            assert await rows(tx, f"DELETE FROM shop.{table} RETURNING 1") == []
    with refused("42501", "row-level security"):
        async with database.crossing() as tx:
            await rows(tx, f"INSERT INTO shop.{table} SELECT * FROM jsonb_populate_record(NULL::shop.{table}, %(row)s) RETURNING 1", row=json.dumps(before))  # fmt: skip
    assert row_of(admin, table, ours) == before


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
@pytest.mark.parametrize("change", ["UPDATE shop.{} SET tenant_id = tenant_id", "DELETE FROM shop.{}"])
async def test_what_was_written_down_is_not_changed_even_by_its_own_tenant(
    database: Database, ours: TenantId, table: str, change: str
) -> None:
    with refused("42501", "permission denied"):
        async with database.tenant(ours) as tx:
            await rows(tx, change.format(table) + " RETURNING 1")


async def test_a_tenant_that_is_no_id_is_an_error_and_not_everyone(database: Database) -> None:
    with refused("22P02"):
        async with database.crossing() as tx:
            await rows(tx, "SELECT set_config('app.tenant_id', 'x'' OR true --', true)")
            await rows(tx, "SELECT 1 FROM shop.tenants")


async def test_a_connection_forgets_its_tenant_with_the_transaction(app_url: str, ours: TenantId) -> None:
    database = Database(Secret(app_url), pool_size=1)
    for end in (None, ZeroDivisionError()):
        with suppress(ZeroDivisionError):
            async with database.tenant(ours) as tx:
                assert len(await rows(tx, "SELECT 1 FROM shop.tenants")) == 1
                if end:
                    raise end
        # Below `crossing`, which names nobody by itself: what the connection still knows.
        async with database._transaction() as tx:
            (kept,) = await rows(tx, "SELECT COALESCE(current_setting('app.tenant_id', true), '') AS tenant")
            assert kept == {"tenant": ""}
            assert await rows(tx, "SELECT 1 FROM shop.tenants") == []
    await database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE shop.events",
        "ALTER TABLE shop.events DISABLE ROW LEVEL SECURITY",
        "DROP POLICY of_tenant ON shop.events",
        "CREATE POLICY mine ON shop.events USING (true)",
        "GRANT igshop_crossing TO igshop",
        "SET ROLE igshop_owner",
        "SET ROLE igshop_crossing",
        "SET SESSION AUTHORIZATION postgres",
        "ALTER ROLE igshop BYPASSRLS",
        "CREATE TABLE shop.mine (x int)",
        "CREATE FUNCTION shop.mine() RETURNS int LANGUAGE sql RETURN 1",
        "CREATE OR REPLACE FUNCTION shop.tenant() RETURNS uuid LANGUAGE sql RETURN NULL::uuid",
        "SELECT * FROM shop.account_directory",
        "SELECT * FROM shop.unrouted_events",
        "SELECT * FROM shop.poison_notes",
        "SELECT * FROM shop.key_directory",
        "SELECT * FROM shop.oauth_states",
        "SELECT * FROM shop.deletion_status",
        "SELECT * FROM shop.sign_in_letters",
        "SELECT * FROM public.igshop_migrations",
        "INSERT INTO shop.key_directory VALUES ('k', gen_random_uuid(), '')",
        "INSERT INTO shop.account_directory VALUES ('1', gen_random_uuid())",
        "SET LOCAL row_security = off; SELECT * FROM shop.events",
    ],
)
def test_the_app_cannot_lift_the_rule(app_url: str, statement: str) -> None:
    with psycopg.connect(app_url) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(statement.encode())


async def test_a_row_cannot_refer_to_another_tenants_conversation(
    database: Database, ours: TenantId, theirs: TenantId
) -> None:
    with refused("23503"):
        async with database.tenant(ours) as tx:
            await rows(
                tx,
                "INSERT INTO shop.parts (tenant_id, account_id, customer_id, part_no, turn_no, after_seq, text)"
                " VALUES (%(us)s, %(account)s, '1', 9, 9, 9, 'x') RETURNING 1",
                us=ours,
                account=theirs.hex,
            )
