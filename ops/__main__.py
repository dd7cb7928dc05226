"""`python -m ops …`: what an operator does to a deployment, from a terminal or a deploy hook.

Every command reads the same settings as the app and ends non-zero with one sentence when it cannot do its work.
"""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from ops import (
    alerts,
    budget,
    connecting,
    conversations,
    correct,
    customer,
    drafts,
    hours,
    importing,
    keys,
    knowledge,
    manners,
    media,
    orders,
    profile,
    retention,
    search,
    searches,
    selling,
    usage,
    wanted,
)
from ops.eval.command import evaluate
from ops.terminal import Tenant, complete, out, run
from shared.errors import AgentError, Misconfigured
from shared.secret import Secret
from shared.tenants import TenantId

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
cli.add_typer(keys.rotate, name="rotate", help="Replace a key by a new one.")
cli.add_typer(correct.correct, name="correct", help="Keep what a reply should have been.")
cli.add_typer(search.search, name="search", help="On which search service each shop's index is.")
cli.add_typer(alerts.alerts, name="alerts", help="What the merchant has to see to, and how they are told.")
cli.add_typer(orders.orders, name="orders", help="What customers have ordered, and what becomes of it.")
cli.add_typer(drafts.drafts, name="drafts", help="Products from the shop's own posts.")
cli.add_typer(
    knowledge.knowledge, name="knowledge", help="Texts, web pages and PDF files that answers are taken from."
)
cli.command("eval")(evaluate)
cli.command()(keys.token)
cli.command()(keys.whoami)
for command in (
    conversations.reply,
    manners.manners,
    budget.budget,
    hours.hours,
    retention.retention,
    selling.selling,
    usage.usage,
    searches.searches,
    wanted.wanted,
):
    cli.command()(command)
cli.command()(customer.erase)
cli.command()(customer.export)
cli.command("import")(importing.import_)
cli.command()(connecting.connect)
cli.command()(connecting.connectors)
cli.command("hand-back")(conversations.hand_back)
cli.command()(media.media)
cli.command()(profile.profile)
cli.command()(profile.disconnect)


@cli.command()
def migrate() -> None:
    """Bring the database's schema up to this release; safe to run at every deployment."""
    from ops.migrate import migrate as apply
    from ops.migrate import migrations
    from shared.database.entra import password_once

    url = os.environ.get("DATABASE_MIGRATION_URL") or os.environ.get("DATABASE_URL")
    if not url:
        raise Misconfigured("DATABASE_MIGRATION_URL is not set: the login that may change the schema")
    password = complete(password_once(Secret(url)))
    wanted = migrations()
    done = 0
    for applied in apply(url, wanted, password=password):
        out.print(f"applied {applied.name} in {applied.milliseconds} ms")
        done += 1
    out.print(f"the schema is at {wanted[-1].number:04}{'' if done else ', as it was'}")


@cli.command("database-login")
def database_login(
    name: Annotated[str, typer.Argument(help="The managed identity's name, which becomes the login's.")],
    object_id: Annotated[str, typer.Argument(help="Its object id in Entra.")],
) -> None:
    """Let the app's identity into Azure's PostgreSQL, as a member of igshop_app; safe to run at every deployment."""
    from ops.database_login import make_login
    from shared.database.entra import password_once

    url = os.environ.get("DATABASE_MIGRATION_URL", "")
    if not url:
        raise Misconfigured("DATABASE_MIGRATION_URL is not set: the login that may make others")
    new = make_login(url, name, object_id, password=complete(password_once(Secret(url))))
    out.print(f"the login {name} is {'new' if new else 'known'} and a member of igshop_app")


@cli.command()
def shop(
    folder: Annotated[
        Path,
        typer.Argument(
            help="Folder with shop.json, products.json, knowledge.json and perhaps delivery.json."
        ),
    ],
    tenant: Tenant,
    account: Annotated[str, typer.Option(help="`user_id` of the Instagram account, the id in webhooks.")],
    app_scoped_id: Annotated[
        str, typer.Option(help="`id` of the Instagram account, the id in signed callbacks.")
    ],
) -> None:
    """Put a shop, its account and its catalogue into the database; the access token is read from standard input."""
    from ops.shop import put_shop_from_folder

    token = sys.stdin.readline().strip()
    if not token:
        raise Misconfigured("the access token is expected on standard input")
    done, areas = run(put_shop_from_folder, folder, TenantId(tenant), account, app_scoped_id, token)
    out.print(f"products: {done.products}; knowledge: {done.entries}; delivery areas: {areas}")


@cli.command()
def index(
    tenant: Tenant,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Into a new index, which takes the old one's place.")
    ] = False,  # typer's way of a flag
) -> None:
    """Create the shop's search index and make it agree with the database. May be cut off and run again."""
    from rich.progress import Progress

    from catalog.indexing import index_tenant

    with Progress(console=out, transient=True) as bar:
        task = bar.add_task("indexing", total=None)
        done = run(
            index_tenant,
            TenantId(tenant),
            progress=lambda n, of: bar.update(task, completed=n, total=of),
            rebuild=rebuild,
        )
    out.print(f"{done.index}: {done.documents} documents, {done.deleted} old ones deleted")
    if done.refused:
        raise Misconfigured(
            f"the service refused {len(done.refused)} documents: {', '.join(done.refused[:10])}"
        )


def main() -> None:
    try:
        cli()
    except AgentError as error:
        Console(stderr=True, highlight=False).print(
            f"[red]{type(error).__name__}[/red]: {escape(str(error))}"
        )
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
