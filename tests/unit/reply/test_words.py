"""Parts in words: for the thread, for the echo, and in the place of media that Meta refused."""

import pytest
from hypothesis import given

from shared.reply.fit import fit
from shared.reply.limits import TEXT
from shared.reply.model import (
    Audio,
    Buttons,
    Card,
    Cards,
    Image,
    Images,
    LinkButton,
    OwnPost,
    Part,
    PostbackButton,
    Reaction,
    Reply,
    Text,
    Video,
)
from shared.reply.words import echoed, in_words, instead
from tests.unit.reply.replies import replies

URL = "https://shop.example/a.jpg"
DRESS = Card("فستان", "٢٥ دينار", URL, "https://shop.example/1", (PostbackButton("بدي", "BUY"),))


@pytest.mark.parametrize(
    ("part", "words", "echo", "text"),
    [
        pytest.param(Text("أهلا"), "أهلا", "أهلا", None, id="a text"),
        pytest.param(Buttons("شو بدك؟", (LinkButton("الموقع", URL),)), "شو بدك؟\n[الموقع]", "شو بدك؟", None, id="buttons"),
        pytest.param(Image(URL), "[sent: image]", None, URL, id="a picture becomes its address"),
        pytest.param(Video(URL), "[sent: video]", None, URL, id="a video"),
        pytest.param(Audio(URL), "[sent: audio]", None, URL, id="a voice note"),
        pytest.param(Images((URL, URL)), "[sent: 2 images]", None, f"{URL}\n\n{URL}", id="several pictures"),
        pytest.param(Cards((DRESS, Card("شال"))), "[card: فستان]\n[card: شال]", None, "فستان\n٢٥ دينار\nhttps://shop.example/1\n\nشال", id="cards become what they say"),
        pytest.param(OwnPost("17"), "[sent: own post]", None, None, id="a post has nothing in its place"),
        pytest.param(Reaction("M", "👍"), "[sent: reaction]", None, None, id="nor has a reaction"),
    ],
)  # fmt: skip
def test_parts_in_words(part: Part, words: str, echo: str | None, text: str | None) -> None:
    assert in_words(part) == words
    assert echoed(part) == echo
    assert instead(part) == (None if text is None else Text(text))


@given(replies)
def test_what_goes_in_the_place_of_media_is_always_a_text_that_meta_takes(reply: Reply) -> None:
    for part in fit(reply):
        text = instead(part)
        assert text is None or TEXT.holds(text.text)
