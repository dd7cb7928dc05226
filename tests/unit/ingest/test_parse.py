"""Every envelope Meta has been seen to send, times and ids of every form, and what is not understood.

What each event is taken for: test_events.py.
"""

import json
from typing import Any

import pytest

from ingest.items import Item
from ingest.parse import parse
from shared.contracts import Event
from tests.unit.ingest.deliveries import (
    AT,
    BUSINESS,
    CUSTOMER,
    NOW,
    delivery,
    echoed,
    item,
    only,
    said,
    written_by_meta,
)


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


def test_a_message_and_its_echo_have_different_keys() -> None:
    one, other = parse(delivery(said(), echoed()), now_ms=NOW)
    assert one.event.key != other.event.key


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(item(message_edit={"mid": "M", "text": "new"}), id="an edit without a number"),
        pytest.param(item(message_edit={"mid": "M", "text": "new", "num_edit": -1}), id="an edit before the first"),
        pytest.param(item(message_edit={"mid": "M", "text": "new", "num_edit": "9" * 20}), id="an edit beyond every number"),
        pytest.param({"timestamp": AT, "message_edit": {"mid": "M", "text": "new", "num_edit": 1}}, id="an edit by nobody"),
        pytest.param(item(read={"watermark": AT}), id="a read of no message"),
        pytest.param({"timestamp": AT, "read": {"mid": "M"}}, id="a read by nobody"),
        pytest.param(item(reaction={"action": "react", "emoji": "❤"}), id="a reaction to nothing"),
        pytest.param(item(reaction={"mid": "M", "action": "shrug"}), id="a reaction that is neither put on nor taken back"),
        pytest.param(item(reaction={"mid": "M", "action": ["react"]}), id="a reaction whose action is a list"),
        pytest.param(item(postback={"mid": "M"}), id="a postback without title and payload"),
        pytest.param(item(BUSINESS, CUSTOMER, postback={"mid": "M", "payload": "BUY"}), id="a postback from the account"),
        pytest.param(item(BUSINESS, CUSTOMER, referral={"ref": "r"}), id="a link that the account followed"),
        pytest.param(item(referral={}), id="a referral of nothing"),
        pytest.param(item(optin={}), id="an opt-in to nothing"),
        pytest.param(item(pass_thread_control={"metadata": "m"}), id="a thread passed to nobody"),
        pytest.param(item(BUSINESS, CUSTOMER, message={"mid": "M", "text": "x"}), id="from the account, but no echo"),
        pytest.param(item(CUSTOMER, BUSINESS, message={"mid": "M", "text": "x", "is_echo": True}), id="an echo from the customer"),
        pytest.param({"message": {"mid": "M", "text": "x"}}, id="no sender"),
        pytest.param({"recipient": {"id": BUSINESS}, "message": {"mid": "M", "text": "x"}}, id="nobody but the account"),
        pytest.param({"sender": {"id": BUSINESS}, "message": {"mid": "M", "text": "x", "is_echo": True}}, id="an echo to nobody"),
        pytest.param(item("<b>", BUSINESS, message={"mid": "M", "text": "x"}), id="a sender that is no id"),
        pytest.param(item(message={"text": "x"}), id="no mid"),
        pytest.param(item(message={"mid": "", "text": "x"}), id="an empty mid"),
        pytest.param(item(message={"mid": 7, "text": "x"}), id="a mid that is no text"),
        pytest.param(item(message="hi"), id="a message that is no object"),
        pytest.param(item(message_hologram={"mid": "M"}), id="a kind of next year"),
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
