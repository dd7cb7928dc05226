from collections.abc import AsyncIterator

import pytest

from tests.support.host import Bus, QueueApp, StartQueues, start_host, start_queues, write_app

__all__ = ["start_host", "start_queues", "write_app"]


@pytest.fixture(scope="package")
async def bus() -> AsyncIterator[Bus]:
    """One for all tests, because the SDK takes half a second to open a sender; each leaves it empty."""
    async with Bus(maxDeliveryCount=3) as bus:
        yield bus


@pytest.fixture
async def queues(bus: Bus, start_queues: StartQueues) -> AsyncIterator[QueueApp]:
    yield await start_queues(bus)
    for queue in ("sessions", "plain", "text"):
        assert bus.broker.messages(queue) == []
