"""Orders, usage, alerts, missed searches and the audit log over the merchant API: what is kept, and nothing made of it."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from merchant.users import owner_of
from shared.alerts import AlertKind, raise_alert
from shared.auth import issue
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.support.api import Client, pages
from tests.support.stages import StageApp

STAFF = UUID(int=42)
ORDER = "INSERT INTO shop.orders (tenant_id, order_no, account_id, customer_id, state, payment, delivery, currency, goods, discount, delivery_fee, total)"
LINE = "INSERT INTO shop.order_lines (tenant_id, order_no, line_no, sku, name, variant, quantity, unit_price)"
LEDGER = "INSERT INTO shop.usage_ledger (tenant_id, account_id, customer_id, turn_no, state, reserved_until, money, messages, prompt_tokens)"


@pytest.fixture
async def api(app: StageApp, key: ConversationKey) -> Client:
    token = await issue(app, key.tenant, await owner_of(app.database, key.tenant), actor="operator")
    return Client(app, token)


@pytest.fixture
def orders(rows: Rows) -> None:
    for number in (1, 2, 3):
        state = "delivered" if number == 2 else "new"
        rows.ask(
            f"{ORDER} VALUES (%(tenant)s, %(number)s, %(account)s, %(customer)s, %(state)s, 'cliq', %(to)s, 'JOD', 25, 1.5, 2.25, 25.75)",
            number=number,
            state=state,
            to=json.dumps({"name": "سارة", "area": "إربد"}),
        )
    rows.ask(f"{LINE} VALUES (%(tenant)s, 3, 1, 'A', 'فستان', '{{\"size\": \"S\"}}', 2, 12.5)")


async def test_orders_are_listed_the_newest_first_and_by_state(api: Client, orders: None) -> None:
    for limit in (1, 2, 50):
        assert [one["order_no"] for one in await pages(api, "/orders", limit)] == [3, 2, 1]
    assert [one["order_no"] for one in await pages(api, "/orders", 1, state="new")] == [3, 1]
    assert (await api.get("/orders", state="eaten")).status == 422


async def test_an_order_is_read_with_its_lines_and_amounts_as_texts(
    api: Client, orders: None, key: ConversationKey
) -> None:
    order = (await api.get("/orders/3")).json
    lines = order.pop("lines")
    (listed,) = [one for one in await pages(api, "/orders", 50) if one["order_no"] == 3]
    assert order == listed
    assert (order["goods"], order["discount"], order["total"]) == ("25.000", "1.500", "25.750")
    assert (order["customer_id"], order["delivery"]) == (key.customer, {"name": "سارة", "area": "إربد"})
    assert lines == [
        {
            "line_no": 1,
            "sku": "A",
            "name": "فستان",
            "variant": {"size": "S"},
            "quantity": 2,
            "unit_price": "12.500",
        }
    ]


@pytest.mark.parametrize(("number", "status"), [("4", 404), ("0", 422), ("x", 422), (str(2**63), 422)])
async def test_an_order_that_there_is_not_is_not_found(api: Client, number: str, status: int) -> None:
    assert (await api.get(f"/orders/{number}")).status == status


async def test_usage_is_told_by_day_and_by_conversation(
    api: Client, rows: Rows, key: ConversationKey
) -> None:
    for turn, money in ((1, "0.25"), (2, "0.125")):
        rows.ask(
            f"{LEDGER} VALUES (%(tenant)s, %(account)s, %(customer)s, %(turn)s, 'settled', now(), %(money)s, 1, 100)",
            turn=turn,
            money=money,
        )
    rows.ask(f"{LEDGER} VALUES (%(tenant)s, NULL, NULL, NULL, 'settled', now(), 1, 0, 7)")
    (today,) = (await api.get("/usage/days")).json
    assert (today["turns"], today["messages"], today["prompt_tokens"]) == (2, 2, 207)
    assert (today["money"], len(today["day"])) == ("1.375000", 10)
    by_conversation = (await api.get("/usage/conversations", days=1)).json
    assert [(one["account_id"], one["customer_id"], one["money"]) for one in by_conversation] == [
        (None, None, "1.000000"),
        (key.account, key.customer, "0.375000"),
    ]
    assert (await api.get("/usage/days", days=0)).status == 422


async def test_alerts_are_those_that_nobody_has_seen_to(
    app: StageApp, api: Client, key: ConversationKey, rows: Rows
) -> None:
    async with app.database.tenant(key.tenant) as tx:
        for about in ("day 80", "month 80"):
            await raise_alert(tx, key.tenant, key.account, AlertKind.BUDGET_LOW, about=about)
    rows.ask("UPDATE shop.alerts SET ended_at = now() WHERE tenant_id = %(tenant)s AND about = 'day 80'")
    (alert,) = (await api.get("/alerts")).json
    assert (alert["kind"], alert["about"], alert["account_id"]) == ("budget_low", "month 80", key.account)
    assert datetime.fromisoformat(alert["at"]).utcoffset() == UTC.utcoffset(None)


async def test_what_was_searched_for_and_not_found_is_told(api: Client, rows: Rows) -> None:
    rows.ask(
        "INSERT INTO shop.missed_searches (tenant_id, day, query, times)"
        " SELECT %(tenant)s, (now() AT TIME ZONE 'Asia/Amman')::date - n, 'شال', 2 FROM generate_series(0, 1) n"
    )
    (missed,) = (await api.get("/missed-searches")).json
    assert (missed["query"], missed["times"], missed["days"]) == ("شال", 4, 2)
    assert (await api.get("/missed-searches", days=1)).json[0]["times"] == 2


async def test_the_audit_log_is_the_owners_and_every_page_goes_on_where_the_one_before_ended(
    app: StageApp, api: Client, key: ConversationKey, rows: Rows
) -> None:
    for most in (7, 8, 9):
        await api.patch("/settings", {"most_a_day": most})
    kept = rows.ask(
        "SELECT entry_id::text, action FROM shop.audit_log WHERE tenant_id = %(tenant)s ORDER BY at DESC, entry_id::text DESC"
    )
    for limit in (1, 2, 200):
        told: list[dict[str, Any]] = await pages(api, "/audit", limit)
        assert [(one["entry_id"], one["action"]) for one in told] == [
            (row["entry_id"], row["action"]) for row in kept
        ]
    changed = await pages(api, "/audit", 2, action="settings.changed")
    assert [one["detail"] for one in changed] == [{"what": "most_a_day"}] * 3
    rows.ask(
        "INSERT INTO shop.users (tenant_id, user_id, role) VALUES (%(tenant)s, %(user)s, 'staff')", user=STAFF
    )
    staff = Client(app, await issue(app, key.tenant, STAFF, actor="operator"))
    assert (await staff.get("/audit")).status == 403
