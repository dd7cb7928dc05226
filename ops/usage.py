"""`python -m ops usage`: what a shop's answers have cost, by day or by conversation."""

from dataclasses import astuple
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Column, Table

from merchant.usage import Usage, used
from ops.terminal import Tenant, out, run
from shared.app import App
from shared.tenants import TenantId

#: Short, so that a terminal of 80 columns has room for them.
FIGURES = ("turns", "mess.", "in", "cached", "out", "audio", "search", "$")


class By(StrEnum):
    DAY = "day"
    CONVERSATION = "conversation"


def usage(
    tenant: Tenant,
    by: By = By.DAY,
    days: Annotated[int, typer.Option(help="So many, today among them.")] = 7,
) -> None:
    """Turns, messages, tokens in, of these cached, and out, seconds of audio, searches and US dollars."""

    async def read(app: App) -> list[Usage]:
        return await used(app.database, TenantId(tenant), by=by.value, days=days)

    table = Table(Column(by.value, overflow="fold"), *(Column(name, no_wrap=True) for name in FIGURES))
    for line in run(read):
        table.add_row(*map(str, astuple(line)))
    out.print(table)
