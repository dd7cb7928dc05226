"""A shop's own system, where its catalogue is kept: its address, and credentials sealed with tenant and column."""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from shared.app import App
from shared.audit import write_down
from shared.crypto import Column
from shared.database import named_queries
from shared.errors import Misconfigured
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))


class Kind(StrEnum):
    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"
    WEBHOOK = "webhook"  #: whatever listens for orders there; it has no catalogue to read


@dataclass(frozen=True, slots=True)
class Connection:
    kind: Kind
    address: str
    credentials: tuple[str, ...] = field(
        repr=False
    )  #: Shopify's token; WooCommerce's key and secret; a webhook's secret


async def put_connection(app: App, tenant: TenantId, connection: Connection) -> None:
    """In place of what was there; one that was refused is tried anew."""
    sealed = app.keys.seal(json.dumps(connection.credentials), tenant=tenant, column=Column.CREDENTIALS)
    async with app.database.tenant(tenant) as tx:
        row = {
            "tenant": tenant,
            "kind": connection.kind,
            "address": connection.address,
            "credentials": sealed,
        }
        await tx.queue(SQL["put"], row)
        await write_down(tx, tenant, "connector.connected", actor="operator", kind=connection.kind)


async def connection_of(app: App, tenant: TenantId, kind: Kind) -> Connection:
    """Raises Misconfigured when the shop has connected none, or none that is taken any more."""
    async with app.database.tenant(tenant) as tx:
        row = await tx.row(SQL["one"], {"tenant": tenant, "kind": kind})
    if row is None:
        raise Misconfigured(f"the shop is not connected to {kind}: python -m ops connect {kind}")
    if row["state"] != "active":
        raise Misconfigured(f"{kind} has refused our credentials: connect it again with others")
    opened = app.keys.open(row["credentials"], tenant=tenant, column=Column.CREDENTIALS)
    return Connection(kind, row["address"], tuple(json.loads(opened)))


async def note_refusal(app: App, tenant: TenantId, kind: Kind) -> None:
    """Its credentials are not taken any more: nobody asks with them until there are others."""
    async with app.database.tenant(tenant) as tx:
        await tx.queue(SQL["refused"], {"tenant": tenant, "kind": kind})
        await write_down(tx, tenant, "connector.refused", actor="operator", kind=kind)
