"""A shop's own system, where its catalogue is kept: its address, and credentials sealed with tenant and column."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from shared.alerts import AlertKind, end_alert
from shared.app import App
from shared.audit import write_down
from shared.crypto import Column
from shared.database import Transaction, named_queries
from shared.errors import Misconfigured
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))


class Kind(StrEnum):
    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"
    WEBHOOK = "webhook"  #: whatever listens for orders there; it has no catalogue to read


#: What products are read from.
CATALOGUES = (Kind.SHOPIFY, Kind.WOOCOMMERCE)


@dataclass(frozen=True, slots=True)
class Connection:
    kind: Kind
    address: str
    credentials: tuple[str, ...] = field(
        repr=False
    )  #: Shopify's token; WooCommerce's key and secret; a webhook's secret


async def put_connection(app: App, tenant: TenantId, connection: Connection, *, orders: bool = False) -> None:
    """In place of what was there; one that was refused is tried anew.

    With `orders` the shop's orders go there from now on, and nowhere else; without, it is as it was.
    """
    sealed = app.keys.seal(json.dumps(connection.credentials), tenant=tenant, column=Column.CREDENTIALS)
    async with app.database.tenant(tenant) as tx:
        row = {
            "tenant": tenant,
            "kind": connection.kind,
            "address": connection.address,
            "credentials": sealed,
            "orders": orders,
        }
        if orders:
            await tx.queue(SQL["no_others"], row)
        await tx.queue(SQL["put"], row)
        for account in await tx.rows(SQL["accounts"], row):
            await end_alert(
                tx, tenant, account["account_id"], AlertKind.CONNECTOR_REFUSED, about=connection.kind
            )
        await write_down(tx, tenant, "connector.connected", actor="operator", kind=connection.kind)


async def connection_of(app: App, tenant: TenantId, kind: Kind) -> Connection:
    """Raises Misconfigured when the shop has connected none, or none that is taken any more."""
    async with app.database.tenant(tenant) as tx:
        row = await tx.row(SQL["one"], {"tenant": tenant, "kind": kind})
    if row is None:
        raise Misconfigured(f"the shop is not connected to {kind}: python -m ops connect {kind}")
    if row["state"] == "off":
        raise Misconfigured(f"{kind} is switched off: python -m ops connect {kind}")
    if row["state"] != "active":
        raise Misconfigured(f"{kind} has refused our credentials: connect it again with others")
    opened = app.keys.open(row["credentials"], tenant=tenant, column=Column.CREDENTIALS)
    return Connection(kind, row["address"], tuple(json.loads(opened)))


async def note_refusal(app: App, tenant: TenantId, kind: Kind) -> None:
    """Its credentials are not taken any more: nobody asks with them until there are others."""
    async with app.database.tenant(tenant) as tx:
        await refuse(tx, tenant, kind, "credentials")


async def refuse(tx: Transaction, tenant: TenantId, kind: Kind, reason: str) -> None:
    """`reason` is a word, never what the other side wrote."""
    await tx.queue(SQL["refused"], {"tenant": tenant, "kind": kind, "reason": reason})
    await write_down(tx, tenant, "connector.refused", actor="app", kind=kind, reason=reason)


@dataclass(frozen=True, slots=True)
class Listed:
    kind: Kind
    address: str
    state: str
    state_reason: str | None
    orders_since: datetime | None  #: none: it only shows products


async def connections(app: App, tenant: TenantId) -> list[Listed]:
    async with app.database.tenant(tenant) as tx:
        rows = await tx.rows(SQL["list"], {"tenant": tenant})
    return [Listed(**{**row, "kind": Kind(row["kind"])}) for row in rows]


async def switch_off(app: App, tenant: TenantId, kind: Kind) -> bool:
    """Its credentials are overwritten; orders that it has are a person's from now on. Whether there was one."""
    nothing = app.keys.seal("[]", tenant=tenant, column=Column.CREDENTIALS)
    async with app.database.tenant(tenant) as tx:
        where = {"tenant": tenant, "kind": kind, "nothing": nothing}
        gone = await tx.row(SQL["off"], where) is not None
        if gone:
            await write_down(tx, tenant, "connector.off", actor="operator", kind=kind)
    return gone


async def hear(app: App, tenant: TenantId, kind: Kind, secret: str) -> None:
    """What it tells by itself is signed with this from now on. Raises Misconfigured when the shop is not connected to it."""
    sealed = app.keys.seal(secret, tenant=tenant, column=Column.HOOK_SECRET)
    async with app.database.tenant(tenant) as tx:
        if await tx.row(SQL["hears"], {"tenant": tenant, "kind": kind, "secret": sealed}) is None:
            raise Misconfigured(f"the shop is not connected to {kind}: python -m ops connect {kind}")
        await write_down(tx, tenant, "connector.heard", actor="operator", kind=kind)
