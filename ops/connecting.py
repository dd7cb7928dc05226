"""`python -m ops connect` and `connectors`: a shop's own system, where products are read from and orders go."""

import sys
from typing import Annotated

import typer
from rich.table import Table

from ops.terminal import Tenant, out, run
from shared.announcing import announce
from shared.app import App
from shared.connectors.connections import (
    CATALOGUES,
    Connection,
    Kind,
    Listed,
    connections,
    hear,
    put_connection,
    switch_off,
)
from shared.contracts import OrderDoorbell
from shared.errors import Misconfigured, OutcomeUnknown, ShopRefused, ShopUnavailable
from shared.tenants import TenantId

_WANTED = {
    Kind.SHOPIFY: "the access token",
    Kind.WOOCOMMERCE: "key:secret",
    Kind.WEBHOOK: "the secret that signs, whsec_…",
}
_WHY = {
    "credentials": "it does not take these credentials, or does not let them do this",
    "no_such_system": "what answers there is no such system",
    "gone": "it wants no calls any more",
}


def connect(
    kind: Kind,
    tenant: Tenant,
    address: Annotated[
        str,
        typer.Option(help="Of the shop's own system, such as https://name.myshopify.com, or of its webhook."),
    ],
    orders: Annotated[
        bool,
        typer.Option(
            "--orders", help="The shop's orders go there from now on; a webhook is for nothing else."
        ),
    ] = False,
) -> None:
    """Keep a shop's own system; its token, key:secret or signing secret is read from standard input, and tried before it is kept."""
    from shared.connectors.shop_calls import shop_address

    given = sys.stdin.readline().strip()
    if kind is Kind.WEBHOOK and not given:
        from merchant.channels.webhook import new_secret

        raise Misconfigured(
            f"give the receiver a secret first, and then give it here, such as {new_secret()}"
        )
    parts = 2 if kind is Kind.WOOCOMMERCE else 1
    credentials = tuple(given.split(":", parts - 1))
    if len(credentials) != parts or not all(credentials):
        raise Misconfigured(f"on standard input is expected: {_WANTED[kind]}")
    goes_there = orders or kind is Kind.WEBHOOK
    connection = Connection(kind, shop_address(address), credentials)
    run(connect_shop, TenantId(tenant), connection, orders=goes_there)
    out.print(f"{kind} is connected" + (", and orders go there" if goes_there else ""))


def connectors(
    tenant: Tenant,
    hears: Annotated[
        Kind | None,
        typer.Option(
            help="Shopify or WooCommerce tells changes by itself, signed with the secret on standard input."
        ),
    ] = None,
    off: Annotated[
        Kind | None, typer.Option(help="Switch this one off; its credentials are overwritten.")
    ] = None,
) -> None:
    """What a shop is connected to, and where its orders go."""
    if off is not None:
        if not run(switch_off, TenantId(tenant), off):
            raise Misconfigured(f"the shop is not connected to {off}")
        out.print(f"{off} is off")
    if hears is not None:
        out.print(
            f"its webhooks for products go to {run(_hear, TenantId(tenant), hears, sys.stdin.readline().strip())}"
        )
    table = Table("kind", "address", "state", "orders since")
    for one in run(connections, TenantId(tenant)):
        table.add_row(
            one.kind,
            one.address,
            _state(one),
            f"{one.orders_since:%Y-%m-%d %H:%M}" if one.orders_since else "",
        )
    out.print(table if table.row_count else "the shop is not connected to any system")


async def _hear(app: App, tenant: TenantId, kind: Kind, secret: str) -> str:
    from shared.connectors.places import place_of

    if kind not in CATALOGUES:
        raise Misconfigured(f"{kind} has no products to tell of")
    if not secret:
        raise Misconfigured("on standard input is expected: the secret with which it signs its webhooks")
    await hear(app, tenant, kind, secret)
    return f"{app.settings.public_url}/shops/{place_of(app.keys, tenant, kind)}"


async def connect_shop(app: App, tenant: TenantId, connection: Connection, *, orders: bool) -> None:
    """Raises Misconfigured, and keeps nothing, when a harmless call is not answered as it should be."""
    await _try(app, connection, orders=orders)
    await put_connection(app, tenant, connection, orders=orders)
    if orders:
        await announce(app, OrderDoorbell(tenant=tenant).outgoing())


async def _try(app: App, connection: Connection, *, orders: bool) -> None:
    from shared.connectors.opening import opened

    try:
        async with opened(connection, app.road_to_shops) as shop:
            await shop.check(orders=orders)
    except ShopRefused as error:
        raise Misconfigured(f"{connection.kind} is not connected: {_WHY.get(str(error), error)}") from None
    except (ShopUnavailable, OutcomeUnknown) as error:
        raise Misconfigured(f"{connection.kind} is not connected: {error}") from None


def _state(one: Listed) -> str:
    return f"{one.state} ({one.state_reason})" if one.state_reason else one.state
