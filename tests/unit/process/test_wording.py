"""Fixed sentences: one in each register, and none with a claim."""

import json
from pathlib import Path

import pytest

import process.wording
from process.guard import Unsupported, unsupported
from process.wording import said
from shared.hours import DAYS
from shared.language.register import Register, register_of

WORDS = json.loads(Path(process.wording.__file__).with_suffix(".json").read_text("utf-8"))
NAMES = sorted(WORDS["sentences"])
REGISTERS = [register for register in Register if register is not Register.MIXED]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("register", REGISTERS)
def test_a_fixed_sentence_reads_as_its_own_register_and_claims_nothing(name: str, register: Register) -> None:
    text = said(name, register)
    assert register_of([text]) is register
    assert unsupported(text, tool_results=[], customer=[]) == Unsupported([], [])


@pytest.mark.parametrize("name", NAMES)
def test_a_mixture_is_answered_in_arabic_letters(name: str) -> None:
    assert said(name, Register.MIXED) == said(name, Register.ARABIC)


def test_every_time_and_day_has_its_name_in_every_register() -> None:
    sentences = [*WORDS["sentences"].values(), *WORDS["when"].values()]
    assert {tuple(sorted(sentence)) for sentence in sentences} == {tuple(sorted(REGISTERS))}
    assert {frozenset(names) for names in WORDS["days"].values()} == {frozenset(DAYS)}
