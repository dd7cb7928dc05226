"""What the stand-in drafts from a post: the product's own request, the sample shop's own posts, the same answer each time."""

import base64
import json
from decimal import Decimal
from typing import Any

import pytest

from catalog.post_draft import Draft, draft_in, tool
from local.model.assistant import answer
from local.shop.catalogue import load_posts, load_products
from local.shop.images import draw
from local.shop.posting import sample_posts, shown_in
from shared.model.client import Reply, ToolCall

POSTS = {post.id[-3:]: post for post in load_posts()}


def drafted(caption: str, picture: bytes | None = None) -> Draft | None:
    data = base64.b64encode(picture or b"").decode()
    shown = [{"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}}] if picture else []
    text = {"type": "text", "text": json.dumps({"caption": caption}, ensure_ascii=False)}
    request = {
        "messages": [{"role": "system", "content": "…"}, {"role": "user", "content": [text, *shown]}],
        "tools": [tool()],
    }
    said = answer(request)
    assert said == answer(request)
    calls: Any = () if isinstance(said, str) else [ToolCall("c", name, json.dumps(given)) for name, given in said]  # fmt: skip
    return draft_in(Reply("none", tuple(calls), {}, "stand-in", 1, 1), caption)


def of_post(number: str) -> Draft | None:
    post = POSTS[number]
    return drafted(post.caption, draw(shown_in(post.pictures[0])))


@pytest.mark.parametrize(
    ("number", "name", "price", "sizes", "colors"),
    [
        ("102", "سلسال ذهبي", Decimal("18.5"), (), ["gold"]),
        ("103", "جاكيت شتوي خمري", None, ("S", "M", "L"), ["burgundy"]),
        ("105", "عباية سادة شتوي كحلي", Decimal(42), ("54", "56"), ["navy"]),
        ("106", "شنطة جلد", Decimal("22.5"), (), ["black", "honey"]),
        ("107", "فستان ميدي زيتي", Decimal(34), ("S", "M", "L", "XL"), ["olive"]),
    ],
)
def test_the_caption_names_the_product(
    number: str, name: str, price: Decimal | None, sizes: tuple[str, ...], colors: list[str]
) -> None:
    draft = of_post(number)
    assert draft is not None
    assert (draft.name_ar, draft.price, draft.sizes) == (name, price, sizes)
    assert [one.en for one in draft.colors] == colors


def test_the_picture_names_what_the_caption_only_prices() -> None:
    draft = of_post("108")
    (scarf,) = (one for one in load_products() if one.sku == "SC-603")
    assert draft is not None
    assert (draft.name_ar, draft.name_en, draft.price) == (scarf.name_ar, scarf.name_en, Decimal(14))
    assert drafted(POSTS["108"].caption) is None


@pytest.mark.parametrize("number", ["101", "104"])
def test_a_greeting_and_an_offer_on_everything_are_no_product(number: str) -> None:
    assert of_post(number) is None


def test_every_sample_post_can_be_drawn_and_is_one_of_these() -> None:
    assert {post.id[-3:] for post in sample_posts()} == {str(number) for number in range(101, 109)}
    assert all(picture().startswith(b"\x89PNG") for post in sample_posts() for picture in post.pictures[1:])
