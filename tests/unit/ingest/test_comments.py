"""Comments under posts, reels, ads and broadcasts: whose they are, where they stand, and when they cannot be told."""

from typing import Any

import pytest

from ingest.items import NOBODY, Item
from ingest.parse import parse
from shared.contracts import Comment, Event
from tests.unit.ingest.deliveries import AT, BUSINESS, CUSTOMER, NOW, delivery, only, said, written_by_meta

SECONDS = AT // 1000


def told(**value: Any) -> dict[str, Any]:
    usual = {
        "id": "18",
        "text": "price?",
        "from": {"id": CUSTOMER, "username": "u"},
        "media": {"id": "17", "media_product_type": "REELS"},
    }
    return {name: item for name, item in (usual | value).items() if item is not ...}


def under(value: Any, field: str = "comments") -> bytes:
    return delivery({"field": field, "value": value}, container="changes", time=SECONDS)


def comment(text: str | None = "price?", **where: Any) -> Event:
    usual: dict[str, Any] = {"id": "18", "media": "17", "media_type": "REELS", "username": "u"}
    return Event("comment:18", "comment", SECONDS * 1000, text=text, comment=Comment(**usual | where))


@pytest.mark.parametrize(
    ("body", "event"),
    [
        pytest.param(under(told()), comment(), id="under a reel"),
        pytest.param(under(told(parent_id="16")), comment(parent="16"), id="under a comment"),
        pytest.param(under(told(), "live_comments"), comment(live=True), id="in a broadcast"),
        pytest.param(under(told(text="@shop حلو؟")), comment("@shop حلو؟"), id="a mention"),
        pytest.param(under(told(text=...)), comment(None), id="without a word"),
        pytest.param(
            under(told(media={"id": "17", "media_product_type": "AD", "ad_id": "1", "ad_title": "T", "original_media_id": "15"})),
            comment(media_type="AD", ad="1", original="15"),
            id="under an ad",
        ),
        pytest.param(under(told(ad_id="1", original_media_id="15")), comment(ad="1", original="15"), id="under an ad, told beside the comment"),
        pytest.param(under(told(media=..., **{"from": {"id": CUSTOMER}})), comment(media=None, media_type=None, username=None), id="nobody says where"),
        pytest.param(under(told(id=18, media={"id": 17, "media_product_type": "REELS"}, **{"from": {"id": int(CUSTOMER), "username": "u"}})), comment(), id="numbers for ids"),
        pytest.param(
            written_by_meta({"object": "instagram", "entry": [{"id": BUSINESS, "time": SECONDS, "field": "comments", "value": told()}]}),
            comment(),
            id="flat field and value",
        ),
    ],
)  # fmt: skip
def test_a_comment_belongs_to_the_conversation_with_its_author(body: bytes, event: Event) -> None:
    assert only(body) == Item(BUSINESS, CUSTOMER, event)


@pytest.mark.parametrize(
    "author",
    [
        pytest.param({"id": BUSINESS, "username": "shop"}, id="by the account's id"),
        pytest.param({"id": BUSINESS, "username": "shop", "self_ig_scoped_id": "555"}, id="by both ids"),
        pytest.param({"id": "555", "username": "shop", "self_ig_scoped_id": "555"}, id="by the id it has for itself"),
    ],
)  # fmt: skip
def test_the_accounts_own_comment_is_told_apart(author: dict[str, str]) -> None:
    event = only(under(told(**{"from": author}))).event
    assert event.comment is not None
    assert event.comment.own


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(told(id=...), id="no id"),
        pytest.param(told(id="18/replies"), id="an id that would be a path"),
        pytest.param(told(**{"from": ...}), id="no author"),
        pytest.param(told(**{"from": {"username": "u"}}), id="an author without an id"),
        pytest.param(told(**{"from": "u"}), id="an author that is text"),
        pytest.param({"media_id": "17", "comment_id": "18"}, id="ids alone"),
        pytest.param(None, id="null"),
        pytest.param([told()], id="a list"),
    ],
)
@pytest.mark.parametrize("field", ["comments", "live_comments"])
def test_a_comment_of_nobody_or_nothing_is_kept_and_its_neighbours_never_notice(
    value: Any, field: str
) -> None:
    changes = [{"field": "comments", "value": told()}, {"field": field, "value": value}]
    known, unknown = parse(delivery(*changes, container="changes", time=SECONDS), now_ms=NOW)
    assert known.event == comment()
    assert (unknown.account, unknown.event.kind) == (BUSINESS, "unknown")
    assert '"field"' in (unknown.event.raw or "")


def test_a_field_that_we_do_not_know_is_no_comment_and_no_message() -> None:
    """What a mention outside of comments holds are ids: nobody to answer."""
    for field in ("mentions", "story_insights", "follow"):
        for value in (told(), said()):
            found = only(under(value, field))
            assert (found.customer, found.event.kind) == (NOBODY, "unknown")
