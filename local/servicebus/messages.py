"""AMQP messages as the broker handles them: the sender's sections kept raw, its own added on delivery.

Properties, application properties and body travel from sender to receiver bit for bit, so no type an
application uses can be damaged here. Only the header (delivery count, time to live) and the message
annotations are written anew, because they are the broker's to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from local.servicebus.decoding import decode, extent, raw_entries
from local.servicebus.encoding import encode, encode_raw_map
from local.servicebus.wiretypes import DecodeError, Long, Symbol, Timestamp, UInt

BATCH_FORMAT = 0x80013700
HEADER, DELIVERY_ANNOTATIONS, ANNOTATIONS, PROPERTIES, APPLICATION, DATA, SEQUENCE, VALUE, FOOTER = range(
    0x70, 0x79
)
BODIES = (DATA, SEQUENCE, VALUE)

SCHEDULED_AT = Symbol("x-opt-scheduled-enqueue-time")
PARTITION_KEY = Symbol("x-opt-partition-key")
SEQUENCE_NUMBER = Symbol("x-opt-sequence-number")
ENQUEUED_SEQUENCE_NUMBER = Symbol("x-opt-enqueue-sequence-number")
ENQUEUED_AT = Symbol("x-opt-enqueued-time")
LOCKED_UNTIL = Symbol("x-opt-locked-until")
MESSAGE_STATE = Symbol("x-opt-message-state")
#: What a receiver forwards of an earlier delivery must not be taken for the broker's own word.
BROKERS_OWN = {SEQUENCE_NUMBER, ENQUEUED_SEQUENCE_NUMBER, ENQUEUED_AT, LOCKED_UNTIL, MESSAGE_STATE}

MESSAGE_ID, ABSOLUTE_EXPIRY, GROUP_ID = 0, 8, 10


def section(code: int, encoded: bytes) -> bytes:
    return b"\x00\x53" + bytes((code,)) + encoded


def sections(payload: bytes) -> Iterator[tuple[int, int, int]]:
    """Each section as (code, offset of its value, end)."""
    at, end = 0, len(payload)
    while at < end:
        if payload[at]:
            raise DecodeError("a message is made of described sections")
        code, start = decode(payload, at + 1)
        at = extent(payload, start)
        yield code, start, at


@dataclass(slots=True)
class Content:
    """What a sender sent. `application` is the bare map, the other byte strings are whole sections."""

    message_id: str
    session_id: str | None = None
    durable: bool | None = None
    first_acquirer: bool | None = None
    priority: Any = None
    ttl: int | None = None
    absolute_expiry: int | None = None
    annotations: dict[Any, bytes] = field(default_factory=dict)
    properties: bytes = b""
    application: bytes = b""
    body: bytes = b""

    @property
    def scheduled_for(self) -> int | None:
        raw = self.annotations.get(SCHEDULED_AT)
        return None if raw is None else decode(raw)[0]

    def with_application(self, changes: dict[str, Any]) -> "Content":
        entries = raw_entries(self.application, 0) if self.application else {}
        entries |= {key: encode(value) for key, value in changes.items()}
        return replace(self, application=encode_raw_map(entries))


def parse(payload: bytes) -> Content:
    """Read one message; sections may come in any order, pyamqp writes delivery annotations last."""
    content = Content(message_id="")
    properties: list[Any] = []
    for code, start, end in sections(payload):
        if code == HEADER:
            _read_header(content, _typed(decode(payload, start)[0], list))
        elif code == ANNOTATIONS:
            kept = raw_entries(payload, start)
            content.annotations = {key: raw for key, raw in kept.items() if key not in BROKERS_OWN}
        elif code == PROPERTIES:
            properties = _typed(decode(payload, start)[0], list)
            content.properties = section(PROPERTIES, payload[start:end])
        elif code == APPLICATION:
            raw_entries(payload, start)
            content.application = payload[start:end]
        elif code in BODIES or code == FOOTER:
            content.body += section(code, payload[start:end])
    _identify(content, properties)
    _typed(content.scheduled_for, int | None)
    return content


def _typed(value: Any, kind: Any) -> Any:
    if not isinstance(value, kind):
        raise DecodeError(f"{type(value).__name__} where a message has another type")
    return value


def _read_header(content: Content, fields: list[Any]) -> None:
    padded = [*fields, None, None, None, None]
    content.durable, content.priority, content.ttl, content.first_acquirer = padded[:4]
    _typed(content.ttl, int | None)


def _identify(content: Content, properties: list[Any]) -> None:
    """A message without an id is given one: receivers in other languages throw where it is missing."""
    known = [*properties, *[None] * (GROUP_ID + 1 - len(properties))]
    if _typed(known[MESSAGE_ID], str | int | bytes | UUID | None) in {None, ""}:
        known[MESSAGE_ID] = uuid4().hex
        content.properties = section(PROPERTIES, encode(known))
    content.message_id = str(known[MESSAGE_ID])
    content.session_id = _typed(known[GROUP_ID], str | None)
    content.absolute_expiry = _typed(known[ABSOLUTE_EXPIRY], int | None)


def parse_batch(payload: bytes) -> list[Content]:
    """The envelope's own sections say nothing: every data section is an encoded message."""
    inner = [decode(payload, start)[0] for code, start, _ in sections(payload) if code == DATA]
    return [parse(_typed(message, bytes)) for message in inner]


_LOCK_TOKEN = section(DELIVERY_ANNOTATIONS, b"\xc1\x24\x02" + encode(Symbol("x-opt-lock-token")) + b"\x98")
_OWN = {key: encode(key) for key in BROKERS_OWN}


@dataclass(slots=True)
class Facts:
    """What the broker says of a message when it hands it out."""

    sequence: int
    enqueued_at: float
    delivery_count: int = 0
    state: int = 0
    lock_token: UUID | None = None
    locked_until: float | None = None


def render(content: Content, facts: Facts) -> bytes:
    number = encode(Long(facts.sequence))
    own = [
        _OWN[SEQUENCE_NUMBER] + number,
        _OWN[ENQUEUED_SEQUENCE_NUMBER] + number,
        _OWN[ENQUEUED_AT] + encode(timestamp(facts.enqueued_at)),
        _OWN[MESSAGE_STATE] + encode(facts.state),
    ]
    if facts.locked_until is not None:
        own.append(_OWN[LOCKED_UNTIL] + encode(timestamp(facts.locked_until)))
    annotations = encode_raw_map(content.annotations, more=b"".join(own), more_count=len(own))
    return b"".join(
        (
            _header(content, facts.delivery_count),
            b"" if facts.lock_token is None else _LOCK_TOKEN + facts.lock_token.bytes,
            section(ANNOTATIONS, annotations),
            content.properties,
            section(APPLICATION, content.application) if content.application else b"",
            content.body,
        )
    )


def _header(content: Content, delivery_count: int) -> bytes:
    ttl = None if content.ttl is None else UInt(content.ttl)
    return section(
        HEADER, encode([content.durable, content.priority, ttl, content.first_acquirer, UInt(delivery_count)])
    )


def timestamp(seconds: float) -> Timestamp:
    return Timestamp(round(seconds * 1000))
