"""What only the stand-in can be asked: outages, held sends, tokens signed with its keys, both clients at once."""

import asyncio
import contextlib
import gc
import time

import pytest
from azure.servicebus import ServiceBusClient as SyncClient
from azure.servicebus.aio import ServiceBusClient
from azure.servicebus.exceptions import ServiceBusAuthenticationError, ServiceBusError

from local.servicebus import Broker, Config, Server
from local.servicebus.cbs import sign
from tests.support.servicebus import NAMESPACE, PLAIN, ROOT, SESSIONS, message, take, until


@pytest.fixture
async def server():
    server = Server(Broker(Config.parse(NAMESPACE)))
    await server.start()
    yield server
    await server.stop()


# The SDK forgets to close the socket it lost.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_an_outage_is_an_error_and_its_end_is_the_same_namespace(server):
    port = server.port
    async with ServiceBusClient.from_connection_string(server.connection_string(), retry_total=0) as client:
        sender = client.get_queue_sender(PLAIN)
        await sender.send_messages(message("before"))
        await server.stop()
        with pytest.raises(ServiceBusError):
            await sender.send_messages(message("lost"))
        await server.start()
        await sender.send_messages(message("after"))
        await sender.close()
    gc.collect()  # here, and not in a test that has lost no socket

    assert server.port == port
    assert [each.body for each in server.broker.messages(PLAIN)] == [b"before", b"after"]


async def test_a_sender_hears_nothing_while_its_queue_is_held(server):
    broker = server.broker
    async with ServiceBusClient.from_connection_string(server.connection_string(), retry_total=0) as client:
        sender = client.get_queue_sender(PLAIN)
        await sender.send_messages(message("before"))
        broker.hold(PLAIN)
        sending = asyncio.create_task(sender.send_messages(message("held")))
        await until(lambda: broker.held(PLAIN) == 1)
        assert not sending.done()
        assert broker.count(PLAIN).active == 1
        broker.release(PLAIN)
        await sending
        await sender.close()

    assert [each.body for each in broker.messages(PLAIN)] == [b"before", b"held"]


def _through_the_synchronous_client(connection_string: str) -> list[str]:
    with SyncClient.from_connection_string(connection_string, retry_total=0) as client:
        with client.get_queue_sender(SESSIONS) as sender:
            sender.send_messages([message(text, session_id="a") for text in ("a1", "a2")])
        with client.get_queue_receiver(SESSIONS, session_id="a") as receiver:
            messages = receiver.receive_messages(max_message_count=2, max_wait_time=5)
            receiver.session.set_state(b"x")
            receiver.abandon_message(messages[1])
            receiver.complete_message(messages[0])
            again = receiver.receive_messages(max_message_count=1, max_wait_time=5)
            receiver.dead_letter_message(again[0], reason="enough")
            return [str(each) for each in [*messages, *again]]


async def test_the_synchronous_client_is_served_as_well(server):
    got = await asyncio.to_thread(_through_the_synchronous_client, server.connection_string())

    assert got == ["a1", "a2", "a2"]
    assert server.broker.count(SESSIONS).dead_lettered == 1


async def test_senders_side_by_side_lose_nothing(server):
    async with ServiceBusClient.from_connection_string(server.connection_string(), retry_total=0) as client:
        senders = [client.get_queue_sender(PLAIN) for _ in range(5)]

        async def send(sender, name: str) -> None:
            for number in range(20):
                await sender.send_messages(message(f"{name}-{number}"))

        await asyncio.gather(*(send(sender, str(index)) for index, sender in enumerate(senders)))
        receiver = client.get_queue_receiver(PLAIN)
        got = [str(each) for each in await take(receiver, 100)]
        await asyncio.gather(*(link.close() for link in [*senders, receiver]))

    assert sorted(got) == sorted(f"{index}-{number}" for index in range(5) for number in range(20))
    for index in range(5):
        assert [each for each in got if each.startswith(f"{index}-")] == [f"{index}-{n}" for n in range(20)]


@pytest.mark.parametrize(("seconds", "good"), [(3600, True), (-3600, False)], ids=["valid", "expired"])
async def test_a_token_signed_elsewhere_is_good_until_its_date(server, seconds, good):
    endpoint = f"sb://127.0.0.1:{server.port}"
    token = sign(*ROOT, f"{endpoint}/{PLAIN}", int(time.time()) + seconds)
    given = f"Endpoint={endpoint};SharedAccessSignature={token};UseDevelopmentEmulator=true;"
    async with ServiceBusClient.from_connection_string(given, retry_total=0) as client:
        sender = client.get_queue_sender(PLAIN)
        with contextlib.nullcontext() if good else pytest.raises(ServiceBusAuthenticationError):
            await sender.send_messages(message())
        await sender.close()

    assert server.broker.count(PLAIN).active == int(good)
