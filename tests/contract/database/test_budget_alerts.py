"""A merchant is told once that a budget is mostly spent, and once that it is spent; on a real PostgreSQL."""

import logging
from dataclasses import replace
from decimal import Decimal

import pytest

from merchant.budgets import put_budgets
from process.budget import reserve
from process.record import record
from process.turn import turn
from shared.alerts import open_alerts
from shared.contracts import TurnDoorbell
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message, told_of
from tests.support.stages import StageApp, said

#: What one scripted answer costs.
COST = Decimal("0.000350")


async def spends(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    await record(app, inbound(key, message()))
    rows.let_quiet_pass()
    app.scripted_model.answers.append(said("أهلا"))
    await turn(app, TurnDoorbell.of(key))


async def told(app: StageApp, key: ConversationKey) -> list[tuple[str, str | None]]:
    found = await open_alerts(app.database, key.tenant)
    return [(a.kind, a.detail["period"]) for a in found if a.kind.startswith("budget")]


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr("process.think.worst_case", lambda *_, **__: COST)
    caplog.set_level(logging.INFO, "igshop")


async def test_at_four_fifths_it_is_told_once_a_period(
    app: StageApp, key: ConversationKey, rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    await put_budgets(app.database, key.tenant, {"day": 5 * COST, "month": 100 * COST})
    for number in range(5):
        await spends(app, key, rows)
        assert await told(app, key) == ([("budget_low", "day")] if number >= 3 else [])
    assert [(one["tenant"], one["period"]) for one in told_of(caplog, "budget.low")] == [(str(key.tenant), "day")]  # fmt: skip


async def test_when_it_is_spent_that_is_told_once_and_each_customer_gets_a_person(
    app: StageApp, key: ConversationKey, rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    await put_budgets(app.database, key.tenant, {"month": COST})
    await spends(app, key, rows)
    for _ in range(2):
        await spends(app, key, rows)
    assert await told(app, key) == [("budget_low", "month"), ("budget_spent", "month")]
    assert [one["period"] for one in told_of(caplog, "budget.spent")] == ["month"]
    assert len(app.scripted_model.requests) == 1
    assert rows.conversation["needs_person_reason"] == "budget"
    wanted = [a.detail for a in await open_alerts(app.database, key.tenant) if a.kind == "person_wanted"]
    assert wanted == [{"reason": "budget"}]


async def test_two_accounts_of_a_shop_are_told_of_one_budget_once(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    rows.ask("INSERT INTO shop.accounts (tenant_id, account_id, username, access_token) VALUES (%(tenant)s, 'second', 'second', '')")  # fmt: skip
    await put_budgets(app.database, key.tenant, {"day": Decimal(0)})
    for account in (key.account, "second"):
        assert not await reserve(app.database, replace(key, account=account), turn_no=1, money=COST)
    assert await told(app, key) == [("budget_spent", "day")]


async def test_a_new_budget_is_told_of_anew(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    await put_budgets(app.database, key.tenant, {"day": COST, "month": COST})
    await spends(app, key, rows)
    assert await told(app, key) == [("budget_low", "day"), ("budget_low", "month")]
    await put_budgets(app.database, key.tenant, {"day": 2 * COST})
    assert await told(app, key) == [("budget_low", "month")]


async def test_what_was_told_of_yesterday_ends_with_the_next_turn(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put_budgets(app.database, key.tenant, {"day": COST})
    await spends(app, key, rows)
    rows.ask("UPDATE shop.alerts SET about = 'day 2026-01-01' WHERE tenant_id = %(tenant)s")
    rows.ask("UPDATE shop.usage_ledger SET at = at - interval '1 day' WHERE tenant_id = %(tenant)s")
    await put_budgets(app.database, key.tenant, {"month": 100 * COST})
    await spends(app, key, rows)
    open_now = rows.ask("SELECT about FROM shop.alerts WHERE tenant_id = %(tenant)s AND ended_at IS NULL AND kind = 'budget_low'")  # fmt: skip
    assert len(open_now) == 1
    assert open_now[0]["about"] != "day 2026-01-01"


async def test_a_shop_without_a_budget_is_told_of_none(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await spends(app, key, rows)
    assert await told(app, key) == []


async def test_the_ledger_counts_the_messages_that_a_turn_has_settled(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    async def somebody_else_settles() -> None:
        app.scripted_model.meanwhile = None
        rows.arrange(turn_no="turn_no + 1")

    await record(app, inbound(key, message(), message()))
    app.scripted_model.meanwhile = somebody_else_settles
    for _ in range(2):
        rows.let_quiet_pass()
        app.scripted_model.answers.append(said("أهلا"))
        await turn(app, TurnDoorbell.of(key))
    counted = rows.ask("SELECT messages, money FROM shop.usage_ledger WHERE tenant_id = %(tenant)s ORDER BY turn_no")  # fmt: skip
    assert [(row["messages"], row["money"]) for row in counted] == [(0, COST), (2, COST)]
