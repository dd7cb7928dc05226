"""What lies on the bus of a customer who is forgotten: gone wherever it lies, through the real SDK, and nobody else's with it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from azure.servicebus import ServiceBusMessage, ServiceBusSubQueue
from azure.servicebus.aio import ServiceBusClient

from local.servicebus import Server
from shared.bus import Bus
from shared.bus.forgetting import take_out
from shared.contracts import namespace_of
from shared.errors import BusUnavailable
from tests.support.servicebus import inbound_alone

INBOUND = "inbound"
THEIRS, ANOTHERS = "17841:42", "17841:43"


class World:
    def __init__(self, server: Server, client: ServiceBusClient) -> None:
        self.server, self.client = server, client

    async def send(self, session: str, *bodies: str, later: bool = False) -> None:
        due = datetime.now(UTC) + timedelta(hours=1) if later else None
        async with self.client.get_queue_sender(INBOUND) as sender:
            for body in bodies:
                await sender.send_messages(
                    ServiceBusMessage(body, session_id=session, scheduled_enqueue_time_utc=due)
                )

    async def kill(self, session: str, count: int) -> None:
        async with self.client.get_queue_receiver(INBOUND, session_id=session) as receiver:
            for message in await receiver.receive_messages(count, max_wait_time=5):
                await receiver.dead_letter_message(message, reason="poison")

    def left(self) -> list[list[str | None]]:
        """The sessions of what is not dead, and of what is."""
        broker = self.server.broker
        return [
            [each.session_id for each in broker.messages(INBOUND, dead_letter=dead)] for dead in (False, True)
        ]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with (
        inbound_alone() as server,
        ServiceBusClient.from_connection_string(server.connection_string("root"), retry_total=0) as client,
    ):
        yield World(server, client)


async def test_delivered_put_off_or_dead_it_goes_and_others_stay(world: World) -> None:
    for session in (THEIRS, ANOTHERS):
        await world.send(session, "dead", "dead too")
        await world.kill(session, 2)
        await world.send(session, "not looked at")
        await world.send(session, "put off", later=True)
    assert await take_out(world.client, THEIRS) == 4
    assert world.left() == [[ANOTHERS] * 2, [ANOTHERS] * 2]
    assert await take_out(world.client, THEIRS) == 0


async def test_while_a_handler_has_the_conversation_it_is_to_be_tried_again(world: World) -> None:
    await world.send(THEIRS, "being worked on")
    async with world.client.get_queue_receiver(INBOUND, session_id=THEIRS):
        with pytest.raises(BusUnavailable, match="SessionCannotBeLocked"):
            await take_out(world.client, THEIRS)
    assert await take_out(world.client, THEIRS) == 1


async def test_a_dead_letter_that_somebody_else_holds_is_told_and_goes_another_time(world: World) -> None:
    await world.send(THEIRS, "dead")
    await world.kill(THEIRS, 1)
    async with world.client.get_queue_receiver(INBOUND, sub_queue=ServiceBusSubQueue.DEAD_LETTER) as holder:
        (held,) = await holder.receive_messages(1, max_wait_time=5)
        with pytest.raises(BusUnavailable, match="dead letter"):
            await take_out(world.client, THEIRS)
        await holder.abandon_message(held)
    assert await take_out(world.client, THEIRS) == 1


async def test_what_is_seen_and_never_handed_out_is_told(world: World) -> None:
    await world.send(THEIRS, "set aside by hand")
    async with world.client.get_queue_receiver(INBOUND, session_id=THEIRS) as receiver:
        (message,) = await receiver.receive_messages(1, max_wait_time=5)
        await receiver.defer_message(message)
    with pytest.raises(BusUnavailable, match="not handed out"):
        await take_out(world.client, THEIRS)


async def test_the_bus_asks_the_namespace_that_has_the_conversation(world: World) -> None:
    await world.send(THEIRS, "not looked at")
    asked: list[int] = []

    def connect(namespace: int) -> ServiceBusClient:
        asked.append(namespace)
        return ServiceBusClient.from_connection_string(world.server.connection_string("root"), retry_total=0)

    bus = Bus(connect, namespaces=3)
    assert await bus.forget("17841", THEIRS) == 1
    await bus.close()
    assert asked == [namespace_of("17841", 3)]


async def test_a_bus_that_is_away_is_told(world: World) -> None:
    await world.server.stop()
    with pytest.raises(BusUnavailable):
        await take_out(world.client, THEIRS)
