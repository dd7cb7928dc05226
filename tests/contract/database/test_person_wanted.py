"""A person is wanted: one open alert for a conversation until one has answered, whatever wanted it; on a real PostgreSQL."""

import logging
from uuid import UUID

import pytest

from merchant.desk import Person, let_assistant_answer, reply_as_person
from merchant.hours import put_hours
from merchant.users import owner_of
from process.record import record
from process.turn import turn
from send.deliver import deliver
from shared.alerts import open_alerts
from shared.contracts import Event, SendDoorbell, TurnDoorbell
from shared.errors import GraphRefused, Misconfigured
from shared.hours import DAYS
from shared.model.client import Reply
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, echo, inbound, message, now_ms, told_of
from tests.support.stages import StageApp, called, said


@pytest.fixture(autouse=True)
def _caught(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "igshop")


ALWAYS = {"week": {day: ["00:00-24:00"] for day in DAYS}}


async def wanted(app: StageApp, key: ConversationKey) -> list[tuple[str | None, str | None]]:
    """Reason and summary of each open alert that wants a person."""
    found = [a for a in await open_alerts(app.database, key.tenant) if a.kind == "person_wanted"]
    assert all(alert.customer_id == alert.about == key.customer for alert in found)
    return [(alert.detail["reason"], alert.summary) for alert in found]


async def answered(
    app: StageApp, key: ConversationKey, rows: Rows, *answers: Reply, text: str = "عندكم فستان؟"
) -> str | None:
    """What the newest part says."""
    await record(app, inbound(key, message(text)))
    rows.let_quiet_pass()
    app.scripted_model.answers.extend(answers)
    await turn(app, TurnDoorbell.of(key))
    return rows.parts[-1]["text"] if rows.parts else None


def hand_over(summary: str = "زعلانة من التأخير") -> Reply:
    return called("hand_to_person", reason="upset", summary=summary)


