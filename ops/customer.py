"""`python -m ops erase` and `export`: a customer who wants to be forgotten, or to know what is kept."""

import json
import sys

from rich.table import Table

from ops.conversations import Account, Customer
from ops.terminal import Tenant, out, run
from shared.app import App
from shared.tenants import ConversationKey, TenantId


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


def export(tenant: Tenant, account: Account, customer: Customer) -> None:
    """Everything that is kept of one customer, as one JSON object a line on standard output."""
    key = ConversationKey(TenantId(tenant), account, customer)

    async def write(app: App) -> None:
        from merchant.access import everything_of

        async for table, row in everything_of(app, key):
            sys.stdout.write(json.dumps({"table": table, **row}, ensure_ascii=False) + "\n")

    run(write)
