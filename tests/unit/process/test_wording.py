import json
from pathlib import Path

import pytest

from process import wording
from process.guard import Unsupported, unsupported
from process.wording import a_person_will_answer
from shared.hours import DAYS

ARABIC, ENGLISH = a_person_will_answer(["مرحبا"]), a_person_will_answer(["hello"])


@pytest.mark.parametrize(
    ("customer", "expected"),
    [
        pytest.param(["عندكم فستان؟"], ARABIC, id="Arabic"),
        pytest.param(["do you have a dress?"], ENGLISH, id="English"),
        pytest.param(["بدي size M من هاد", "لو سمحتي"], ARABIC, id="mostly Arabic"),
        pytest.param([], ARABIC, id="nothing said"),
        pytest.param([""], ARABIC, id="nothing that could be read"),
        pytest.param(["3ndkom fostan?"], ENGLISH, id="Arabizi, by its letters"),
    ],
)
def test_the_fallback_is_in_the_customers_script(customer: list[str], expected: str) -> None:
    assert a_person_will_answer(customer) == expected


def test_the_fallback_promises_a_person_and_no_number() -> None:
    assert ARABIC != ENGLISH
    assert unsupported(ARABIC + ENGLISH, tool_results=[], customer=[]) == Unsupported([], [])


def test_every_sentence_is_there_in_every_language() -> None:
    words = json.loads((Path(wording.__file__).with_suffix(".json")).read_text(encoding="utf-8"))
    sentences = [words[name] for name in words if name != "when"] + list(words["when"].values())
    assert {tuple(sorted(sentence)) for sentence in sentences} == {("arabic", "arabizi", "english")}
    assert {frozenset(names) for names in words["days"].values()} == {frozenset(DAYS)}
