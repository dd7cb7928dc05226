"""The bodies as Meta's pages show them."""

from typing import Any

import pytest

from shared.reply.model import (
    Audio,
    Buttons,
    Card,
    Cards,
    Choice,
    File,
    Image,
    Images,
    LinkButton,
    OwnPost,
    Part,
    PostbackButton,
    Reaction,
    Text,
    Video,
)
from shared.reply.render import render

URL = "https://shop.example/p/101"
MEDIA = {"url": URL}
ORDER = PostbackButton("اطلب", "ORDER")
SHOP = LinkButton("المتجر", URL)
BUTTONS = [
    {"type": "postback", "title": "اطلب", "payload": "ORDER"},
    {"type": "web_url", "url": URL, "title": "المتجر"},
]
QUICK_REPLY = {"content_type": "text", "title": "S", "payload": "SIZE_S"}
ELEMENT = {
    "title": "فستان",
    "subtitle": "٢٥ دينار",
    "image_url": URL,
    "default_action": {"type": "web_url", "url": URL},
    "buttons": BUTTONS,
}


def template(**payload: Any) -> dict[str, Any]:
    return {"attachment": {"type": "template", "payload": payload}}


@pytest.mark.parametrize(
    ("part", "post"),
    [
        (Text("أهلا"), {"text": "أهلا"}),
        (Text("أي؟", (Choice("S", "SIZE_S"),)), {"text": "أي؟", "quick_replies": [QUICK_REPLY]}),
        (Buttons("تفضل", (ORDER, SHOP)), template(template_type="button", text="تفضل", buttons=BUTTONS)),
        (Cards((Card("فستان", "٢٥ دينار", URL, URL, (ORDER, SHOP)),)), template(template_type="generic", elements=[ELEMENT])),
        (Cards((Card("فستان", "٢٥ دينار"),)), template(template_type="generic", elements=[{"title": "فستان", "subtitle": "٢٥ دينار"}])),
        (Image(URL), {"attachment": {"type": "image", "payload": MEDIA}}),
        (Images((URL, URL)), {"attachments": [{"type": "image", "payload": MEDIA}] * 2}),
        (Audio(URL), {"attachment": {"type": "audio", "payload": MEDIA}}),
        (Video(URL), {"attachment": {"type": "video", "payload": MEDIA}}),
        (File(URL), {"attachment": {"type": "file", "payload": MEDIA}}),
        (OwnPost("179"), {"attachment": {"type": "MEDIA_SHARE", "payload": {"id": "179"}}}),
        (Reaction("m", "❤️"), {"sender_action": "react", "payload": {"message_id": "m", "reaction": "love"}}),
        (Reaction("m", "👍"), {"sender_action": "react", "payload": {"message_id": "m", "reaction": "👍"}}),
        (Reaction("m", None), {"sender_action": "unreact", "payload": {"message_id": "m"}}),
    ],
)  # fmt: skip
def test_each_part_is_one_post(part: Part, post: dict[str, Any]) -> None:
    assert render([part]) == [post]


def test_a_reply_is_its_posts_in_order() -> None:
    assert render([Reaction("m", "👍"), Text("x" * 1001), Image(URL), Text(" ")]) == [
        {"sender_action": "react", "payload": {"message_id": "m", "reaction": "👍"}},
        {"text": "x" * 1000},
        {"text": "x"},
        {"attachment": {"type": "image", "payload": MEDIA}},
    ]
    assert render([]) == []
