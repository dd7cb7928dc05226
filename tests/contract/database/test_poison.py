"""Why a message went to the dead letters is kept by its key, because a trigger cannot tell the queue."""

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable
from traceback import format_exception
from uuid import uuid4

import psycopg
import pytest

from shared.app import App
from shared.consume import consume
from shared.contracts import Body, TurnDoorbell
from shared.database import Database
from shared.errors import AgentError, BadMessage, BusUnavailable, GaveUp, ModelUnavailable, Permanent
from shared.retry import GIVE_UP_AFTER
from shared.secret import Secret
from tests.support.stages import StageApp

NOW = 1_795_000_000.0
SECRET = "call 0791234567"


def failing(error: BaseException) -> Callable[[App, Body], Awaitable[None]]:
    """As in the stages, where an error of ours often has another's behind it."""

    async def work(_app: App, _body: Body) -> None:
        try:
            int(SECRET)
        except ValueError as cause:
            raise error from cause

    return work


def bell(age: float = 0) -> TurnDoorbell:
    """Of a tenant of its own, so that each message has a key of its own."""
    return TurnDoorbell(account="178", customer="123", tenant=uuid4(), attempt=3, first_at=NOW - age)


async def run(app: App, message: bytes, error: BaseException) -> None:
    await consume(lambda: app, TurnDoorbell, message, failing(error), clock=lambda: NOW)


def notes(admin: psycopg.Connection, message: bytes) -> list[tuple[str, str, str]]:
    key = hashlib.sha256(message).hexdigest()
    found = admin.execute(
        "SELECT stage, error, sentence FROM shop.poison_notes WHERE message_key = %s", [key]
    )
    return found.fetchall()


@pytest.mark.parametrize(
    ("error", "raised", "sentence"),
    [
        pytest.param(Permanent("the shop has no currency"), "Permanent: the shop has no currency", "the shop has no currency", id="ours: its sentence is safe"),
        pytest.param(ValueError(SECRET), "Unexpected: ValueError in turns", "", id="another's: it may quote the customer"),
    ],
)  # fmt: skip
async def test_poison_is_noted_by_class_and_stage_and_raised_without_its_cause(
    app: StageApp,
    admin: psycopg.Connection,
    error: Exception,
    raised: str,
    sentence: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    message = bell().encode()
    for _ in range(2):  # the host delivers it again before it gives up
        with pytest.raises(AgentError) as caught:
            await run(app, message, error)
        shown = "".join(format_exception(caught.value))
        assert shown.endswith(f"{raised}\n")
        assert "ValueError: " not in shown
    assert notes(admin, message) == [("turns", type(error).__name__, sentence)]
    told = json.loads(caplog.messages[0])
    assert (told["event"], told["queue"], told["error"], told["sentence"]) == ("message.poison", "turns", type(error).__name__, sentence)  # fmt: skip
    assert told["where"][0].startswith("shared/consume.py:")
    assert told["where"][-1].startswith("tests/contract/database/test_poison.py:")
    assert "0791234567" not in caplog.text
    assert app.posted_to_bus.sent == []


async def test_a_body_that_is_no_contract_is_noted_and_never_worked_on(
    app: StageApp, admin: psycopg.Connection
) -> None:
    message = json.dumps({"turn": {"text": f"call 0791234567 {uuid4()}"}}).encode()
    with pytest.raises(BadMessage):
        await run(app, message, AssertionError("worked on"))
    ((stage, error, sentence),) = notes(admin, message)
    assert (stage, error) == ("turns", "BadMessage")
    assert "079" not in sentence


@pytest.mark.parametrize(
    ("age", "gives_up"), [(GIVE_UP_AFTER - 1, False), (GIVE_UP_AFTER, False), (GIVE_UP_AFTER + 1, True)]
)
async def test_an_outage_of_a_day_is_poison_and_says_what_was_down(
    app: StageApp,
    admin: psycopg.Connection,
    age: float,
    gives_up: bool,  # noqa: FBT001  # the table's
) -> None:
    message = bell(age).encode()
    if gives_up:
        with pytest.raises(GaveUp):
            await run(app, message, ModelUnavailable("the model answered 503"))
    else:
        await run(app, message, ModelUnavailable("the model answered 503"))
    assert len(app.posted_to_bus.sent) == (0 if gives_up else 1)
    assert notes(admin, message) == (
        [("turns", "GaveUp", "for a day: the model answered 503")] if gives_up else []
    )


async def test_when_not_even_the_successor_can_be_scheduled_the_host_keeps_the_message(app: StageApp) -> None:
    app.posted_to_bus.down = True
    with pytest.raises(BusUnavailable) as caught:
        await run(app, bell().encode(), ModelUnavailable("busy"))
    assert "079" not in "".join(format_exception(caught.value))


async def test_while_the_database_is_away_poison_is_still_raised_as_what_it_is(
    app: StageApp, app_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    gone = Database(Secret(app_url))
    async with gone.crossing() as tx:
        await tx.row(b"SELECT 1", {})
    await gone.close()
    vars(app).update(database=gone)
    with pytest.raises(Permanent, match="no currency"):
        await run(app, bell().encode(), Permanent("no currency"))
    assert "message.poison_not_noted" in caplog.text
