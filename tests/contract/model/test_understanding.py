"""What customers write, in Arabic, Arabizi and English, and the tool calls it leads to."""

from typing import Any

import pytest

from local.model.lexicon import CONCEPTS
from local.model.markers import PHRASES
from local.model.reading import spelling, split_words
from tests.contract.model.talk import assistant, plan, user

NONE = {"max_price": None, "min_price": None, "size": None, "color": None, "in_stock_only": False}


def search(query: str, **others: Any) -> tuple[str, dict[str, Any]]:
    return "search_products", {"query": query, **NONE, **others}


def ask(question: str) -> tuple[str, dict[str, Any]]:
    return "answer_from_knowledge", {"question": question}


RED_DRESS = search("فستان أحمر", color="أحمر")


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("عندكم فستان أحمر؟ قديش؟", [RED_DRESS]),
        ("مرحبا\nعندكم فستان أحمر\nقديش سعره", [RED_DRESS]),
        ("بدي فساتين حمرا لو سمحتي", [RED_DRESS]),
        ("هل لديكم فستان أحمر من فضلكم؟", [RED_DRESS]),
        ("fi 3ndkom fustan a7mar? adeish?", [RED_DRESS]),
        ("bdi fustan ahmar", [RED_DRESS]),
        ("do you have a red dress?", [search("red dress", color="red")]),
        ("How much is the leather bag", [search("leather bag")]),
        ("فُستان سهرة طَويل", [search("فستان سهرة طويل")]),
        ("بدي هدية لأمي تحت العشرين", [search("هدية", max_price="20")]),
        ("شو عندكم هدايا بأقل من ١٥ دينار؟", [search("هدية", max_price="15")]),
        ("gifts under 20 JD", [search("gifts", max_price="20")]),
        ("hadaya ta7t el 20", [search("هدية", max_price="20")]),
        ("بلوزة بين 10 و 17.50 دينار", [search("بلوزة", min_price="10", max_price="17.5")]),
        ("a bag between 10 and 25", [search("bag", min_price="10", max_price="25")]),
        ("شنط فوق الخمسين", [search("شنطة", min_price="50")]),
        ("بدي شي ب خمسة وعشرين دينار", [search("منتجات", max_price="25")]),
        ("something for 20 JD?", [search("products", max_price="20")]),
        ("فستان مقاس 38", [search("فستان", size="38")]),
        ("في تيشيرت لارج؟", [search("تيشيرت")]),
        ("t-shirt size large", [search("t shirt", size="L")]),
        ("جاكيت أسود مقاس XL", [search("جاكيت أسود", color="أسود", size="XL")]),
        ("عندكم شنط المتوفر بس", [search("شنطة", in_stock_only=True)]),
        ("عندكم لابتوب؟", [search("لابتوب")]),
        ("عندكم فستان؟ وشنطة بني؟", [search("فستان"), search("شنطة بني", color="بني")]),
        ("قديش التوصيل للزرقا؟", [ask("قديش التوصيل للزرقا")]),
        ("بتوصلوا على إربد؟", [ask("بتوصلوا على إربد")]),
        ("مرحبا، كيف بدفع؟ في كليك؟", [ask("كيف بدفع"), ask("في كليك")]),
        ("kam el tawseel la zarqa", [ask("قديش توصيل الزرقاء")]),
        ("What are your opening hours?", [ask("What are your opening hours")]),
        ("وين محلكم", [ask("وين محلكم")]),
        ("ممكن أرجع الفستان؟", [ask("ممكن أرجع الفستان")]),
        ("I want to exchange the dress", [ask("I want to exchange the dress")]),
        ("وين طلبي؟", [ask("وين طلبي")]),
        ("عندكم تغليف هدايا؟", [ask("عندكم تغليف هدايا")]),
        (
            "do you have a red dress and how much is delivery?",
            [search("red dress", color="red"), ask("do you have a red dress and how much is delivery")],
        ),
        ("عندكم فستان أحمر؟\nوقديش التوصيل؟", [RED_DRESS, ask("وقديش التوصيل")]),
        ("مرحبا", []),
        ("hello, how are you?", []),
        ("mar7aba", []),
        ("شكراً كتير", []),
        ("يعطيك العافية", []),
        ("بدي أحكي مع حدا", []),
        ("can I talk to a human please", []),
        ("تمام", []),
        ("قديش؟", []),
        ("؟؟", []),
        ("[sent: image]", []),
    ],
)
def test_a_first_message_leads_to(text: str, calls: list[Any]):
    assert plan(user(text)) == calls


