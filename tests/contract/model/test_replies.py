"""Replies: in the customer's language, short, and with no fact that a tool did not give."""

import json
import re
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.model.conversation import BULLET
from local.model.wording import ARABIC, ARABIZI, ENGLISH
from process.guard import Unsupported, unsupported
from process.register import instruction
from shared.language.register import Register, register_of
from tests.contract.model.talk import (
    AMMAN,
    BAG,
    CATALOGUE,
    EXCHANGE,
    NAVY,
    RED,
    ZARQA,
    assistant,
    product,
    reply,
    run_tool,
    user,
)

NUMBER = re.compile(r"\d+(?:\.\d+)?")


def lines(text: str) -> list[str]:
    return [line.removeprefix(BULLET) for line in text.splitlines() if line.startswith(BULLET)]


def is_arabic(text: str) -> bool:
    return bool(re.search("[\u0600-\u06ff]", text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("عندكم فستان أحمر؟ قديش؟", ["فستان سهرة أحمر — 25 دينار — المقاسات: S، M — متوفر"]),
        ("do you have a red dress?", ["Red evening dress — 25 JOD — sizes: S, M — in stock"]),
        ("fi 3ndkom shanta?", ["شنطة جلد — 18 دينار — متوفر"]),
        ("الشنطة متوفرة؟", ["شنطة جلد — 18 دينار — ضايل قطعتين"]),
        ("is the leather bag still available?", ["Leather bag — 18 JOD — two left"]),
        ("شو ألوان الفساتين", ["فستان سهرة أحمر — 25 دينار — المقاسات: S، M — الألوان: أحمر — متوفر"]),
        ("فستان كحلي", ["فستان صيفي كحلي — 12.5 دينار — المقاسات: M، L — خلصان حالياً"]),
    ],
)
def test_a_product_is_shown_on_one_line_as_the_tool_gave_it(text: str, shown: list[str]):
    assert lines(reply(user(text)))[: len(shown)] == shown


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("عندكم فستان كحلي؟", "موجودة عنا، بس خلصانة حالياً:"),
        ("عندكم فستان أخضر؟", "ما لقيت نفس اللون، بس هاي الأقرب:"),
        ("a green dress", "Not in that colour, but these come close:"),
        ("فستان أحمر مقاس XL", "المقاس المطلوب مش متوفر، هاي المقاسات الموجودة:"),
        ("فستان أحمر مقاس M تحت العشرة", "ما لقيت ضمن هالسعر، أقرب إشي عنا:"),
        ("شنطة تحت العشرة", "ما لقيت ضمن هالسعر، أقرب إشي عنا:"),
        ("hello, a dress?", "Hello! Sure, here is what we have:"),
    ],
)
def test_the_opening_says_how_the_products_fit(text: str, opening: str):
    assert reply(user(text)).splitlines()[0] == opening


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("قديش التوصيل للزرقا؟", ZARQA["text_ar"]),
        ("how much is delivery to Amman?", AMMAN["text_en"]),
        ("kam el tawseel la zarqa", ZARQA["text_ar"]),
        ("ممكن أبدل؟", EXCHANGE["text_ar"]),
    ],
)
def test_a_question_gets_the_passage_that_answers_it(text: str, said: str):
    assert reply(user(text)) == said


def test_a_product_and_a_question_are_answered_together():
    said = reply(user("عندكم فستان أحمر؟\nوقديش التوصيل للزرقا؟"))
    assert lines(said)[0].startswith(RED["name_ar"])
    assert said.endswith(ZARQA["text_ar"])


def test_the_cheapest_comes_first_when_asked():
    assert lines(reply(user("أرخص فستان")))[0].startswith(NAVY["name_ar"])


def test_details_bring_the_description():
    assert BAG["description_en"] in reply(user("what material is the leather bag"))


@pytest.mark.parametrize("text", ["عندكم لابتوب؟", "do you sell bicycles?"])
def test_what_the_shop_has_not_is_not_replaced_by_something_else(text: str):
    said = reply(user(text))
    assert lines(said) == []
    assert "؟" in said or "?" in said


