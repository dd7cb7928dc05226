"""`python -m ops search place`, `move`, `compare` and `status`: on which search service each shop's index is."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated
from uuid import UUID

import typer
from rich.markup import escape
from rich.table import Table

from catalog.placements import Placement
from ops.terminal import Tenant, err, out, run
from shared.app import App
from shared.errors import AgentError, Misconfigured
from shared.tenants import TenantId

search = typer.Typer(no_args_is_help=True)

One = Annotated[UUID | None, typer.Option("--tenant", help="One shop.")]
All = Annotated[bool, typer.Option("--all", help="Every shop, some at a time; run it again to go on.")]
Step = Callable[[App, TenantId], Awaitable[str]]


@search.command()
def place() -> None:
    """Place the shops that wait for a search service, after one was added to SEARCH_SERVICES."""

    async def waiting(app: App) -> bool:
        from catalog.placing import place_waiting

        well = True
        async for placed in place_waiting(app):
            if placed.service is not None and placed.problem is None:
                out.print(f"{placed.tenant} on {placed.service}")
            else:
                err.print(f"{placed.tenant} {escape(placed.problem or 'still waits: no room')}")
                well = False
        return well

    if not run(waiting):
        raise Misconfigured("not every shop has its index: add a service, or run `python -m ops index`")


@search.command()
def move(
    tenant: One = None,
    every: All = False,  # a flag of the command line
    model: Annotated[Placement | None, typer.Option(help="How shops are to be placed.")] = None,
    to: Annotated[str | None, typer.Option(help="The one service to move to.")] = None,
    back: Annotated[bool, typer.Option("--back", help="To the index that is still kept.")] = False,
    end: Annotated[bool, typer.Option("--end", help="Delete old indexes nobody turns back to.")] = False,
    at_once: Annotated[int, typer.Option(min=1, max=20, help="Shops that move side by side.")] = 4,
) -> None:
    """Move a shop's index, or all shops', while they answer."""
    if (tenant is None) is not every or sum([model is not None or to is not None, back, end]) != 1:
        raise Misconfigured("say --tenant or --all, and one of --model or --to, --back, --end")

    async def session(app: App) -> int:
        step = _step(model if to is None else _placement_of(app, to), to=to, back=back)
        return await _for_each(app, step, TenantId(tenant) if tenant else None, at_once)

    if failed := run(session):
        raise Misconfigured(f"{failed} shops stay where they are: run it again when that is mended")


def _step(placement: Placement | None, *, to: str | None, back: bool) -> Step:
    """What is done with each shop: moved when a placement is wanted, else brought back or done with."""
    from catalog import moves

    async def move_one(app: App, one: TenantId) -> str:
        if placement is None:
            return await (moves.turn_back if back else moves.end)(app, one)
        moved = await moves.move(app, one, placement, to=to)
        at = (await moves.shop_at(app, one)).at
        return f"{moved}: {at.index} on {at.service}"

    return move_one


async def _for_each(app: App, step: Step, tenant: TenantId | None, at_once: int) -> int:
    """How many failed: one shop's trouble stops no other's move."""
    failed = 0

    async def attempt(one: TenantId) -> bool:
        try:
            out.print(f"{one} {await step(app, one)}")
        except AgentError as error:
            err.print(f"{one} [red]{type(error).__name__}[/red]: {escape(str(error))}")
            return False
        return True

    async for batch in _batches(app, tenant, at_once):
        failed += (await asyncio.gather(*(attempt(one) for one in batch))).count(False)
    return failed


async def _batches(app: App, tenant: TenantId | None, size: int) -> AsyncIterator[list[TenantId]]:
    from shared.database.every_tenant import pages_of_tenants

    if tenant is not None:
        yield [tenant]
        return
    async for page in pages_of_tenants(app.database):
        for start in range(0, len(page), size):
            yield page[start : start + size]


def _placement_of(app: App, name: str) -> Placement:
    for service in app.settings.search_services:
        if service.name == name:
            return Placement.DEDICATED if service.dedicated else Placement.SHARED
    raise Misconfigured(f"SEARCH_SERVICES has no service {name}")


@search.command()
def compare(tenant: Tenant) -> None:
    """During a move: ask both indexes sample questions, and show what differs."""

    async def both(app: App) -> Table:
        from catalog import jobs
        from catalog.comparing import compare, differences

        indexes = await jobs.indexes(app.database, TenantId(tenant))
        here, there = indexes.live, indexes.other
        if there is None:
            raise Misconfigured(f"tenant {tenant} is not moving: there is one index")
        documents = await jobs.all_documents(app.database, TenantId(tenant))
        differ = await differences(app, TenantId(tenant), there, documents)
        out.print(
            f"{there.index}: {len(differ)} of {len(documents)} documents are not as the database has them"
        )
        table = Table("question", f"{here.service} {here.index}", f"{there.service} {there.index}", "alike")
        for one in await compare(app, TenantId(tenant), here, there, documents):
            only = [
                " ".join(sorted({*a} - {*b})) or "the same"
                for a, b in ((one.here, one.there), (one.there, one.here))
            ]
            table.add_row(escape(one.question), *only, f"{one.agreement:.0%}")
        return table

    out.print(run(both))


@search.command()
def status() -> None:
    """How full each service is, as we count and as it counts itself, and who waits or moves."""

    async def counted(app: App) -> tuple[Table, int]:
        from shared.search.placing import Usage, usage

        used = await usage(app.database)
        table = Table("service", "role", "indexes", "limit", "its own count", "shops", "moving in")
        for service in app.settings.search_services:
            own = await _own_count(app, service.name)
            mine = used.pop(service.name, Usage(0, 0, 0))
            role = "dedicated" if service.dedicated else "shared"
            table.add_row(service.name, role, str(mine.indexes), str(service.limit), own, str(mine.tenants), str(mine.moves))  # fmt: skip
        waiting = used.pop(None, Usage(0, 0, 0)).tenants
        for name, lost in used.items():
            table.add_row(name, "[red]not declared[/red]", str(lost.indexes), "", "", str(lost.tenants), str(lost.moves))  # fmt: skip
        return table, waiting

    table, waiting = run(counted)
    out.print(table)
    out.print(f"{waiting} shops wait for a place")


async def _own_count(app: App, service: str) -> str:
    from azure.core.exceptions import AzureError

    from shared.search.places import Place

    try:
        counter = (
            await app.search.indexes(Place(service, "")).get_service_statistics()
        ).counters.index_counter
    except AzureError as error:
        return escape(f"not reached: {type(error).__name__}")
    return f"{counter.usage} of {counter.quota}"
