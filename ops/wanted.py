"""`python -m ops wanted`: what customers of a shop wanted to order and could not have."""

from rich.markup import escape
from rich.table import Column, Table

from merchant.wishes import Wished, wishes
from ops.terminal import Tenant, out, run
from shared.app import App
from shared.tenants import TenantId


def wanted(tenant: Tenant) -> None:
    """What was sold out, or is not sold in that size: by how many customers, and whether it is there now."""

    async def read(app: App) -> list[Wished]:
        return await wishes(app.database, TenantId(tenant))

    table = Table("sku", Column("product", overflow="fold"), "size, colour", "customers", "last", "there now")
    for one in run(read):
        table.add_row(
            escape(one.sku), escape(one.name_ar), escape(one.option), str(one.customers),
            f"{one.last:%Y-%m-%d}", "yes" if one.back else "",
        )  # fmt: skip
    out.print(table)
