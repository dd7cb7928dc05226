"""`python -m ops retention`: for how long a shop keeps what was said."""

from typing import Annotated

import typer

from ops.terminal import Tenant, out, run
from shared.app import App
from shared.tenants import TenantId


def retention(
    tenant: Tenant,
    days: Annotated[int, typer.Option(help="Days after which messages are deleted, 40 to 3660.")],
) -> None:
    """Every night older messages are deleted, and conversations in which nothing has happened for so long."""

    async def put(app: App) -> None:
        from merchant.retention import keep_messages_for

        async with app.database.tenant(TenantId(tenant)) as tx:
            await keep_messages_for(tx, TenantId(tenant), days, actor="operator")

    run(put)
    out.print(f"messages are kept for {days} days")
