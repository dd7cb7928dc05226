"""What each command of dev.py runs, and how it ends."""

import os
import signal

import pytest

from tests.unit.tooling.tiny_project import TinyProject

WORLD = """
import signal, sys
def ended(number, frame):
    print("closed by", signal.Signals(number).name)
    sys.exit(5)
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, ended)
print(sys.argv[1:], flush=True)
if "--wait" in sys.argv:
    signal.pause()
sys.exit(7)
"""
SIGNALS = ["SIGINT", "SIGTERM"] if os.name == "posix" else []
RULES = ["pytest", "-q", "tests/unit/test_repository_rules.py"]


@pytest.fixture
def world(project: TinyProject) -> TinyProject:
    (project.root / "local").mkdir()
    (project.root / "local" / "__main__.py").write_text(WORLD, encoding="utf-8")
    return project


def test_up_passes_its_arguments_and_ends_as_the_world_ends(world: TinyProject) -> None:
    assert world.run("up", "--port", "7400 ش") == (7, "['up', '--port', '7400 ش']\n")


@pytest.mark.parametrize("name", SIGNALS)
def test_up_lets_the_world_close_by_itself(name: str, world: TinyProject) -> None:
    with world.start("up", "--wait") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "['up', '--wait']\n"
        process.send_signal(signal.Signals[name])
        assert process.stdout.read() == f"closed by {name}\n"
    assert process.returncode == 5


def test_test_passes_its_arguments_to_pytest_and_ends_as_it_ends(project: TinyProject) -> None:
    code, _ = project.run("test", "-k", "two words", "--lf", PYTEST_ENDS="4")
    assert code == 4
    assert project.calls() == [["pytest", "-n", "auto", "-k", "two words", "--lf"]]


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        ((), ("-n", "auto")),
        (("-q", "shared"), ("-n", "auto", "-q", "shared")),
        (("-n", "0", "shared"), ("-n", "auto", "-n", "0", "shared")),  # pytest takes the last
        (("shared/errors.py", "-q"), ("shared/errors.py", "-q")),
        (("shared/errors.py::test_one[a::b]",), ("shared/errors.py::test_one[a::b]",)),
        (("shared", "shared/errors.py"), ("shared", "shared/errors.py")),
    ],
)
def test_tests_run_side_by_side_unless_a_file_is_named(
    given: tuple[str, ...], passed: tuple[str, ...], project: TinyProject
) -> None:
    project.run("test", *given)
    assert project.calls() == [["pytest", *passed]]


def test_check_runs_everything_on_what_there_is(project: TinyProject) -> None:
    code, output = project.run("check")
    assert code == 0
    assert [line.split(maxsplit=1) for line in output.splitlines()[:4]] == [
        ["ok", "lint"],
        ["ok", "format"],
        ["ok", "types"],
        ["ok", "repository rules"],
    ]
    assert output.splitlines()[-1].endswith("s, all passed")
    assert sorted(project.calls()) == [
        ["mypy", "shared", "dev.py"],
        RULES,
        ["ruff", "check", "shared", "dev.py"],
        ["ruff", "format", "--check", "shared", "dev.py"],
    ]


def test_one_failed_check_fails_the_whole_and_hides_none(project: TinyProject) -> None:
    code, output = project.run("check", MYPY_ENDS="1")
    assert code == 1
    assert "FAILED  types\nmypy 1.0 says يا هلا\n" in output
    assert "ok      repository rules" in output
    assert output.splitlines()[-1].endswith("s, FAILED: types")


def test_a_console_without_arabic_still_gets_its_report(project: TinyProject) -> None:
    code, output = project.run("check", MYPY_ENDS="1", PYTHONIOENCODING="ascii")
    assert code == 1
    assert "mypy 1.0 says ?? ???" in output


def test_check_takes_no_arguments(project: TinyProject) -> None:
    assert project.run("check", "tests") == (1, "dev.py: tests? check takes no arguments\n")


@pytest.fixture
def benchmarks(project: TinyProject) -> TinyProject:
    folder = project.root / "bench"
    folder.mkdir()
    (folder / "_load.py").write_text("from shared import errors\n", encoding="utf-8")
    for name, code in (("second", 3), ("first", 0)):
        script = f"import sys\nimport bench._load\nprint('{name}', *sys.argv[1:])\nsys.exit({code})\n"
        (folder / f"{name}.py").write_text(script, encoding="utf-8")
    return project


def test_bench_runs_all_in_order_and_tells_of_a_failure(benchmarks: TinyProject) -> None:
    assert benchmarks.run("bench") == (3, "first\nsecond\n")


def test_bench_runs_one_by_name_with_its_arguments(benchmarks: TinyProject) -> None:
    assert benchmarks.run("bench", "first", "--quick") == (0, "first --quick\n")


def test_an_unknown_benchmark_is_answered_with_the_known_ones(benchmarks: TinyProject) -> None:
    assert benchmarks.run("bench", "third") == (1, "dev.py: third? the benchmarks are: first, second\n")


def test_lock_resolves_both_lists_from_one_resolution_even_when_the_lock_is_broken(
    project: TinyProject,
) -> None:
    project.lock_file.write_text("<<<<<<< ours\n", encoding="utf-8")
    code, output = project.run("lock", "--upgrade")
    assert (code, output) == (0, "resolving requirements-dev.txt\nresolving requirements.txt\n")
    tested, runtime = project.calls()
    assert tested[-6:] == ["--no-header", "--group", "dev", "-o", "requirements-dev.txt", "--upgrade"]
    assert runtime[-5:] == ["-c", "requirements-dev.txt", "-o", "requirements.txt", "--upgrade"]
    assert {"--universal", "--generate-hashes"} <= set(tested) & set(runtime)


@pytest.mark.parametrize(("args", "code"), [((), 2), (("start",), 2), (("--help",), 0)])
def test_anything_else_shows_how_it_is_used(args: tuple[str, ...], code: int, project: TinyProject) -> None:
    ended, output = project.run(*args)
    assert ended == code
    assert "python3 dev.py up" in output
