"""What travels on the queues: one JSON object under a single top-level key, with a version.

The single key keeps our fields out of the Functions host's reach: it copies top-level members of a JSON body over the
trigger's metadata. Identity (account, customer, attempt) is therefore read from the body and never from that metadata.
A doorbell carries no content; it says "look at this conversation", so one too many is harmless.
"""

import hashlib
import json
import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from functools import cache
from operator import attrgetter
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

# json.dumps would make one for every message.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)


class Queue(StrEnum):
    INBOUND = "inbound"
    TURNS = "turns"
    OUTBOUND = "outbound"
    CATALOG = "catalog"
    ORDERS = "orders"


@dataclass(frozen=True, slots=True)
class Media:
    """Something an event shows or points to, which can be fetched or looked up."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  # read by pydantic, never changed

    kind: str  #: as in `attachments`; also story (what a reply is to), product and ad (where a message came from)
    url: str | None = None  #: on one of Meta's hosts; it expires, and what lies there is never stored
    id: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """Where a comment stands; its words are the event's text."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  # read by pydantic, never changed

    id: str
    media: str | None = None
    media_type: str | None = None  #: FEED, REELS, AD, STORY …
    parent: str | None = None  #: the comment it replies to
    username: str | None = None
    live: bool = False  #: of a broadcast: it can be answered while that lasts
    ad: str | None = None
    original: str | None = None  #: the post that the ad was made of
    own: bool = False  #: the account's


Kind = Literal[
    "message",
    "echo",
    "postback",
    "reaction",
    "edit",
    "unsend",
    "read",
    "referral",
    "optin",
    "handover",
    "comment",
    "unknown",
]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened in Instagram, as the webhook told it."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  # read by pydantic, never changed

    key: str  #: the same for every delivery of the same event
    kind: Kind
    at: int  #: Meta's own time of the event, milliseconds since 1970, UTC
    mid: str | None = None  #: the message it is, or is about
    text: str | None = None  #: an edit without it tells that the message has to be fetched
    attachments: tuple[str, ...] = ()  #: their kinds in order, as the model reads them
    #: What we stamped on the message, when Instagram gives it back in the echo; of a handover, what its app said.
    metadata: str | None = None
    raw: str | None = None  #: the whole item as JSON text, for `unknown` alone
    media: tuple[Media, ...] = ()
    payload: str | None = None  #: of the button, quick reply or opt-in; of a handover pass, take or request
    title: str | None = None  #: the words on the button
    reply_to: str | None = None  #: mid of the message this one answers
    #: Of a reaction; its name, or "" when Instagram does not say which; None takes it back.
    emoji: str | None = None
    number: int | None = None  #: of an edit; 0 stands in place of a message that has to be fetched
    ref: str | None = None  #: of the link or `ad:<id>`; of a handover the app that gets the thread
    standby: bool = False  #: another app has the thread: to be recorded and never answered
    self_test: bool = False  #: the account writes to itself
    group: bool = False  #: said to several people: to be recorded and never answered
    by_account: bool = False  #: the account did it; of messages `echo` says so, of comments `own`
    comment: Comment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(ABC):
    """What every queue body has: whose it is, and how often an outage has delayed it."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  # read by pydantic, never changed
    queue: ClassVar[Queue]
    wrapper: ClassVar[str]

    v: Literal[1] = 1
    attempt: int = 0  #: successors so far
    first_at: float | None = None  #: epoch seconds of the first failure, set by the first successor

    @property
    @abstractmethod
    def owner(self) -> str:
        """Decides the namespace."""

    @property
    @abstractmethod
    def session_id(self) -> str:
        """What shares one is strictly in order."""

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
            decoded: Self = _decoder(cls).validate_python(outer[cls.wrapper])
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            # The name of a field that no contract has is content as well.
            known = {item.name for contract in (cls, Event, Media, Comment) for item in fields(contract)}
            where = ".".join(
                str(step) if step in known or isinstance(step, int) else "…" for step in first["loc"]
            )
            raise BadMessage(f"not a {cls.wrapper} body: {where}: {first['type']}") from None
        return decoded

    def outgoing(self, *, message_id: str | None = None, due: datetime | None = None) -> "Outgoing":
        """This body ready for the bus; a fresh message id unless the queue detects duplicates by it."""
        return Outgoing(
            queue=self.queue,
            owner=self.owner,
            session_id=self.session_id,
            message_id=message_id or secrets.token_hex(16),
            body=self.encode(),
            due=due,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OfConversation(Body):
    account: str
    customer: str

    @property
    def owner(self) -> str:
        return self.account

    @property
    def session_id(self) -> str:
        return f"{self.account}:{self.customer}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound(OfConversation):
    """What one delivery held for one conversation, in the delivery's order: at least one event."""

    queue = Queue.INBOUND
    wrapper = "events"

    events: tuple[Event, ...]

    def message_id(self) -> str:
        """By this the queue swallows a second delivery; successors differ so that it keeps them."""
        digest = hashlib.sha256("\n".join(event.key for event in self.events).encode()).hexdigest()
        return f"{digest}~{self.attempt}" if self.attempt else digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorbell(OfConversation):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OfTenant(Body):
    tenant: UUID

    @property
    def owner(self) -> str:
        return str(self.tenant)

    @property
    def session_id(self) -> str:
        return str(self.tenant)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogDoorbell(OfTenant):
    """A shop's catalogue may have what its search index has not heard of yet."""

    queue = Queue.CATALOG
    wrapper = "catalog"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDoorbell(OfTenant):
    """A shop may have orders of which its own system has not heard yet."""

    queue = Queue.ORDERS
    wrapper = "order"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message for the bus, whole: nothing is added on the way."""

    queue: Queue
    owner: str  #: decides the namespace
    session_id: str
    message_id: str
    body: bytes
    due: datetime | None = None  #: enqueue no earlier than this (UTC)
    traceparent: str = field(
        default_factory=traceparent
    )  #: of the task that made it, not of the one that sends it


def namespace_of(owner: str, namespaces: int) -> int:
    """The Service Bus namespace that holds an account's conversations, or a tenant's catalogue and orders: stable, and even over many."""
    if namespaces == 1:
        return 0
    return int.from_bytes(hashlib.sha256(owner.encode()).digest()[:8]) % namespaces


def members(value: Event | Media | Comment | Body) -> dict[str, Any]:
    """The fields that say something, as JSON will have them."""
    names, values = _reader(type(value))  # type: ignore[arg-type]  # a class is hashable
    found = {
        name: item
        for name, item in zip(names, values(value), strict=True)
        if item is not None and item is not False and item != ()
    }
    if isinstance(value, Inbound):
        found["events"] = [members(event) for event in value.events]
    elif isinstance(value, Event):
        if value.media:
            found["media"] = [members(media) for media in value.media]
        if value.comment is not None:
            found["comment"] = members(value.comment)
    return found


def dump(value: object) -> bytes:
    return _ENCODER.encode(value).encode()


@cache
def _reader(contract: type[Event | Media | Comment | Body]) -> tuple[tuple[str, ...], Callable[[Any], Any]]:
    """A contract's fields and what reads them all: every message passes here, and most fields of most are empty."""
    names = tuple(item.name for item in fields(contract))
    return names, attrgetter(*names)


@cache
def _decoder(contract: "type[B]") -> "TypeAdapter[B]":
    """Built at the first message: defining pydantic models at import would cost every cold start 60 ms."""
    from pydantic import TypeAdapter

    return TypeAdapter(contract)
