"""Every scenario of the repository with its scripted model: the machinery works, and nothing true is held back."""

from collections import Counter

import pytest

from ops.eval.models import ScriptedModel
from ops.eval.scenario import Case
from ops.eval.told import faults
from tests.unit.evaluation.scenarios import CASES, played


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
async def test_a_scenario_holds_with_its_scripted_model_and_no_true_reply_is_held_back(case: Case) -> None:
    result = await played(case, ScriptedModel)

    assert faults(result) == []
    for one in result.played:
        assert one.conversed.text == one.turn.reply or one.conversed.reason == "asked"


def test_the_scenarios_cover_what_customers_write() -> None:
    registers = Counter(case.scenario.spoken for case in CASES)
    kinds = Counter(case.kind for case in CASES)

    assert len(CASES) >= 120
    assert all(registers[spoken] >= 15 for spoken in ("jordanian", "standard", "arabizi", "english"))
    assert all(
        kinds[kind] >= 6
        for kind in (
            "delivery",
            "sizes",
            "prices",
            "bargaining",
            "orders",
            "payments",
            "injection",
            "abuse",
            "out_of_scope",
            "person",
            "small_talk",
        )
    )
    assert all(
        {case.scenario.spoken for case in CASES if case.kind == kind} == {*registers}
        for kind in ("delivery", "sizes")
    )
    assert sum(any(turn.picture for turn in case.scenario.turns) for case in CASES) >= 5
