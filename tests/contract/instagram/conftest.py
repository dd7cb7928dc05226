from collections.abc import AsyncIterator

import pytest

from tests.support.instagram import Clock, World, running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def world(clock: Clock) -> AsyncIterator[World]:
    async with running(clock=clock) as world:
        yield world
