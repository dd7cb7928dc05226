"""One world for all flow tests: each writes as a customer of its own, so that none sees another's conversation."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.pgbouncer import PgBouncer
from tests.support.postgres import bouncer
from tests.support.world import World, flow_world

__all__ = ["bouncer"]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(tmp_path_factory: pytest.TempPathFactory, bouncer: PgBouncer | None) -> AsyncIterator[World]:
    async with flow_world(tmp_path_factory.mktemp("flow"), bouncer) as world:
        yield world


@pytest.fixture
def customer(world: World) -> str:
    return world.new_customer()
