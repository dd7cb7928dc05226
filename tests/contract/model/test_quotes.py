"""Questions of delivery and of sizes: the stand-in asks the product's own tools, and says what these have said."""

import json
from typing import Any

import pytest

from local.model.arabizi import is_arabic
from local.model.assistant import answer
from process.guard import unsupported
from process.register import instruction
from process.tools import schemas
from shared.language.register import Register, register_of
from shared.size_chart import MEASURES
from tests.contract.model.talk import BAG, RED, ZARQA, assistant, called, plan, user

SERVED = {
    "delivery": "served", "area_ar": "إربد", "area_en": "Irbid", "working_days_min": 1, "working_days_max": 2,
    "free_delivery_from": "50", "free_delivery_from_ar": "50 دينار", "free_delivery_from_en": "50 JOD",
    "fee": "3", "fee_ar": "3 دينار", "fee_en": "3 JOD",
}  # fmt: skip
FITS = {
    "sku": RED["sku"], "name_ar": RED["name_ar"], "name_en": RED["name_en"], "sizes": ["S", "M"], "stock": 7,
    "advice": "fits", "fitting_sizes": ["M"], "available": ["M"], "sold_out": [],
    "judged_by": {"height_cm": "165", "weight_kg": "60"}, "not_told": [],
    "chart": [{"size": "M", "height_cm": "156-168", "weight_kg": "55-65"}],
}  # fmt: skip
SHOWN = [user("عندكم فستان أحمر؟"), assistant("أكيد، عنا:\n• فستان سهرة أحمر — 25 دينار — متوفر")]

SHOWN_IN_LATIN = [user("red dress?"), assistant("Sure:\n• Red evening dress — 25 JOD")]


def quote(area: str) -> tuple[str, dict[str, Any]]:
    return "delivery_quote", {"area": area, "items": None}


def advice(sku: str, **measures: str) -> tuple[str, dict[str, Any]]:
    return "size_advice", {"sku": sku, **dict.fromkeys(MEASURES), **measures}


def talked(
    *messages: dict[str, Any], quoted: Any = SERVED, advised: Any = FITS
) -> tuple[list[Any], str, list[Any]]:
    """The calls that were made, the reply, and what the tools had said."""
    results = {
        "delivery_quote": quoted,
        "size_advice": advised,
        "answer_from_knowledge": {"passages": [ZARQA]},
        "search_products": {"products": [RED, BAG]},
    }
    talk = [{"role": "system", "content": "…"}, *messages]
    made: list[Any] = []
    for round_ in range(5):
        said = answer({"messages": talk, "tools": schemas()})
        if isinstance(said, str):
            return made, said, [results[name] for name, _ in made]
        made += said
        talk += called(*said, results=[results[name] for name, _ in said], start=10 * round_)
    raise AssertionError("the assistant never came to a reply")


@pytest.mark.parametrize("text", ["fi bluze zar2a?", "fi bluze zar2a w tawseel?"])
def test_a_thing_that_is_blue_is_no_place(text: str):
    made = dict(plan(user(text), tools=schemas()))
    assert made["search_products"]["color"] == "أزرق"
    assert "delivery_quote" not in made


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("التوصيل لإربد قديش؟", ["لإربد"]),
        ("قديش التوصيل لإربد؟", ["لإربد"]),
        ("delivery to Irbid?", ["Irbid"]),
        ("tawseel 3a irbid?", ["irbid"]),
        ("tawseel 3al zar2a", ["zar2a"]),
        ("2adesh el taw9eel lal zar2a?", ["zar2a"]),
        ("bti2daro twasslo 3al zar2a?", ["zar2a"]),
        ("tawseel elzar2a", ["elzar2a"]),
        ("بتوصلوا على الزرقا؟", ["الزرقا"]),
        ("بتوصلوا عطبربور؟", ["عطبربور"]),
        ("do you deliver to Sweifieh?", ["Sweifieh"]),
        ("إربد؟", ["إربد"]),
        ("قديش التوصيل؟", []),
        ("بتوصلوا عالمحافظات؟", []),
        ("how long does delivery take?", []),
    ],
)
def test_a_question_about_an_area_is_a_quotes(text: str, areas: list[str]):
    made = plan(user(text), tools=schemas())
    assert [call for call in made if call[0] == "delivery_quote"] == [quote(area) for area in areas]
    assert [name for name, _ in made if name != "delivery_quote"] == (
        [] if areas else ["answer_from_knowledge"]
    )


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("طولي 165 ووزني 60 شو مقاسي؟", {"height_cm": "165", "weight_kg": "60"}),
        ("طولي ١٦٥ ووزني ٦٠", {"height_cm": "165", "weight_kg": "60"}),
        ("I'm 165 cm and 60 kg, what size?", {"height_cm": "165", "weight_kg": "60"}),
        ("my height is 1.65 m and I weigh 60", {"height_cm": "165", "weight_kg": "60"}),
        ("tooli 165 w wazni 60, sho ma2asi?", {"height_cm": "165", "weight_kg": "60"}),
        ("محيط الصدر 90 والخصر 72.5", {"chest_cm": "90", "waist_cm": "72.5"}),
        ("طول قدمي 24.5", {"foot_length_cm": "24.5"}),
    ],
)
def test_measures_are_judged_by_the_chart_of_the_product_shown_before(text: str, measures: dict[str, str]):
    made, said, results = talked(*SHOWN, user(text))
    assert [name for name, _ in made] == ["search_products", "size_advice"]
    assert made[1] == advice(RED["sku"], **measures)
    assert "M" in said
    assert held_back(said, results) == []


