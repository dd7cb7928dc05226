"""Scenes of a release's scenario in which accounts are cut off and forgotten: one of two, and a shop's only one; and a customer."""

from uuid import uuid4

from catalog.forgetting import forget_indexes
from merchant.access import everything_of
from merchant.accounts import Account, Profile, put_shop
from merchant.erasure import erase
from merchant.forgetting import forget_all
from process.record import record
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import inbound, message
from tests.support.callbacks import deauthorize, request_deletion, status_page
from tests.support.search_services import search_services
from tests.support.stages import StageApp

PROFILE = Profile("محل راحل", "A leaving shop", "JOD", "", "")


async def shops_are_forgotten(app: StageApp) -> None:
    tenant = TenantId(uuid4())
    first = Account("17841400000000055", "28978671838402055", "first", "token")
    second = Account("17841400000000056", "28978671838402056", "second", "token")
    for account in (first, second):
        await put_shop(app, tenant, PROFILE, account)
    async with search_services(app, {"main": 50}):
        for account in (first, second):
            await deauthorize(app, account.app_scoped_id)
            code = await request_deletion(app, account.app_scoped_id)
            await forget_all(app)
            await forget_indexes(app)
            await forget_all(app)
            await status_page(app, code)
    await request_deletion(app, first.app_scoped_id)


async def a_customer_is_forgotten(app: StageApp, key: ConversationKey) -> None:
    told = inbound(key, message("مرحبا"))
    await record(app, told)
    assert [table async for table, _ in everything_of(app, key)]
    await erase(app, key)
    await record(app, told)
