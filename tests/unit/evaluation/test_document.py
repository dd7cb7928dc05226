"""docs/evaluation.md says what scenario files may hold, and nothing else: its tables, its example and its thresholds."""

import json
import re
from pathlib import Path
from typing import get_args

from ops.eval.scenario import Expected, Kind, Scenario, Turn, read_cases
from ops.eval.thresholds import Thresholds, read_thresholds
from tests.unit.evaluation.scenarios import CASES, FOLDER

TEXT = (FOLDER.parent / "docs" / "evaluation.md").read_text("utf-8")
EXAMPLE, THRESHOLDS = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)[::-1]


def table(head: str) -> set[str]:
    rows = TEXT.partition(f"| {head} |")[2].partition("\n\n")[0]
    return {
        name
        for row in re.findall(r"^\|([^|]*)\|", rows, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }


def test_the_tables_name_every_field_and_no_other() -> None:
    of_a_scenario = {"kind", "register", "products", "selling", "ordered", *Turn.model_fields} - {"expect"}
    assert {*Scenario.model_fields} - {"name", "turns", "spoken"} <= of_a_scenario
    assert table("Field") == of_a_scenario
    assert table("Expectation") == {*Expected.model_fields}


def test_the_kinds_are_those_that_there_are() -> None:
    told = TEXT.partition("| `kind` | ")[2].partition(";")[0].replace(" or ", ", ").split(", ")
    assert {*told} == {*get_args(Kind)} - {"correction"} == {case.kind for case in CASES}


def test_the_example_is_a_scenario_file(tmp_path: Path) -> None:
    (tmp_path / "shops").symlink_to(FOLDER / "shops")
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "example.json").write_text(EXAMPLE, "utf-8")
    assert len(read_cases(tmp_path)) == 1


def test_the_thresholds_are_those_of_the_repository() -> None:
    assert Thresholds.model_validate(json.loads(THRESHOLDS)) == read_thresholds(FOLDER / "thresholds.json")


def test_the_number_of_scenarios_is_true() -> None:
    assert f"All {len(CASES)} scenarios" in TEXT
