"""`python -m ops media`: which of a shop's stories, posts and reels show which product."""

from typing import Annotated

import typer
from rich.table import Table

from catalog.media import Shown, put_media
from ops.terminal import Tenant, out, run
from shared.app import App
from shared.tenants import TenantId


def media(
    tenant: Tenant,
    add: Annotated[
        list[str] | None,
        typer.Option(help="MEDIA=SKU, with Meta's id of the story, post or reel; may be repeated."),
    ] = None,
    remove: Annotated[list[str] | None, typer.Option(help="MEDIA; may be repeated.")] = None,
) -> None:
    """Which product a customer means who answers a story or sends a post on; without options, as it is."""
    wanted = [Shown.parse(text) for text in add or ()]

    async def put(app: App) -> list[Shown]:
        return await put_media(app.database, TenantId(tenant), add=wanted, remove=remove or ())

    table = Table("media", "product")
    for one in run(put):
        table.add_row(one.media_id, one.sku)
    out.print(table)
