"""What a run ends with: the command's exit and files, a page that nothing written can break, and the thresholds."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ops.__main__ import cli
from ops.eval.models import ScriptedModel
from ops.eval.page import page
from ops.eval.run import WAITS, Report
from ops.eval.scenario import Case, Expected, Scenario, Turn
from ops.eval.thresholds import Thresholds, shortfalls
from ops.eval.told import as_data, headline
from shared.errors import AgentError, Misconfigured, ModelForbidden, ModelGone, ModelUnavailable
from shared.model.client import Reply
from tests.unit.evaluation.scenarios import CASES, played

GREETING = next(case for case in CASES if case.kind == "small_talk")
HOSTILE = '<script>alert(1)</script> $total "&'


def asking(said: str, reply: str, **expected: object) -> Case:
    turn = Turn(customer=(said,), reply=reply, expect=Expected.model_validate(expected))
    return GREETING.model_copy(
        update={"scenario": Scenario(name=said, register="english", turns=(turn,)), "file": "own"}
    )


async def report(*cases: Case) -> Report:
    return Report("scripted", scripted=True, results=[await played(case, ScriptedModel) for case in cases])


async def test_what_anybody_wrote_is_text_on_the_page() -> None:
    told = page(await report(asking(HOSTILE, HOSTILE, says=[HOSTILE], forbids=["total"])), [HOSTILE])

    assert "<script" not in told
    assert told.count("&lt;script&gt;alert(1)&lt;/script&gt; $total") >= 5
    assert "proves the machinery only" in told


async def test_what_is_written_has_its_own_direction() -> None:
    told = page(await report(asking("مرحبا", "أهلا")), [])
    assert '<p class="said customer" dir="auto">مرحبا</p>' in told
    assert '<p class="said shop" dir="auto">أهلا</p>' in told


@pytest.mark.parametrize(
    ("expected", "holds"),
    [
        ({"says": ["27.5"]}, True),
        ({"says": ["27|27.5"]}, True),
        ({"says": ["28"]}, False),
        ({"numbers": ["27.5", "27", "0.5"]}, True),
        ({"numbers": []}, False),
        ({"money": ["27.5"]}, True),
        ({"money": ["28"]}, False),
        ({"forbids": ["ليره"]}, False),
        ({"script": "arabic"}, True),
        ({"script": "latin"}, False),
        ({"tools": ["search_products"]}, False),
        ({"never": ["search_products"]}, True),
        ({"products": ["K-11"]}, False),
        ({"state": "person"}, False),
        ({"reason": ["asked"]}, False),
        ({"summary": "none"}, True),
        ({"summary": "15.75"}, False),
        ({"claims_payment": False}, True),
        ({"claims_payment": True}, False),
    ],
)
async def test_an_expectation_holds_or_does_not(expected: dict[str, object], *, holds: bool) -> None:
    case = asking("معي 27.5، في اشي أقل؟", "في أقل من سبعة وعشرين ليرة ونص", **expected)
    (result,) = (await report(case)).results
    assert result.passed is holds, result.verdicts


async def test_a_run_tells_how_often_the_guard_stepped_in() -> None:
    held = await report(
        asking("hi", "it is 37 JOD", state="person", reason=["guard"]), asking("hey", "hello")
    )
    real = replace(held, model="gpt", scripted=False)
    assert (real.written_again, real.held_back) == (1, 1)
    assert all(result.passed for result in real.results)
    assert "model gpt, answered by scripted · replies written again: 1, held back: 1" in headline(real)
    assert "held back: 1" in page(real, [])
    assert as_data(real, [])["held_back"] == 1


BAG = next(case for case in CASES if case.id == "bargaining: offers less")
ABOUT_THE_BAG = "شنطة كروس جلد بني — 24.6 دينار"


@pytest.mark.parametrize(
    ("reply", "strange"),
    [
        pytest.param(f"{ABOUT_THE_BAG}\nضايل 9 حبات", "", id="a found product's own price and stock"),
        pytest.param(
            "1. شنطة قماش مطرزة — 9 دينار\n2. شنطة كروس جلد بني — 24.6 دينار", "", id="a counted list"
        ),
        pytest.param("في عنا بـ 24.6 دينار كمان", "24.6", id="a price without the name of its product"),
    ],
)
async def test_numbers_of_what_was_found_need_no_expectation(reply: str, strange: str) -> None:
    turn = BAG.scenario.turns[0].model_copy(update={"reply": reply, "expect": Expected(numbers=())})
    case = BAG.model_copy(update={"scenario": BAG.scenario.model_copy(update={"turns": (turn,)})})
    (result,) = (await report(case)).results
    assert result.played[0].reply == reply
    assert [one.seen for one in result.verdicts[0] if not one.holds] == ([strange] if strange else [])


async def test_a_share_below_its_threshold_is_told_by_kind() -> None:
    told = await report(asking("hi", "hello"), asking("hey", "hello", says=["bye"]))
    assert shortfalls(told, Thresholds(all=Decimal("0.5"))) == []
    assert shortfalls(told, Thresholds(all=Decimal(1), kinds={"small_talk": Decimal("0.6")})) == [
        "all: 1 of 2 passed, 100% wanted",
        "small_talk: 1 of 2 passed, 60% wanted",
    ]


@pytest.mark.parametrize(
    ("error", "tries"),
    [(ModelUnavailable("away"), 1 + len(WAITS)), (ModelGone("gone"), 1), (ModelForbidden("no"), 1)],
    ids=lambda value: type(value).__name__,
)
async def test_an_outage_fails_the_run_and_is_tried_again_where_that_may_help(
    error: AgentError, tries: int
) -> None:
    asked: list[int] = []

    class Away(ScriptedModel):
        async def chat(
            self, messages: object, tools: object, *, within: float, cache_key: str, most_tokens: int = 0
        ) -> Reply:
            del messages, tools, within, cache_key, most_tokens
            asked.append(1)
            raise error

    result = await played(asking("hi", "hello"), Away)
    assert len(asked) == tries
    told = shortfalls(Report("gpt", scripted=False, results=[result]), Thresholds(all=Decimal(0)))
    assert told == ["1 could not be run, first own: hi"]


def test_the_command_writes_its_files_and_says_that_the_script_proves_nothing_of_answers(
    tmp_path: Path,
) -> None:
    data, html = tmp_path / "r.json", tmp_path / "r.html"
    done = CliRunner().invoke(
        cli, ["eval", "--script", "--only", "bargaining", "--json", str(data), "--html", str(html)]
    )

    assert done.exit_code == 0, done.output
    assert "proves the machinery only" in done.output
    told = json.loads(data.read_text("utf-8"))
    assert told["scripted"]
    assert told["passed"] == told["scenarios"] == len([case for case in CASES if "bargaining" in case.id])
    assert told["results"][0]["turns"][0]["steps"]
    assert html.read_text("utf-8").startswith("<!doctype html>")


def test_the_command_ends_non_zero_below_the_thresholds(tmp_path: Path) -> None:
    scenarios = tmp_path / "scenarios"
    scenarios.mkdir()
    shop = tmp_path / "shops"
    shop.symlink_to(Path(__file__).parents[3] / "evaluation" / "shops")
    (tmp_path / "thresholds.json").write_text('{"all": 1}', "utf-8")
    turn = {"customer": ["hi"], "reply": "hello", "expect": {"says": ["bye"]}}
    one = {"name": "a", "register": "english", "turns": [turn]}
    file = {"shop": "khuzama", "kind": "small_talk", "scenarios": [one]}
    (scenarios / "own.json").write_text(json.dumps(file), "utf-8")

    done = CliRunner().invoke(cli, ["eval", "--script", "--scenarios", str(tmp_path)])
    assert done.exit_code == 1
    assert "below all: 0 of 1 passed, 100% wanted" in done.output


@pytest.mark.parametrize("option", ["--json", "--html"])
def test_a_file_that_cannot_be_written_is_told_before_a_model_is_asked(tmp_path: Path, option: str) -> None:
    for path in (tmp_path, tmp_path / "nowhere" / "r"):
        done = CliRunner().invoke(cli, ["eval", option, str(path)])
        assert isinstance(done.exception, Misconfigured)
        assert f"{path} cannot be written" in str(done.exception)
