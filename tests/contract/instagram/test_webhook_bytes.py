r"""What the product receives: compact escaped JSON, signed over exactly those bytes."""

import hashlib
import hmac
import json

from hypothesis import given
from hypothesis import strategies as st

from local.instagram import build_body, sign
from local.instagram.wire import encode, item, text_item
from tests.support.instagram import CUSTOMER, NOON, OTHER_SHOP, SECRET, SHOP, World

AT = int(NOON * 1000)


def test_arabic_emoji_and_slashes_are_escaped_as_meta_escapes_them() -> None:
    body = build_body(text_item(SHOP.user_id, CUSTOMER, mid="M/1", text="قديش؟ 🌹 a/b", at=AT))
    assert body == (
        b'{"object":"instagram","entry":[{"id":"17841400000000001","time":1795003200160,"messaging":['
        b'{"sender":{"id":"1234567890123456"},"recipient":{"id":"17841400000000001"},"timestamp":1795003200000,'
        b'"message":{"mid":"M\\/1","text":"\\u0642\\u062f\\u064a\\u0634\\u061f \\ud83c\\udf39 a\\/b"}}]}]}'
    )


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_escaping_changes_the_bytes_and_never_the_meaning(value: object) -> None:
    raw = encode({"value": value})
    assert json.loads(raw) == {"value": value}
    assert raw.isascii()
    assert raw.count(b"/") == raw.count(b"\\/")


def test_a_signature_is_the_hmac_of_the_raw_bytes_in_lowercase_hex() -> None:
    raw = encode({"text": "قديش"})
    assert sign(raw, SECRET) == "sha256=" + hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
    reserialised = json.dumps(json.loads(raw), ensure_ascii=False).encode()
    assert sign(reserialised, SECRET) != sign(raw, SECRET)


def test_items_of_two_accounts_share_a_body_and_not_an_entry() -> None:
    first = text_item(SHOP.user_id, CUSTOMER, mid="1", text="a", at=AT)
    second = text_item(OTHER_SHOP.user_id, CUSTOMER, mid="2", text="b", at=AT)
    third = item(SHOP.user_id, CUSTOMER, AT, message={"mid": "3", "text": "c", "is_echo": True})

    entries = json.loads(build_body(first, second, third))["entry"]

    assert [entry["id"] for entry in entries] == [SHOP.user_id, OTHER_SHOP.user_id]
    assert [entry["messaging"] for entry in entries] == [[first, third], [second]]


async def test_a_delivery_carries_both_signatures_and_meta_s_headers(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "عندكم فستان أحمر؟ 🌹")

    delivery = world.receiver.received[0]

    assert delivery.headers["x-hub-signature-256"] == sign(delivery.raw, SECRET)
    legacy = hmac.new(SECRET.encode(), delivery.raw, hashlib.sha1).hexdigest()
    assert delivery.headers["x-hub-signature"] == f"sha1={legacy}"
    assert delivery.headers["content-type"] == "application/json"
    assert delivery.headers["facebook-api-version"] == "v26.0"
    assert delivery.items[0]["message"]["text"] == "عندكم فستان أحمر؟ 🌹"


async def test_an_envelope_is_later_than_its_newest_event_and_never_before_now(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "now")
    await world.instagram.customer_says(CUSTOMER, "long ago", timestamp=AT - 20 * 60_000)

    now, delayed = (one.body["entry"][0] for one in world.receiver.received)

    assert now["time"] > now["messaging"][0]["timestamp"] == AT
    assert delayed["time"] >= AT > delayed["messaging"][0]["timestamp"]


async def test_two_messages_of_one_moment_keep_their_order_by_timestamp(world: World) -> None:
    for text in ("one", "two", "three"):
        await world.instagram.customer_says(CUSTOMER, text)
    times = [one.items[0]["timestamp"] for one in world.receiver.received]
    assert times == [AT, AT + 1, AT + 2]


async def test_taps_say_what_was_tapped(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "أحمر", payload="COLOR_RED", mid="q")
    await world.instagram.customer_says(CUSTOMER, "اطلب", payload="BUY_1", postback=True, mid="p")
    await world.instagram.customer_says(CUSTOMER, "نعم", reply_to="q", mid="r")

    contents = [
        {key: value for key, value in one.items[0].items() if key in {"message", "postback"}}
        for one in world.receiver.received
    ]

    assert contents == [
        {"message": {"mid": "q", "text": "أحمر", "quick_reply": {"payload": "COLOR_RED"}}},
        {"postback": {"mid": "p", "title": "اطلب", "payload": "BUY_1"}},
        {"message": {"mid": "r", "text": "نعم", "reply_to": {"mid": "q"}}},
    ]
