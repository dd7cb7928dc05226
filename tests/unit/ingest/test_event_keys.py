"""By its key an event is known again: the same in every delivery, another for whatever else happened."""

from typing import Any

import pytest

from ingest.parse import parse
from tests.unit.ingest.deliveries import AT, BUSINESS, CUSTOMER, NOW, delivery, item, only, said

OTHER = "9999999999999999"


def reacted(action: str = "react", mid: str = "M", **who: Any) -> dict[str, Any]:
    return item(**who, reaction={"mid": mid, "action": action, "emoji": "❤"})


def tapped(payload: str = "P", **told: Any) -> dict[str, Any]:
    return item(**{"at": AT, **told}, postback={"title": "Buy", "payload": payload})


#: Whatever stands here, and no two of them, is an event of its own.
DISTINCT = {
    "a message": said(),
    "its echo": item(BUSINESS, CUSTOMER, message={"mid": "M", "text": "hi", "is_echo": True}),
    "its edit": item(message_edit={"mid": "M", "text": "new", "num_edit": 1}),
    "its second edit": item(message_edit={"mid": "M", "text": "new", "num_edit": 2}),
    "its unsend": item(message={"mid": "M", "is_deleted": True}),
    "its read": item(read={"mid": "M"}),
    "its read by the account": item(BUSINESS, CUSTOMER, read={"mid": "M"}),
    "a reaction": reacted(),
    "the reaction taken back": reacted("unreact"),
    "the reaction put on again": reacted(at=AT + 1),
    "the account's reaction": reacted(sender=BUSINESS, recipient=CUSTOMER),
    "a reaction to another message": reacted(mid="N"),
    "a tap": item(postback={"mid": "M", "title": "Buy", "payload": "P"}),
    "a tap without a mid": tapped(),
    "the same a second later": tapped(at=AT + 1000),
    "another button": tapped("Q"),
    "another customer's": tapped(sender=OTHER),
    "a link": item(referral={"ref": "r", "type": "OPEN_THREAD"}),
    "another link": item(referral={"ref": "s", "type": "OPEN_THREAD"}),
    "an opt-in": item(optin={"type": "notification_messages", "payload": "p"}),
    "a thread passed": item(pass_thread_control={"new_owner_app_id": "2"}),
    "a thread taken": item(take_thread_control={"new_owner_app_id": "2"}),
    "not understood": item(hologram={"mid": "M"}),
    "not understood either": item(hologram={"mid": "N"}),
}


def test_no_two_events_share_a_key() -> None:
    found = parse(delivery(*DISTINCT.values()), now_ms=NOW)
    assert len({one.event.key for one in found}) == len(DISTINCT)


@pytest.mark.parametrize("name", DISTINCT)
def test_an_event_has_its_key_in_every_delivery(name: str) -> None:
    first, later = (
        only(delivery(DISTINCT[name], time=AT + late)).event.key for late in (160, 21 * 60 * 1000)
    )
    assert first == later


@pytest.mark.parametrize("name", ["a tap without a mid", "a reaction", "a link", "a thread passed"])
def test_without_a_time_of_its_own_neither_the_entrys_nor_ours_gets_into_the_key(name: str) -> None:
    timeless = DISTINCT[name] | {"timestamp": None}
    (first,), (later,) = (parse(delivery(timeless, time=None), now_ms=now) for now in (NOW, NOW + 99_000))
    assert first.event.key == later.event.key
    assert only(delivery(timeless, time=AT)).event.key == first.event.key


@pytest.mark.parametrize(
    "told",
    [
        tapped("ب" * 5000),
        item(referral={"ref": "😀" * 5000}),
        item(optin={"payload": "x" * 5000}),
        said(mid="😀" * 512),
        reacted(mid="😀" * 512),
        item("9" * 64, BUSINESS, read={"mid": "😀" * 512}),
        item(message_edit={"mid": "😀" * 512, "text": "x", "num_edit": 999_999_999}),
    ],
)
def test_however_much_was_said_a_key_fits_an_index(told: Any) -> None:
    """A B-tree row ends at 2704 bytes, and the tenant's id is in it too."""
    event = only(delivery(told)).event
    assert event.kind != "unknown"
    assert len(event.key.encode()) < 2500
