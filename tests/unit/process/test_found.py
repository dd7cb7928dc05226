"""A message that Graph shows becomes the event that its webhook would have told, key and all."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from ingest.parse import parse
from local.instagram import wire
from process.found import MID_LIMIT, Own, bodies, customer_of, event_of
from shared.contracts import MAX_BODY_BYTES, Event, Media
from shared.graph.reading import PostedMessage

ACCOUNT, APP_SCOPED, CUSTOMER = "17841400000000001", "28978671838402975", "1234567890123456"
OWN = Own(ACCOUNT, APP_SCOPED)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
AT = int(NOON.timestamp() * 1000)
URL = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=s"


def shown(mid: str = "M", **told: Any) -> PostedMessage:
    said: dict[str, Any] = {"sender": CUSTOMER, "recipient": ACCOUNT, "text": "قديش؟", "created_at": NOON}
    return PostedMessage(mid, **said | told)


def owners(mid: str = "E", **told: Any) -> PostedMessage:
    return shown(mid, **({"sender": ACCOUNT, "recipient": CUSTOMER} | told))


BECOMES = [
    pytest.param(shown(), Event("message:M", "message", AT, "M", "قديش؟"), id="text"),
    pytest.param(owners(), Event("echo:E", "echo", AT, "E", "قديش؟"), id="echo"),
    pytest.param(owners(sender=APP_SCOPED), Event("echo:E", "echo", AT, "E", "قديش؟"), id="echo by the account's other id"),
    pytest.param(owners(recipient=ACCOUNT), Event("echo:E", "echo", AT, "E", "قديش؟", self_test=True), id="the account to itself"),
    pytest.param(shown(text="", kinds=("image",), media=(Media("image", URL),)), Event("message:M", "message", AT, "M", None, ("image",), media=(Media("image", URL),)), id="image"),
    pytest.param(shown(text="", kinds=("unsupported",)), Event("message:M", "message", AT, "M", None, ("unsupported",)), id="unsupported"),
    pytest.param(shown(reply_to="M0"), Event("message:M", "message", AT, "M", "قديش؟", reply_to="M0"), id="reply"),
    pytest.param(shown(media=(Media("story", URL, "17"),)), Event("message:M", "message", AT, "M", "قديش؟", media=(Media("story", URL, "17"),)), id="story reply"),
    pytest.param(shown(text=""), Event("message:M", "message", AT, "M", None, ("unknown",)), id="nothing that can be seen"),
    pytest.param(shown(text="a\x00b"), Event("message:M", "message", AT, "M", "a\ufffdb"), id="text that no database keeps"),
    pytest.param(shown(sender=""), None, id="by nobody"),
    pytest.param(shown(sender="99"), Event("message:M", "message", AT, "M", "قديش؟"), id="of another customer"),
    pytest.param(shown(recipient="99"), None, id="to somebody else"),
    pytest.param(shown(recipient=""), None, id="to nobody"),
    pytest.param(shown(mid=""), None, id="without an id"),
    pytest.param(shown(mid="M" * (MID_LIMIT + 1)), None, id="with an id that is none"),
]  # fmt: skip


@pytest.mark.parametrize(("message", "event"), BECOMES)
def test_a_message_becomes_the_event_that_it_is(message: PostedMessage, event: Event | None) -> None:
    assert event_of(message, OWN) == event


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (wire.item(CUSTOMER, ACCOUNT, AT, message={"mid": "M", "text": "hi"}), shown(text="hi")),
        (wire.item(ACCOUNT, CUSTOMER, AT, message={"mid": "E", "text": "hi", "is_echo": True}), owners(text="hi")),
        (
            wire.item(CUSTOMER, ACCOUNT, AT, message={"mid": "M", "attachments": [{"type": "image", "payload": {"url": URL}}]}),
            shown(text="", kinds=("image",), media=(Media("image", URL),)),
        ),
        (
            wire.item(CUSTOMER, ACCOUNT, AT, message={"mid": "M", "text": "hi", "reply_to": {"story": {"id": "17", "url": URL}}}),
            shown(text="hi", media=(Media("story", URL, "17"),)),
        ),
        (wire.item(CUSTOMER, ACCOUNT, AT, message={"mid": "M", "is_unsupported": True}), shown(text="", kinds=("unsupported",))),
    ],
    ids=["text", "echo", "image", "story reply", "unsupported"],
)  # fmt: skip
def test_it_is_the_very_event_that_the_webhook_tells(item: dict[str, Any], message: PostedMessage) -> None:
    (told,) = parse(wire.build_body(item, time=AT + 160), now_ms=AT + 200)
    assert (told.account, told.customer) == (ACCOUNT, customer_of(message, OWN))
    assert told.event == event_of(message, OWN)


@pytest.mark.parametrize(
    ("message", "customer"),
    [
        (shown(), CUSTOMER),
        (owners(), CUSTOMER),
        (owners(sender=APP_SCOPED), CUSTOMER),
        (owners(recipient=ACCOUNT), ACCOUNT),
        (owners(recipient=""), None),
        (shown(sender="me/../x"), None),
        (shown(sender="99", recipient=CUSTOMER), None),
        (shown(sender="", recipient=""), None),
    ],
    ids=["from the customer", "to the customer", "by the other id", "to itself", "to nobody", "no id", "among strangers", "empty"],
)  # fmt: skip
def test_a_message_is_in_the_conversation_with_whoever_is_not_the_account(
    message: PostedMessage, customer: str | None
) -> None:
    assert customer_of(message, OWN) == customer


def test_what_one_conversation_missed_travels_together_and_in_order() -> None:
    events = [Event(f"message:{n}", "message", AT + n, str(n), "hi") for n in range(20)]
    (body,) = bodies(ACCOUNT, CUSTOMER, events)
    assert (body.account, body.customer, list(body.events)) == (ACCOUNT, CUSTOMER, events)
    assert bodies(ACCOUNT, CUSTOMER, []) == []


def test_what_the_bus_would_not_take_in_one_travels_in_several() -> None:
    heavy = Event("message:M", "message", AT, "M", "x" * 1000, media=(Media("image", "u" * 2000),) * 10)
    events = [replace(heavy, key=f"message:{n}", mid=str(n)) for n in range(20)]
    made = bodies(ACCOUNT, CUSTOMER, events)
    assert len(made) == 2
    assert all(len(body.encode()) <= MAX_BODY_BYTES for body in made)
    assert [event for body in made for event in body.events] == events
