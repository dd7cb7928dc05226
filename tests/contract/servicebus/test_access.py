"""Who may do what: the key, the rule's claims, the entity's name."""

import pytest
from azure.servicebus.aio import ServiceBusClient
from azure.servicebus.exceptions import ServiceBusAuthenticationError, ServiceBusAuthorizationError

from tests.support.servicebus import PLAIN, message


async def send(bus, connection_string: str, queue: str = PLAIN) -> None:
    client = ServiceBusClient.from_connection_string(connection_string, retry_total=0)
    async with bus.opened(client), bus.opened(client.get_queue_sender(queue)) as sender:
        await sender.send_messages(message())


async def receive(bus, connection_string: str, queue: str = PLAIN) -> None:
    client = ServiceBusClient.from_connection_string(connection_string, retry_total=0)
    async with bus.opened(client), bus.opened(client.get_queue_receiver(queue)) as receiver:
        await receiver.peek_messages()


@pytest.mark.parametrize(
    ("rule", "act", "refused"),
    [
        ("sender", send, None),
        ("sender", receive, ServiceBusAuthorizationError),
        ("listener", receive, None),
        ("listener", send, ServiceBusAuthorizationError),
    ],
)
async def test_a_rule_allows_what_it_claims_and_nothing_else(bus, rule, act, refused):
    if refused is None:
        await act(bus, bus.connection_string(rule))
        return
    with pytest.raises(refused):
        await act(bus, bus.connection_string(rule))


async def test_a_wrong_key_is_refused(bus):
    key = bus.connection_string().split("SharedAccessKey=")[1].split(";")[0]

    with pytest.raises(ServiceBusAuthenticationError):
        await send(bus, bus.connection_string().replace(key, key + "x"))


async def test_a_queue_that_is_not_there_is_refused(bus):
    with pytest.raises(ServiceBusAuthenticationError):
        await send(bus, bus.connection_string(), queue="nowhere")


async def test_a_queues_name_has_no_case(bus):
    await send(bus, bus.connection_string(), queue=PLAIN.upper())
