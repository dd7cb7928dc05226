"""For every test: none of the product's settings leaks in from the developer's own environment.

`--pgbouncer` runs the tests that need a database with PgBouncer between it and the app, and those that are about it.
"""

from pathlib import Path

import pytest
from hypothesis import settings

from shared.settings import ENVIRONMENT

# How long an example takes says something about the machine, and nothing about the property.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


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


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
