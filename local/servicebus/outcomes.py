"""Delivery states: how a receiver settles a message and how the broker confirms it.

azure-servicebus 7.15 waits for a confirmation of the kind it sent: accepted for accepted, modified for
modified, rejected without an error for rejected. Any other state reads as a failure there, and none at all
as a minute of silence.
"""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from local.servicebus.broker.queue import Queue
from local.servicebus.encoding import encode
from local.servicebus.errors import BrokerError
from local.servicebus.vocabulary import ACCEPTED, DESCRIPTION, MODIFIED, REASON, REJECTED, RELEASED
from local.servicebus.wiretypes import Described

CONFIRMED = {code: encode(Described(code, [])) for code in (ACCEPTED, REJECTED, RELEASED, MODIFIED)}


def rejected(error: BrokerError) -> bytes:
    return encode(Described(REJECTED, [error.encodable()]))


class Rejection(NamedTuple):
    reason: str | None
    description: str | None
    changes: dict[str, Any]


def _rejection(fields: list[Any]) -> Rejection:
    error = fields[0].value if fields and isinstance(fields[0], Described) else []
    info = error[2] if len(error) > 2 and isinstance(error[2], dict) else {}
    changes = {str(key): value for key, value in info.items() if key not in {REASON, DESCRIPTION}}
    return Rejection(info.get(REASON), info.get(DESCRIPTION), changes)


def _reject(queue: Queue, token: UUID, fields: list[Any]) -> None:
    reason, description, changes = _rejection(fields)
    queue.bury(token, reason, description, changes)


def _modify(queue: Queue, token: UUID, fields: list[Any]) -> None:
    """Whether delivery-failed is set or not, an abandoned message has been tried once more."""
    _, undeliverable_here, annotations = [*fields, None, None, None][:3]
    changes = {str(key): value for key, value in (annotations or {}).items()}
    if undeliverable_here:
        queue.defer(token, changes)
    else:
        queue.abandon(token, changes)


_APPLY: dict[int, Callable[[Queue, UUID, list[Any]], None]] = {
    ACCEPTED: lambda queue, token, _: queue.complete(token),
    REJECTED: _reject,
    RELEASED: lambda queue, token, _: queue.release(token),
    MODIFIED: _modify,
}


def settle(queue: Queue, token: UUID, state: Any) -> bytes | None:
    """Do what the receiver says; answers with the encoded confirmation, None where nothing was decided."""
    if not isinstance(state, Described) or state.descriptor not in _APPLY:
        return None
    try:
        _APPLY[state.descriptor](queue, token, state.value)
    except BrokerError as error:
        return rejected(error)
    return CONFIRMED[state.descriptor]
