"""A message as a receiver reads it: plain Python values out of an encoded AMQP message.

The functions host gives these to the triggers and tests look into queues with them, so both see exactly what
went over the wire and nothing the broker merely remembers.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from local.servicebus.decoding import decode
from local.servicebus.messages import (
    ANNOTATIONS,
    APPLICATION,
    BODIES,
    ENQUEUED_AT,
    HEADER,
    LOCKED_UNTIL,
    MESSAGE_STATE,
    PARTITION_KEY,
    PROPERTIES,
    SCHEDULED_AT,
    SEQUENCE_NUMBER,
    sections,
)

EPOCH = datetime.fromtimestamp(0, UTC)
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    body: bytes
    #: Values as they were on the wire: a date is a Timestamp.
    application_properties: dict[str, Any]
    #: The properties section by position and the message annotations, for what has no field of its own here.
    properties: list[Any]
    annotations: dict[str, Any]
    ttl: int | None
    message_id: str | None
    session_id: str | None
    to: str | None
    subject: str | None
    reply_to: str | None
    correlation_id: str | None
    content_type: str | None
    reply_to_session_id: str | None
    partition_key: str | None
    sequence_number: int
    #: Failed attempts before this one; .NET counts this one in and says one more.
    delivery_count: int
    enqueued_time: datetime
    #: The year 9999 for a message that does not expire, as in .NET.
    expires_at: datetime
    locked_until: datetime | None
    scheduled_time: datetime | None
    #: 0 active, 1 deferred, 2 scheduled.
    state: int


def moment(milliseconds: int | None) -> datetime | None:
    """A date beyond the calendar is its end."""
    if milliseconds is None:
        return None
    try:
        return EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return NEVER


def read(payload: bytes) -> MessageView:
    return MessageView(**fields(payload))


def fields(payload: bytes) -> dict[str, Any]:
    """What a MessageView is made of."""
    header: list[Any] = []
    properties: list[Any] = []
    annotations: dict[str, Any] = {}
    application: dict[str, Any] = {}
    body = b""
    for code, start, _ in sections(payload):
        value = decode(payload, start)[0]
        if code == HEADER:
            header = value
        elif code == ANNOTATIONS:
            annotations = value
        elif code == PROPERTIES:
            properties = value
        elif code == APPLICATION:
            application = {str(key): item for key, item in value.items()}
        elif code in BODIES:
            body += _octets(value)
    known = _named(header + [None] * 5, properties + [None] * 13, annotations)
    return known | {
        "body": body,
        "application_properties": application,
        "properties": properties,
        "annotations": annotations,
    }


def _named(header: list[Any], properties: list[Any], annotations: dict[str, Any]) -> dict[str, Any]:
    enqueued = moment(annotations.get(ENQUEUED_AT, 0)) or EPOCH
    return {
        "ttl": header[2],
        "message_id": _text(properties[0]),
        "to": _text(properties[2]),
        "subject": _text(properties[3]),
        "reply_to": _text(properties[4]),
        "correlation_id": _text(properties[5]),
        "content_type": _text(properties[6]),
        "session_id": _text(properties[10]),
        "reply_to_session_id": _text(properties[12]),
        "partition_key": _text(annotations.get(PARTITION_KEY)),
        "sequence_number": annotations.get(SEQUENCE_NUMBER, 0),
        "delivery_count": header[4] or 0,
        "enqueued_time": enqueued,
        "expires_at": _expiry(enqueued, header[2], properties[8]),
        "locked_until": moment(annotations.get(LOCKED_UNTIL)),
        "scheduled_time": moment(annotations.get(SCHEDULED_AT)),
        "state": annotations.get(MESSAGE_STATE, 0),
    }


def _expiry(enqueued: datetime, ttl: int | None, absolute: int | None) -> datetime:
    return (moment(absolute) or NEVER) if ttl is None else enqueued + timedelta(milliseconds=ttl)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _octets(value: Any) -> bytes:
    """Data as it is, text as UTF-8; what has no bytes of its own is empty, as it is to a trigger."""
    if isinstance(value, bytes):
        return value
    return value.encode() if isinstance(value, str) else b""