def test_an_error_of_a_tool_becomes_an_apology_beside_what_did_work():
    def broken(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        return {"error": "unavailable"} if name == "search_products" else run_tool(name, arguments)

    assert "بعتذر" in reply(user("عندكم فستان؟"), results=broken)
    both = reply(user("عندكم فستان أحمر؟\nوقديش التوصيل للزرقا؟"), results=broken)
    assert "بعتذر" in both
    assert ZARQA["text_ar"] in both


def test_a_passage_that_does_not_answer_is_not_read_out():
    said = reply(user("عندكم كفالة؟"), results=lambda *_: {"passages": [ZARQA]})
    assert ZARQA["text_ar"] not in said


def test_a_reply_sent_back_by_the_application_ends_with_a_person():
    talk = [user("عندكم فستان؟"), assistant("25"), {"role": "system", "content": "Write it again."}]
    assert NUMBER.findall(reply(*talk)) == []


@pytest.mark.parametrize(
    ("text", "arabic"),
    [
        ("مرحبا", True),
        ("mar7aba", True),
        ("hello", False),
        ("شكرا", True),
        ("thanks", False),
        ("ok", False),
        ("؟؟", True),
        ("bdi a7ki ma3 7ada", True),
    ],
)
def test_courtesies_are_answered_in_the_customers_language(text: str, *, arabic: bool):
    assert is_arabic(reply(user(text))) is arabic


IN_ARABIZI = instruction(Register.ARABIZI)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("3ndkom fustan a7mar? 2adesh?", "Red evening dress — 25 JOD — el ma2asat: S, M — mawjood"),
        ("el shanta mtwafra?", "Leather bag — 18 JOD"),
        ("2adesh el taw9eel la 3amman?", "Delivery in Amman is 2 JOD."),
        ("mar7aba", "Ahla w sahla!"),
        ("bdi a7ki ma3 7ada", "Akeed"),
    ],
)
def test_told_to_it_answers_in_arabizi_and_the_guard_lets_it_pass(asked: str, shown: str):
    said = reply(user(asked), IN_ARABIZI)
    assert shown in said
    assert not is_arabic(said)
    assert register_of([said]) is Register.ARABIZI
    results = [json.dumps({"products": CATALOGUE, "passages": [AMMAN, ZARQA, EXCHANGE]})]
    assert unsupported(said, tool_results=results, customer=[asked]) == Unsupported([], [])


def test_a_reply_sent_back_is_known_also_behind_the_instruction():
    talk = [
        user("3ndkom fustan?"),
        IN_ARABIZI,
        assistant("25"),
        {"role": "system", "content": "Write it again."},
    ]
    assert reply(*talk) == "Ma 3endi ma3loome akeede 3an hal ishi, 7ada mn el ma7al birod 3alek hon."


def test_no_sentence_of_its_own_is_held_back():
    for words in (ARABIC, ARABIZI, ENGLISH):
        for sentence in asdict(words).values():
            if isinstance(sentence, str) and "{" not in sentence:
                assert unsupported(sentence, tool_results=[], customer=[]) == Unsupported([], []), sentence


def test_a_sign_without_words_keeps_the_language_of_the_conversation():
    assert not is_arabic(reply(user("hello"), assistant("Hello!"), user("?")))


FACTS = st.builds(
    product,
    st.sampled_from(["فستان أحمر", "فستان 2026", "شنطة", "بلوزة مقاس 40"]),
    st.sampled_from(["Red dress", "Dress 2026", "Bag", "Blouse 40"]),
    st.decimals(min_value=1, max_value=999, places=2).map(lambda price: f"{price.normalize():f}"),
    sizes=st.lists(st.sampled_from(["S", "M", "38", "40"]), max_size=3, unique=True),
    stock=st.integers(0, 9),
    in_stock=st.booleans(),
)
SAYINGS = [
    "عندكم فستان أحمر مقاس 44 تحت 77؟",
    "do you have 3 bags under 99 JD in size 39",
    "قديش الشنطة والتوصيل لإربد خلال 24 ساعة",
    "fustan ta7t el 66",
    "متوفر منه 5؟",
    "أرخص فستان؟",
]


@given(st.lists(st.sampled_from(SAYINGS), min_size=1, max_size=3), st.lists(FACTS, max_size=6))
def test_every_number_of_a_reply_comes_from_the_tools_of_this_turn(said: list[str], products: list[Any]):
    def results(name: str, _: Any) -> dict[str, Any]:
        return {"products": products} if name == "search_products" else {"passages": [AMMAN, ZARQA]}

    allowed = set(NUMBER.findall(json.dumps([products, AMMAN, ZARQA], ensure_ascii=False)))
    assert set(NUMBER.findall(reply(user("\n".join(said)), results=results))) <= allowed


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_of_a_customer_breaks_the_assistant(first: str, second: str):
    assert reply(user(first), assistant("…"), user(second))
