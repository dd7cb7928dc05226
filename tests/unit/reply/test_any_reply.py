"""Whatever a reply holds: every post within every limit, in order, and nothing lost but by a rule."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.instagram import rules
from shared.errors import BadPart
from shared.reply.encoding import KINDS, decode, encode
from shared.reply.fit import fit
from shared.reply.graphemes import shows
from shared.reply.model import (
    Buttons,
    Card,
    Cards,
    Choice,
    Image,
    Images,
    OwnPost,
    Part,
    PostbackButton,
    Text,
)
from shared.reply.render import render, rendered
from tests.unit.reply.judge import judge
from tests.unit.reply.replies import part, replies
from tests.unit.reply.texts import texts


@given(replies)
def test_every_post_is_within_metas_limits(reply: list[Part]) -> None:
    for post in render(reply):
        judge(post)


@given(replies)
def test_the_stand_in_takes_every_post(reply: list[Part]) -> None:
    for post in render(reply):
        content: Any = post if "sender_action" in post else {"message": post}
        rules.read({"recipient": {"id": "1234567890123456"}, **content}, {})


@given(replies)
def test_a_post_survives_json_and_is_one_part_of_the_outbox(reply: list[Part]) -> None:
    parts = fit(reply)
    assert [rendered(decode(json.loads(json.dumps(encode(one))))) for one in parts] == render(reply)
    assert json.loads(json.dumps(render(reply))) == render(reply)


@given(replies)
def test_what_fits_is_left_as_it_is(reply: list[Part]) -> None:
    parts = fit(reply)
    assert fit(parts) == parts
    assert [fit([one]) for one in parts] == [[one] for one in parts]


@given(replies, replies)
def test_parts_do_not_depend_on_their_neighbours(one: list[Part], other: list[Part]) -> None:
    assert render([*one, *other]) == [*render(one), *render(other)]


words = st.text("ابتث", min_size=1, max_size=15)
pictures = st.integers(0, 9999).map("https://shop.example/{}.jpg".format)
orderly: st.SearchStrategy[Part] = st.one_of(
    st.builds(Text, texts),
    st.builds(Text, words, st.lists(st.builds(Choice, words, words), max_size=13, unique_by=lambda c: c.title).map(tuple)),
    st.builds(Buttons, texts.filter(shows), st.lists(st.builds(PostbackButton, words, words), min_size=1, max_size=3, unique_by=lambda b: b.title).map(tuple)),
    st.builds(Cards, st.lists(st.builds(Card, words, st.none() | words, pictures), max_size=30).map(tuple)),
    st.builds(Image, pictures),
    st.builds(Images, st.lists(pictures, max_size=30).map(tuple)),
    st.builds(OwnPost, st.integers(1, 10**17).map(str)),
)  # fmt: skip


@given(st.lists(orderly, max_size=6))
def test_all_that_instagram_can_show_is_shown_in_order(reply: list[Part]) -> None:
    assert told(fit(reply)) == told(reply)


def told(parts: Sequence[Part]) -> str:
    """Every word, title and address in the order of reading, without blanks."""
    return "".join(character for part in parts for character in _read(part) if shows(character))


def _read(part: Part) -> str:
    match part:
        case Text(text, choices):
            return text + "".join(f"[{choice.title}:{choice.payload}]" for choice in choices)
        case Buttons(text, buttons):
            return text + "".join(f"[{button.title}]" for button in buttons)
        case Cards(cards):
            return "".join(f"<{card.title}|{card.subtitle}|{card.image_url}>" for card in cards)
        case Images(urls):
            return "".join(f"({url})" for url in urls)
        case Image(url):
            return f"({url})"
        case OwnPost(media_id):
            return f"#{media_id}"
    raise AssertionError(part)


@given(part)
def test_a_part_comes_back_from_json_as_it_was(one: Part) -> None:
    assert decode(json.loads(json.dumps(encode(one)))) == one


def test_every_kind_of_part_has_a_name_of_its_own() -> None:
    assert set(KINDS.values()) == set(Part.__args__)
    assert len(KINDS) == len(Part.__args__)


@pytest.mark.parametrize(
    ("stored", "sentence"),
    [
        pytest.param(None, "not an object", id="nothing"),
        pytest.param([], "not an object", id="a list"),
        pytest.param({}, "kind: not one of ours", id="no kind"),
        pytest.param({"kind": ["text"]}, "kind: not one of ours", id="a kind that is no word"),
        pytest.param({"kind": "secret"}, "kind: not one of ours", id="a kind of another release"),
        pytest.param({"kind": "text"}, "text.text: missing", id="a member missing"),
        pytest.param({"kind": "text", "text": 7}, "text.text: string_type", id="a member of another type"),
        pytest.param({"kind": "text", "text": "a", "secret": 1}, "text.…: unexpected_keyword_argument", id="a member too many"),
        pytest.param({"kind": "image", "url": None}, "image.url: string_type", id="an address that is none"),
        pytest.param({"kind": "cards", "cards": [{"title": "a", "buttons": [{"title": "secret"}]}]}, "cards.cards.0.buttons.0.….url: missing", id="a button that leads nowhere"),
    ],
)  # fmt: skip
def test_what_is_no_part_is_refused_by_its_place_and_never_quoted(stored: object, sentence: str) -> None:
    with pytest.raises(BadPart) as error:
        decode(stored)
    assert str(error.value) == f"not a part of a reply: {sentence}"
