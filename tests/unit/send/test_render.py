"""The body of a post: to whom, what, under which stamp and tag."""

from typing import Any
from uuid import UUID

import pytest

from send.policy import ByPerson, HumanAgent
from send.render import Comment, Customer, Recipient, graph_body
from shared.reply.model import Image, Part, Reaction, Text

TAG = HumanAgent(ByPerson(UUID(int=1)))
URL = "https://shop.example/a.jpg"
REACT = {"sender_action": "react", "payload": {"message_id": "m", "reaction": "👍"}}
PICTURE = {"attachment": {"type": "image", "payload": {"url": URL}}}


@pytest.mark.parametrize(
    ("part", "to", "tag", "body"),
    [
        pytest.param(Text("أهلا"), Customer("123"), None, {"recipient": {"id": "123"}, "message": {"text": "أهلا", "metadata": "try"}}, id="a text to a customer"),
        pytest.param(Image(URL), Customer("123"), None, {"recipient": {"id": "123"}, "message": {**PICTURE, "metadata": "try"}}, id="an image"),
        pytest.param(Text("أهلا"), Comment("18"), None, {"recipient": {"comment_id": "18"}, "message": {"text": "أهلا", "metadata": "try"}}, id="a private reply to a comment"),
        pytest.param(Text("نعم"), Customer("123"), TAG, {"recipient": {"id": "123"}, "message": {"text": "نعم", "metadata": "try"}, "messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}, id="what a person wrote after the window"),
        pytest.param(Reaction("m", "👍"), Customer("123"), None, {"recipient": {"id": "123"}, **REACT}, id="a reaction, which takes nothing else beside it"),
    ],
)  # fmt: skip
def test_bodies(part: Part, to: Recipient, tag: HumanAgent | None, body: dict[str, Any]) -> None:
    assert graph_body(part, to, "try", tag=tag) == body
