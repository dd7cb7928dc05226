"""For every test: none of the product's settings leaks in from the developer's own environment."""

import pytest
from hypothesis import settings

from shared.settings import ENVIRONMENT

# How long an example takes says something about the machine, and nothing about the property.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
