"""For every test: none of the product's settings leaks in from the developer's own environment.

`--pgbouncer` runs those tests whose app reaches its database, with PgBouncer between the two, and those that are about it.
"""

import os
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from shared.settings import ENVIRONMENT
from tests.support.together import Together, in_turn

# How long an example takes says something about the machine, and nothing about the property. The same examples each time, so that
# a change is judged by what it changed; `HYPOTHESIS_PROFILE=searching` looks for new ones, of which a find becomes an example.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("searching", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


#: Not collected otherwise, for the tests must run on a machine that has nothing but Python.
ABOUT_PGBOUNCER = {"test_pooled_connections.py", "test_pooled_migrations.py"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pgbouncer", action="store_true", help="put PgBouncer between the app and PostgreSQL")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--pgbouncer"):
        from tests.support.pgbouncer import program

        program()  # or the run ends here, with a sentence


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    without = not config.getoption("--pgbouncer")
    return True if without and collection_path.name in ABOUT_PGBOUNCER else None


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return Together(config, log)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores, for a flow waits much of its time; each has a PostgreSQL of its own, so not too many."""
    return min((os.cpu_count() or 1) + 1, 6)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--pgbouncer"):
        other = [item for item in items if "bouncer" not in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=other)
        items[:] = [item for item in items if "bouncer" in getattr(item, "fixturenames", ())]
    if hasattr(
        config, "workerinput"
    ):  # of a parallel run: the order of the units is that of their first tests
        items.sort(key=lambda item: in_turn(item.nodeid))


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
