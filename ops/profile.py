"""`python -m ops profile` and `disconnect`: what a shop's customers can tap at Instagram, set at once or taken away."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from merchant import accounts
from merchant.profile import Profile
from merchant.profiles import Outcome, refresh
from ops.terminal import Tenant, out, run
from shared.app import App
from shared.errors import Misconfigured
from shared.tenants import TenantId


def profile(tenant: Tenant) -> None:
    """Set the shop's ice breakers and menu at Instagram now, and print them; the app does the same every ten minutes."""
    outcomes = run(refresh, TenantId(tenant), anyway=True)
    for outcome in outcomes:
        if outcome.shown is not None:
            out.print(_table(outcome.account, outcome.shown))
    failed = [f"account {one.account}: {one.problem}" for one in outcomes if one.problem is not None]
    if failed:
        raise Misconfigured("Instagram does not show what it should: " + ", ".join(failed))
    if not outcomes:
        raise Misconfigured(f"tenant {tenant} has no account that is connected")


def disconnect(
    tenant: Tenant,
    account: Annotated[str, typer.Option(help="`user_id` of the Instagram account, the id in webhooks.")],
) -> None:
    """Let nothing more leave an account, and take away what customers could tap there; `ops shop` connects it again."""

    async def leave(app: App) -> list[Outcome]:
        await accounts.disconnect(app, TenantId(tenant), account)
        return await refresh(app, TenantId(tenant))

    for outcome in run(leave):
        out.print(f"account {escape(outcome.account)}: {outcome.problem or 'cleared'}")
    out.print("disconnected")


def _table(account: str, shown: Profile) -> Table:
    table = Table(title=f"account {escape(account)}", title_justify="left")
    for column in ("setting", "locale", "text", "payload"):
        table.add_column(column, no_wrap=column != "text")
    for setting, by_locale in shown.items():
        for one in by_locale:
            for item in one["call_to_actions"]:
                text = item.get("question") or item.get("title", "")
                cells = (setting, one["locale"], text, item.get("payload", ""))
                table.add_row(*map(escape, cells))
    return table
