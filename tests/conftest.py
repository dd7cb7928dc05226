"""For every test: none of the product's settings leaks in from the developer's own environment."""

import pytest

from shared.settings import ENVIRONMENT


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
