"""`python -m ops eval` as an operator runs it: the program itself, with a model that it reaches over HTTP and no script."""

import asyncio
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from local.children import ROOT
from local.model import ModelStandIn
from local.model.scripts import Failure
from tests.contract.model.talk import KEY

FEE = {
    "name": "the fee", "register": "jordanian",
    "turns": [{"customer": ["قديش التوصيل عالزرقا؟"], "reply": "WHAT NO MODEL IS SHOWN",
               "expect": {"tools": ["delivery_quote"], "numbers": ["2.75", "2", "4", "55"], "money": ["2.75", "55"], "says": ["2.75"], "state": "answered"}}],
}  # fmt: skip
SIZE = {
    "name": "the size", "register": "english", "kind": "sizes",
    "turns": [{"customer": ["I'm 162 cm and 58 kg, what size is the cotton blouse for me?"],
               "expect": {"tools": ["search_products", "size_advice"], "products": ["S-11"], "says": ["M"]}}],
}  # fmt: skip
#: The stand-in reckons no totals.
TOTAL = {
    "name": "the total", "register": "jordanian",
    "turns": [{"customer": ["بدي بلوزتين قطن توصيل لإربد، كم بصير الكل؟"],
               "expect": {"tools": ["delivery_quote"], "says": ["30"], "forbids": ["31"]}}],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shops").symlink_to(ROOT / "evaluation" / "shops")
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "thresholds.json").write_text('{"all": 0.6, "kinds": {"sizes": 1}}', "utf-8")
    file = {"shop": "sanabel", "kind": "delivery", "scenarios": [FEE, SIZE, TOTAL]}
    (tmp_path / "scenarios" / "own.json").write_text(json.dumps(file, ensure_ascii=False), "utf-8")
    return tmp_path


class Ran:
    def __init__(self, code: int | None, out: str, err: str, folder: Path) -> None:
        self.code, self.out, self.err = code, out, err
        self.page = (folder / "r.html").read_text("utf-8")
        self.data = json.loads((folder / "r.json").read_text("utf-8"))

    def result(self, name: str) -> dict[str, Any]:
        return next(one for one in self.data["results"] if one["name"] == name)


async def evaluated(folder: Path, url: str, *more: str) -> Ran:
    settings = {"OPENAI_BASE_URL": f"{url}/openai/v1/", "OPENAI_API_KEY": KEY, "CHAT_MODEL": "gpt-4o"}
    files = ("--json", str(folder / "r.json"), "--html", str(folder / "r.html"))
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ops", "eval", "--scenarios", str(folder), *files, *more),
        cwd=ROOT,
        env={**os.environ, **settings, "PYTHONUTF8": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await program.communicate()
    return Ran(program.returncode, out.decode(), err.decode(), folder)


async def test_a_run_that_reaches_its_thresholds_ends_with_0_and_tells_what_failed(
    folder: Path, url: str, standin: ModelStandIn
) -> None:
    ran = await evaluated(folder, url)

    assert ran.code == 0, ran.out + ran.err
    assert (
        "2 of 3 scenarios passed · model gpt-4o, answered by gpt-4o-local-stand-in · replies written again: 0, held back: 0"
        in ran.out
    )
    assert "failed own: the total\n  turn 1: says 30; seen: " in ran.out
    assert (ran.data["model"], ran.data["scripted"], ran.data["below"]) == ("gpt-4o", False, [])
    assert [one["passed"] for one in ran.data["results"]] == [True, True, False]
    assert float(ran.data["money"]) > 0
    asked = json.dumps(standin.history, ensure_ascii=False)
    assert "قديش التوصيل عالزرقا؟" in asked
    assert "WHAT NO MODEL IS SHOWN" not in asked
    assert_the_tools_answered_from_the_scenarios_shop(ran)
    assert not re.findall(r"(?:src|href|url|@import|https?:)\s*[=(:/]", ran.page)
    assert "delivery_quote" in ran.page


def assert_the_tools_answered_from_the_scenarios_shop(ran: Ran) -> None:
    (turn,) = ran.result("the fee")["turns"]
    call, result, reply = turn["steps"]
    assert call["tool_calls"][0]["function"]["name"] == "delivery_quote"
    assert '"fee":"2.75"' in result["content"]
    assert reply["content"] == turn["reply"]
    (sized,) = ran.result("the size")["turns"]
    assert any('"fitting_sizes":["M"]' in step.get("content", "") for step in sized["steps"])


async def test_a_run_below_a_threshold_ends_with_1_and_says_which(folder: Path, url: str) -> None:
    strict = folder / "strict.json"
    strict.write_text('{"all": 0.5, "kinds": {"delivery": 1}}', "utf-8")
    ran = await evaluated(folder, url, "--thresholds", str(strict))

    assert ran.code == 1
    assert ran.data["below"] == ["delivery: 1 of 2 passed, 100% wanted"]
    assert "below delivery: 1 of 2 passed, 100% wanted" in ran.out
    assert "delivery: 1 of 2 passed, 100% wanted" in ran.page
    assert "Traceback" not in ran.err


async def test_what_a_model_that_is_gone_could_not_answer_fails_the_run_and_is_no_verdict(
    folder: Path, url: str, standin: ModelStandIn
) -> None:
    (folder / "thresholds.json").write_text('{"all": 0}', "utf-8")
    standin.enqueue(Failure(404, code="model_not_found"))
    ran = await evaluated(folder, url, "--only", "the fee")

    assert ran.code == 1
    assert ran.data["below"] == ["1 could not be run, first own: the fee"]
    assert ran.result("the fee")["outage"] == "ModelGone: the model answered 404: model_not_found"
    assert "  not run: ModelGone: the model answered 404: model_not_found" in ran.out
    assert "turn 1:" not in ran.out
