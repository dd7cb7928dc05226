"""The body of a post: to whom, what, under which stamp, in answer to what."""

from typing import Any

import pytest

from send.render import Comment, Customer, Recipient, graph_body
from shared.reply.model import Image, Part, Reaction, Text

URL = "https://shop.example/a.jpg"
REACT = {"sender_action": "react", "payload": {"message_id": "m", "reaction": "👍"}}
PICTURE = {"attachment": {"type": "image", "payload": {"url": URL}}}


@pytest.mark.parametrize(
    ("part", "to", "reply_to", "body"),
    [
        pytest.param(Text("أهلا"), Customer("123"), None, {"recipient": {"id": "123"}, "message": {"text": "أهلا", "metadata": "try"}}, id="a text to a customer"),
        pytest.param(Image(URL), Customer("123"), None, {"recipient": {"id": "123"}, "message": {**PICTURE, "metadata": "try"}}, id="an image"),
        pytest.param(Text("أهلا"), Comment("18"), None, {"recipient": {"comment_id": "18"}, "message": {"text": "أهلا", "metadata": "try"}}, id="a private reply to a comment"),
        pytest.param(Text("نعم"), Customer("123"), "m", {"recipient": {"id": "123"}, "message": {"text": "نعم", "metadata": "try"}, "reply_to": {"mid": "m"}}, id="an answer to one message"),
        pytest.param(Reaction("m", "👍"), Customer("123"), "m", {"recipient": {"id": "123"}, **REACT}, id="a reaction, which takes nothing else beside it"),
    ],
)  # fmt: skip
def test_bodies(part: Part, to: Recipient, reply_to: str | None, body: dict[str, Any]) -> None:
    assert graph_body(part, to, "try", reply_to=reply_to) == body
