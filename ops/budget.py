"""`python -m ops budget`: what a shop may spend on the model, and what it has spent."""

from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer
from rich.table import Table

from merchant.budgets import Period, Spending, put_budgets
from ops.terminal import Tenant, out, run
from shared.app import App
from shared.errors import Misconfigured
from shared.tenants import TenantId

Amount = Annotated[str | None, typer.Option(help="US dollars, or `none`.")]


def budget(tenant: Tenant, day: Amount = None, month: Amount = None) -> None:
    """Set what a shop may spend in a day and in a month, and show what it has spent; without options, as it is."""
    given: dict[Period, str | None] = {"day": day, "month": month}
    wanted = {period: _amount(period, text) for period, text in given.items() if text is not None}

    async def put(app: App) -> list[Spending]:
        return await put_budgets(app.database, TenantId(tenant), wanted)

    table = Table("period", "budget", "spent", "turns")
    for one in run(put):
        limit = "none" if one.budget is None else f"${one.budget:.2f}"
        table.add_row(one.period, limit, f"${one.spent:.4f}", str(one.turns))
    out.print(table)


def _amount(period: str, text: str) -> Decimal | None:
    if text == "none":
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Misconfigured(f"the {period}'s budget is an amount in US dollars, such as 2.50") from None
