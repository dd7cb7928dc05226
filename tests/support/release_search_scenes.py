"""Scenes of a release's scenario in which a shop's index moves: there, back again, and away for good."""

from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

from catalog.moves import end, move, turn_back
from catalog.placements import Placement
from catalog.placing import keep, place_waiting
from merchant.accounts import Account, Profile, put_shop
from shared.errors import SearchNotPlaced
from shared.tenants import ConversationKey, TenantId
from tests.support.search_services import search_services
from tests.support.stages import StageApp

PROFILE = Profile("محل جديد", "A new shop", "JOD", "", "")


async def a_shops_index_moves(app: StageApp, key: ConversationKey) -> None:
    async with search_services(app, {"main": 2, "second": 2}) as services:
        await move(app, key.tenant, Placement.SHARED, to="second", wait=at_once)
        await turn_back(app, key.tenant, wait=at_once)
        await end(app, key.tenant, keep=timedelta(0))
        late = TenantId(uuid4())
        services.declare()
        await put_shop(app, late, PROFILE, Account(str(late.int)[:17], "1", "late", "token"))
        with suppress(SearchNotPlaced):
            await move(app, late, Placement.SHARED)
        async for _ in place_waiting(app):
            pass
        services.declare("main", "second")
        await keep(app)


async def at_once(_: float) -> None:
    pass
