"""A message as it was handed to this client, with what it takes to settle it."""

from dataclasses import dataclass
from uuid import UUID

from local.servicebus.view import MessageView, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(MessageView):
    delivery_id: int
    lock_token: UUID


def delivered(delivery_id: int, tag: bytes, payload: bytes) -> Delivery:
    return Delivery(delivery_id=delivery_id, lock_token=UUID(bytes_le=tag), **fields(payload))
