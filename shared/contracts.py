"""What travels on the queues: one JSON object under a single top-level key, with a version.

The single key keeps our fields out of the Functions host's reach: it copies top-level members of a JSON body over the
trigger's metadata. Identity (account, customer, attempt) is therefore read from the body and never from that metadata.
A doorbell carries no content; it says "look at this conversation", so one too many is harmless.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeVar
from uuid import UUID

from shared.errors import BadMessage
from shared.telemetry import traceparent
from shared.tenants import ConversationKey, TenantId

if TYPE_CHECKING:
    from pydantic import TypeAdapter

B = TypeVar("B", bound="Body")

#: Service Bus Standard takes 256 KB with headers; a body is kept well under it.
MAX_BODY_BYTES = 224 * 1024


class Queue(StrEnum):
    INBOUND = "inbound"
    TURNS = "turns"
    OUTBOUND = "outbound"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened in Instagram, as the webhook told it."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  # read by pydantic, never changed

    key: str  #: the same for every delivery of the same event
    kind: Literal["message", "echo", "unknown"]
    at: int  #: Meta's own time of the event, milliseconds since 1970, UTC
    mid: str | None = None
    text: str | None = None
    attachments: tuple[str, ...] = ()  #: their types only; addresses of media expire and are never kept
    metadata: str | None = None  #: what we stamped on the message, when Instagram gives it back in the echo
    raw: str | None = None  #: the whole item as JSON text, for `unknown` alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What every queue body has: whose conversation, and how often an outage has delayed it."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  # read by pydantic, never changed
    queue: ClassVar[Queue]
    wrapper: ClassVar[str]

    v: Literal[1] = 1
    account: str
    customer: str
    attempt: int = 0  #: successors so far
    first_at: float | None = None  #: epoch seconds of the first failure, set by the first successor

    def encode(self) -> bytes:
        return dump({self.wrapper: members(self)})

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Raises BadMessage with the place of the first fault, never with the content."""
        from pydantic import ValidationError

        try:
            outer = json.loads(body)
        except (ValueError, RecursionError):
            raise BadMessage(f"not a {cls.wrapper} body: not JSON") from None
        if not isinstance(outer, dict) or list(outer) != [cls.wrapper]:
            raise BadMessage(f"not a {cls.wrapper} body: expected one top-level key")
        try:
            decoded: Self = _decoder(cls).validate_python(outer[cls.wrapper])  # type: ignore[arg-type]  # a class is hashable
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            # The name of a field that no contract has is content as well.
            known = {item.name for contract in (cls, Event) for item in fields(contract)}
            where = ".".join(
                str(step) if step in known or isinstance(step, int) else "…" for step in first["loc"]
            )
            raise BadMessage(f"not a {cls.wrapper} body: {where}: {first['type']}") from None
        return decoded

    def outgoing(self, *, message_id: str | None = None, due: datetime | None = None) -> "Outgoing":
        """This body ready for the bus; a fresh message id unless the queue detects duplicates by it."""
        return Outgoing(
            queue=self.queue,
            account=self.account,
            session_id=f"{self.account}:{self.customer}",
            message_id=message_id or secrets.token_hex(16),
            body=self.encode(),
            due=due,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound(Body):
    """What one delivery held for one conversation, in the delivery's order: at least one event."""

    queue = Queue.INBOUND
    wrapper = "events"

    events: tuple[Event, ...]

    def message_id(self) -> str:
        """By this the queue swallows a second delivery; successors differ so that it keeps them."""
        digest = hashlib.sha256("\n".join(event.key for event in self.events).encode()).hexdigest()
        return f"{digest}~{self.attempt}" if self.attempt else digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorbell(Body):
    """Look at this conversation. The tenant rides along so that looking costs no directory read."""

    tenant: UUID

    @classmethod
    def of(cls, key: ConversationKey) -> Self:
        return cls(tenant=key.tenant, account=key.account, customer=key.customer)

    @property
    def key(self) -> ConversationKey:
        return ConversationKey(TenantId(self.tenant), self.account, self.customer)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnDoorbell(Doorbell):
    """It may have customers' messages that wait for an answer."""

    queue = Queue.TURNS
    wrapper = "turn"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendDoorbell(Doorbell):
    """It may have something to send."""

    queue = Queue.OUTBOUND
    wrapper = "send"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message for the bus, whole: nothing is added on the way."""

    queue: Queue
    account: str  #: decides the namespace
    session_id: str
    message_id: str
    body: bytes
    due: datetime | None = None  #: enqueue no earlier than this (UTC)
    traceparent: str = field(
        default_factory=traceparent
    )  #: of the task that made it, not of the one that sends it


def namespace_of(account: str, namespaces: int) -> int:
    """The Service Bus namespace that holds an account's conversations: stable, and even over many accounts."""
    if namespaces == 1:
        return 0
    return int.from_bytes(hashlib.sha256(account.encode()).digest()[:8]) % namespaces


def members(value: Event | Body) -> dict[str, Any]:
    """The fields that say something, as JSON will have them."""
    found = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Inbound):
        found["events"] = [members(event) for event in value.events]
    return {name: item for name, item in found.items() if item is not None and item != ()}


def dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode()


@cache
def _decoder(contract: "type[B]") -> "TypeAdapter[B]":
    """Built at the first message: defining pydantic models at import would cost every cold start 60 ms."""
    from pydantic import TypeAdapter

    return TypeAdapter(contract)
