from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from tests.support.browser import browser, opened
from tests.support.instagram import CUSTOMER, Clock, World, running

__all__ = ["browser"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def world(clock: Clock) -> AsyncIterator[World]:
    async with running(clock=clock) as world:
        yield world


@pytest.fixture
async def page(browser: Browser, world: World) -> AsyncIterator[Page]:
    """The customer's phone, in Arabic."""
    async with opened(browser, f"{world.url}/?customer={CUSTOMER}") as page:
        yield page
