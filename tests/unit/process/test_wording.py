"""Fixed sentences: one in each register, and none with a claim."""

import json
from pathlib import Path

import pytest

import process.wording
from process.guard import Unsupported, unsupported
from process.wording import said
from shared.language.register import Register, register_of

NAMES = sorted(
    json.loads(Path(process.wording.__file__).with_suffix(".json").read_text("utf-8"))["sentences"]
)
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
