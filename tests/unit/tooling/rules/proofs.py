"""docs/proof.md names the tests that hold each wall; a test that was renamed or removed must not be named on."""

import ast
import re
from pathlib import Path

from tests.unit.tooling.rules.files import python_files

PROOF = Path("docs/proof.md")
NAMED = re.compile(r"`((?:tests/(?:\S*/)?)?test_\w+(?:\.py)?)`")


def proofs_without_tests(root: Path) -> list[str]:
    existing = {
        name for file in python_files(root) if file.parts[0] == "tests" for name in _names(root, file)
    }
    return [
        f"{PROOF.as_posix()}:{number}: there is no {name}"
        for number, line in enumerate((root / PROOF).read_text(encoding="utf-8").splitlines(), 1)
        for name in NAMED.findall(line)
        if name not in existing
    ]


def _names(root: Path, file: Path) -> set[str]:
    """The file as it may be named, and each test in it."""
    functions = (
        node
        for node in ast.walk(ast.parse((root / file).read_bytes()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return {file.as_posix(), file.name, *(function.name for function in functions)}
