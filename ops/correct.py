"""`python -m ops correct`: what a reply should have been; each correction is tried by `python -m ops eval --tenant`."""

from typing import Annotated
from uuid import UUID

import typer
from pydantic import ValidationError
from rich.markup import escape
from rich.table import Column, Table

from merchant.corrections import Corrected, Correction, add, corrections, of_turn, remove
from ops.eval.scenario import Expected
from ops.terminal import Tenant, out, run
from shared.app import App
from shared.errors import Misconfigured
from shared.tenants import ConversationKey, TenantId

correct = typer.Typer(no_args_is_help=True)


@correct.command("add")
def add_correction(
    tenant: Tenant,
    should_say: Annotated[str, typer.Option(help="What a good reply would have been.")],
    account: Annotated[str | None, typer.Option(help="Of the conversation, with --customer.")] = None,
    customer: Annotated[str | None, typer.Option(help="Whose conversation it is about.")] = None,
    turn: Annotated[int | None, typer.Option(help="Its turn; the newest by default.")] = None,
    asked: Annotated[str | None, typer.Option(help="What a customer asks, when it is about no turn.")] = None,
    expect: Annotated[
        str, typer.Option(help='Expectations as in scenario files, such as {"says": ["24.6"]}.')
    ] = "{}",
) -> None:
    """Keep what should have been said instead of a reply, or in answer to a question."""
    try:
        expected = Expected.model_validate_json(expect).model_dump(mode="json", exclude_defaults=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise Misconfigured(
            f"--expect, {'.'.join(map(str, first['loc']))}: {first['msg'].removeprefix('Value error, ')}"
        ) from error
    if not expected:
        raise Misconfigured("--expect is needed: without an expectation every reply would pass")

    async def put(app: App) -> UUID:
        shop = TenantId(tenant)
        if asked is not None:
            wanted = Corrected(asked=asked, said=None, should_say=should_say, expectations=expected)
        elif account is not None and customer is not None:
            key = ConversationKey(shop, account, customer)
            wanted = await of_turn(app.database, key, turn, should_say=should_say, expectations=expected)
        else:
            raise Misconfigured("what it is about is missing: --account and --customer, or --asked")
        return await add(app.database, shop, wanted)

    out.print(f"kept as {run(put)}")


@correct.command("list")
def list_corrections(tenant: Tenant) -> None:
    """Every correction of the shop, oldest first."""

    async def read(app: App) -> list[Correction]:
        return await corrections(app.database, TenantId(tenant))

    # An id is copied, so it stays in one piece.
    table = Table(Column("id", no_wrap=True), "asked", "said", "should have said")
    for one in run(read):
        table.add_row(
            str(one.correction_id), escape(one.asked), escape(one.said or ""), escape(one.should_say)
        )
    out.print(table)


@correct.command("remove")
def remove_correction(tenant: Tenant, correction: Annotated[UUID, typer.Argument()]) -> None:
    """Take a correction away."""

    async def take(app: App) -> None:
        await remove(app.database, TenantId(tenant), correction)

    run(take)
    out.print(f"{correction} is gone")
