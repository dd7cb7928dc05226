"""What has been kept for as long as it may be goes by itself, and nothing else does; on a real PostgreSQL."""

from dataclasses import replace

import pytest

from merchant.retention import LONGEST, SHORTEST, forget_old, keep, keep_messages_for
from process.record import record
from process.turn import turn
from send.deliver import deliver
from shared.contracts import SendDoorbell, TurnDoorbell
from shared.database import Database
from shared.errors import Misconfigured
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message
from tests.support.stages import StageApp, said

OF_A_CONVERSATION = ("conversations", "customers", "events", "parts", "turns")


@pytest.fixture
async def answered(app: StageApp, key: ConversationKey, rows: Rows) -> Rows:
    await record(app, inbound(key, message("عندكم فستان؟", "M", seconds_ago=5)))
    rows.let_quiet_pass()
    app.scripted_model.answers.append(said("أكيد"))
    await turn(app, TurnDoorbell.of(key))
    await deliver(app, SendDoorbell.of(key))
    return rows


def grow_old(rows: Rows, days: int, *, also_the_conversation: bool = True) -> None:
    for table, column in (("events", "recorded_at"), ("parts", "created_at"), ("turns", "finished_at")):
        rows.ask(
            f"UPDATE shop.{table} SET {column} = now() - %(days)s * interval '1 day' WHERE tenant_id = %(tenant)s",
            days=days,
        )
    if also_the_conversation:
        rows.ask(
            "UPDATE shop.conversations SET last_customer_at = now() - %(days)s * interval '1 day',"
            " last_answer_at = now() - %(days)s * interval '1 day' WHERE tenant_id = %(tenant)s",
            days=days,
        )


def left(rows: Rows) -> dict[str, int]:
    found = {}
    for table in OF_A_CONVERSATION:
        (row,) = rows.ask(f"SELECT count(*) AS rows FROM shop.{table} WHERE tenant_id = %(tenant)s")
        found[table] = row["rows"]
    return {table: count for table, count in found.items() if count}


async def test_what_is_younger_stays(app: StageApp, key: ConversationKey, answered: Rows) -> None:
    grow_old(answered, 364)
    before = left(answered)
    assert await forget_old(app, key.tenant) == 0
    assert left(answered) == before


async def test_a_conversation_in_which_nothing_happened_for_so_long_goes_whole(
    app: StageApp, key: ConversationKey, answered: Rows
) -> None:
    grow_old(answered, 366)
    assert await forget_old(app, key.tenant) > 0
    assert left(answered) == {}
    await record(app, inbound(key, message("عندكم فستان؟", "M", seconds_ago=5)))
    assert left(answered) == {}, "its key is known for longer than Meta delivers again"


async def test_its_customer_who_comes_back_is_served_as_a_new_one(
    app: StageApp, key: ConversationKey, answered: Rows
) -> None:
    answered.ask(
        "INSERT INTO shop.orders (tenant_id, order_no, account_id, customer_id, draft_no, state, payment, delivery, currency,"
        " goods, delivery_fee, total) VALUES (%(tenant)s, 1, %(account)s, %(customer)s, 1, 'delivered', 'cliq',"
        " '{\"name\": \"سارة\"}', 'JOD', 10, 2, 12)"
    )
    grow_old(answered, 366)
    await forget_old(app, key.tenant)
    (order,) = answered.ask(
        "SELECT customer_id, delivery, total FROM shop.orders WHERE tenant_id = %(tenant)s"
    )
    assert (order["customer_id"], order["delivery"], order["total"]) == (None, {}, 12)
    await record(app, inbound(key, message("رجعت", seconds_ago=5)))
    answered.let_quiet_pass()
    app.scripted_model.answers.append(said("أهلاً"))
    await turn(app, TurnDoorbell.of(key))
    assert [part["text"] for part in answered.parts] == ["أهلاً"]


async def test_of_a_conversation_that_goes_on_what_is_old_goes(
    app: StageApp, key: ConversationKey, answered: Rows
) -> None:
    grow_old(answered, 366)
    await record(app, inbound(key, message("والأحمر؟", seconds_ago=1)))
    await forget_old(app, key.tenant)
    assert [event["text"] for event in answered.events] == ["والأحمر؟"]
    assert answered.parts == answered.turns == []
    assert left(answered) == {"conversations": 1, "customers": 1, "events": 1}