async def test_the_merchant_is_told_once_however_often_a_conversation_is_handed_over(
    app: StageApp, key: ConversationKey, rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        await answered(app, key, rows, hand_over(), said("حقك علينا"))
    assert await wanted(app, key) == [("upset", "زعلانة من التأخير")]
    told = told_of(caplog, "person.wanted")
    assert [(one["reason"], one["conversation"]) for one in told] == [("upset", key.names["conversation"])]


async def test_the_newest_reason_is_the_one_that_is_told(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await answered(app, key, rows, hand_over(), said("حقك علينا"))
    await answered(app, key, rows, said("سعره 99 دينار"), said("سعره 98 دينار"))
    ((reason, summary),) = await wanted(app, key)
    assert (reason, rows.conversation["needs_person_reason"]) == ("guard", "guard")
    assert summary is not None
    assert summary.startswith("سأل: «عندكم فستان؟»")


async def test_the_owners_own_message_ends_it_and_the_next_wish_is_told_anew(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await answered(app, key, rows, hand_over(), said("حقك علينا"))
    await record(app, inbound(key, echo("أنا معك", seconds_ago=0)))
    assert await wanted(app, key) == []
    rows.arrange(paused_until="NULL")
    await answered(app, key, rows, text="موظف")
    assert [reason for reason, _ in await wanted(app, key)] == ["asked"]


async def test_a_reply_from_the_desk_ends_it(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    await answered(app, key, rows, hand_over(), said("حقك علينا"))
    await reply_as_person(
        app, key, Person("owner", await owner_of(app.database, key.tenant)), "أنا صاحبة المحل"
    )
    assert await wanted(app, key) == []


#: A row's `xmin` is the transaction that wrote it last.
WRITTEN_TOGETHER = """SELECT c.xmin = a.xmin AS together FROM shop.conversations c JOIN shop.alerts a USING (tenant_id, account_id, customer_id)
  WHERE c.tenant_id = %(tenant)s AND a.kind = 'person_wanted' AND a.ended_at IS NOT NULL"""


@pytest.mark.parametrize("by", ["phrase", "hand-back"])
async def test_handing_back_ends_it_in_the_same_transaction_and_the_next_wish_is_told_anew(
    app: StageApp, key: ConversationKey, rows: Rows, by: str
) -> None:
    await answered(app, key, rows, hand_over(), said("حقك علينا"))
    if by == "phrase":
        await record(app, inbound(key, echo("مساعدنا بيكمل معك من هون", seconds_ago=0)))
    else:
        assert await let_assistant_answer(app, key, Person("owner", UUID(int=1))) == 0
    assert await wanted(app, key) == []
    assert rows.ask(WRITTEN_TOGETHER) == [{"together": True}]
    columns = ("needs_person_since", "needs_person_reason", "needs_person_summary")
    assert [rows.conversation[column] for column in columns] == [None] * 3
    await answered(app, key, rows, text="موظف")
    assert [reason for reason, _ in await wanted(app, key)] == ["asked"]


async def test_who_asks_for_a_person_during_a_pause_waits_for_one_after_it_too(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    """The clock hands nothing back: nobody has seen to them."""
    await record(app, inbound(key, echo("لحظة", seconds_ago=60), message("موظف", seconds_ago=30)))
    rows.arrange(paused_until="now() - interval '1 second'")
    await answered(app, key, rows, said("أكيد"))
    assert [reason for reason, _ in await wanted(app, key)] == ["asked"]


async def test_the_answer_of_an_assistant_ends_nothing(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await answered(app, key, rows, hand_over(), said("حقك علينا"))
    await answered(app, key, rows, said("أكيد"))
    assert [reason for reason, _ in await wanted(app, key)] == ["upset"]


async def test_a_turn_that_lost_wants_nobody(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    async def somebody_else_settles() -> None:
        rows.arrange(turn_no="turn_no + 1")

    app.scripted_model.meanwhile = somebody_else_settles
    await answered(app, key, rows, hand_over(), said("حقك علينا"))
    assert await wanted(app, key) == []


async def test_without_a_turn_the_customers_last_words_are_the_summary(
    app: StageApp, key: ConversationKey
) -> None:
    await record(app, inbound(key, message("من يومين", seconds_ago=2 * 86_400)))
    assert await wanted(app, key) == [("late_message", "«من يومين»")]


async def test_a_part_that_meta_refuses_wants_a_person(
    app: StageApp, key: ConversationKey, rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    await answered(app, key, rows, said("أهلا"))
    app.scripted_graph.answers.append(GraphRefused("bad_message", code=100))
    await deliver(app, SendDoorbell.of(key))
    assert await wanted(app, key) == [("not_delivered", "«عندكم فستان؟»")]
    assert len(told_of(caplog, "person.wanted")) == 1


async def test_a_part_that_the_gate_holds_back_for_good_wants_nobody_when_it_was_cancelled(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await answered(app, key, rows, said("أهلا"))
    rows.ask("UPDATE shop.customers SET opted_out_at = now() WHERE tenant_id = %(tenant)s")
    await deliver(app, SendDoorbell.of(key))
    assert rows.states == ["cancelled"]
    assert await wanted(app, key) == []


async def test_an_account_that_cannot_send_wants_a_person(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message("بكم؟")))
    rows.arrange_account(state="'disconnected'")
    rows.let_quiet_pass()
    await turn(app, TurnDoorbell.of(key))
    assert await wanted(app, key) == [("account_cannot_send", "«بكم؟»")]


async def test_what_was_taken_back_stays_in_no_summary(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await record(app, inbound(key, message("رقمي السري", "M"), message("موظف", "N")))
    assert await wanted(app, key) == [("asked", "«رقمي السري / موظف»")]
    await record(app, inbound(key, Event("unsend:M", "unsend", now_ms(), "M")))
    assert await wanted(app, key) == [("asked", "«موظف»")]


async def test_no_event_of_an_alert_has_what_was_written(
    app: StageApp, key: ConversationKey, rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    await answered(app, key, rows, hand_over("بدها رقم ٠٧٩"), said("حقك علينا"), text="وين طلبي السري")
    (row,) = rows.ask("SELECT detail FROM shop.alerts WHERE tenant_id = %(tenant)s")
    assert row["detail"] == {"reason": "upset"}
    assert "السري" not in (lines := caplog.text)
    assert "٠٧٩" not in lines


async def test_who_asks_for_a_person_is_told_when_one_answers(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put_hours(app.database, key.tenant, hours=ALWAYS)
    assert (
        await answered(app, key, rows, text="موظف") == "وصلتنا رسالتك، وواحد من فريقنا رح يرد عليك اليوم 🌷"
    )
    assert app.scripted_model.requests == []


async def test_the_fallback_says_when_as_well(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    await put_hours(app.database, key.tenant, hours=ALWAYS)
    sent = await answered(app, key, rows, said("سعره 99 دينار"), said("سعره 98 دينار"))
    assert sent is not None
    assert "رح يرد عليك اليوم" in sent


async def test_the_model_may_promise_the_time_that_the_tool_told_it(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    tomorrow = {"from": "2026-01-01", "to": "2099-01-01", "week": {day: ["00:00-00:01"] for day in DAYS}}
    await put_hours(app.database, key.tenant, hours={"week": {}, "seasons": [tomorrow]})
    told = "رح يرد عليك واحد منا بكرا بعد ما نفتح الساعة 00:00"
    assert await answered(app, key, rows, hand_over(), said(told)) == told


async def test_hours_are_kept_shown_and_written_down(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    kept = await put_hours(app.database, key.tenant, hours=ALWAYS, zone="Asia/Riyadh")
    assert await put_hours(app.database, key.tenant) == kept == (ALWAYS, "Asia/Riyadh")
    audited = rows.ask("SELECT detail FROM shop.audit_log WHERE tenant_id = %(tenant)s AND action = 'hours.changed'")  # fmt: skip
    assert [row["detail"] for row in audited] == [{"zone": "Asia/Riyadh"}]


@pytest.mark.parametrize("given", [{"hours": {"week": {"fri": ["late"]}}}, {"zone": "Amman"}])
async def test_hours_that_are_none_change_nothing(
    app: StageApp, key: ConversationKey, given: dict[str, object]
) -> None:
    with pytest.raises(Misconfigured):
        await put_hours(app.database, key.tenant, **given)  # type: ignore[arg-type]  # what an operator may type
    assert await put_hours(app.database, key.tenant) == ({}, "Asia/Amman")
