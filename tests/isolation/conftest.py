from collections.abc import AsyncIterator
from functools import partial

import pytest
import pytest_asyncio

from local.filling import show_profile
from shared.app import App
from shared.bus import Bus, connect
from shared.settings import read_settings
from tests.support.neighbours import OURS, THEIRS, move_in
from tests.support.pgbouncer import PgBouncer
from tests.support.postgres import admin, admin_url, app_url, bouncer, database
from tests.support.world import World, flow_world

__all__ = ["admin", "admin_url", "app_url", "bouncer", "database"]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(tmp_path_factory: pytest.TempPathFactory, bouncer: PgBouncer | None) -> AsyncIterator[World]:
    """Two shops that share everything the product shares: host, database, bus, search service, model, Instagram app."""
    folder = tmp_path_factory.mktemp("isolation")
    async with flow_world(folder, bouncer, name="isolation") as world:
        await move_in(world)
        for tenant in (OURS, THEIRS):  # or the host's own timer would do it, while a test looks at every row
            await show_profile(tenant, world.environment)
        yield world


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def inside(world: World) -> AsyncIterator[App]:
    """The product's own App on that world, in this process."""
    app = App(read_settings(world.environment))
    vars(app).update(bus=Bus(partial(connect, environ=world.environment), namespaces=1))
    yield app
    await app.close()
