"""`python -m ops erase` and `export`: one who wants to be forgotten, or to know what is kept: a customer, or the shop."""

import json
import sys
from collections.abc import AsyncIterator
from typing import Annotated, Any

import typer
from rich.table import Table

from ops.conversations import Account, Customer
from ops.terminal import Tenant, out, run
from shared.app import App
from shared.errors import Misconfigured
from shared.tenants import ConversationKey, TenantId

OneAccount = Annotated[str, typer.Option("--account", help="As for `erase`.")]
OneCustomer = Annotated[str, typer.Option("--customer", help="As for `erase`.")]


def erase(tenant: Tenant, account: Account, customer: Customer) -> None:
    """Forget one customer: messages, replies, notes and alerts. What was spent and sold stays, without the person."""
    from merchant.erasure import erase as forget

    done = run(forget, ConversationKey(TenantId(tenant), account, customer))
    table = Table("table", "rows")
    for name, rows in done.rows.items():
        table.add_row(name, str(rows))
    out.print(table)
    for number, state in done.orders:
        out.print(f"order {number} ({state}): the shop's own system may have it with a name and address")


def export(
    tenant: Tenant,
    account: OneAccount = "",
    customer: OneCustomer = "",
    everything: Annotated[
        bool, typer.Option("--everything", help="Of the whole shop, without its secrets.")
    ] = False,
) -> None:
    """What is kept of one customer, or of the shop, as one JSON object a line on standard output."""
    if everything == bool(account and customer):
        raise Misconfigured("either --account and --customer, or --everything")

    async def write(app: App) -> None:
        async for table, row in _rows(app, TenantId(tenant), account, customer):
            sys.stdout.write(json.dumps({"table": table, **row}, ensure_ascii=False) + "\n")

    run(write)


def _rows(
    app: App, tenant: TenantId, account: str, customer: str
) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    from merchant import access, everything

    if customer:
        return access.everything_of(app, ConversationKey(tenant, account, customer))
    return everything.everything(app, tenant)
