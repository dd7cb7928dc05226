"""A message that no person wrote cannot carry the tag: the types say so, and mypy holds them to it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
TRIES = """
from uuid import UUID
from send.policy import Author, ByAssistant, ByPerson, HumanAgent

HumanAgent(ByPerson(UUID(int=1)))
HumanAgent(ByAssistant())
def of_anyone(author: Author) -> HumanAgent:
    return HumanAgent(author)
HumanAgent()
"""


def test_the_type_checker_refuses_the_tag_to_whatever_is_not_a_person(tmp_path: Path) -> None:
    file = tmp_path / "tries.py"
    file.write_text(TRIES, encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    refused = [line.split(":")[1] for line in checked.stdout.splitlines() if ": error:" in line]
    assert refused == ["6", "8", "9"], checked.stdout + checked.stderr
