"""A queue message as the worker receives it: the body's kind, and the trigger metadata around it.

Names, kinds and gaps are the platform's: dates come without a zone, missing values are not sent at all, and a
JSON object in the body of a *string* trigger overwrites the metadata, so that a message can lie about its own
id or make itself undecodable. `data_type=BINARY` is the cure, and only a host that reproduces the illness
shows who needs it.
"""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from azure.functions.meta import Datum

from local.servicebus.view import EPOCH, NEVER, MessageView
from local.servicebus.wiretypes import Timestamp

_TEXTS = {
    "MessageId": "message_id",
    "SessionId": "session_id",
    "ReplyToSessionId": "reply_to_session_id",
    "PartitionKey": "partition_key",
    "CorrelationId": "correlation_id",
    "ContentType": "content_type",
    "Subject": "subject",
    "Label": "subject",
    "To": "to",
    "ReplyTo": "reply_to",
}
_ANNOTATIONS = {
    "TransactionPartitionKey": "x-opt-via-partition-key",
    "DeadLetterSource": "x-opt-deadletter-source",
}
#: .NET objects the host also sends: useless to Python, their content is not specified
_OBJECTS = dict.fromkeys(
    ("MessageReceiver", "MessageSession", "MessageActions", "SessionActions", "ReceiveActions", "Client"),
    Datum("{}", "json"),
)
_LAST_TICK = "9999-12-31T23:59:59.9999999"


def trigger_input(message: MessageView, lock_token: UUID, *, binary: bool) -> tuple[Datum, dict[str, Datum]]:
    """The trigger's datum and its metadata."""
    metadata = _metadata(message, lock_token)
    if binary:
        return Datum(message.body, "bytes"), metadata
    text = message.body.decode("utf-8", errors="replace")
    _merge_body(metadata, text)
    return Datum(text, "string"), metadata


def _metadata(message: MessageView, lock_token: UUID) -> dict[str, Datum]:
    texts: dict[str, Any] = {name: getattr(message, field) for name, field in _TEXTS.items()}
    texts |= {name: message.annotations.get(key) for name, key in _ANNOTATIONS.items()}
    texts["LockToken"] = lock_token
    application = _json({key: _plain(value) for key, value in message.application_properties.items()})
    enqueued, expires = _net_time(message.enqueued_time), _net_time(message.expires_at)
    return {
        **{name: Datum(str(value), "string") for name, value in texts.items() if value is not None},
        # .NET counts the attempt it is making; on the wire are those before it.
        "DeliveryCount": _json(message.delivery_count + 1),
        "SequenceNumber": _json(message.sequence_number),
        "EnqueuedTimeUtc": _json(enqueued),
        "ExpiresAtUtc": _json(expires),
        "EnqueuedTime": _json(f"{enqueued}+00:00"),
        "ExpiresAt": _json(f"{expires}+00:00"),
        "ApplicationProperties": application,
        "UserProperties": application,
        **_OBJECTS,
    }


def _json(value: Any) -> Datum:
    return Datum(json.dumps(value, default=str), "json")


def _net_time(moment: datetime) -> str:
    """The way .NET's JSON writer puts a date of no known zone: no trailing zeros, 100 ns at the end of time."""
    if moment == NEVER:
        return _LAST_TICK
    return (
        moment.replace(tzinfo=None).isoformat().rstrip("0")
        if moment.microsecond
        else f"{moment:%Y-%m-%dT%H:%M:%S}"
    )


def _plain(value: Any) -> Any:
    match value:
        case Timestamp():
            return f"{_net_time(EPOCH + timedelta(milliseconds=value))}Z"
        case bytes():
            return base64.b64encode(value).decode()
        case UUID():
            return str(value)
    return value


def _merge_body(metadata: dict[str, Datum], text: str) -> None:
    """Let the members of a JSON object replace metadata of the same name, whatever its case."""
    stripped = text.strip()
    if not (stripped.startswith("{") and stripped.endswith("}")):
        return
    try:
        members: Mapping[str, Any] = json.loads(stripped)
    except ValueError:
        return
    # What a message does not have is among the host's names too, and can be given to it by its body.
    names = {name.lower(): name for name in (*_TEXTS, *_ANNOTATIONS, *metadata)}
    for key, value in members.items():
        if value is not None and not isinstance(value, list):
            metadata[names.setdefault(key.lower(), key)] = _merged(value)


def _merged(value: Any) -> Datum:
    if isinstance(value, dict):
        return _json(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    elif isinstance(value, str) and (moment := _date(value)):
        value = f"{moment:%m/%d/%Y %H:%M:%S}"
    return Datum(str(value), "string")


def _date(text: str) -> datetime | None:
    """What the host's JSON reader takes for a date: an ISO moment with at least whole seconds."""
    if len(text) < len("2026-01-01T00:00:00") or text[10] != "T":
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment
