"""Queue bodies: what goes in comes out, and a refusal names the place and never the content."""

import json
from collections import Counter
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts import (
    Body,
    CatalogDoorbell,
    Comment,
    Event,
    Inbound,
    Kind,
    Media,
    OrderDoorbell,
    Queue,
    SendDoorbell,
    TurnDoorbell,
    namespace_of,
)
from shared.errors import BadMessage
from shared.tenants import ConversationKey, TenantId

TENANT = TenantId(UUID("11111111-2222-4333-8444-555555555555"))
KEY = ConversationKey(TENANT, "178", "123")
SECRET = "كلام الزبون 0791234567"

texts = st.text(max_size=30)
optional = st.none() | texts
media = st.builds(Media, kind=texts, url=optional, id=optional, title=optional)
comments = st.builds(
    Comment,
    id=texts,
    media=optional,
    media_type=optional,
    parent=optional,
    username=optional,
    live=st.booleans(),
    ad=optional,
    original=optional,
    own=st.booleans(),
)
events = st.builds(
    Event,
    key=texts,
    kind=st.sampled_from(get_args(Kind)),
    at=st.integers(0, 2**53),
    mid=optional,
    text=optional,
    attachments=st.lists(texts, max_size=3).map(tuple),
    metadata=optional,
    raw=optional,
    media=st.lists(media, max_size=2).map(tuple),
    payload=optional,
    title=optional,
    reply_to=optional,
    emoji=optional,
    number=st.none() | st.integers(0, 10**9),
    ref=optional,
    standby=st.booleans(),
    self_test=st.booleans(),
    by_account=st.booleans(),
    comment=st.none() | comments,
)
common: dict[str, Any] = {
    "account": texts,
    "customer": texts,
    "attempt": st.integers(0, 1000),
    "first_at": st.none() | st.floats(0, 4e9),
}
bodies = (
    st.builds(Inbound, events=st.lists(events, min_size=1, max_size=4).map(tuple), **common)
    | st.builds(TurnDoorbell, tenant=st.uuids(), **common)
    | st.builds(SendDoorbell, tenant=st.uuids(), **common)
)


@given(bodies)
def test_every_body_comes_out_of_the_queue_as_it_went_in(body: Body) -> None:
    assert type(body).decode(body.encode()) == body


@given(bodies)
def test_a_body_has_one_top_level_key_that_cannot_overwrite_the_triggers_metadata(body: Body) -> None:
    assert list(json.loads(body.encode())) == [body.wrapper]
    assert body.wrapper in {"events", "turn", "send"}


def test_what_an_event_has_nothing_to_say_about_does_not_travel() -> None:
    """Most are texts, and a release that knows fewer fields can still read those."""
    text = Event("message:M", "message", 1, "M", "hi")
    body = json.loads(Inbound(account="178", customer="123", events=(text,)).encode())
    assert body["events"]["events"] == [
        {"key": "message:M", "kind": "message", "at": 1, "mid": "M", "text": "hi"}
    ]


def test_nothing_and_zero_are_told_apart() -> None:
    said = (
        Event("edit:M:0", "edit", 1, "M", number=0),
        Event("reaction:M", "reaction", 1, "M", emoji=""),
    )
    body = Inbound(account="178", customer="123", events=said)
    assert Inbound.decode(body.encode()).events == said


def inner(**changed: Any) -> dict[str, Any]:
    event = {"key": "message:M", "kind": "message", "at": 1, "text": SECRET}
    whole: dict[str, Any] = {"v": 1, "account": "178", "customer": "123", "events": [event]}
    return {name: value for name, value in (whole | changed).items() if value is not ...}


