"""`POST /shops/{place}`: a webhook of Shopify's or WooCommerce's, signed over its exact bytes with the secret that the shop has given us.

The place names the shop and the kind of its system behind a keyed digest of ours, so nobody can guess one; who knows it still needs the
secret. What is signed and tells of nothing that we keep is answered like all else: a shop's system gives up whom it cannot reach.
"""

import base64
import hashlib
import hmac
from pathlib import Path

import azure.functions as func

from catalog.doorbell import announce
from catalog.hearing.amending import OnTheWay, amended
from catalog.hearing.telling import told_by
from catalog.store import amend
from shared.app import App
from shared.connectors.connections import Kind
from shared.connectors.places import PURPOSE, kind_of
from shared.crypto import Column
from shared.database import Database, named_queries
from shared.errors import Refused
from shared.telemetry import event
from shared.tenants import TenantId, read_id

SQL = named_queries(Path(__file__).with_suffix(".sql"))

LARGEST_BODY = 2 * 1024 * 1024
_SIGNATURE = {Kind.SHOPIFY: "X-Shopify-Hmac-Sha256", Kind.WOOCOMMERCE: "X-WC-Webhook-Signature"}
_TOPIC = {Kind.SHOPIFY: "X-Shopify-Topic", Kind.WOOCOMMERCE: "X-WC-Webhook-Topic"}
#: WooCommerce's first word when a webhook is made, without a signature; it is kept only if this is answered.
_PING = b"webhook_id="


async def respond(app: App, req: func.HttpRequest) -> func.HttpResponse:
    tenant, kind = _meant(app, req.route_params.get("place", ""))
    body = req.get_body()
    if len(body) > LARGEST_BODY:
        raise Refused(413, "too large")
    if kind is Kind.WOOCOMMERCE and body.startswith(_PING) and len(body) < 100:
        return func.HttpResponse("heard")
    secret = await _secret(app, tenant, kind)
    if not is_signed(body, req.headers.get(_SIGNATURE[kind]), secret.encode()):
        raise Refused(401, "wrong signature")
    await _hear(app, tenant, kind, req.headers.get(_TOPIC[kind], ""), body)
    return func.HttpResponse("heard")


def is_signed(body: bytes, header: str | None, secret: bytes) -> bool:
    """HMAC-SHA256 in base64, as both of them sign."""
    made = base64.b64encode(hmac.digest(secret, body, hashlib.sha256))
    return bool(secret) and hmac.compare_digest(made, (header or "").encode("utf-8", "replace"))


def _meant(app: App, place: str) -> tuple[TenantId, Kind]:
    named, _, signature = place.partition(".")
    try:
        tenant, kind = TenantId(read_id(named[1:])), kind_of(named[:1])
    except ValueError:
        raise Refused(404, "no such place") from None
    if not app.keys.has_signed(PURPOSE, named, signature):
        raise Refused(404, "no such place")
    return tenant, kind


async def _secret(app: App, tenant: TenantId, kind: Kind) -> str:
    async with app.database.tenant(tenant) as tx:
        row = await tx.row(SQL["secret"], {"tenant": tenant, "kind": kind})
    if row is None:
        raise Refused(404, "no such place")
    return app.keys.open(row["hook_secret"], tenant=tenant, column=Column.HOOK_SECRET)


async def _hear(app: App, tenant: TenantId, kind: Kind, topic: str, body: bytes) -> None:
    told = told_by(kind, topic, body)
    if not told:
        return
    async with app.database.tenant(tenant) as tx:
        ids = [id_ for one in told for id_ in one.ids]
        known = await tx.rows(SQL["products"], {"tenant": tenant, "sku": told[0].sku, "ids": ids})
    skus, sold = [row["sku"] for row in known], await on_the_way(app.database, tenant)
    changes = await amend(
        app.database,
        tenant,
        skus,
        lambda product: amended(product, told, sold, least=kind is Kind.WOOCOMMERCE),
    )
    if changes.changed:
        event("catalog.heard", tenant=tenant, kind=kind, products=len(changes.changed))
        await announce(app, tenant)


async def on_the_way(database: Database, tenant: TenantId) -> OnTheWay:
    async with database.tenant(tenant) as tx:
        rows = await tx.rows(SQL["on_the_way"], {"tenant": tenant})
    return {(row["sku"], row["variant_id"]): row["quantity"] for row in rows}