SHOWN_ONE = [user("عندكم فستان أحمر؟"), assistant("أكيد، عنا:\n• فستان سهرة أحمر — 25 دينار — متوفر")]
SHOWN_TWO = [
    user("عندكم فستان أحمر؟"),
    assistant("أكيد:\n• فستان سهرة أحمر — 25 دينار\n• فستان صيفي كحلي — 12.5 دينار"),
]
SAID_FREELY = [
    user("do you have a red dress?"),
    assistant("Yes, a lovely one!"),
    user("nice"),
    assistant("Anything else?"),
]


@pytest.mark.parametrize(
    ("before", "text", "calls"),
    [
        (SHOWN_ONE, "قديش؟", [search("فستان سهرة أحمر", color="أحمر")]),
        (SHOWN_ONE, "في مقاس L؟", [search("فستان سهرة أحمر", color="أحمر", size="L")]),
        (SHOWN_ONE, "ولون أسود؟", [search("فستان سهرة أسود", color="أسود")]),
        (SHOWN_ONE, "في منه ساتان؟", [search("فستان سهرة أحمر ساتان", color="أحمر")]),
        (SHOWN_ONE, "adeish?", [search("فستان سهرة أحمر", color="أحمر")]),
        (SHOWN_ONE, "عندكم شنط؟", [search("شنطة")]),
        (SHOWN_ONE, "شكرا", []),
        (SHOWN_TWO, "قديش؟", [RED_DRESS]),
        (SHOWN_TWO, "الثاني متوفر؟", [search("فستان صيفي كحلي", color="كحلي")]),
        (SAID_FREELY, "how much?", [search("red dress", color="red")]),
        (SAID_FREELY, "is it available in medium?", [search("red dress", color="red", size="M")]),
        (SAID_FREELY, "how long does delivery take?", [ask("how long does delivery take")]),
    ],
)
def test_a_follow_up_speaks_of_the_product_before(before: list[Any], text: str, calls: list[Any]):
    assert plan(*before, user(text)) == calls


def test_several_messages_are_one_question_however_they_are_split():
    burst = ["مرحبا", "عندكم فستان", "أحمر", "مقاس M", "قديش"]
    expected = [search("فستان أحمر", color="أحمر", size="M")]
    assert plan(user("\n".join(burst))) == plan(*map(user, burst)) == expected


def test_one_call_at_a_time_where_parallel_calls_are_off():
    both = user("عندكم فستان أحمر؟ وقديش التوصيل؟")
    assert plan(both, parallel_tool_calls=False) == [RED_DRESS]


def test_no_tool_is_called_that_the_request_does_not_allow():
    dress = user("عندكم فستان أحمر؟")
    assert plan(dress, tool_choice="none") == []
    assert plan(dress, tools=None) == []
    assert plan(dress, tools=[{"type": "function", "function": {"name": "other", "parameters": {}}}]) == []


def test_arguments_conform_to_a_schema_with_keys_nobody_foresaw():
    wider = {
        "type": "object",
        "properties": {
            "query": {"type": "string"},
            "max_price": {"anyOf": [{"type": "number"}, {"type": "null"}]},
            "category": {"type": ["string", "null"]},
            "page": {"type": "integer"},
        },
    }
    tools = [{"type": "function", "function": {"name": "search_products", "parameters": wider}}]
    [(_, arguments)] = plan(user("هدية تحت العشرين"), tools=tools)
    assert arguments == {"query": "هدية", "max_price": 20.0, "category": None, "page": 0}


def test_no_phrase_of_the_tables_means_two_things():
    meanings: dict[tuple[str, ...], set[str]] = {}
    row: Any
    for name, row in [
        *((one.name, one) for one in CONCEPTS),
        *((one.name, row) for one, row in PHRASES.items()),
    ]:
        for form in (*row.arabic, *row.english, *row.arabizi):
            meanings.setdefault(tuple(map(spelling, split_words(form))), set()).add(name)
    assert {phrase: names for phrase, names in meanings.items() if len(names) > 1} == {}
