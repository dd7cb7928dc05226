"""What is kept of attachments: never more than ten things, only Meta's addresses, and one post once."""

from typing import Any

import pytest

from shared.contracts import Media
from tests.unit.ingest.deliveries import delivery, item, only, said

URL = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=s"


def of(kind: str, **payload: Any) -> dict[str, Any]:
    return {"type": kind, "payload": payload}


POST = of("ig_post", ig_post_media_id="18", url=URL + "2")


def kept(*attachments: Any) -> tuple[tuple[str, ...], tuple[Media, ...]]:
    event = only(delivery(item(message={"mid": "M", "attachments": list(attachments)}))).event
    return event.attachments, event.media


@pytest.mark.parametrize("pair", [[of("share", url=URL), POST], [POST, of("share", url=URL)]])
def test_a_post_that_came_as_two_attachments_is_one(pair: list[Any]) -> None:
    assert kept(*pair) == (("ig_post",), (Media("ig_post", URL + "2", "18"),))


def test_two_posts_are_two() -> None:
    kinds, media = kept(POST, of("ig_post", ig_post_media_id="19"))
    assert kinds == ("ig_post", "ig_post")
    assert [one.id for one in media] == ["18", "19"]


@pytest.mark.parametrize(
    "attachment",
    [
        pytest.param({"type": "image"}, id="no payload"),
        pytest.param({"type": "image", "payload": None}, id="null"),
        pytest.param({"type": "image", "payload": {}}, id="an empty payload"),
        pytest.param({"type": "image", "payload": [URL]}, id="a list"),
        pytest.param(of("image", url=7), id="a number for an address"),
        pytest.param(of("image", url="https://169.254.169.254/metadata"), id="somebody else's address"),
        pytest.param(of("image", url="https://www.instagram.com/p/C1/"), id="a page and no file"),
        pytest.param(of("image", url=f"https://lookaside.fbsbx.com/{'a' * 2048}"), id="an endless address"),
        pytest.param(of("image", id="../me", title=""), id="an id that would be a path"),
    ],
)
def test_an_attachment_with_nothing_to_fetch_is_still_told_by_its_kind(attachment: Any) -> None:
    assert kept(attachment) == (("image",), ())


@pytest.mark.parametrize("odd", ["?", {}, {"type": 7}, None, ["image"]])
def test_an_attachment_of_no_known_shape_is_told_as_unknown(odd: Any) -> None:
    assert kept(odd, {"type": "image"}) == (("unknown", "image"), ())


def test_a_kind_of_next_year_keeps_its_name_and_address() -> None:
    assert kept(of("hologram", url=URL)) == (("hologram",), (Media("hologram", URL),))


@pytest.mark.parametrize("none", [[], None, "image", {"0": {"type": "image"}}])
def test_what_is_no_list_of_attachments_takes_nothing_from_the_text(none: Any) -> None:
    event = only(delivery(said("hi", attachments=none))).event
    assert (event.text, event.attachments, event.media) == ("hi", (), ())


def test_ten_things_are_kept_and_every_kind_is_told() -> None:
    kinds, media = kept(*(of("image", url=f"{URL}{n}") for n in range(12)))
    assert kinds == ("image",) * 12
    assert [one.url for one in media] == [f"{URL}{n}" for n in range(10)]
    _, products = kept(of("template", product={"elements": [{"id": str(n)} for n in range(5000)]}))
    assert [one.id for one in products] == [str(n) for n in range(10)]


def test_what_a_message_answers_comes_before_what_it_carries() -> None:
    images = [of("image", url=URL)] * 10
    story, product = {"story": {"id": "17"}}, {"product": {"id": "P"}}
    event = only(delivery(said(attachments=images, reply_to=story, referral=product))).event
    assert [one.kind for one in event.media] == ["story", "product", *["image"] * 8]


@pytest.mark.parametrize("story", [{"id": "17"}, {"url": URL}, {"url": "https://example.com/s"}])
def test_a_reply_to_a_story_is_known_even_without_its_address(story: dict[str, str]) -> None:
    (media,) = only(delivery(said("price?", reply_to={"story": story}))).event.media
    assert media == Media("story", story.get("url") if story.get("url") == URL else None, story.get("id"))


def test_titles_are_bounded() -> None:
    _, (media,) = kept(of("ig_post", ig_post_media_id="18", title="ف" * 3000))
    assert media.title == "ف" * 300


@pytest.mark.parametrize("nothing", [{}, {"attachments": []}, {"attachments": None}, {"text": ""}])
def test_a_message_with_nothing_in_it_was_sent_all_the_same(nothing: dict[str, Any]) -> None:
    event = only(delivery(item(message={"mid": "M", **nothing}))).event
    assert (event.kind, event.key, event.text, event.attachments) == (
        "message",
        "message:M",
        None,
        ("unknown",),
    )
