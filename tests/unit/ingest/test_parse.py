"""Every shape Meta has been seen to send, and what becomes of it."""

import json
from typing import Any

import pytest

from ingest.parse import NOBODY, Item, parse
from shared.contracts import Event
from tests.unit.ingest.deliveries import (
    AT,
    BUSINESS,
    CUSTOMER,
    NOW,
    delivery,
    echoed,
    item,
    said,
    written_by_meta,
)

URL = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=s"


def only(body: bytes) -> Item:
    (parsed,) = parse(body, now_ms=NOW)
    return parsed


def message(mid: str = "M", text: str | None = "hi", *attachments: str, at: int = AT) -> Event:
    return Event(f"message:{mid}", "message", at, mid, text, attachments)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(delivery(said()), id="messaging"),
        pytest.param(delivery({"field": "messages", "value": said()}, container="changes"), id="changes"),
        pytest.param(
            written_by_meta({"entry": [{"id": BUSINESS, "time": AT, "field": "messages", "value": said()}]}),
            id="flat field and value",
        ),
    ],
)
def test_a_message_is_found_in_every_container(body: bytes) -> None:
    assert only(body) == Item(BUSINESS, CUSTOMER, message())


def test_a_message_of_a_thread_that_another_app_has_is_kept_and_not_answered() -> None:
    item = only(delivery(said(), container="standby"))
    assert (item.account, item.customer, item.event.kind) == (BUSINESS, CUSTOMER, "unknown")
    assert json.loads(item.event.raw or "") == {"standby": said()}


@pytest.mark.parametrize(
    ("sent", "text", "attachments"),
    [
        pytest.param(said("عندكم فستان أحمر؟ 👗"), "عندكم فستان أحمر؟ 👗", (), id="escaped Arabic and a surrogate pair"),
        pytest.param(item(message={"mid": "M", "attachments": [{"type": "image", "payload": {"url": URL}}]}), None, ("image",), id="an image"),
        pytest.param(
            item(message={"mid": "M", "attachments": [{"type": "image"}, {"type": "video"}, {"type": "image"}]}),
            None,
            ("image", "video", "image"),
            id="several attachments, in order",
        ),
        pytest.param(said(attachments=[{"type": "ig_reel", "payload": {}}]), "hi", ("ig_reel",), id="text with an attachment"),
        pytest.param(said(attachments=[]), "hi", (), id="an empty list of attachments"),
        pytest.param(said(attachments=None), "hi", (), id="null for attachments"),
        pytest.param(item(message={"mid": "M", "attachments": [{"type": "like_heart"}]}), None, ("like_heart",), id="a like without a payload"),
        pytest.param(item(message={"mid": "M", "attachments": ["?", {}, {"type": 7}]}), None, ("unknown",) * 3, id="attachments of no known shape"),
        pytest.param(item(message={"mid": "M", "is_unsupported": True}), None, ("unsupported",), id="is_unsupported"),
        pytest.param(said(reply_to={"mid": "M0"}), "hi", (), id="a reply"),
        pytest.param(said(reply_to={"story": {"id": "17", "url": URL}}), "hi", (), id="a story reply"),
        pytest.param(said(quick_reply={"payload": "RED"}), "hi", (), id="a quick reply tap"),
        pytest.param(said(a_field_of_next_year={"x": 1}), "hi", (), id="a field nobody knows yet"),
    ],
)  # fmt: skip
def test_what_a_customer_sends_is_a_message(
    sent: Any, text: str | None, attachments: tuple[str, ...]
) -> None:
    assert only(delivery(sent)) == Item(BUSINESS, CUSTOMER, message("M", text, *attachments))


def test_the_addresses_of_media_are_not_kept() -> None:
    event = only(delivery(said(attachments=[{"type": "image", "payload": {"url": URL}}]))).event
    assert "lookaside" not in repr(event)


def test_an_echo_belongs_to_the_customer_it_was_sent_to_and_keeps_our_stamp() -> None:
    assert only(delivery(echoed("يا هلا", metadata="attempt-1"))) == Item(
        BUSINESS, CUSTOMER, Event("echo:M", "echo", AT, "M", "يا هلا", (), "attempt-1")
    )


