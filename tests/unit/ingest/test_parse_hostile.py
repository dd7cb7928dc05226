"""Bodies nobody would write on purpose: nothing raises, nothing is dropped, nothing outgrows the queue."""

import json
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.items import NOBODY
from ingest.parse import parse
from ingest.unknown import RAW_HEAD
from tests.unit.ingest.deliveries import BUSINESS, CUSTOMER, NOW, delivery, fits_the_queue, said

ANY_TEXT = st.text(st.characters(codec=None), max_size=8)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT
#: Keys and values that lead deep into the parser are likelier than others.
WORDS = st.sampled_from(
    [
        "entry",
        "id",
        "time",
        "messaging",
        "standby",
        "changes",
        "field",
        "value",
        "messages",
        "sender",
        "recipient",
        "timestamp",
        "message",
        "mid",
        "text",
        "attachments",
        "type",
        "is_echo",
        "is_deleted",
        "is_self",
        "is_unsupported",
        "metadata",
        "payload",
        "url",
        "reply_to",
        "story",
        "referral",
        "quick_reply",
        "message_edit",
        "num_edit",
        "postback",
        "reaction",
        "action",
        "read",
        "optin",
        "comments",
        "from",
        "media",
    ]
)
LIKELY = SCALARS | st.sampled_from(
    [BUSINESS, CUSTOMER, "messages", "comments", "react", 1762128000, 1762128000001, "M"]
)
JSON = st.recursive(
    LIKELY,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | ANY_TEXT, inner, max_size=5),
    max_leaves=25,
)


def as_body(value: Any) -> bytes:
    return json.dumps(value).encode()


@given(JSON | st.fixed_dictionaries({"entry": st.lists(JSON, max_size=3)}))
def test_any_json_is_parsed_into_events_that_travel(value: Any) -> None:
    assert all(fits_the_queue(found) for found in parse(as_body(value), now_ms=NOW))


@given(st.binary(max_size=60))
def test_any_bytes_are_parsed_into_events_that_travel(body: bytes) -> None:
    assert all(fits_the_queue(found) for found in parse(body, now_ms=NOW))


@given(
    items=st.lists(JSON, min_size=1, max_size=6),
    container=st.sampled_from(["messaging", "standby", "changes"]),
)
def test_as_many_events_come_out_as_items_went_in(items: list[Any], container: str) -> None:
    assert len(parse(delivery(*items, container=container), now_ms=NOW)) == len(items)


@pytest.mark.parametrize(
    ("body", "raw"),
    [
        pytest.param(b"hello", "hello", id="not JSON"),
        pytest.param(b"", "", id="nothing"),
        pytest.param(b'{"entry":[', '{"entry":[', id="half a body"),
        pytest.param(b"\xff\xfe\xfd", "\ufffd" * 3, id="no UTF-8"),
        pytest.param(b"[1]", "[1]", id="a list"),
        pytest.param(b'{"entry":{"id":"1"}}', '{"entry":{"id":"1"}}', id="entry is not a list"),
        pytest.param(b'{"object":"instagram"}', '{"object":"instagram"}', id="no entry"),
        pytest.param(b'{"entry":[{"time":1}]}', '{"time":1}', id="an entry without an id"),
        pytest.param(b'{"entry":[{"id":"x;y"}]}', '{"id":"x;y"}', id="an entry whose id is none"),
        pytest.param(b'{"entry":["?"]}', '"?"', id="an entry that is text"),
    ],
)
def test_what_names_no_account_is_kept_for_nobody(body: bytes, raw: str) -> None:
    (found,) = parse(body, now_ms=NOW)
    assert (found.account, found.customer) == (NOBODY, NOBODY)
    assert (found.event.kind, found.event.at, found.event.raw) == ("unknown", NOW, raw)


def test_an_empty_delivery_has_no_events() -> None:
    assert parse(b'{"object":"instagram","entry":[]}', now_ms=NOW) == []


@pytest.mark.parametrize("container", ["messaging", "standby", "changes"])
def test_a_container_that_is_no_list_is_kept_beside_its_neighbours(container: str) -> None:
    entry = {"id": BUSINESS, "messaging": [said()], "standby": [], "changes": []} | {container: {"lost": "?"}}
    found = parse(as_body({"entry": [entry]}), now_ms=NOW)
    assert any("lost" in (one.event.raw or "") for one in found)


