"""Scenes of a release's scenario about where products come from: a shop's own system, and its own posts."""

from contextlib import suppress
from datetime import UTC, datetime

from catalog.importing import currency_of
from catalog.posts import approve, draft_posts, reject, waiting
from process.post_pictures import as_shown_now
from shared.connectors.connections import Connection, Kind, connection_of, note_refusal, put_connection
from shared.errors import Misconfigured, ModelUnavailable
from shared.graph.posts import OF_MEDIA, OwnPost
from shared.tenants import TenantId
from tests.support.stages import StageApp, called, said


async def a_shops_own_system_is_connected(app: StageApp, tenant: TenantId) -> None:
    await currency_of(app.database, tenant)
    connection = Connection(Kind.SHOPIFY, "https://dar.myshopify.com", ("shpat_1",))
    await put_connection(app, tenant, connection)
    await connection_of(app, tenant, Kind.SHOPIFY)
    await note_refusal(app, tenant, Kind.SHOPIFY)
    with suppress(Misconfigured):
        await connection_of(app, tenant, Kind.SHOPIFY)


async def products_are_drafted_from_posts(app: StageApp, tenant: TenantId, account: str) -> None:
    """One is approved, one rejected; a third offers nothing."""
    at = datetime(2026, 11, 25, tzinfo=UTC)
    app.scripted_graph.account_posts = [OwnPost(f"17{n}", "فستان ٢٥ دينار", None, "p", at) for n in range(3)]
    offered = called("draft_product", name_ar="فستان", name_en="Dress", price="25")
    app.scripted_model.answers += [offered, ModelUnavailable("busy"), offered, said("none")]
    with suppress(ModelUnavailable):
        await draft_posts(app, tenant, account, most=3, progress=lambda *_: None)
    await draft_posts(app, tenant, account, most=3, progress=lambda *_: None)
    await waiting(app, tenant)
    await approve(app, tenant, "170")
    await reject(app, tenant, "171")
    app.scripted_graph.pictures["170"] = None
    await as_shown_now(app, tenant, {"IG-170": f"{OF_MEDIA}170"})
