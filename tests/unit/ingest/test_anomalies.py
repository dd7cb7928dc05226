"""Every anomaly that the local Instagram can play, and what it is taken for: all of them were seen in the field."""

from typing import Any

import pytest

from ingest.items import NOBODY, Item
from ingest.parse import parse
from local.instagram.anomalies import ANOMALIES, Scene, anomaly
from shared.contracts import Comment, Event, Media
from tests.unit.ingest.deliveries import AT, BUSINESS, CUSTOMER, NOW

SCENE = Scene(account=BUSINESS, customer=CUSTOMER, mid="M", at=AT)
CDN = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=expired"
POST = Media("ig_post", CDN, "18", "فستان")


def customers(*events: Event) -> list[Item]:
    return [Item(BUSINESS, CUSTOMER, event) for event in events]


def message(text: str | None = None, *kinds: str, mid: str = "M", at: int = AT, **told: Any) -> Event:
    return Event(f"message:{mid}", "message", at, mid, text, kinds, **told)


def comment(**where: Any) -> Event:
    told = Comment(id="18000000000000018", media="17", media_type="REELS", parent="17", username="customer.1", **where)  # fmt: skip
    return Event("comment:18000000000000018", "comment", AT // 1000 * 1000, text="السعر؟", comment=told)


def reaction(by: str = CUSTOMER, action: str = "react", **told: Any) -> Event:
    return Event(f"reaction:M:{by}:{action}:{AT}", "reaction", AT, "M", **told)


def random(at: int = 1527459824000) -> list[Item]:
    event = Event("message:random_mid", "message", at, "random_mid", "random_text")
    return [Item("0", "12334", event)]


TAKEN_FOR: dict[str, list[Item]] = {
    "dashboard_test": random(),
    "dashboard_test_of_facebook_login": random(),
    "edit_in_place_of_the_message": [Item(BUSINESS, NOBODY, Event("edit:M:0", "edit", AT, "M", number=0))],
    "comment": customers(comment()),
    "comment_flat": customers(comment()),
    "comment_of_a_boosted_post_twice": customers(comment(), comment(ad="1")),
    "view_once": customers(message(None, "ephemeral")),
    "unsupported_flag": customers(message(None, "unsupported")),
    "unsupported_type": customers(message(None, "unsupported", media=(Media("unsupported", CDN),))),
    "text_beside_a_shared_post": customers(
        message(None, "ig_post", media=(POST,)), message("قديش؟", mid="M2", at=AT + 400)
    ),
    "post_shared_twice": customers(
        message(None, "share", media=(Media("share", CDN),)), message(None, "ig_post", mid="M2", media=(POST,))
    ),
    "owner_echo": customers(Event("echo:M", "echo", AT, "M", "أهلا")),
    "self_test": [Item(BUSINESS, BUSINESS, Event("echo:M", "echo", AT, "M", "x", self_test=True))],
    "business_reaction": customers(reaction(BUSINESS, emoji="❤", by_account=True)),
    "react_without_emoji": customers(reaction(emoji="")),
    "unreact": customers(reaction(action="unreact")),
    "attachment_without_payload": customers(message(None, "image")),
    "attachments_empty": customers(message(None, "unknown")),
    "attachment_with_empty_payload": customers(message(None, "video")),
    "story_mention_gone": customers(message(None, "story_mention", media=(Media("story_mention", CDN),))),
    "unsend": customers(Event("unsend:M", "unsend", AT, "M")),
    "numbers_as_strings": customers(Event("edit:M:1", "edit", AT, "M", "new", number=1)),
    "ids_as_numbers": customers(message("hi")),
    "envelope_in_seconds": customers(message("hi")),
    "standby": customers(message("hi", standby=True)),
}  # fmt: skip
#: A read that names neither side says nothing about any conversation; the others hold nothing that we know.
NOT_UNDERSTOOD = {"read_without_parties": NOBODY, "of_no_known_kind": CUSTOMER}


@pytest.mark.parametrize("name", TAKEN_FOR)
def test_an_anomaly_is_taken_for_what_it_means(name: str) -> None:
    assert parse(anomaly(name, SCENE), now_ms=NOW) == TAKEN_FOR[name]


def test_a_button_without_a_mid_is_known_by_sender_time_and_payload() -> None:
    (found,) = parse(anomaly("postback_without_mid", SCENE), now_ms=NOW)
    assert (found.customer, found.event.payload, found.event.title) == (CUSTOMER, "PRICES", "الأسعار؟")
    assert found.event.mid is None
    assert found.event.key.startswith(f"postback:{CUSTOMER}:{AT}:")


@pytest.mark.parametrize(("name", "customer"), NOT_UNDERSTOOD.items())
def test_an_anomaly_that_means_nothing_is_kept_under_its_account(name: str, customer: str) -> None:
    (found,) = parse(anomaly(name, SCENE), now_ms=NOW)
    assert (found.account, found.customer, found.event.kind) == (BUSINESS, customer, "unknown")
    assert found.event.raw


def test_every_anomaly_has_its_row() -> None:
    assert {*TAKEN_FOR, *NOT_UNDERSTOOD, "postback_without_mid"} == set(ANOMALIES)


def test_a_boosted_comment_told_twice_has_one_key() -> None:
    keys = {found.event.key for found in parse(anomaly("comment_of_a_boosted_post_twice", SCENE), now_ms=NOW)}
    assert len(keys) == 1
