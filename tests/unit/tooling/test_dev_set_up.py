"""The environment that dev.py makes: made once, whole or not at all, and without a network the second time."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.tooling.tiny_project import TinyProject

ENDINGS = [(signal.SIGINT, 130), (signal.SIGTERM, 143)] if os.name == "posix" else []


def test_the_first_start_makes_the_environment(set_up_once: TinyProject) -> None:
    assert set_up_once.stamp.read_text(encoding="utf-8").startswith("{}.{} ".format(*sys.version_info[:2]))


def test_a_second_start_installs_nothing_and_needs_no_network(project: TinyProject) -> None:
    shutil.rmtree(project.root / "wheels")
    code, output = project.run("test")
    assert (code, output) == (0, "pytest 1.0 says يا هلا\n")


def test_a_changed_lock_is_installed_into_the_same_environment(project: TinyProject) -> None:
    project.lock("2.0")
    code, output = project.run("test")
    assert code == 0
    assert "making .venv" not in output
    assert "pytest 2.0 says" in output


def test_a_package_with_another_hash_is_refused_and_the_environment_not_trusted(project: TinyProject) -> None:
    project.lock("2.0")
    lock = project.lock_file.read_text(encoding="utf-8")
    project.lock_file.write_text(lock[:-2] + ("1" if lock[-2] == "0" else "0") + "\n", encoding="utf-8")
    code, output = project.run("test")
    assert code == 1
    assert "DO NOT MATCH THE HASHES" in output
    assert output.rstrip().endswith("dev.py: the packages could not be installed; pip's last words are above")
    assert project.stamp.read_text(encoding="utf-8") == "unfinished\n"


@pytest.mark.parametrize(("ending", "code"), ENDINGS)
def test_a_start_cut_off_leaves_no_traceback_and_the_next_one_begins_anew(
    ending: signal.Signals, code: int, tmp_path: Path
) -> None:
    project = TinyProject.make(tmp_path / "shop")
    with project.start("test") as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("making .venv")
        process.send_signal(ending)
        rest = process.stdout.read()
    assert process.returncode == code
    assert "Traceback" not in rest
    assert project.stamp.read_text(encoding="utf-8") == "unfinished\n"
    assert usable(project) == "False"


def test_two_starts_at_once_set_up_once(tmp_path: Path) -> None:
    project = TinyProject.make(tmp_path / "shop")
    with project.start("test") as one, project.start("test") as other:
        outputs = one.communicate()[0] + other.communicate()[0]
    assert (one.returncode, other.returncode) == (0, 0)
    assert outputs.count("making .venv") == 1
    assert outputs.count("installed in") == 1
    assert len(project.calls()) == 2


def test_an_unfinished_environment_is_made_anew_although_pip_would_take_it_for_whole(
    project: TinyProject,
) -> None:
    project.stamp.write_text("unfinished\n", encoding="utf-8")
    next((project.root / ".venv").rglob("pytest/__main__.py")).unlink()
    code, output = project.run("test")
    assert code == 0
    assert output.startswith("making .venv")
    assert "pytest 1.0 says" in output


def of_another_python(project: TinyProject) -> None:
    project.stamp.write_text("3.10 linux x86_64\nabc\n", encoding="utf-8")


def unfinished(project: TinyProject) -> None:
    project.stamp.write_text("unfinished\n", encoding="utf-8")


def whose_python_was_uninstalled(project: TinyProject) -> None:
    project.python.unlink()


def without_pip(project: TinyProject) -> None:
    shutil.rmtree(next((project.root / ".venv").rglob("site-packages/pip")))


def made_by_hand(project: TinyProject) -> None:
    project.stamp.unlink()


def sound(project: TinyProject) -> None:
    assert project.stamp.exists()


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (sound, "True"),
        (made_by_hand, "True"),
        (of_another_python, "False"),
        (unfinished, "False"),
        (whose_python_was_uninstalled, "False"),
        (without_pip, "False"),
    ],
)
def test_an_environment_is_used_again_only_when_it_is_sound(
    state: Callable[[TinyProject], None], expected: str, project: TinyProject
) -> None:
    state(project)
    assert usable(project) == expected


def usable(project: TinyProject) -> str:
    asked = [sys.executable, "-c", "import dev; print(dev.venv_is_usable())"]
    return subprocess.check_output(asked, cwd=project.root, encoding="utf-8").strip()


def test_a_python_without_its_venv_module_ends_in_one_line_that_helps(tmp_path: Path) -> None:
    project = TinyProject.make(tmp_path / "shop")
    blind = tmp_path / "blind"
    blind.mkdir()
    (blind / "sitecustomize.py").write_text("import sys; sys.modules['ensurepip'] = None", encoding="utf-8")
    code, output = project.run("test", PYTHONPATH=str(blind))
    assert code == 1
    assert len(output.splitlines()) == 1
    assert output.startswith(
        "dev.py: this Python {}.{} lacks its venv module. To get it:  ".format(*sys.version_info)
    )
    assert not (project.root / ".venv").exists()
