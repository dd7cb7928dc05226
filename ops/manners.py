"""`python -m ops manners`: how the assistant behaves in a shop's name, shown and changed."""

from typing import Annotated

import typer
from rich.table import Table

from merchant.manners import Manners, put_manners
from ops.terminal import Tenant, out, run
from shared.app import App
from shared.tenants import TenantId

Text = Annotated[str | None, typer.Option(help="An empty text takes it away.")]
Most = Annotated[int | None, typer.Option(help="Messages of one customer that are answered.")]


def manners(
    tenant: Tenant,
    disclosure_ar: Text = None,
    disclosure_en: Text = None,
    story_thanks_ar: Text = None,
    story_thanks_en: Text = None,
    comments: Annotated[
        str | None, typer.Option(help="Answered in private: off, keywords or questions.")
    ] = None,
    keyword: Annotated[
        list[str] | None, typer.Option(help="For `--comments keywords`; may be repeated.")
    ] = None,
    public_reply: Annotated[
        str | None, typer.Option(help="Below an answered comment, for everybody.")
    ] = None,
    resume_phrase: Annotated[str | None, typer.Option(help="By which the owner hands back.")] = None,
    owner_pause: Annotated[int | None, typer.Option(help="Minutes after the owner's last message.")] = None,
    most_a_minute: Most = None,
    most_a_day: Most = None,
) -> None:
    """What the assistant says of itself, when it steps back and which comments it answers; without options, as it is."""
    wanted = Manners(
        disclosure_ar=disclosure_ar,
        disclosure_en=disclosure_en,
        story_thanks_ar=story_thanks_ar,
        story_thanks_en=story_thanks_en,
        comment_rule=comments,
        comment_keywords=keyword or None,
        comment_public_reply=public_reply,
        resume_phrase=resume_phrase,
        owner_pause_minutes=owner_pause,
        most_a_minute=most_a_minute,
        most_a_day=most_a_day,
    )

    async def put(app: App) -> dict[str, object]:
        return await put_manners(app.database, TenantId(tenant), wanted)

    table = Table("manner", "as it is")
    for name, value in run(put).items():
        table.add_row(name, ", ".join(value) if isinstance(value, list) else str(value))
    out.print(table)
