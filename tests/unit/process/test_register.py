"""The register to answer in: heard in what waits, else in what the customer wrote before, and told behind the history."""

from datetime import UTC, datetime

import pytest

from process.history import Line
from process.register import customers_register, instruction
from shared.language.register import Register

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def line(text: str | None, author: str = "customer") -> Line:
    return Line(author, 1, AT, text)


@pytest.mark.parametrize(
    ("before", "waiting", "register"),
    [
        pytest.param([], [line("عندكم فستان؟")], Register.ARABIC, id="Arabic"),
        pytest.param([], [line("hi"), line("3ndkom fostan?")], Register.ARABIZI, id="a greeting that all share"),
        pytest.param([line("bdi kondara")], [line("40")], Register.ARABIZI, id="a number"),
        pytest.param([line("bdi kondara")], [line(None)], Register.ARABIZI, id="a picture"),
        pytest.param([line("bdi kondara"), line("We have two.", "us")], [line("ok")], Register.ARABIZI, id="not ours"),
        pytest.param([line("عندكم فستان؟")], [line("do you have it in blue?")], Register.ENGLISH, id="it changes"),
        pytest.param([], [], Register.ARABIC, id="nothing"),
    ],
)  # fmt: skip
def test_it_is_the_customers(before: list[Line], waiting: list[Line], register: Register) -> None:
    assert customers_register(waiting, [*before, *waiting]) is register


def test_each_register_has_an_instruction_of_its_own() -> None:
    said = [instruction(register)["content"] for register in Register]
    assert len(set(said)) == len(said)
    assert all(len(text) <= 160 for text in said)
