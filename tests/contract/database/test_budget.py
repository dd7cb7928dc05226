"""No spend past the budget, however many turns begin at once; on a real PostgreSQL."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from merchant.budgets import put_budgets
from process.budget import reserve
from process.record import record
from process.turn import turn
from shared.contracts import TurnDoorbell
from shared.errors import Misconfigured, ModelUnavailable
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message
from tests.support.stages import StageApp, called, said
from tests.unit.process.test_tools import ASKED, DOCUMENT


async def answered(app: StageApp, key: ConversationKey, rows: Rows, answer: str | Exception = "أهلا") -> None:
    await record(app, inbound(key, message()))
    rows.let_quiet_pass()
    app.scripted_model.answers.append(said(answer) if isinstance(answer, str) else answer)
    await turn(app, TurnDoorbell.of(key))


def ledger(rows: Rows) -> list[tuple[str, Decimal]]:
    found = rows.ask(
        "SELECT state, money FROM shop.usage_ledger WHERE tenant_id = %(tenant)s ORDER BY turn_no"
    )
    return [(row["state"], row["money"]) for row in found]


async def test_of_fifty_turns_at_once_as_many_begin_as_the_budget_has_room_for(
    app: StageApp, key: ConversationKey
) -> None:
    await put_budgets(app.database, key.tenant, {"day": Decimal(1)})
    customers = [replace(key, customer=f"88000000000000{n:02}") for n in range(50)]
    begun = await asyncio.gather(
        *(reserve(app.database, one, turn_no=1, money=Decimal("0.1")) for one in customers)
    )
    assert sum(begun) == 10


async def test_a_shop_without_a_budget_spends_what_it_takes_and_it_is_written_down(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await answered(app, key, rows)
    # 100 tokens of prompt and 10 of answer, of gpt-4o.
    assert ledger(rows) == [("settled", Decimal("0.000350"))]


async def test_a_turn_settles_what_it_had_reserved(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    async def while_it_thinks() -> None:
        ((state, money),) = ledger(rows)
        assert state == "reserved"
        assert money > Decimal("0.01")

    await put_budgets(app.database, key.tenant, {"day": Decimal(5)})
    app.scripted_model.meanwhile = while_it_thinks
    await answered(app, key, rows)
    assert ledger(rows) == [("settled", Decimal("0.000350"))]


@pytest.mark.parametrize("period", ["day", "month"])
async def test_when_it_is_spent_the_customer_is_promised_a_person_and_the_model_is_not_asked(
    app: StageApp, key: ConversationKey, rows: Rows, period: str
) -> None:
    await put_budgets(app.database, key.tenant, {period: Decimal("0.0001")})  # type: ignore[dict-item]
    await answered(app, key, rows)
    assert app.scripted_model.requests == []
    assert rows.conversation["needs_person_reason"] == "budget"
    assert "رح يرد عليك" in rows.parts[0]["text"]


async def test_what_was_spent_before_today_leaves_todays_budget_whole(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put_budgets(app.database, key.tenant, {"day": Decimal(1)})
    assert await reserve(app.database, key, turn_no=1, money=Decimal(1))
    another = replace(key, customer="8800000000000001")
    assert not await reserve(app.database, another, turn_no=1, money=Decimal("0.01"))
    rows.ask(
        "UPDATE shop.usage_ledger SET state = 'settled', at = at - interval '1 day' WHERE tenant_id = %(tenant)s"
    )
    assert await reserve(app.database, key, turn_no=3, money=Decimal(1))


async def test_a_reservation_of_a_turn_that_died_ends_by_itself(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put_budgets(app.database, key.tenant, {"day": Decimal(1)})
    assert await reserve(app.database, key, turn_no=1, money=Decimal(1))
    rows.ask("UPDATE shop.usage_ledger SET reserved_until = now() WHERE tenant_id = %(tenant)s")
    assert await reserve(app.database, key, turn_no=2, money=Decimal(1))


async def test_an_outage_of_the_model_is_tried_again_under_a_reservation_of_its_own(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put_budgets(app.database, key.tenant, {"day": Decimal(5)})
    with pytest.raises(ModelUnavailable):
        await answered(app, key, rows, ModelUnavailable("busy"))
    rows.arrange(retry_at="NULL", due_at="now()")
    app.scripted_model.answers.append(said("أهلا"))
    await turn(app, TurnDoorbell.of(key))
    assert ledger(rows) == [("settled", Decimal(0)), ("settled", Decimal("0.000350"))]


async def test_what_a_turn_has_spent_before_it_failed_is_spent(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message()))
    rows.let_quiet_pass()
    app.scripted_model.answers.extend([called("search_products", **ASKED), ModelUnavailable("busy")])
    with pytest.raises(ModelUnavailable):
        await turn(app, TurnDoorbell.of(key))
    assert ledger(rows) == [("settled", Decimal("0.000350"))]


async def test_no_round_begins_that_would_cost_more_than_was_reserved(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put_budgets(app.database, key.tenant, {"day": Decimal(5)})
    app.scripted_search.found = [DOCUMENT | {"sku": f"D{n}", "name_ar": "ساتان " * 10_000} for n in range(6)]  # fmt: skip
    app.scripted_model.answers.append(called("search_products", **ASKED))
    await answered(app, key, rows, "سعره 12.5 دينار")
    assert len(app.scripted_model.requests) == 1
    assert [(done["outcome"], done["reason"]) for done in rows.turns] == [("fallback", "budget_spent")]
    assert rows.conversation["needs_person_reason"] == "budget"
    assert ledger(rows) == [("settled", Decimal("0.000350"))]


async def test_without_a_budget_long_texts_are_read(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    app.scripted_search.found = [DOCUMENT | {"name_ar": "ساتان " * 60_000}]
    app.scripted_model.answers.append(called("search_products", **ASKED))
    await answered(app, key, rows, "سعره 12.5 دينار")
    assert [done["outcome"] for done in rows.turns] == ["answered"]


async def test_what_a_discarded_turn_has_spent_is_spent(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    async def somebody_else_settles() -> None:
        rows.arrange(turn_no="turn_no + 1")

    app.scripted_model.meanwhile = somebody_else_settles
    await answered(app, key, rows)
    assert [done["outcome"] for done in rows.turns] == ["discarded"]
    assert ledger(rows) == [("settled", Decimal("0.000350"))]


@pytest.mark.parametrize("money", [Decimal(-1), Decimal("NaN"), Decimal(10) ** 9])
async def test_what_is_no_amount_is_no_budget(app: StageApp, key: ConversationKey, money: Decimal) -> None:
    with pytest.raises(Misconfigured, match="such as"):
        await put_budgets(app.database, key.tenant, {"day": money})


async def test_a_budget_is_shown_with_what_was_spent_and_taken_away_again(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await answered(app, key, rows)
    day, month = await put_budgets(app.database, key.tenant, {"day": Decimal("2.5")})
    assert (day.period, day.budget, day.spent, day.turns) == ("day", Decimal("2.5"), Decimal("0.000350"), 1)
    assert (month.period, month.budget) == ("month", None)
    day, _ = await put_budgets(app.database, key.tenant, {"day": None})
    assert day.budget is None
