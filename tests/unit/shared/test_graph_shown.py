"""What a message shows reads the same whether a webhook told it or Graph did, and no shape of it breaks a read."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts import Media
from shared.graph.shown import kinds_in, media_in, replied_to

URL = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=s"
#: It is a page, and no file that could be shown to anybody.
PERMALINK = "https://www.instagram.com/p/ABC/"
ELSEWHERE = "https://evil.example/x.png"


def attached(**told: Any) -> dict[str, Any]:
    return {"attachments": {"data": [told]}}


SHOWN = [
    pytest.param({}, (), (), id="a text and nothing else"),
    pytest.param(attached(image_data={"url": URL, "width": 1}), ("image",), (Media("image", URL),), id="image"),
    pytest.param(attached(video_data={"url": URL}), ("video",), (Media("video", URL),), id="video"),
    pytest.param(attached(audio_data={"url": URL}), ("audio",), (Media("audio", URL),), id="audio"),
    pytest.param(attached(mime_type="audio/mp4", file_url=URL), ("audio",), (Media("audio", URL),), id="a voice note as a file"),
    pytest.param(attached(mime_type="audio/mp4", video_data={"url": URL}), ("audio",), (Media("audio", URL),), id="a voice note as a video"),
    pytest.param(attached(mime_type="image/gif", file_url=URL), ("image",), (Media("image", URL),), id="a picture as a file"),
    pytest.param(attached(mime_type="application/pdf", name="offer.pdf", file_url=URL), ("file",), (Media("file", URL, title="offer.pdf"),), id="file"),
    pytest.param(attached(generic_template={"title": "T"}), ("template",), (), id="template"),
    pytest.param(attached(hologram={"url": URL}), ("unknown",), (), id="of no known shape"),
    pytest.param(attached(), ("unknown",), (), id="empty"),
    pytest.param(attached(image_data={}), ("image",), (), id="an image without an address"),
    pytest.param(attached(image_data={"url": ELSEWHERE}), ("image",), (), id="an address that is not Meta's"),
    pytest.param({"shares": {"data": [{"link": URL, "id": "18", "name": "فستان"}]}}, ("share",), (Media("share", URL, "18", "فستان"),), id="shared post"),
    pytest.param({"shares": {"data": [{"link": PERMALINK}]}}, ("share",), (), id="shared post by its page"),
    pytest.param({"shares": {"data": [{"link": URL, "id": "../me"}]}}, ("share",), (Media("share", URL),), id="an id that is a path"),
    pytest.param({"story": {"mention": {"link": URL, "id": "17"}}}, ("story_mention",), (Media("story_mention", URL, "17"),), id="story mention"),
    pytest.param({"story": {"reply_to": {"link": URL, "id": "17"}}}, (), (Media("story", URL, "17"),), id="story reply"),
    pytest.param({"reply_to": {"story": {"url": URL, "id": "17"}}}, (), (Media("story", URL, "17"),), id="story reply as webhooks tell it"),
    pytest.param({"is_unsupported": True}, ("unsupported",), (), id="unsupported"),
    pytest.param({"is_unsupported": False, "attachments": None, "story": None, "shares": None}, (), (), id="nothing, at length"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "kinds", "media"), SHOWN)
def test_what_is_shown_is_told_in_the_webhooks_words(
    told: dict[str, Any], kinds: tuple[str, ...], media: tuple[Media, ...]
) -> None:
    assert (kinds_in(told), media_in(told)) == (kinds, media)


def test_the_story_that_is_answered_outlasts_a_long_list() -> None:
    told = {
        "story": {"reply_to": {"link": URL}},
        "attachments": {"data": [{"image_data": {"url": URL}}] * 12},
    }
    assert [media.kind for media in media_in(told)] == ["story", *["image"] * 9]
    assert kinds_in(told) == ("image",) * 12


@pytest.mark.parametrize(
    ("told", "mid"), [({"mid": "M0"}, "M0"), ({"id": "M0"}, "M0"), ({"mid": 5}, None), ({}, None), (None, None)]
)  # fmt: skip
def test_the_message_that_is_answered_is_named(told: Any, mid: str | None) -> None:
    assert replied_to({"reply_to": told}) == mid


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["data", "image_data", "url", "file_url", "mime_type", "mention", "reply_to", "story", "id", "name", "link"]),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("attachments", "story", "shares", "is_unsupported", "reply_to"), JSON)))  # fmt: skip
def test_no_shape_breaks_a_read(told: dict[str, Any]) -> None:
    kinds, media = kinds_in(told), media_in(told)
    assert all(isinstance(kind, str) for kind in kinds)
    assert all(one.url is None for one in media if one.url != URL)
    replied_to(told)
