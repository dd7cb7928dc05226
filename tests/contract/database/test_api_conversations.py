"""Conversations over the merchant API: listed by who was active last, read back to the beginning, and taken over by a person."""

from dataclasses import replace
from uuid import UUID

import pytest

from merchant.users import owner_of
from process.record import record
from process.turn import turn
from send.deliver import deliver
from shared.auth import issue
from shared.contracts import Queue, SendDoorbell, TurnDoorbell
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, echo, inbound, message
from tests.support.api import Client, pages
from tests.support.stages import StageApp, said


@pytest.fixture
async def api(app: StageApp, key: ConversationKey) -> Client:
    return Client(
        app, await issue(app, key.tenant, await owner_of(app.database, key.tenant), actor="operator")
    )


def path_of(key: ConversationKey) -> str:
    return f"/conversations/{key.account}/{key.customer}"


async def test_the_last_active_come_first_and_every_page_goes_on_where_the_one_before_ended(
    app: StageApp, api: Client, key: ConversationKey
) -> None:
    customers = [replace(key, customer=str(1000 + number)) for number in range(7)]
    for age, customer in enumerate(customers):
        await record(app, inbound(customer, message(seconds_ago=age * 10)))
    expected = [customer.customer for customer in customers]
    for limit in (1, 3, 7, 200):
        found = await pages(api, "/conversations", limit)
        assert [(one["customer_id"], one["unanswered"]) for one in found] == [(one, True) for one in expected]


async def test_those_that_want_a_person_can_be_asked_for(
    app: StageApp, api: Client, key: ConversationKey, rows: Rows
) -> None:
    other = replace(key, customer="77")
    await record(app, inbound(key, message("موظف")))
    await record(app, inbound(other, message()))
    rows.let_quiet_pass()
    await turn(app, TurnDoorbell.of(key))
    (wanted,) = await pages(api, "/conversations", 50, wants_person="true")
    assert (wanted["customer_id"], wanted["needs_person_reason"]) == (key.customer, "asked")
    assert wanted == (await api.get(path_of(key))).json


async def test_messages_of_both_sides_are_read_the_newest_first(
    app: StageApp, api: Client, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, echo("أهلاً", seconds_ago=60 * 60 * 5)))
    await record(app, inbound(key, message("بكم؟", seconds_ago=50), message("الأسود", seconds_ago=40)))
    rows.let_quiet_pass()
    app.scripted_model.answers.append(said("ثواني"))
    await turn(app, TurnDoorbell.of(key))
    await deliver(app, SendDoorbell.of(key))
    await api.post(f"{path_of(key)}/replies", {"text": "معك صاحبة المحل"})
    expected = [
        ("person", "معك صاحبة المحل", "queued"),
        ("assistant", "ثواني", "sent"),
        ("customer", "الأسود", "answered"),
        ("customer", "بكم؟", "answered"),
        ("owner", "أهلاً", "from_owner"),
    ]
    for limit in (1, 2, 50):
        found = await pages(api, f"{path_of(key)}/messages", limit)
        assert [(one["author"], one["text"], one["state"]) for one in found] == expected


async def test_a_part_that_is_sent_between_two_pages_is_told_once(
    app: StageApp, api: Client, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message("بكم؟", seconds_ago=50)))
    await api.post(f"{path_of(key)}/replies", {"text": "بعشرة"})
    await record(app, inbound(key, message("شكراً", seconds_ago=-5)))
    first = (await api.get(f"{path_of(key)}/messages", limit=1)).json
    rows.ask(
        "UPDATE shop.parts SET state = 'sent', sent_at = now() + interval '10 seconds' WHERE tenant_id = %(tenant)s"
    )
    rest = (await api.get(f"{path_of(key)}/messages", after=first["next"])).json
    assert [one["text"] for one in first["items"] + rest["items"]] == ["شكراً", "بعشرة", "بكم؟"]


async def test_a_person_takes_over_and_hands_back(
    app: StageApp, api: Client, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message("بكم؟", seconds_ago=20)))
    app.posted_to_bus.take()
    taken = await api.post(f"{path_of(key)}/take-over")
    assert taken.status == 200
    assert (await api.get(path_of(key))).json["paused_until"] == taken.json["paused_until"]
    await record(app, inbound(key, message("؟", seconds_ago=1)))
    assert rows.dispositions == ["left_to_owner", "left_to_owner"]
    app.posted_to_bus.take()
    handed = await api.post(f"{path_of(key)}/hand-back")
    assert (handed.status, handed.json) == (200, {"waiting": 2})
    assert app.posted_to_bus.queues() == [Queue.TURNS]
    assert (await api.get(path_of(key))).json["paused_until"] is None
    actions = [
        row["action"]
        for row in rows.ask("SELECT action FROM shop.audit_log WHERE tenant_id = %(tenant)s ORDER BY at")
    ]
    assert actions[-2:] == ["conversation.taken_over", "conversation.handed_back"]


async def test_a_person_who_takes_over_stops_what_had_not_left(
    app: StageApp, api: Client, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message("بكم؟", seconds_ago=20)))
    rows.let_quiet_pass()
    app.scripted_model.answers.append(said("ثواني"))
    await turn(app, TurnDoorbell.of(key))
    await api.post(f"{path_of(key)}/take-over")
    await deliver(app, SendDoorbell.of(key))
    assert [(part["state"], part["reason"]) for part in rows.parts] == [("cancelled", "owner_took_over")]


@pytest.mark.parametrize("what", ["replies", "take-over", "hand-back"])
async def test_whoever_has_not_written_is_not_found(api: Client, key: ConversationKey, what: str) -> None:
    stranger = path_of(replace(key, customer="404"))
    body = {"text": "أهلاً"} if what == "replies" else None
    assert (await api.post(f"{stranger}/{what}", body)).status == 404


async def test_staff_do_the_same_and_are_named_in_the_audit_log(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    staff = UUID(int=42)
    rows.ask(
        "INSERT INTO shop.users (tenant_id, user_id, role) VALUES (%(tenant)s, %(user)s, 'staff')", user=staff
    )
    api = Client(app, await issue(app, key.tenant, staff, actor="operator"))
    await record(app, inbound(key, message()))
    assert (await api.post(f"{path_of(key)}/replies", {"text": "معك سارة"})).status == 202
    (said_by,) = rows.ask(
        "SELECT actor, user_id FROM shop.audit_log WHERE tenant_id = %(tenant)s AND action = 'conversation.replied'"
    )
    assert said_by == {"actor": "staff", "user_id": staff}
