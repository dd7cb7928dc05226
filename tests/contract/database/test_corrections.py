"""What a shop's people say that a reply should have been: kept, shown, tried over the shop's own index, and forgotten."""

import psycopg
import pytest

from merchant.corrections import Corrected, add, corrections, of_turn, remove
from ops.eval.corrections import TenantLive, cases_of
from ops.eval.run import run_cases
from process.record import record
from process.turn import turn
from shared.contracts import TurnDoorbell
from shared.errors import Misconfigured
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message
from tests.support.stages import StageApp, called, said

EXPECTED = {"says": ["12.5"], "forbids": ["ما عنا"]}
DRESS = {
    "sku": "D", "name_ar": "فستان", "name_en": "dress", "description_ar": "", "description_en": "", "price": 12.5,
    "currency": "JOD", "sizes": [], "colors_ar": [], "colors_en": [], "stock": 3, "in_stock": True,
}  # fmt: skip


async def answered(app: StageApp, key: ConversationKey, rows: Rows, question: str, reply: str) -> None:
    await record(app, inbound(key, message(question)))
    rows.let_quiet_pass()
    app.scripted_model.answers.append(said(reply))
    await turn(app, TurnDoorbell.of(key))


async def test_a_correction_of_the_newest_turn_keeps_what_was_asked_and_said(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await answered(app, key, rows, "مرحبا", "أهلا")
    await answered(app, key, rows, "عندكم فستان؟", "ما عنا")
    wanted = await of_turn(app.database, key, None, should_say="آه، بـ 12.5 دينار", expectations=EXPECTED)
    await add(app.database, key.tenant, wanted)

    (kept,) = await corrections(app.database, key.tenant)
    assert (kept.asked, kept.said, kept.turn_no) == ("عندكم فستان؟", "ما عنا", 2)
    assert (kept.should_say, kept.expectations) == ("آه، بـ 12.5 دينار", EXPECTED)
    assert kept.customer_id == key.customer
    first = await of_turn(app.database, key, 1, should_say="", expectations={})
    assert (first.asked, first.said) == ("مرحبا", "أهلا")


async def test_a_turn_that_there_is_not_is_said(app: StageApp, key: ConversationKey) -> None:
    with pytest.raises(Misconfigured, match="no such turn"):
        await of_turn(app.database, key, 9, should_say="", expectations={})


async def test_corrections_are_played_over_the_shops_own_index(app: StageApp, key: ConversationKey) -> None:
    await add(app.database, key.tenant, Corrected("قديش الفستان؟", None, "بـ 12.5 دينار", EXPECTED))
    search = {"query": "فستان", "min_price": None, "max_price": None, "size": None, "color": None}
    app.scripted_search.found = [DRESS]
    live = await TenantLive.of(app, key.tenant)
    cases = await cases_of(app, key.tenant)

    passed = []
    for reply in ("بـ 12.5 دينار", "ما عنا"):
        app.scripted_model.answers += [called("search_products", in_stock_only=False, **search), said(reply)]
        (result,) = await run_cases(cases, live, lambda _: live.model, done=lambda: None)
        passed.append(result.passed)

    assert passed == [True, False]
    assert app.scripted_search.queries[0]["tenant"] == key.tenant


async def test_who_forgets_a_customer_forgets_the_corrections_of_the_conversation(
    app: StageApp, key: ConversationKey, rows: Rows, admin: psycopg.Connection
) -> None:
    await answered(app, key, rows, "عندكم فستان؟", "ما عنا")
    await add(
        app.database, key.tenant, await of_turn(app.database, key, None, should_say="آه", expectations={})
    )
    of_nobody = await add(app.database, key.tenant, Corrected("بكم؟", None, "آه", EXPECTED))
    for table in ("parts", "turns", "events", "event_keys", "usage_ledger", "alerts", "conversations"):
        admin.execute(f"DELETE FROM shop.{table} WHERE tenant_id = %s".encode(), [key.tenant])

    assert [one.correction_id for one in await corrections(app.database, key.tenant)] == [of_nobody]


async def test_a_correction_is_taken_away_once(app: StageApp, key: ConversationKey) -> None:
    one = await add(app.database, key.tenant, Corrected("بكم؟", None, "آه", EXPECTED))
    await remove(app.database, key.tenant, one)

    assert await corrections(app.database, key.tenant) == []
    with pytest.raises(Misconfigured, match="there is no correction"):
        await remove(app.database, key.tenant, one)
