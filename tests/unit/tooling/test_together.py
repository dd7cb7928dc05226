"""What a parallel run keeps on one worker, and what it begins with."""

from pathlib import Path

import pytest

from tests.support.together import WORLDS, in_turn, unit_of

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("nodeid", "unit"),
    [
        ("tests/flow/test_answers.py::test_one", "tests/flow"),
        ("tests/flow/test_late.py::test_one[a/b::c]", "tests/flow"),
        ("tests/contract/host/test_process.py::test_one", "tests/contract/host"),
        ("tests/contract/database/test_pace.py::test_one", "tests/contract/database/test_pace.py"),
        ("tests/unit/shared/test_media.py::test_one[tests/flow/x.py::y]", "tests/unit/shared/test_media.py"),
    ],
)
def test_a_world_is_one_unit_and_elsewhere_a_file_is(nodeid: str, unit: str) -> None:
    assert unit_of(nodeid) == unit


def test_worlds_are_begun_first_and_files_keep_their_order() -> None:
    given = ["tests/chaos/a.py::t", "tests/unit/b.py::t", *(f"{world}/c.py::t" for world in WORLDS)]
    assert sorted(given, key=in_turn) == [*given[2:], *given[:2]]


@pytest.mark.parametrize("world", WORLDS)
def test_each_world_is_a_folder_with_fixtures_of_its_own(world: str) -> None:
    assert (ROOT / world / "conftest.py").is_file()
