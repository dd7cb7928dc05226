"""What a shop may spend on the model in a day and in a month (of Jordan's time), and what it has spent."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

from shared.audit import write_down
from shared.database import Database, Transaction, named_queries
from shared.errors import Misconfigured
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

Period = Literal["day", "month"]
#: The column holds six places and eight digits before them.
MOST = Decimal(10) ** 8


@dataclass(frozen=True, slots=True)
class Spending:
    period: str
    budget: Decimal | None  #: US dollars; None: as much as it takes
    spent: Decimal
    turns: int


async def put_budgets(
    database: Database, tenant: TenantId, budgets: Mapping[Period, Decimal | None]
) -> list[Spending]:
    """By an operator. Raises Misconfigured for what is no amount."""
    async with database.tenant(tenant) as tx:
        await set_budgets(tx, tenant, budgets)
        for period, money in budgets.items():
            told = "none" if money is None else str(money)
            await write_down(tx, tenant, "budget.changed", actor="operator", period=period, money=told)
        return await spending(tx, tenant)


async def set_budgets(tx: Transaction, tenant: TenantId, budgets: Mapping[Period, Decimal | None]) -> None:
    """None takes a budget away; a period that is not named stays. Whoever sets them writes it down. Raises Misconfigured."""
    for period, money in budgets.items():
        if money is not None and not (money.is_finite() and 0 <= money < MOST):
            raise Misconfigured(f"the {period}'s budget is an amount in US dollars, such as 2.50")
        where = {"tenant": tenant, "period": period}
        if money is None:
            await tx.queue(SQL["drop"], where)
        else:
            await tx.queue(SQL["put"], {**where, "money": money})
        await tx.queue(SQL["begin_anew"], {**where, "about": f"{period} %"})


async def spending(tx: Transaction, tenant: TenantId) -> list[Spending]:
    """Of the day, then of the month."""
    return [Spending(**row) for row in await tx.rows(SQL["shown"], {"tenant": tenant})]