def test_a_message_and_its_echo_have_different_keys() -> None:
    one, other = parse(delivery(said(), echoed()), now_ms=NOW)
    assert one.event.key != other.event.key


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(item(message_edit={"mid": "M", "text": "new", "num_edit": 1}), id="an edit"),
        pytest.param({"timestamp": AT, "message_edit": {"mid": "M", "num_edit": 0}}, id="an edit of nothing by nobody"),
        pytest.param(item(read={"mid": "M"}), id="a read"),
        pytest.param({"timestamp": AT, "read": {"mid": "M"}}, id="a read by nobody"),
        pytest.param(item(reaction={"mid": "M", "action": "react", "emoji": "❤"}), id="a reaction"),
        pytest.param(item(BUSINESS, CUSTOMER, reaction={"mid": "M", "action": "react"}), id="our own reaction"),
        pytest.param(item(postback={"title": "Buy", "payload": "BUY_1"}), id="a postback without a mid"),
        pytest.param(item(message={"mid": "M", "is_deleted": True}), id="an unsend"),
        pytest.param(item(BUSINESS, BUSINESS, message={"mid": "M", "text": "x", "is_echo": True, "is_self": True}), id="a message to oneself"),
        pytest.param(item(BUSINESS, CUSTOMER, message={"mid": "M", "text": "x"}), id="from the account, but no echo"),
        pytest.param(item(CUSTOMER, BUSINESS, message={"mid": "M", "text": "x", "is_echo": True}), id="an echo from the customer"),
        pytest.param({"message": {"mid": "M", "text": "x"}}, id="no sender"),
        pytest.param(item("<b>", BUSINESS, message={"mid": "M", "text": "x"}), id="a sender that is no id"),
        pytest.param(item(message={"text": "x"}), id="no mid"),
        pytest.param(item(message={"mid": "", "text": "x"}), id="an empty mid"),
        pytest.param(item(message={"mid": 7, "text": "x"}), id="a mid that is no text"),
        pytest.param(item(message={"mid": "M"}), id="neither text nor attachment"),
        pytest.param(item(message="hi"), id="a message that is no object"),
        pytest.param(item(optin={"type": "notification_messages"}), id="an opt-in"),
        pytest.param({}, id="nothing at all"),
        pytest.param(None, id="null"),
        pytest.param([[]], id="a list"),
        pytest.param("hi", id="text"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_kept_whole_and_its_neighbours_never_notice(odd: Any) -> None:
    before, unknown, after = parse(delivery(said("1", "A"), odd, said("2", "B")), now_ms=NOW)
    assert (before.event, after.event) == (message("A", "1"), message("B", "2"))
    assert unknown.account == BUSINESS
    assert unknown.event.kind == "unknown"
    assert json.loads(unknown.event.raw or "") == odd


def test_a_comment_is_kept_under_its_account_for_nobody() -> None:
    change = {"field": "comments", "value": {"id": "18", "text": "price?", "from": {"id": CUSTOMER}}}
    parsed = only(delivery(change, container="changes"))
    assert (parsed.account, parsed.customer, parsed.event.kind) == (BUSINESS, NOBODY, "unknown")
    assert json.loads(parsed.event.raw or "") == change


def test_the_dashboards_test_button_is_a_message_of_account_zero() -> None:
    value = {
        "sender": {"id": "12334"},
        "recipient": {"id": "23245"},
        "timestamp": "1527459824",
        "message": {"mid": "random_mid", "text": "random_text"},
    }
    body = written_by_meta(
        {"object": "instagram", "entry": [{"id": "0", "time": 1527459824, "changes": [{"field": "messages", "value": value}]}]}
    )  # fmt: skip
    assert only(body) == Item("0", "12334", message("random_mid", "random_text", at=1527459824000))


@pytest.mark.parametrize(
    ("given", "milliseconds"),
    [
        pytest.param(AT, AT, id="milliseconds"),
        pytest.param(str(AT), AT, id="milliseconds as text"),
        pytest.param(1762128000, 1762128000000, id="seconds"),
        pytest.param("1762128000", 1762128000000, id="seconds as text"),
        pytest.param(None, AT + 160, id="no time: the entry's"),
        pytest.param("yesterday", AT + 160, id="no number: the entry's"),
        pytest.param(True, AT + 160, id="a switch: the entry's"),
        pytest.param(-5, AT + 160, id="before 1970: the entry's"),
        pytest.param("١٧٦٢١٢٨٠٠٠", AT + 160, id="other digits: the entry's"),
        pytest.param(10**14 * 9, AT + 160, id="the year 30000, which no clock of ours can show: the entry's"),
        pytest.param(10**40, AT + 160, id="beyond every number: the entry's"),
    ],
)
def test_times_are_milliseconds_whatever_they_came_as(given: Any, milliseconds: int) -> None:
    assert only(delivery(item(at=given, message={"mid": "M", "text": "hi"}))).event.at == milliseconds


def test_without_any_time_it_happened_now() -> None:
    body = written_by_meta({"entry": [{"id": BUSINESS, "messaging": [said() | {"timestamp": None}]}]})
    assert only(body).event.at == NOW


def test_ids_may_come_as_numbers_and_are_always_text() -> None:
    sent = {"sender": {"id": int(CUSTOMER)}, "recipient": {"id": int(BUSINESS)}, "timestamp": AT, "message": {"mid": "M", "text": "hi"}}  # fmt: skip
    assert only(delivery(sent, account=int(BUSINESS))) == Item(BUSINESS, CUSTOMER, message())


def test_the_same_item_has_the_same_key_in_every_delivery() -> None:
    reaction = item(reaction={"mid": "M", "action": "react"})
    first, later = only(delivery(reaction)), only(delivery(reaction, time=AT + 99_000))
    assert first.event.key == later.event.key
    assert (
        only(delivery(item(at=AT + 1, reaction={"mid": "M", "action": "react"}))).event.key != first.event.key
    )
