"""`python -m ops …`: what an operator does to a deployment, from a terminal or a deploy hook.

Every command reads the same settings as the app and ends non-zero with one sentence when it cannot do its work.
"""

import asyncio
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar
from uuid import UUID

import typer
from rich.console import Console
from rich.markup import escape

from shared.app import App
from shared.errors import AgentError, DatabaseUnavailable, Misconfigured
from shared.settings import read_settings
from shared.tenants import TenantId

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
out = Console(highlight=False)
T = TypeVar("T")

Tenant = Annotated[UUID, typer.Option(help="The shop's tenant id.")]


@cli.command()
def migrate() -> None:
    """Bring the database's schema up to this release; safe to run at every deployment."""
    import psycopg

    from ops.migrate import migrate as apply
    from ops.migrate import migrations

    url = os.environ.get("DATABASE_MIGRATION_URL") or os.environ.get("DATABASE_URL")
    if not url:
        raise Misconfigured("DATABASE_MIGRATION_URL is not set: the login that may change the schema")
    done = 0
    try:
        for name in apply(url, migrations()):
            out.print(f"applied {name}")
            done += 1
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(f"the database was not reached: {type(error).__name__}") from error
    out.print(f"the schema is up to date ({done} applied)")


@cli.command()
def shop(
    folder: Annotated[Path, typer.Argument(help="Folder with shop.json, products.json and knowledge.json.")],
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
    products, entries = _run(put_shop_from_folder, folder, TenantId(tenant), account, app_scoped_id, token)
    out.print(f"{products} products and {entries} knowledge entries stored")


@cli.command()
def index(tenant: Tenant) -> None:
    """Create the shop's search index and make it agree with the database."""
    from rich.progress import Progress

    from catalog.indexing import index_tenant

    with Progress(console=out, transient=True) as bar:
        task = bar.add_task("indexing", total=None)
        done = _run(
            index_tenant, TenantId(tenant), progress=lambda n, of: bar.update(task, completed=n, total=of)
        )
    out.print(f"{done.index}: {done.documents} documents, {done.deleted} old ones deleted")
    if done.refused:
        raise Misconfigured(
            f"the service refused {len(done.refused)} documents: {', '.join(done.refused[:10])}"
        )


def _run(work: Any, *arguments: Any, **options: Any) -> Any:
    """Run one coroutine function with an App of its own, closed whatever happens."""

    async def session() -> Any:
        app = App(read_settings(os.environ))
        try:
            return await work(app, *arguments, **options)
        finally:
            await app.close()

    return _complete(session())


def _complete(work: Coroutine[Any, Any, T]) -> T:
    # psycopg's async connections need a selector loop, which on Windows is not the default.
    factory = asyncio.SelectorEventLoop if sys.platform == "win32" else None
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(work)


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