async def test_what_was_corrected_or_spent_in_it_long_ago_tells_nothing_of_its_customer_either(
    app: StageApp, key: ConversationKey, answered: Rows
) -> None:
    for customer in (key.customer, None):
        answered.ask(
            "INSERT INTO shop.corrections (tenant_id, correction_id, account_id, customer_id, asked, should_say, expectations,"
            " created_at) VALUES (%(tenant)s, gen_random_uuid(), CASE WHEN %(of)s::text IS NULL THEN NULL ELSE %(account)s END,"
            " %(of)s, 'عندكم فستان؟', 'أكيد', '{}', now() - interval '366 days')",
            of=customer,
        )
    answered.ask("UPDATE shop.usage_ledger SET at = now() - interval '366 days' WHERE tenant_id = %(tenant)s")
    await record(app, inbound(key, message("والأحمر؟", seconds_ago=1)))
    spent = "SELECT customer_id, money FROM shop.usage_ledger WHERE tenant_id = %(tenant)s"
    before = answered.ask(spent)
    await forget_old(app, key.tenant)
    (kept,) = answered.ask("SELECT customer_id FROM shop.corrections WHERE tenant_id = %(tenant)s")
    assert kept["customer_id"] is None
    assert answered.ask(spent) == [{**row, "customer_id": None} for row in before]
    assert before


async def test_who_wanted_no_messages_still_wants_none(
    app: StageApp, key: ConversationKey, answered: Rows
) -> None:
    answered.ask(
        "UPDATE shop.customers SET opted_out_at = '2026-01-01', username = 'u' WHERE tenant_id = %(tenant)s"
    )
    grow_old(answered, 366)
    await forget_old(app, key.tenant)
    (row,) = answered.ask(
        "SELECT username, opted_out_at::date::text AS at FROM shop.customers WHERE tenant_id = %(tenant)s"
    )
    assert row == {"username": None, "at": "2026-01-01"}


async def test_what_nobody_has_seen_to_is_not_swept_under_the_carpet(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message()))
    grow_old(rows, 366)
    assert await forget_old(app, key.tenant) == 0


async def test_one_that_is_being_written_to_is_left_for_another_night(
    app: StageApp, key: ConversationKey, answered: Rows, database: Database
) -> None:
    grow_old(answered, 366, also_the_conversation=True)
    async with database.tenant(key.tenant) as tx:
        await tx.row(b"SELECT 1 FROM shop.conversations WHERE tenant_id = %(tenant)s FOR UPDATE", key.params)
        await forget_old(app, key.tenant)
        assert left(answered)["conversations"] == 1
    await forget_old(app, key.tenant)
    assert left(answered) == {}


async def test_many_go_in_batches(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    for number in range(7):
        await record(app, inbound(replace(key, customer=str(number)), message(seconds_ago=5)))
    rows.ask("UPDATE shop.events SET disposition = 'left_to_owner' WHERE tenant_id = %(tenant)s")
    rows.ask("UPDATE shop.conversations SET answered_seq = last_customer_seq WHERE tenant_id = %(tenant)s")
    grow_old(rows, 366)
    assert await forget_old(app, key.tenant, rows=2, conversations=3) == 7
    assert left(rows) == {}


async def test_each_shop_says_how_long(app: StageApp, key: ConversationKey, answered: Rows) -> None:
    grow_old(answered, 50)
    async with app.database.tenant(key.tenant) as tx:
        for days in (SHORTEST - 1, LONGEST + 1):
            with pytest.raises(Misconfigured, match="kept for"):
                await keep_messages_for(tx, key.tenant, days, actor="owner")
        await keep_messages_for(tx, key.tenant, SHORTEST, actor="owner")
    await forget_old(app, key.tenant)
    assert left(answered) == {}


async def test_what_serves_for_days_goes_after_its_own_time(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    for name, days in (("old", 41), ("new", 39)):
        rows.ask(
            "INSERT INTO shop.event_keys (tenant_id, event_key, seen_at) VALUES (%(tenant)s, %(name)s,"
            " now() - %(days)s * interval '1 day')",
            name=name,
            days=days,
        )
        rows.ask(
            "INSERT INTO shop.unrouted_events (event_key, account_id, customer_id, body, received_at)"
            " VALUES (%(key)s, '1', '2', '{}', now() - (%(days)s - 10) * interval '1 day')",
            key=f"{name}:{key.customer}:{key.account}",
            days=days,
        )
    rows.ask(
        "INSERT INTO shop.api_writes (tenant_id, user_id, key, fingerprint, at)"
        " SELECT tenant_id, user_id, age::text, '', now() - age * interval '1 day' FROM shop.users, generate_series(1, 3) age"
        " WHERE tenant_id = %(tenant)s"
    )
    await keep(app)
    assert [
        row["event_key"]
        for row in rows.ask("SELECT event_key FROM shop.event_keys WHERE tenant_id = %(tenant)s")
    ] == ["new"]
    unrouted = rows.ask(
        "SELECT event_key FROM shop.unrouted_events WHERE event_key LIKE '%%:' || %(account)s"
    )
    assert [row["event_key"].split(":")[0] for row in unrouted] == ["new"]
    assert [
        row["key"] for row in rows.ask("SELECT key FROM shop.api_writes WHERE tenant_id = %(tenant)s")
    ] == ["1"]
