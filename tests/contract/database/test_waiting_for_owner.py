"""A customer waits while the owner is at it: the owner is told once, and may let the assistant answer; on a real PostgreSQL."""

from uuid import UUID

import pytest

from merchant.desk import Person, let_assistant_answer
from process.record import record
from process.sweep import sweep
from process.turn import turn
from shared.alerts import open_alerts
from shared.contracts import Event, Queue, TurnDoorbell
from shared.errors import Refused
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, echo, inbound, message, now_ms
from tests.support.stages import StageApp, said

OWNER = Person("owner", UUID(int=1))


@pytest.fixture
async def left(app: StageApp, key: ConversationKey, rows: Rows) -> Rows:
    """The owner has answered, the customer has asked again, and nobody has said anything since."""
    await record(app, inbound(key, message("بكم؟", seconds_ago=60)))
    await record(app, inbound(key, echo("لحظة", seconds_ago=50)))
    await record(app, inbound(key, message("طيب؟", seconds_ago=20), message("؟؟", seconds_ago=10)))
    assert rows.dispositions == ["left_to_owner", "from_owner", "left_to_owner", "left_to_owner"]
    return rows


async def kinds(app: StageApp, key: ConversationKey) -> list[tuple[str, str | None]]:
    return [(alert.kind, alert.customer_id) for alert in await open_alerts(app.database, key.tenant)]


async def test_a_bell_is_rung_for_when_the_owners_time_is_up(
    app: StageApp, key: ConversationKey, left: Rows
) -> None:
    (bell,) = app.posted_to_bus.take()[-1:]
    assert bell.queue is Queue.TURNS
    assert bell.due is not None
    waited = bell.due - left.events[2]["at"]
    assert abs(waited.total_seconds() - 15 * 60) < 5


async def test_a_bell_too_early_tells_nobody(app: StageApp, key: ConversationKey, left: Rows) -> None:
    await turn(app, TurnDoorbell.of(key))
    assert await kinds(app, key) == []
    assert left.conversation["remind_owner_at"] is not None


async def test_the_owner_is_told_once_of_one_silence(app: StageApp, key: ConversationKey, left: Rows) -> None:
    left.arrange(remind_owner_at="now() - interval '1 second'")
    for _ in range(2):
        await turn(app, TurnDoorbell.of(key))
    assert await kinds(app, key) == [("customer_waiting", key.customer)]
    assert left.conversation["remind_owner_at"] is None


async def test_a_lost_bell_is_rung_again_by_the_sweeper(
    app: StageApp, key: ConversationKey, left: Rows
) -> None:
    left.arrange(remind_owner_at="now() - interval '16 seconds'")
    app.posted_to_bus.take()
    await sweep(app)
    rung = [
        TurnDoorbell.decode(bell.body).key for bell in app.posted_to_bus.take() if bell.queue is Queue.TURNS
    ]
    assert key in rung


async def test_the_owners_next_message_ends_the_alert(
    app: StageApp, key: ConversationKey, left: Rows
) -> None:
    left.arrange(remind_owner_at="now()")
    await turn(app, TurnDoorbell.of(key))
    await record(app, inbound(key, echo("تفضلي", seconds_ago=0)))
    assert await kinds(app, key) == []


async def test_the_assistant_answers_what_has_waited_since_the_owner_wrote_and_nothing_older(
    app: StageApp, key: ConversationKey, left: Rows
) -> None:
    left.arrange(remind_owner_at="now()")
    await turn(app, TurnDoorbell.of(key))
    app.posted_to_bus.take()
    assert await let_assistant_answer(app, key, OWNER) == 2
    assert app.posted_to_bus.queues() == [Queue.TURNS]
    assert await kinds(app, key) == []
    assert left.dispositions == ["left_to_owner", "from_owner", None, None]
    app.scripted_model.answers.append(said("معك المساعد"))
    await turn(app, TurnDoorbell.of(key))
    assert left.dispositions == ["left_to_owner", "from_owner", "answered", "answered"]
    assert [part["text"] for part in left.parts] == ["معك المساعد"]


async def test_what_is_older_than_the_window_stays_with_the_owner(
    app: StageApp, key: ConversationKey, left: Rows
) -> None:
    left.ask("UPDATE shop.events SET recorded_at = now() - interval '24 hours' WHERE tenant_id = %(tenant)s")
    assert await let_assistant_answer(app, key, OWNER) == 0
    assert left.conversation["last_customer_seq"] == left.conversation["answered_seq"]


async def test_without_anybody_waiting_the_pause_just_ends(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, echo("أنا هون", seconds_ago=5)))
    app.posted_to_bus.take()
    assert await let_assistant_answer(app, key, OWNER) == 0
    assert app.posted_to_bus.queues() == []
    await record(app, inbound(key, message(seconds_ago=0)))
    assert rows.dispositions == ["from_owner", None]


async def test_a_customer_nobody_knows_has_nothing_to_hand_back(app: StageApp, key: ConversationKey) -> None:
    with pytest.raises(Refused, match="has not written"):
        await let_assistant_answer(app, ConversationKey(key.tenant, key.account, "404"), OWNER)


async def test_nobody_is_told_of_what_was_taken_back(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    await record(app, inbound(key, echo("لحظة", seconds_ago=50)))
    await record(app, inbound(key, message("طيب؟", "M", seconds_ago=20)))
    await record(app, inbound(key, Event("unsend:M", "unsend", now_ms(), "M")))
    rows.arrange(remind_owner_at="now() - interval '1 second'")
    await turn(app, TurnDoorbell.of(key))
    assert await kinds(app, key) == []


async def test_an_answer_of_the_assistants_ends_the_waiting(
    app: StageApp, key: ConversationKey, left: Rows
) -> None:
    left.arrange(remind_owner_at="now()")
    await turn(app, TurnDoorbell.of(key))
    left.arrange(paused_until="now() - interval '30 seconds'", remind_owner_at="now() + interval '1 minute'")
    await record(app, inbound(key, message("؟؟؟", seconds_ago=1)))
    left.let_quiet_pass()
    app.scripted_model.answers.append(said("معك المساعد"))
    await turn(app, TurnDoorbell.of(key))
    assert await kinds(app, key) == []
    assert left.conversation["remind_owner_at"] is None


async def test_the_sweeper_has_patience_with_reminders(
    app: StageApp, key: ConversationKey, left: Rows
) -> None:
    left.arrange(remind_owner_at="now() - interval '16 seconds'", next_ring_at="NULL")
    app.posted_to_bus.take()
    for _ in range(3):
        await sweep(app)
    bells = [bell for bell in app.posted_to_bus.take() if bell.queue is Queue.TURNS]
    assert [TurnDoorbell.decode(bell.body).key for bell in bells].count(key) == 1
