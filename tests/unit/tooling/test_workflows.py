"""What builds and deploys this: nothing that can change under us, and no right that a step does not need."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

WORKFLOWS = sorted((Path(__file__).parents[3] / ".github/workflows").glob("*.yml"))
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def read(path: Path) -> dict[Any, Any]:
    """`on` reads as the truth value it is in YAML 1.1."""
    read: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


def job_steps(workflow: dict[Any, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_with_the_version_beside_it(path: Path) -> None:
    used = re.findall(r"uses:\s*(.+)", path.read_text(encoding="utf-8"))
    assert used
    assert [one for one in used if not PINNED.fullmatch(one)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_run_may_read_and_a_job_names_what_it_needs_besides(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] in ({}, {"contents": "read"})
    beyond = {
        (name, right)
        for name, job in workflow["jobs"].items()
        for right, level in job.get("permissions", {}).items()
        if level == "write"
    }
    assert beyond <= {("deploy", "id-token"), ("parts", "contents")}
    for step in job_steps(workflow):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_job_ends_by_itself_and_no_input_becomes_a_command(path: Path) -> None:
    workflow = read(path)
    assert all(job["timeout-minutes"] <= 60 for job in workflow["jobs"].values())
    commands = [step["run"] for step in job_steps(workflow) if "run" in step]
    assert not any("${{" in command for command in commands)


def test_deploying_keeps_no_secret_of_azures() -> None:
    text = next(path for path in WORKFLOWS if path.name == "deploy.yml").read_text(encoding="utf-8")
    assert "secrets." not in text
    assert "federated-credential-provider github" in text


def test_it_is_tested_on_three_systems_with_the_oldest_and_the_newest_python() -> None:
    matrix = read(next(path for path in WORKFLOWS if path.name == "test.yml"))["jobs"]["test"]["strategy"][
        "matrix"
    ]
    assert {system.split("-")[0] for system in matrix["os"]} == {"ubuntu", "macos", "windows"}
    assert matrix["python"] == ["3.11", "3.13"]
