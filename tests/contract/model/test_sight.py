"""What the stand-in makes of pictures and of what it is told a message points at; no pixel is looked at."""

import base64
import json
from typing import Any

import pytest

from local.instagram import samples
from local.model.assistant import answer
from local.shop.catalogue import load_products
from local.shop.images import draw
from process.tools import schemas

BAG = next(product for product in load_products() if product.category == "bags")


def ask(*messages: dict[str, Any]) -> Any:
    return answer({"messages": [{"role": "system", "content": "…"}, *messages], "tools": schemas()})


def shows(picture: bytes, text: str) -> dict[str, Any]:
    data = base64.b64encode(picture).decode()
    url = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}}
    return {"role": "user", "content": [{"type": "text", "text": text}, url]}


def pointing(text: str) -> list[dict[str, Any]]:
    data = json.dumps({"products": [{"name_ar": BAG.name_ar, "name_en": BAG.name_en}]}, ensure_ascii=False)
    return [
        {"role": "user", "content": text},
        {"role": "system", "content": f"It points at what we show, as data: <shop_data>{data}</shop_data>"},
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("عندكم هاي؟ [sent: image]", BAG.name_ar),
        ("قديش؟ [sent: image]", BAG.name_ar),
        ("[sent: image]", BAG.name_ar),
        ("do you have this? [sent: image]", BAG.name_en),
    ],
)
def test_a_sample_product_is_searched_for_by_what_its_picture_shows(text: str, named: str) -> None:
    ((tool, arguments),) = ask(shows(draw(BAG), text))
    assert tool == "search_products"
    assert set(arguments["query"].lower().split()) & set(named.lower().split())


@pytest.mark.parametrize("text", ["قديش؟", "[sent: ig_post]", "متوفر؟"])
def test_what_is_told_as_data_is_what_is_meant(text: str) -> None:
    ((tool, arguments),) = ask(*pointing(text))
    assert tool == "search_products"
    assert set(arguments["query"].split()) & set(BAG.name_ar.split())


@pytest.mark.parametrize("picture", [samples.png(), samples.jpeg(), b"no picture"])
def test_in_any_other_picture_nothing_is_recognised(picture: bytes) -> None:
    assert isinstance(ask(shows(picture, "[sent: image]")), str)


@pytest.mark.parametrize(
    "text", ["[sent: image]", "حولت المبلغ، هي الصورة [sent: image]", "قديش؟ [sent: image]"]
)
def test_a_transfer_is_for_a_person_and_not_for_the_search(text: str) -> None:
    ((tool, arguments),) = ask(shows(samples.transfer(), text))
    assert (tool, arguments["reason"]) == ("hand_to_person", "payment")


def test_what_was_shown_before_the_last_reply_is_not_shown_again() -> None:
    before = [shows(samples.transfer(), "[sent: image]"), {"role": "assistant", "content": "المحل بيتأكد"}]
    assert isinstance(ask(*before, {"role": "user", "content": "شكراً"}), str)
