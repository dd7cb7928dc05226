"""A scenario file that cannot be used is told with file, place and what was expected."""

import json
import shutil
from pathlib import Path

import pytest

from ops.eval.scenario import read_cases
from ops.eval.thresholds import read_thresholds
from shared.errors import Misconfigured
from tests.unit.evaluation.scenarios import FOLDER

GOOD = '{"shop":"khuzama","kind":"shop","scenarios":[{"name":"a","register":"english","turns":[{"customer":["hi"]}]}]}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER / "shops", tmp_path / "shops")
    (tmp_path / "scenarios").mkdir()
    return tmp_path


def put(folder: Path, text: str) -> Path:
    (folder / "scenarios" / "mine.json").write_text(text, "utf-8")
    return folder


def test_a_good_file_is_read(folder: Path) -> None:
    (case,) = read_cases(put(folder, GOOD))
    assert case.id == "mine: a"
    assert case.shop is not None
    assert case.shop.products


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param("{", "[", "mine.json: cannot be read", id="no JSON"),
        pytest.param('"english"', '"french"', "mine.json, scenarios.0.register: Input should be 'jordanian'", id="an unknown register"),
        pytest.param('["hi"]', "[]", "mine.json, scenarios.0.turns.0.customer", id="a customer who says nothing"),
        pytest.param('["hi"]', '["hi"],"expects":{}', "mine.json, scenarios.0.turns.0.expects: Extra inputs", id="a field that there is not"),
        pytest.param('["hi"]', '["hi"],"expect":{"numbers":["many"]}', "turns.0.expect.numbers.0: Input should be a valid decimal", id="a number that is none"),
        pytest.param('["hi"]', '["hi"],"picture":"no.png"', "mine.json: a: there is no picture no.png", id="a picture that is not there"),
        pytest.param('["hi"]', '["hi"],"story":"1"', "mine.json: a: no product of the shop is shown in a story 1", id="a story that shows nothing"),
        pytest.param('["hi"]', '["hi"],"expect":{"never":["hand_to_persn"]}', "mine.json, scenarios.0.turns.0.expect.never.0: there is no tool hand_to_persn", id="a tool that there is not"),
        pytest.param("khuzama", "nowhere", "mine.json: shops/nowhere/shop.json cannot be used", id="a shop that is not there"),
        pytest.param('"name":"a"', '"name":"a","products":[{"sku":"X"}]', "mine.json, price: Field required", id="a product without a price"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(folder: Path, before: str, after: str, told: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        read_cases(put(folder, GOOD.replace(before, after, 1)))
    assert told in str(refused.value)


def test_a_fault_of_a_shops_areas_is_told(folder: Path) -> None:
    areas = [{"id": "irbid", "name_ar": "إربد", "name_en": "Irbid", "fee": "2"}]
    (folder / "shops" / "khuzama" / "delivery.json").write_text(json.dumps({"areas": areas}), "utf-8")
    with pytest.raises(
        Misconfigured, match=r"mine\.json: delivery\.json row 1: an area that is served needs fee"
    ):
        read_cases(put(folder, GOOD))


def test_two_scenarios_of_one_name_are_told(folder: Path) -> None:
    one = GOOD[GOOD.index("[") + 1 : -2]
    with pytest.raises(Misconfigured, match="two scenarios have this name"):
        read_cases(put(folder, GOOD.replace(one, f"{one},{one}", 1)))


def test_no_scenario_at_all_is_told(folder: Path) -> None:
    with pytest.raises(Misconfigured, match="holds no scenario file"):
        read_cases(folder)


def test_a_threshold_above_one_or_of_no_kind_is_told(tmp_path: Path) -> None:
    path = tmp_path / "thresholds.json"
    path.write_text('{"all": 90, "kinds": {"price": 1}}', "utf-8")
    with pytest.raises(Misconfigured) as refused:
        read_thresholds(path)
    assert "thresholds.json, all:" in str(refused.value)
    assert "thresholds.json, kinds.price" in str(refused.value)
