"""From a poor reply to a scenario of the shop's own: the merchant's correction by the operator's commands, and its runs."""

import asyncio
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from local.children import ROOT
from tests.support.world import TENANT, World

FEE = (
    "SELECT trim_scale(fee)::text AS fee FROM shop.delivery_areas WHERE tenant_id = %s AND area_id = 'irbid'"
)
OF_THE_SHOP = ("--tenant", str(TENANT))


async def ops(world: World, *arguments: str) -> tuple[int | None, str]:
    """The code it ended with, and all that it printed."""
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ops", *arguments),
        cwd=ROOT,
        env={**os.environ, **world.environment, "PYTHONUTF8": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await program.communicate()
    return program.returncode, out.decode()


async def corrected(world: World, *about: str, expect: dict[str, Any], should_say: str) -> str:
    code, said = await ops(
        world, "correct", "add", *OF_THE_SHOP, *about, "--should-say", should_say, "--expect", json.dumps(expect)
    )  # fmt: skip
    assert code == 0, said
    found = re.search(r"kept as ([0-9a-f-]{36})", said)
    assert found, said
    return found[1]


async def run(world: World, folder: Path) -> tuple[int | None, str, dict[str, Any]]:
    code, said = await ops(world, "eval", *OF_THE_SHOP, "--json", str(folder / "r.json"))
    return code, said, json.loads((folder / "r.json").read_text("utf-8"))


async def test_a_poor_reply_becomes_a_scenario_that_the_next_run_must_pass(
    world: World, customer: str, tmp_path: Path
) -> None:
    (row,) = await world.rows(FEE, TENANT)
    world.model.enqueue("عن أي منطقة بتسأل؟")
    await world.instagram.customer_says(customer, "التوصيل لإربد قديش؟")
    (sent,) = await world.instagram.sent_to(customer, 1)
    good = await corrected(
        world,
        *("--account", world.account.user_id, "--customer", customer),
        should_say=f"التوصيل لإربد {row['fee']} دينار",
        expect={"tools": ["delivery_quote"], "says": [row["fee"]], "state": "answered"},
    )

    _, listed = await ops(world, "correct", "list", *OF_THE_SHOP)
    assert good in listed
    assert "منطقة" in listed
    code, said, report = await run(world, tmp_path)

    assert code == 0, said
    assert "1 of 1 scenarios passed · model gpt-4o" in said
    (result,) = report["results"]
    assert result["kind"] == "correction"
    assert result["turns"][0]["customer"] == ["التوصيل لإربد قديش؟"]
    assert result["turns"][0]["reply"] != sent.text
    assert result["turns"][0]["good_reply"] == f"التوصيل لإربد {row['fee']} دينار"
    assert f'"fee":"{row["fee"]}"' in result["turns"][0]["steps"][1]["content"]

    bad = await corrected(world, "--asked", "مرحبا", should_say="أهلاً بسنابل", expect={"says": ["سنابل"]})
    code, said, report = await run(world, tmp_path)
    assert code == 1
    assert report["below"] == ["all: 1 of 2 passed, 100% wanted"]
    assert f"failed corrections: مرحبا ({bad})\n  turn 1: says سنابل; seen: " in said

    for one in (good, bad):
        code, said = await ops(world, "correct", "remove", *OF_THE_SHOP, one)
        assert (code, said.strip()) == (0, f"{one} is gone")
    code, said, report = await run(world, tmp_path)
    assert (code, report["scenarios"]) == (0, 0)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(("--expect", '{"says": ["1"]}'), "what it is about is missing: --account and --customer, or --asked", id="about nothing"),
        pytest.param(("--asked", "بكم؟"), "--expect is needed", id="nothing expected"),
        pytest.param(("--asked", "بكم؟", "--expect", '{"tools": ["delivery_qoute"]}'), "--expect, tools.0: there is no tool delivery_qoute", id="no such tool"),
        pytest.param(("--account", "1", "--customer", "2", "--expect", '{"says": ["1"]}'), "this customer has no such turn", id="no such turn"),
    ],
)  # fmt: skip
async def test_a_correction_that_could_not_be_tried_is_refused_in_a_sentence(
    world: World, arguments: tuple[str, ...], told: str
) -> None:
    code, said = await ops(world, "correct", "add", *OF_THE_SHOP, "--should-say", "نعم", *arguments)
    assert code == 1
    assert told in " ".join(said.split())
    assert "Traceback" not in said
