"""One world for all flow tests: each writes as a customer of its own, so that none sees another's conversation."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.postgres import bouncer_of
from tests.support.world import World, flow_world


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> AsyncIterator[World]:
    async with flow_world(tmp_path_factory.mktemp("flow"), bouncer_of(pytestconfig)) as world:
        yield world


@pytest.fixture
def customer(world: World) -> str:
    return world.new_customer()
