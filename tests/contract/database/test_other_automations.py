"""Replies of other automations: known by their words elsewhere, told to the merchant once; on a real PostgreSQL."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from merchant.accounts import Account, Profile, put_shop
from process.automation import MANY
from process.record import record
from shared.alerts import open_alerts
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import Rows, echo, inbound, message
from tests.support.stages import StageApp

SAVED = "الدفع عند الاستلام والتوصيل خلال يومين عمل"


def other(key: ConversationKey, number: int) -> ConversationKey:
    return replace(key, customer=f"99000000000000{number:02}")


def mine(rows: Rows) -> list[dict[str, Any]]:
    """What became of each event of the one conversation."""
    return rows.ask(
        "SELECT author, disposition FROM shop.events WHERE customer_id = %(customer)s AND tenant_id = %(tenant)s ORDER BY seq"
    )


async def test_the_same_words_in_many_conversations_of_a_day_take_nothing_over(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    for number in range(MANY):
        await record(app, inbound(other(key, number), echo(SAVED, seconds_ago=5)))
    await record(app, inbound(key, message(), echo(SAVED, seconds_ago=0)))
    assert mine(rows) == [
        {"author": "customer", "disposition": None},
        {"author": "nobody", "disposition": "other_automation"},
    ]
    (alert,) = await open_alerts(app.database, key.tenant)
    assert (alert.kind, alert.detail) == ("other_automation", {"text": SAVED, "which": "instant_reply"})


async def test_one_conversation_less_or_words_of_yesterday_are_the_owners(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    for number in range(MANY):
        await record(app, inbound(other(key, number), echo(SAVED, seconds_ago=5)))
    rows.ask("UPDATE shop.events SET recorded_at = now() - interval '1 day' WHERE customer_id LIKE '%%00' AND tenant_id = %(tenant)s")  # fmt: skip
    await record(app, inbound(key, message(), echo(SAVED, seconds_ago=0)))
    assert mine(rows)[-1]["author"] == "owner"


async def test_the_words_of_one_shop_count_for_no_other(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    theirs = TenantId(uuid4())
    account = Account(str(theirs.int)[:17], str(theirs.int)[:16], "next.door", "IGAA-theirs")
    await put_shop(app, theirs, Profile("الجار", "Next door", "JOD", "", ""), account)
    for number in range(MANY):
        there = ConversationKey(theirs, account.account, f"99000000000000{number:02}")
        await record(app, inbound(there, echo(SAVED, seconds_ago=5)))
    await record(app, inbound(key, message(), echo(SAVED, seconds_ago=0)))
    assert [event["author"] for event in mine(rows)] == ["customer", "owner"]


async def test_each_sort_of_automation_is_told_once_until_it_is_seen_to(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    for number in range(3):
        one = other(key, number)
        await record(app, inbound(one, message(seconds_ago=1), echo("أهلاً بكم", seconds_ago=0)))
        await record(app, inbound(one, message(seconds_ago=1), echo(None, seconds_ago=0)))
    told = [alert.detail["text"] for alert in await open_alerts(app.database, key.tenant)]
    assert told == ["أهلاً بكم"]
    assert {event["disposition"] for event in rows.events if event["kind"] == "echo"} == {"other_automation"}


async def test_one_that_was_told_before_its_message_is_put_right(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    greeting = echo("أهلاً بكم في متجرنا", seconds_ago=1)
    await record(app, inbound(key, greeting))
    assert rows.events[0]["author"] == "owner"
    await record(app, inbound(key, message(seconds_ago=2)))
    assert [(event["author"], event["disposition"]) for event in rows.events] == [
        ("nobody", "other_automation"),
        ("customer", None),
    ]
    assert rows.conversation["paused_until"] is None
    (alert,) = await open_alerts(app.database, key.tenant)
    assert alert.detail["text"] == "أهلاً بكم في متجرنا"


async def test_what_we_have_said_to_many_ourselves_makes_no_owner_an_automation(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    """An owner may paste what the assistant says."""
    for number in range(MANY):
        await record(app, inbound(other(key, number), echo(SAVED, seconds_ago=5)))
    rows.ask("UPDATE shop.events SET author = 'us' WHERE kind = 'echo' AND tenant_id = %(tenant)s")
    await record(app, inbound(key, message(), echo(SAVED, seconds_ago=0)))
    assert mine(rows)[-1]["author"] == "owner"
