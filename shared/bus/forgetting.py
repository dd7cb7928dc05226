"""What of one conversation still lies on the bus goes: delivered and not looked at, put off for later, or dead.

Only `inbound` carries content. Its dead letters never expire by themselves, and a message that is put off during an outage
would be recorded after its customer has been forgotten.
"""

from typing import TYPE_CHECKING

from shared.bus.refusals import as_unavailable
from shared.contracts import Queue
from shared.errors import BusUnavailable

if TYPE_CHECKING:
    from azure.servicebus import ServiceBusReceivedMessage
    from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver

_AT_ONCE = 100
#: Seconds of silence after which there is no more.
_SILENCE = 1.0


async def take_out(client: "ServiceBusClient", session: str) -> int:
    """How many messages went. Raises BusUnavailable, also while somebody works on the conversation."""
    with as_unavailable("forgetting what is on Service Bus"):
        return await _waiting(client, session) + await _dead(client, session)


async def _waiting(client: "ServiceBusClient", session: str) -> int:
    from azure.servicebus import ServiceBusMessageState

    gone = 0
    async with (
        client.get_queue_receiver(Queue.INBOUND.value, session_id=session) as receiver,
        client.get_queue_sender(Queue.INBOUND.value) as sender,
    ):
        while seen := await receiver.peek_messages(_AT_ONCE, sequence_number=1):
            put_off = [_number(one) for one in seen if one.state is ServiceBusMessageState.SCHEDULED]
            if put_off:
                await sender.cancel_scheduled_messages(put_off)
            delivered = []
            if len(put_off) < len(seen):
                delivered = await receiver.receive_messages(_AT_ONCE, max_wait_time=_SILENCE)
                for message in delivered:
                    await receiver.complete_message(message)
            if not put_off and not delivered:  # deferred by hand, say: it would be seen again for ever
                raise BusUnavailable("what lies on Service Bus of a conversation is not handed out")
            gone += len(put_off) + len(delivered)
    return gone


async def _dead(client: "ServiceBusClient", session: str) -> int:
    """Peeked at first, for to take one out of many is to hold all that come before it."""
    from azure.servicebus import ServiceBusSubQueue

    async with client.get_queue_receiver(
        Queue.INBOUND.value, sub_queue=ServiceBusSubQueue.DEAD_LETTER
    ) as receiver:
        left = await _count(receiver, session)
        found, held = left, []
        while left and (batch := await receiver.receive_messages(_AT_ONCE, max_wait_time=_SILENCE)):
            for message in batch:
                if message.session_id == session:
                    await receiver.complete_message(message)
                    left -= 1
                else:
                    held.append(message)
        for message in held:
            await receiver.abandon_message(message)
    if left:
        raise BusUnavailable("somebody else holds a dead letter")
    return found


async def _count(receiver: "ServiceBusReceiver", session: str) -> int:
    count, begin = 0, 1
    while seen := await receiver.peek_messages(_AT_ONCE, sequence_number=begin):
        count += sum(message.session_id == session for message in seen)
        begin = _number(seen[-1]) + 1
    return count


def _number(message: "ServiceBusReceivedMessage") -> int:
    return message.sequence_number or 0
