"""Trigger metadata through azure-functions' own decoder: what a `func.ServiceBusMessage` is made of."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import azure.functions as func
import pytest
from azure.functions import meta
from azure.functions.servicebus import ServiceBusMessageInConverter

from local.host.metadata import trigger_input
from local.servicebus.codec import encode
from local.servicebus.messages import DATA, section
from local.servicebus.view import NEVER, MessageView, read
from local.servicebus.wiretypes import Timestamp

TOKEN = UUID(int=7)
MOMENT = datetime(2026, 11, 23, 3, 27, 56, 120000, tzinfo=UTC)


def message(body: bytes = b"{}", **fields: Any) -> MessageView:
    return replace(read(section(DATA, encode(body))), message_id="truth", **fields)


def decoded(view: MessageView, *, binary: bool = False) -> func.ServiceBusMessage:
    datum, metadata = trigger_input(view, TOKEN, binary=binary)
    result = ServiceBusMessageInConverter.decode(datum, trigger_metadata=metadata)
    assert isinstance(result, func.ServiceBusMessage)
    return result


def test_a_bare_message_has_the_names_the_platform_sends_and_no_others() -> None:
    datum, metadata = trigger_input(message(), TOKEN, binary=True)
    assert (datum.type, datum.value) == ("bytes", b"{}")
    kinds = {name: value.type for name, value in metadata.items()}
    objects = (
        "MessageReceiver",
        "MessageSession",
        "MessageActions",
        "SessionActions",
        "ReceiveActions",
        "Client",
    )
    assert kinds == {
        "MessageId": "string",
        "LockToken": "string",
        **dict.fromkeys(("DeliveryCount", "SequenceNumber"), "json"),
        **dict.fromkeys(("EnqueuedTimeUtc", "ExpiresAtUtc", "EnqueuedTime", "ExpiresAt"), "json"),
        **dict.fromkeys(("ApplicationProperties", "UserProperties"), "json"),
        **dict.fromkeys(objects, "json"),
    }


def test_what_the_broker_says_of_a_message_reaches_the_function() -> None:
    view = message(
        delivery_count=2,
        sequence_number=2**53 + 1,
        session_id="",
        partition_key="p",
        annotations={"x-opt-via-partition-key": "v", "x-opt-deadletter-source": "d"},
    )
    got = decoded(view)
    assert (got.delivery_count, got.sequence_number, got.lock_token) == (3, 2**53 + 1, str(TOKEN))
    assert (got.session_id, got.partition_key) == ("", "p")
    assert (got.transaction_partition_key, got.dead_letter_source) == ("v", "d")


@pytest.mark.parametrize(
    "name",
    [
        "dead_letter_reason",
        "dead_letter_error_description",
        "enqueued_sequence_number",
        "locked_until",
        "scheduled_enqueue_time_utc",
        "state",
        "time_to_live",
    ],
)
def test_what_the_extension_does_not_send_stays_none(name: str) -> None:
    assert getattr(decoded(message(locked_until=MOMENT, scheduled_time=MOMENT, ttl=5)), name) is None


@pytest.mark.parametrize(
    ("moment", "on_the_wire", "seen"),
    [
        (MOMENT, "2026-11-23T03:27:56.12", "2026-11-23T03:27:56.120000"),
        (MOMENT.replace(microsecond=0), "2026-11-23T03:27:56", "2026-11-23T03:27:56"),
        (NEVER, "9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.999999"),
    ],
)
def test_dates_have_no_zone(moment: datetime, on_the_wire: str, seen: str) -> None:
    view = message(enqueued_time=MOMENT, expires_at=moment)
    _, metadata = trigger_input(view, TOKEN, binary=True)
    assert json.loads(metadata["ExpiresAtUtc"].value) == on_the_wire
    assert json.loads(metadata["ExpiresAt"].value) == on_the_wire + "+00:00"
    expires = decoded(view).expires_at_utc
    assert expires is not None
    assert expires.isoformat() == seen


def test_application_properties_arrive_as_json() -> None:
    milliseconds = (MOMENT - datetime.fromtimestamp(0, UTC)) // timedelta(milliseconds=1)
    view = message(
        application_properties={
            "text": "سلام",
            "number": 3,
            "nothing": None,
            "at": Timestamp(milliseconds),
            "id": TOKEN,
            "raw": b"\x00\xff",
        }
    )
    expected = {
        "text": "سلام",
        "number": 3,
        "nothing": None,
        "at": "2026-11-23T03:27:56.12Z",
        "id": str(TOKEN),
        "raw": "AP8=",
    }
    got = decoded(view)
    assert got.application_properties == got.user_properties == expected


@pytest.mark.parametrize(
    ("body", "name", "value"),
    [
        ({"messageId": "x"}, "message_id", "x"),
        ({"SESSIONID": "y"}, "session_id", "y"),
        ({"deliveryCount": 7}, "delivery_count", 7),
        ({"label": "other"}, "label", "other"),
        ({"to": {"a": 1}}, "to", "{'a': 1}"),
        ({"correlationId": True}, "correlation_id", "True"),
        ({"correlationId": 2.0}, "correlation_id", "2"),
        ({"correlationId": 2.5}, "correlation_id", "2.5"),
        ({"correlationId": "2026-11-23T05:27:56+02:00"}, "correlation_id", "11/23/2026 03:27:56"),
        ({"correlationId": "2026-11-23"}, "correlation_id", "2026-11-23"),
        ({"messageId": None}, "message_id", "truth"),
        ({"messageId": ["x"]}, "message_id", "truth"),
        ({"event": {"messageId": "x"}}, "message_id", "truth"),
        ({"state": "open"}, "state", None),
        ([{"messageId": "x"}], "message_id", "truth"),
        ("messageId", "message_id", "truth"),
    ],
)
def test_members_of_a_json_body_replace_metadata_of_their_name(body: Any, name: str, value: object) -> None:
    encoded = json.dumps(body).encode()
    assert getattr(decoded(message(encoded)), name) == value
    untouched = getattr(decoded(message(b"x"), binary=True), name)
    assert getattr(decoded(message(encoded), binary=True), name) == untouched


@pytest.mark.parametrize(
    "body",
    [
        {"deliveryCount": "three"},
        {"enqueuedTimeUtc": "2026-11-23T03:27:56Z"},
        {"UserProperties": "x"},
        {"State": "open"},
        {"TimeToLive": "P1D"},
    ],
)
def test_some_bodies_make_their_message_undecodable_unless_it_is_binary(body: dict[str, str]) -> None:
    encoded = json.dumps(body).encode()
    with pytest.raises(ValueError, match=r"cannot convert|invalid literal|unconverted|does not match"):
        decoded(message(encoded))
    assert decoded(message(encoded), binary=True).message_id == "truth"


@pytest.mark.parametrize("body", [b"{not json}", b"\xff\xfe", b"", b"{"])
def test_what_is_not_a_json_object_replaces_nothing(body: bytes) -> None:
    assert decoded(message(body)).message_id == "truth"
    assert (
        meta.Datum(body.decode("utf-8", "replace"), "string")
        == trigger_input(message(body), TOKEN, binary=False)[0]
    )
