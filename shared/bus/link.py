"""One Service Bus sender, kept warm, with the SDK's errors turned into ours.

Opening a sender costs about half a second, so it stays open. A link that went stale while idle is opened anew once;
every further decision about retrying belongs to the caller, not to the SDK.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shared.bus.refusals import as_unavailable
from shared.contracts import Outgoing
from shared.errors import Permanent

if TYPE_CHECKING:
    from azure.servicebus import ServiceBusMessage
    from azure.servicebus.aio import ServiceBusSender

#: A send that is not settled by then counts as failed; Meta waits five seconds for the webhook's answer.
SEND_TIMEOUT = 3.5


class SenderLink:
    def __init__(self, sender: "ServiceBusSender") -> None:
        self._sender = sender

    async def send(self, messages: Sequence[Outgoing]) -> None:
        from azure.servicebus.exceptions import MessageSizeExceededError, ServiceBusConnectionError

        with as_unavailable("sending to Service Bus"):
            try:
                await self._send(messages)
            except ServiceBusConnectionError:
                await self._send(messages)
            except MessageSizeExceededError as error:
                raise Permanent("the service refuses a message of this size") from error

    async def _send(self, messages: Sequence[Outgoing]) -> None:
        if len(messages) == 1:
            await self._sender.send_messages(_to_sdk(messages[0]), timeout=SEND_TIMEOUT)
            return
        batch = await self._sender.create_message_batch()
        for message in messages:
            batch.add_message(_to_sdk(message))
        await self._sender.send_messages(batch, timeout=SEND_TIMEOUT)

    async def close(self) -> None:
        await self._sender.close()


def _to_sdk(message: Outgoing) -> "ServiceBusMessage":
    from azure.servicebus import ServiceBusMessage

    return ServiceBusMessage(
        message.body,
        message_id=message.message_id,
        session_id=message.session_id,
        content_type="application/json",
        scheduled_enqueue_time_utc=message.due,
        application_properties={"traceparent": message.traceparent},
    )