def test_a_product_named_with_the_measures_is_searched_first():
    made, said, _ = talked(user("طولي 165 ووزني 60 شو مقاسي بالفستان الأحمر؟"))
    assert [name for name, _ in made] == ["search_products", "size_advice"]
    assert said.startswith(RED["name_ar"])


def test_measures_without_a_product_are_answered_with_a_question():
    made, said, _ = talked(user("طولي 165 ووزني 60 شو مقاسي؟"))
    assert made == []
    assert said.endswith(("؟", "."))
    assert "عن أي قطعة" in said


def test_a_shop_without_a_table_is_answered_from_what_it_wrote():
    made, said, _ = talked(user("قديش التوصيل للزرقا؟"), quoted={"delivery": "no_table", "look_in": "…"})
    assert [name for name, _ in made] == ["delivery_quote", "answer_from_knowledge"]
    assert said == ZARQA["text_ar"]


#: A question of a register that is told, and one without being told.
TOLD = {
    None: ("قديش التوصيل لإربد؟", "طولي 165 ووزني 60"),
    Register.ENGLISH: ("How much is delivery to Irbid?", "I'm 165 cm, 60 kg"),
    Register.ARABIZI: ("2adesh el taw9eel la irbid?", "tooli 165 w wazni 60"),
}


def instructed(told: Register | None) -> list[dict[str, Any]]:
    return [] if told is None else [instruction(told)]


def assert_in(told: Register | None, said: str) -> None:
    assert is_arabic(said) is (told is None)
    assert told is None or register_of([said]) is told


@pytest.mark.parametrize("told", TOLD)
@pytest.mark.parametrize(
    ("quoted", "words"),
    [
        (SERVED, {"3", "50"}),
        (SERVED | {"working_days_min": 2}, {"3", "50"}),
        (SERVED | {"working_days_min": 3, "working_days_max": 3}, {"3", "50"}),
        (SERVED | {"working_days_min": 1, "working_days_max": 1}, {"3", "50"}),
        ({"delivery": "not_served", "area_ar": "الرويشد", "area_en": "Ruwaished"}, set()),
        ({"delivery": "ambiguous", "ask_which": [{"area_ar": "أ", "area_en": "A"}, {"area_ar": "ب", "area_en": "B"}]}, set()),
        ({"delivery": "unknown_area", "ask": "…"}, set()),
        ({"error": "…"}, set()),
    ],
)  # fmt: skip
def test_what_is_said_of_delivery_is_the_tools(
    told: Register | None, quoted: dict[str, Any], words: set[str]
):
    _, said, results = talked(user(TOLD[told][0]), *instructed(told), quoted=quoted)
    assert_in(told, said)
    assert all(word in said for word in words)
    assert held_back(said, results) == []


@pytest.mark.parametrize("told", TOLD)
@pytest.mark.parametrize(
    "advised",
    [
        FITS,
        FITS | {"available": [], "sold_out": ["M"]},
        FITS | {"advice": "between", "fitting_sizes": ["S", "M"]},
        FITS | {"advice": "too_small", "fitting_sizes": [], "outside_of_the_chart": ["height_cm"]},
        FITS
        | {"advice": "too_large", "fitting_sizes": [], "outside_of_the_chart": ["height_cm", "weight_kg"]},
        FITS | {"advice": "measures_differ"},
        FITS | {"advice": "needs_measures", "ask_for": list(MEASURES)},
        {"sku": "x", "name_ar": "فستان", "name_en": "Dress", "advice": "no_chart"},
        {"error": "…"},
    ],
)
def test_what_is_said_of_a_size_is_the_tools(told: Register | None, advised: dict[str, Any]):
    shown = SHOWN if told is None else SHOWN_IN_LATIN
    _, said, results = talked(*shown, user(TOLD[told][1]), *instructed(told), advised=advised)
    assert_in(told, said)
    assert held_back(said, results) == []


def held_back(reply: str, results: list[Any]) -> list[str]:
    told = [json.dumps(result, ensure_ascii=False) for result in results]
    wrong = unsupported(reply, tool_results=told, customer=[])
    return wrong.numbers + wrong.promises
