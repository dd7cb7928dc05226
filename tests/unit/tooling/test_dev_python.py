"""Which Python dev.py takes, and what it says on a machine that has none."""

import ast
import sys
from pathlib import Path

import pytest

import dev

SOURCE = Path(dev.__file__).read_text(encoding="utf-8")
ANYWHERE = "curl -LsSf https://astral.sh/uv/install.sh | sh && ~/.local/bin/uv python install 3.13"


@pytest.mark.parametrize(
    ("system", "programs", "packages", "command"),
    [
        ("win32", set(), set(), "winget install Python.Python.3.13"),
        ("darwin", {"brew"}, set(), "brew install python@3.13"),
        ("darwin", set(), set(), ANYWHERE),
        ("linux", {"uv", "apt-get"}, {"python3.12"}, "uv python install 3.13"),
        ("linux", {"apt-get"}, {"python3.11", "python3.12"}, "apt-get install python3.12 python3.12-venv"),
        ("linux", {"apt-get"}, {"python3.14"}, ANYWHERE),
        ("linux", {"dnf"}, set(), "dnf install python3.12"),
        ("linux", set(), set(), ANYWHERE),
    ],
)
def test_a_machine_without_a_supported_python_is_told_the_one_command_that_helps(
    system: str, programs: set[str], packages: set[str], command: str
) -> None:
    advice = dev.how_to_install(system, {name: name for name in programs}.get, packages.__contains__)
    assert advice.removeprefix("sudo ") == command


@pytest.mark.parametrize(
    ("system", "on_path", "real", "found"),
    [
        (
            "linux",
            {"python3.12", "python3.11"},
            {("python3.12", "3.12"), ("python3.11", "3.11")},
            ["python3.12"],
        ),
        (
            "linux",
            {"python3.13", "python3.11"},
            {("python3.11", "3.11")},
            ["python3.11"],
        ),  # 3.13: a pyenv shim
        ("win32", {"py"}, {("py -3.12", "3.12")}, ["py", "-3.12"]),
        ("linux", {"py"}, {("py -3.12", "3.12")}, []),
        ("linux", set(), set(), []),
    ],
)
def test_a_supported_python_elsewhere_on_the_path_is_found(
    system: str, on_path: set[str], real: set[tuple[str, str]], found: list[str]
) -> None:
    def which(name: str, path: str) -> str | None:
        assert path
        return name if name in on_path else None

    def ask(command: list[str], wanted: str) -> bool:
        return (" ".join(command), wanted) in real

    assert dev.find_python(system, which, ask) == found


def test_python_is_asked_for_its_version_and_not_believed_by_its_name() -> None:
    assert dev.is_python([sys.executable], dev.version())
    assert not dev.is_python([sys.executable], "3.10")
    assert not dev.is_python([sys.executable], dev.version(), "no_such_module")
    assert not dev.is_python(["no-such-program"], dev.version())


def test_an_old_python_can_read_dev_py_as_far_as_the_sentence_that_helps() -> None:
    """Annotations are evaluated where a function is defined; only plain names and text mean the same everywhere."""
    tree = ast.parse(SOURCE, feature_version=(3, 7))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    annotations = [arg.annotation for node in functions for arg in (*node.args.args, *node.args.kwonlyargs)]
    annotations += [node.returns for node in functions]
    assert all(isinstance(one, ast.Constant | ast.Name | None) for one in annotations)


def test_dev_py_needs_nothing_but_the_standard_library() -> None:
    imports = [node for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {
        node.module or "" if isinstance(node, ast.ImportFrom) else node.names[0].name for node in imports
    }
    assert {module.split(".")[0] for module in modules} <= sys.stdlib_module_names
