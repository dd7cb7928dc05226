"""The limits of a message: bytes of text, numbers of replies, elements and buttons."""

from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.instagram import rules
from local.instagram.errors import GraphError
from tests.support.instagram import CUSTOMER, World, error_of

ELEMENT = {"title": "فستان أحمر", "subtitle": "12.5 دينار"}
BUTTON = {"type": "postback", "title": "اطلب", "payload": "BUY_1"}
LINK = {"type": "web_url", "title": "شاهد", "url": "https://shop.example/1"}
IMAGE = {"type": "image", "payload": {"url": "http://127.0.0.1:1/dress.png"}}


def generic(*elements: dict[str, Any]) -> dict[str, Any]:
    return {
        "attachment": {
            "type": "template",
            "payload": {"template_type": "generic", "elements": list(elements)},
        }
    }


def buttons(text: str, *given_buttons: dict[str, Any]) -> dict[str, Any]:
    payload = {"template_type": "button", "text": text, "buttons": list(given_buttons)}
    return {"attachment": {"type": "template", "payload": payload}}


def replies(count: int, **changed: Any) -> dict[str, Any]:
    reply = {"content_type": "text", "title": "أحمر", "payload": "RED"} | changed
    return {"text": "أي لون؟", "quick_replies": [reply] * count}


@given(st.text(min_size=1, max_size=600))
def test_a_text_is_measured_in_utf8_bytes_and_not_in_letters(text: str) -> None:
    body = {"recipient": {"id": CUSTOMER}, "message": {"text": text}}
    fits = bool(text.strip()) and len(text.encode("utf-8", "surrogatepass")) <= 1000
    with nullcontext() if fits else pytest.raises(GraphError, match=r"#100"):
        assert rules.read(body, {}).text == text


@pytest.mark.parametrize(
    "message",
    [
        {"text": "ش" * 500},
        {"text": "🌹" * 250},
        replies(13),
        replies(1, payload="P" * 1000),
        generic(*[ELEMENT | {"buttons": [BUTTON, LINK, BUTTON]}] * 10),
        generic(
            ELEMENT | {"default_action": {"type": "web_url", "url": "https://shop.example"}, "buttons": []}
        ),
        buttons("ش" * 640, BUTTON, LINK),
        {
            "attachment": {
                "type": "template",
                "payload": {"template_type": "product", "elements": [{"id": "P1"}]},
            }
        },
        {"attachment": IMAGE},
        {"attachment": {"type": "audio", "payload": {"url": "https://shop.example/a.mp4"}}},
        {"attachment": {"type": "like_heart"}},
        {"attachment": {"type": "MEDIA_SHARE", "payload": {"id": "17900000000000001"}}},
        {"attachments": [IMAGE] * 10},
        {"text": "x", "metadata": "m" * 1000},
    ],
)
async def test_what_just_fits_is_accepted(world: World, message: dict[str, Any]) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    response = await world.post(message)
    assert response.status_code == 200, response.text


@pytest.mark.parametrize(
    ("message", "subcode"),
    [
        ({"text": "ش" * 500 + "x"}, None),
        ({"text": "🌹" * 250 + "x"}, None),
        (replies(14), None),
        (replies(1, content_type="user_phone_number"), None),
        (replies(1, title=""), None),
        (replies(1, payload=None), None),
        (replies(1, payload="P" * 1001), None),
        ({"text": "x", "quick_replies": "RED"}, None),
        (generic(), None),
        (generic(*[ELEMENT] * 11), None),
        (generic({"title": "T" * 81}), None),
        (generic({"subtitle": "no title"}), None),
        (generic(ELEMENT | {"subtitle": "s" * 81}), None),
        (generic(ELEMENT | {"image_url": "dress.png"}), None),
        (generic(ELEMENT | {"default_action": {"type": "postback"}}), None),
        (generic(ELEMENT | {"buttons": [BUTTON] * 4}), None),
        (generic(ELEMENT | {"buttons": [BUTTON | {"title": "T" * 21}]}), None),
        (generic(ELEMENT | {"buttons": [BUTTON | {"type": "phone_number"}]}), None),
        (generic(ELEMENT | {"buttons": [LINK | {"url": "javascript:alert(1)"}]}), None),
        (buttons("ش" * 641, BUTTON), None),
        (buttons("choose"), None),
        ({"attachment": {"type": "template", "payload": {"template_type": "receipt"}}}, None),
        ({"attachment": {"type": "sticker", "payload": {}}}, None),
        ({"attachment": {"type": "image", "payload": {"attachment_id": "404"}}}, None),
        ({"attachment": {"type": "image", "payload": []}}, None),
        ({"attachment": "image"}, 2534015),
        ({"attachments": [IMAGE] * 11}, None),
        ({"attachments": [{"type": "like_heart"}]}, None),
        ({"text": "a caption", "attachment": IMAGE}, 2534015),
        ({"text": "x", "metadata": "m" * 1001}, None),
    ],
)
async def test_what_is_one_too_long_or_of_the_wrong_kind_is_refused(
    world: World, message: dict[str, Any], subcode: int | None
) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    assert error_of(await world.post(message)) == (400, 100, subcode)
    assert world.instagram.sent == []


async def test_a_long_quick_reply_title_is_cut_and_not_refused(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    await world.post(replies(1, title="x" * 25))
    shown = world.instagram.thread(CUSTOMER).messages[-1].quick_replies
    assert [reply["title"] for reply in shown] == ["x" * 20]


async def test_an_uploaded_image_is_sent_by_its_number(world: World) -> None:
    await world.instagram.customer_says(CUSTOMER, "hi")
    upload = {"message": {"attachment": IMAGE | {"payload": IMAGE["payload"] | {"is_reusable": True}}}}  # type: ignore[operator]  # a dict of dicts
    number = (await world.graph.post("/v26.0/me/message_attachments", json=upload)).json()["attachment_id"]

    response = await world.post({"attachment": {"type": "image", "payload": {"attachment_id": number}}})

    assert response.status_code == 200
    assert world.instagram.thread(CUSTOMER).messages[-1].attachments == [IMAGE]
    wrong_kind = await world.post({"attachment": {"type": "video", "payload": {"attachment_id": number}}})
    assert error_of(wrong_kind) == (400, 100, None)


@pytest.mark.parametrize(
    "body", [[], {}, {"message": {}}, {"message": {"attachment": {"type": "like_heart"}}}]
)
async def test_only_media_can_be_uploaded(world: World, body: Any) -> None:
    response = await world.graph.post("/v26.0/me/message_attachments", json=body)
    assert response.json()["error"]["code"] == 100
