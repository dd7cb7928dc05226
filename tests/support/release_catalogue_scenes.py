"""Scenes of a release's scenario in which a shop's own system is connected, and refuses."""

from contextlib import suppress

from catalog.connections import Connection, Kind, connection_of, note_refusal, put_connection
from catalog.importing import currency_of
from shared.errors import Misconfigured
from shared.tenants import TenantId
from tests.support.stages import StageApp


async def a_shops_own_system_is_connected(app: StageApp, tenant: TenantId) -> None:
    await currency_of(app.database, tenant)
    connection = Connection(Kind.SHOPIFY, "https://dar.myshopify.com", ("shpat_1",))
    await put_connection(app, tenant, connection)
    await connection_of(app, tenant, Kind.SHOPIFY)
    await note_refusal(app, tenant, Kind.SHOPIFY)
    with suppress(Misconfigured):
        await connection_of(app, tenant, Kind.SHOPIFY)