@pytest.mark.parametrize(
    ("body", "place"),
    [
        pytest.param(SECRET.encode(), "not JSON", id="no JSON"),
        pytest.param(b"\xff", "not JSON", id="no UTF-8"),
        pytest.param(b"", "not JSON", id="nothing"),
        pytest.param(b"[" * 100_000, "not JSON", id="nested without end"),
        pytest.param([SECRET], "one top-level key", id="a list"),
        pytest.param({}, "one top-level key", id="no key"),
        pytest.param({"turn": inner()}, "one top-level key", id="another queue's key"),
        pytest.param({"events": inner(), "MessageId": SECRET}, "one top-level key", id="a second key"),
        pytest.param({"events": SECRET}, "events", id="no object inside"),
        pytest.param({"events": inner(v=2)}, "v: literal_error", id="a version of next year"),
        pytest.param({"events": inner(v=SECRET)}, "v: literal_error", id="no version"),
        pytest.param({"events": inner(account=...)}, "account: missing", id="no account"),
        pytest.param({"events": inner(customer=7)}, "customer: string_type", id="a number for a customer"),
        pytest.param({"events": inner(attempt=SECRET)}, "attempt: int_parsing", id="a word for an attempt"),
        pytest.param({"events": inner(events=SECRET)}, "events: tuple_type", id="text for events"),
        pytest.param({"events": inner(events=[{"key": SECRET, "kind": "message"}])}, "events.0.at: missing", id="an event without a time"),
        pytest.param({"events": inner(events=[{"key": "k", "kind": SECRET, "at": 1}])}, "events.0.kind: literal_error", id="a kind nobody knows"),
        pytest.param({"events": inner(events=[{"key": "k", "kind": "echo", "at": SECRET}])}, "events.0.at: int_parsing", id="a time in words"),
        pytest.param({"events": inner(events=[{"key": "k", "kind": "comment", "at": 1, "comment": {"text": SECRET}}])}, "events.0.comment.id: missing", id="a comment without an id"),
        pytest.param({"events": inner(events=[{"key": "k", "kind": "message", "at": 1, "media": [{"kind": "image", SECRET: 1}]}])}, "events.0.media.0.…: ", id="content in the name of a medium's field"),
        pytest.param({"events": inner(more=SECRET)}, "body: …: ", id="a field of another release"),
        pytest.param({"events": inner(**{SECRET: 1})}, "body: …: ", id="content in a field's name"),
        pytest.param({"events": inner(events=[{"key": "k", "kind": "echo", "at": 1, SECRET: 1}])}, "events.0.…: ", id="content in the name of an event's field"),
    ],
)  # fmt: skip
def test_a_body_that_is_no_contract_is_refused_by_place_and_without_its_content(
    body: Any, place: str
) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    with pytest.raises(BadMessage) as refusal:
        Inbound.decode(raw)
    assert place in str(refusal.value)
    assert "0791234567" not in str(refusal.value)
    assert refusal.value.__cause__ is None  # a cause would be printed with the content


def test_a_doorbell_without_a_tenant_rings_nowhere() -> None:
    with pytest.raises(BadMessage, match="tenant: missing"):
        TurnDoorbell.decode(b'{"turn":{"account":"178","customer":"123"}}')
    with pytest.raises(BadMessage, match="tenant: uuid_parsing"):
        SendDoorbell.decode(b'{"send":{"account":"178","customer":"123","tenant":"x"}}')


def test_a_doorbell_says_which_conversation_and_nothing_else() -> None:
    bell = TurnDoorbell.of(KEY)
    assert bell.key == KEY
    assert set(json.loads(bell.encode())["turn"]) <= {"v", "account", "customer", "tenant", "attempt"}


@pytest.mark.parametrize("bell", [TurnDoorbell.of(KEY), SendDoorbell.of(KEY)])
def test_every_ring_is_a_message_of_its_own(bell: Body) -> None:
    one, other = bell.outgoing(), bell.outgoing()
    assert one.message_id != other.message_id
    assert one.session_id == other.session_id == "178:123"


def inbound(attempt: int = 0, *keys: str) -> Inbound:
    told = tuple(Event(key, "message", 1) for key in keys or ("a", "b"))
    return Inbound(account="178", customer="123", attempt=attempt, events=told)


def test_the_message_id_of_events_is_theirs_and_a_successors_is_not() -> None:
    assert inbound().message_id() == inbound().message_id()
    assert inbound(2).message_id() == f"{inbound().message_id()}~2"
    ids = {inbound(0, *keys).message_id() for keys in [("a", "b"), ("b", "a"), ("a",), ("ab",), ("a\nb",)]}
    assert len(ids) >= 4
    assert len(inbound(99).message_id()) <= 128  # Service Bus takes no longer ones


@given(st.text(), st.integers(1, 100))
def test_an_account_always_has_the_same_namespace(account: str, namespaces: int) -> None:
    assert namespace_of(account, namespaces) == namespace_of(account, namespaces) < namespaces


@pytest.mark.parametrize("namespaces", [2, 3, 7, 16])
def test_namespaces_hold_about_as_many_accounts_each(namespaces: int) -> None:
    held = Counter(namespace_of(str(17841400000000000 + n), namespaces) for n in range(4000))
    fair = 4000 / namespaces
    assert len(held) == namespaces
    assert all(0.8 * fair < count < 1.2 * fair for count in held.values())


def test_queues_are_named_as_the_deployment_names_them() -> None:
    assert {
        contract.queue for contract in (Inbound, TurnDoorbell, SendDoorbell, CatalogDoorbell, OrderDoorbell)
    } == set(Queue)
