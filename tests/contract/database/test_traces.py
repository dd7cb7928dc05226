"""Whichever bell rings, a turn and its posts work in the trace of the message that is answered; on a real PostgreSQL."""

import json
import logging
from typing import Any
from uuid import UUID

import pytest

from merchant.desk import Person, reply_as_person
from process.record import record
from process.turn import turn
from send.deliver import deliver
from shared.contracts import SendDoorbell, TurnDoorbell
from shared.errors import GraphRefused, GraphUnavailable, ModelRefused, OutcomeUnknown
from shared.telemetry import tracing
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message
from tests.support.stages import StageApp, said

FIRST, LAST, BELL = (f"00-{digit * 32}-{digit * 16}-01" for digit in "ace")


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="igshop")
    return caplog


def line(log: pytest.LogCaptureFixture, event: str) -> dict[str, Any]:
    (found,) = [told for told in map(json.loads, log.messages) if told["event"] == event]
    return dict(found)


def trace_of(traceparent: str) -> str:
    return traceparent.split("-")[1]


async def wrote_twice(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    for trace, text in ((FIRST, "مرحبا"), (LAST, "عندكم فستان؟")):
        with tracing(trace):
            await record(app, inbound(key, message(text)))
    rows.let_quiet_pass()
    app.posted_to_bus.take()


async def answers(app: StageApp, key: ConversationKey, answer: str | Exception = "أهلا") -> None:
    app.scripted_model.answers.append(said(answer) if isinstance(answer, str) else answer)
    with tracing(BELL):
        await turn(app, TurnDoorbell.of(key))


async def sends(app: StageApp, key: ConversationKey, *, bell: str = BELL) -> None:
    with tracing(bell):
        await deliver(app, SendDoorbell.of(key))


async def test_the_lines_of_one_answer_are_a_tree_from_the_last_message_to_the_post(
    app: StageApp, key: ConversationKey, rows: Rows, log: pytest.LogCaptureFixture
) -> None:
    await wrote_twice(app, key, rows)
    stored = json.loads(log.messages[1])
    log.clear()
    await answers(app, key)
    await sends(app, key)
    committed, sent = line(log, "turn.committed"), line(log, "send.sent")
    assert {told["trace"] for told in (stored, committed, sent)} == {trace_of(LAST)}
    assert committed["parent"] == stored["span"]
    assert sent["parent"] == committed["span"] != sent["span"]
    assert [trace_of(event["traceparent"]) for event in rows.events] == [trace_of(FIRST), trace_of(LAST)]
    assert {trace_of(bell.traceparent) for bell in app.posted_to_bus.take()} == {trace_of(LAST)}


async def test_how_long_a_customer_waited_is_told_and_not_of_what_a_person_wrote(
    app: StageApp, key: ConversationKey, rows: Rows, log: pytest.LogCaptureFixture
) -> None:
    await record(app, inbound(key, message()))
    rows.ask(
        "UPDATE shop.events SET recorded_at = now() - interval '20 seconds' WHERE tenant_id = %(tenant)s"
    )
    rows.let_quiet_pass()
    await answers(app, key)
    log.clear()
    await sends(app, key)
    assert line(log, "send.sent")["seconds"] == pytest.approx(20, abs=5)
    log.clear()
    await reply_as_person(app, key, Person("owner", UUID(int=1)), "معك صاحبة المحل")
    await sends(app, key)
    assert line(log, "send.sent")["seconds"] is None


async def test_a_turn_that_fails_fails_in_the_trace_of_the_message(
    app: StageApp, key: ConversationKey, rows: Rows, log: pytest.LogCaptureFixture
) -> None:
    await wrote_twice(app, key, rows)
    await answers(app, key, ModelRefused("the model answered 400: no code"))
    assert line(log, "turn.failed")["trace"] == trace_of(LAST)
    assert [trace_of(part["traceparent"]) for part in rows.parts] == [trace_of(LAST)]


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (GraphUnavailable("Graph error 2"), "send.postponed"),
        (OutcomeUnknown("Graph did not answer: ReadTimeout"), "send.in_doubt"),
        (GraphRefused("window_closed", code=10), "send.failed"),
    ],
)
async def test_a_post_that_fails_is_told_in_the_trace_of_its_part(
    app: StageApp,
    key: ConversationKey,
    rows: Rows,
    log: pytest.LogCaptureFixture,
    answer: Exception,
    event: str,
) -> None:
    await wrote_twice(app, key, rows)
    await answers(app, key)
    app.scripted_graph.answers.append(answer)
    await sends(app, key)
    assert line(log, event)["trace"] == trace_of(LAST)


async def test_what_the_gate_keeps_and_what_is_in_doubt_is_told_in_the_trace_of_its_part(
    app: StageApp, key: ConversationKey, rows: Rows, log: pytest.LogCaptureFixture
) -> None:
    await wrote_twice(app, key, rows)
    await answers(app, key)
    rows.arrange_parts(state="'in_doubt'", first_posted_at="now()", not_before="now()")
    await sends(app, key)
    assert line(log, "send.doubt_looked")["trace"] == trace_of(LAST)
    app.scripted_graph.thread = GraphRefused("permission_missing", code=10)
    rows.arrange_parts(not_before="now()")
    await sends(app, key)
    assert line(log, "send.unknown")["trace"] == trace_of(LAST)
    rows.arrange_parts(state="'queued'")
    rows.arrange(paused_until="now() + interval '1 hour'")
    await sends(app, key)
    assert line(log, "send.blocked")["trace"] == trace_of(LAST)


async def test_rows_of_an_earlier_release_have_no_trace_and_leave_the_bells(
    app: StageApp, key: ConversationKey, rows: Rows, log: pytest.LogCaptureFixture
) -> None:
    await wrote_twice(app, key, rows)
    rows.ask("UPDATE shop.events SET traceparent = NULL WHERE tenant_id = %(tenant)s")
    await answers(app, key)
    assert line(log, "turn.committed")["trace"] == trace_of(BELL)
    (part,) = rows.parts
    assert trace_of(part["traceparent"]) == trace_of(BELL)


async def test_each_part_is_posted_in_its_own_trace_and_one_without_in_the_bells(
    app: StageApp, key: ConversationKey, rows: Rows, log: pytest.LogCaptureFixture
) -> None:
    await wrote_twice(app, key, rows)
    await answers(app, key)
    for number, trace in ((3, None), (4, FIRST)):
        rows.ask(
            "INSERT INTO shop.parts (tenant_id, account_id, customer_id, part_no, turn_no, after_seq, text, traceparent)"
            " VALUES (%(tenant)s, %(account)s, %(customer)s, %(number)s, 2, 2, 'كمان', %(trace)s)",
            number=number,
            trace=trace,
        )
    await sends(app, key)
    sent = [told for told in map(json.loads, log.messages) if told["event"] == "send.sent"]
    assert [told["trace"] for told in sent] == [trace_of(LAST), trace_of(BELL), trace_of(FIRST)]
