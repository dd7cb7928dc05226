"""`python -m ops searches`: what customers of a shop searched for and did not find."""

from typing import Annotated

import typer
from rich.table import Column, Table

from merchant.missed_searches import Missed, missed_searches
from ops.terminal import Tenant, out, run
from shared.app import App
from shared.tenants import TenantId


def searches(
    tenant: Tenant,
    days: Annotated[int, typer.Option(help="So many, today among them.")] = 30,
) -> None:
    """What the catalogue did not have, the most frequent first: words alone, without who asked."""

    async def read(app: App) -> list[Missed]:
        return await missed_searches(app.database, TenantId(tenant), days=days)

    table = Table(Column("searched for", overflow="fold"), "times", "days", "last")
    for line in run(read):
        table.add_row(line.query, str(line.times), str(line.days), line.last.isoformat())
    out.print(table)
