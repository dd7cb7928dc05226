from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.servicebus import Namespace, namespace


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_bus() -> AsyncIterator[Namespace]:
    async with namespace() as it:
        yield it


@pytest_asyncio.fixture(loop_scope="session")
async def bus(shared_bus: Namespace) -> AsyncIterator[Namespace]:
    yield shared_bus
    await shared_bus.empty()