def test_nul_and_half_surrogates_become_marks_that_a_database_can_keep() -> None:
    body = rb'{"entry":[{"id":"1","messaging":[{"sender":{"id":"2"},"recipient":{"id":"1"},"message":{"mid":"m\u0000\ud83d","text":"a\u0000b\ud83dc\udc57","metadata":"\u0000","attachments":[{"type":"\udfff"}]}},{"x\u0000":"\ud83d"}]}]}'
    message, unknown = parse(body, now_ms=NOW)
    assert message.event.text == "a\ufffdb\ufffdc\ufffd"
    assert (message.event.mid, message.event.metadata, message.event.attachments) == ("m\ufffd\ufffd", "\ufffd", ("\ufffd",))  # fmt: skip
    assert "\x00" not in (unknown.event.raw or "")
    assert fits_the_queue(message)
    assert fits_the_queue(unknown)


def test_an_item_over_the_limit_is_kept_by_size_digest_account_and_head() -> None:
    (found,) = parse(delivery({"hologram": {"emoji": "ب" * 150_000}}), now_ms=NOW)
    kept = json.loads(found.event.raw or "")
    assert kept["account"] == BUSINESS
    assert kept["size"] == 300_000 + len('{"hologram":{"emoji":""}}')
    assert found.event.key == f"unknown:{kept['sha256']}"
    assert kept["head"].startswith('{"hologram":{"emoji":"ببب')
    assert RAW_HEAD - 1 <= len(kept["head"].encode()) <= RAW_HEAD


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(said("\x01" * 49_000), id="text of control characters, six bytes each in JSON"),
        pytest.param(said("😀" * 60_000), id="text of four-byte characters"),
        pytest.param(said("x", mid="m" * 100_000), id="an endless mid"),
        pytest.param(said("x", metadata="m" * 300_000), id="endless metadata"),
        pytest.param(said("x", attachments=[{"type": "a" * 40}] * 20_000), id="thousands of attachments"),
        pytest.param({"x": '"' * 300_000}, id="quotes, which double at every escaping"),
        pytest.param({"x": "\\" * 300_000}, id="backslashes"),
        pytest.param({"x": "\x01" * 100_000}, id="control characters"),
        pytest.param([0.1] * 80_000, id="numbers"),
        pytest.param({"\U0001f457" * 50_000: 1}, id="an endless name"),
    ],
)
def test_however_large_an_item_is_it_fits_the_queue_and_spares_its_neighbours(sent: Any) -> None:
    before, large, after = parse(delivery(said("1", "A"), sent, said("2", "B")), now_ms=NOW)
    assert fits_the_queue(large)
    assert (before.event.text, after.event.text) == ("1", "2")


def test_a_body_of_four_megabytes_that_is_no_json_fits_the_queue() -> None:
    (found,) = parse(b"\x01" * 4 * 1024 * 1024, now_ms=NOW)
    assert fits_the_queue(found)


def test_a_mid_no_index_could_hold_is_no_message() -> None:
    """A B-tree row ends at 2.7 kB; real mids have 164 characters."""
    longest, too_long = parse(delivery(said(mid="m" * 500), said(mid="m" * 2700)), now_ms=NOW)
    assert (longest.event.kind, too_long.event.kind) == ("message", "unknown")


DEEP = [
    pytest.param(b'{"entry":[', b"]}", id="as an entry"),
    pytest.param(b'{"entry":[{"id":"1","messaging":[', b"]}]}", id="as an item"),
    pytest.param(b'{"entry":[{"id":"1","changes":[{"field":"x","value":', b"}]}]}", id="as a value"),
    pytest.param(b"", b"", id="as the body"),
]


@pytest.mark.parametrize(("before", "after"), DEEP)
@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")], ids=["lists", "objects"])
def test_no_depth_of_nesting_raises(before: bytes, after: bytes, opening: bytes, closing: bytes) -> None:
    limit = sys.getrecursionlimit()
    # Where reading just works and writing just does not lies somewhere near the interpreter's limit.
    for depth in (*range(limit - 60, limit + 10), 10_000, 200_000):
        body = before + opening * depth + b"1" + closing * depth + after
        assert parse(body, now_ms=NOW)


def test_a_number_too_long_to_read_makes_the_delivery_unknown_and_not_lost() -> None:
    (found,) = parse(b'{"entry":[{"id":"1","messaging":[' + b"9" * 5000 + b"]}]}", now_ms=NOW)
    assert found.event.kind == "unknown"
    assert found.customer == NOBODY


@given(st.lists(JSON, min_size=1, max_size=4))
def test_only_what_the_account_does_to_itself_has_it_for_a_customer(items: list[Any]) -> None:
    for found in parse(delivery(*items), now_ms=NOW):
        assert found.customer != BUSINESS or found.event.self_test or found.event.kind == "unknown"
