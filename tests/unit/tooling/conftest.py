import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.tooling.tiny_project import TinyProject


@pytest.fixture(scope="session")
def set_up_once(tmp_path_factory: pytest.TempPathFactory) -> TinyProject:
    """Set up by a first start, in a folder whose name has a space and Arabic letters."""
    project = TinyProject.make(tmp_path_factory.mktemp("first") / "متجر shop")
    code, output = project.run("test")
    assert code == 0, output
    return project


@pytest.fixture(autouse=True)
def _interruptible() -> Iterator[None]:
    """A job in the background is told to ignore SIGINT, and hands that on to whatever it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def project(set_up_once: TinyProject, tmp_path: Path) -> TinyProject:
    """A copy of that one, to do with as the test likes."""
    return set_up_once.copy(tmp_path / "متجر shop")
