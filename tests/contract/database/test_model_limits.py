"""A limit of the model's names a time, and at that very time the bus brings the turn again; on a real PostgreSQL.

The SDKs of the model and of Service Bus are the real ones, each against its stand-in; the clock is the test's.
"""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from openai import AsyncOpenAI

from local.keys import make
from local.model import Failure, ModelStandIn
from local.serve import serve
from local.servicebus import Broker, Config, Server
from local.servicebus.view import MessageView
from local.settings import queues
from process.record import record
from process.turn import turn
from shared.bus import Bus, connect
from shared.consume import consume
from shared.contracts import Queue, TurnDoorbell
from shared.model.client import Model
from shared.model.families import ChatModel
from shared.settings import bus_connection_name
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, inbound, message
from tests.support.stages import StageApp

ACTIVE, SCHEDULED = 0, 2


@dataclass(slots=True)
class Clock:
    now: float

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class Outside:
    """What stands around the turn."""

    model: ModelStandIn
    broker: Broker
    clock: Clock

    def successors(self) -> list[MessageView]:
        waiting = self.broker.messages(Queue.TURNS)
        return [one for one in waiting if TurnDoorbell.decode(one.body).attempt > 0]

    def at(self, now: float) -> None:
        self.clock.now = now
        self.broker.wake()


@pytest.fixture
async def outside(app: StageApp) -> AsyncIterator[Outside]:
    clock = Clock(float(int(time.time())))
    broker = Broker(Config.parse(queues(make())), clock=clock)
    model = ModelStandIn("a-key")
    server = Server(broker)
    await server.start()
    environ = {bus_connection_name(0): server.connection_string()}
    bus = Bus(partial(connect, environ=environ), namespaces=1)
    async with (
        serve(model.app) as url,
        AsyncOpenAI(base_url=f"{url}/openai/v1/", api_key="a-key", max_retries=0) as client,
    ):
        asked = Model(client, chat_models=(ChatModel.parse("gpt-4o"),), embedding_model="none")
        vars(app).update(bus=bus, model=asked)
        yield Outside(model, broker, clock)
    await bus.close()
    await server.stop()


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        pytest.param({"Retry-After": "17"}, 17, id="seconds"),
        pytest.param({"Retry-After-Ms": "2500", "Retry-After": "3"}, 2.5, id="milliseconds, which say it better"),
        pytest.param({"Retry-After": "600"}, 600, id="longer than we would wait by ourselves"),
        pytest.param({}, 1, id="it does not say"),
    ],
)  # fmt: skip
async def test_a_limit_brings_the_turn_again_at_the_very_time_that_it_names(
    app: StageApp, key: ConversationKey, rows: Rows, outside: Outside, headers: dict[str, str], wait: float
) -> None:
    outside.model.enqueue(Failure(429, "rate_limit_exceeded", headers), "أهلا وسهلا")
    began = outside.clock.now
    await record(app, inbound(key, message()))
    rows.let_quiet_pass()
    await consume(lambda: app, TurnDoorbell, TurnDoorbell.of(key).encode(), turn, clock=outside.clock)

    (successor,) = outside.successors()
    assert successor.scheduled_time == datetime.fromtimestamp(began, UTC) + timedelta(seconds=wait)
    assert successor.session_id == f"{key.account}:{key.customer}"
    outside.at(began + wait - 0.001)
    assert [one.state for one in outside.successors()] == [SCHEDULED]
    outside.at(began + wait)
    assert [one.state for one in outside.successors()] == [ACTIVE]

    c = rows.conversation  # other bells wait as long, by the database's clock
    assert c["retry_at"] - c["turn_started_at"] >= timedelta(seconds=wait)
    rows.arrange(retry_at="now()")
    await consume(lambda: app, TurnDoorbell, successor.body, turn, clock=outside.clock)
    assert [part["text"] for part in rows.parts] == ["أهلا وسهلا"]
    assert len(outside.model.history) == 2
