"""`python -m ops knowledge …`: what a shop knows beside its catalogue, from texts, web pages and PDF files."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from catalog import knowledge as sources
from catalog.doorbell import announce
from ops.terminal import Tenant, out, run
from shared.app import App
from shared.errors import Misconfigured
from shared.fetching import Fetcher
from shared.tenants import TenantId

knowledge = typer.Typer(no_args_is_help=True)
_SUFFIXES: dict[str, sources.Kind] = {
    ".pdf": "pdf",
    ".txt": "text",
    ".md": "text",
    ".html": "page",
    ".htm": "page",
}


@knowledge.command()
def add(
    what: Annotated[
        str,
        typer.Argument(
            help="An https address, a file (.pdf, .txt, .md, .html), or - for text on standard input."
        ),
    ],
    tenant: Tenant,
    title: Annotated[
        str, typer.Option(help="What it is called; needed for standard input, else its own title is taken.")
    ] = "",
) -> None:
    """Read a source and cut it into passages; one that was read before changes only where it is different."""

    async def put(app: App) -> sources.Added:
        if "://" in what:
            given = await sources.fetch(Fetcher(), what, title)
        else:
            given = _given(what, title)
        added = await sources.add(app.database, TenantId(tenant), given)
        await announce(app, TenantId(tenant))
        return added

    done = run(put)
    out.print(f"{done.source_id} {done.title}", markup=False)
    out.print(f"{done.new} passages new, {done.kept} as they were, {done.removed} removed")


@knowledge.command("list")
def list_(tenant: Tenant) -> None:
    """Every source with its passages; the shop's own entries are counted below."""

    async def ask(app: App) -> tuple[list[sources.Source], int]:
        return await sources.listed(app.database, TenantId(tenant))

    found, entries = run(ask)
    table = Table("source", "kind", "title", "url", "passages", "read")
    for one in found:
        read = f"{one.fetched_at:%Y-%m-%d %H:%M}"
        table.add_row(one.source_id, one.kind, one.title, one.url or "", str(one.passages), read)
    out.print(table, markup=False)
    out.print(f"{entries} entries of the shop's own")


@knowledge.command()
def remove(source: Annotated[str, typer.Argument(help="As `list` shows it.")], tenant: Tenant) -> None:
    """Forget a source and its passages."""

    async def forget(app: App) -> int:
        removed = await sources.remove(app.database, TenantId(tenant), source)
        await announce(app, TenantId(tenant))
        return removed

    out.print(f"{run(forget)} passages removed")


def _given(what: str, title: str) -> sources.Given:
    """A byte more than is taken at most is read, so that what never ends does."""
    most = sources.MOST_BYTES + 1
    if what == "-":
        if not title:
            raise Misconfigured("text on standard input needs a --title")
        return sources.Given("text", title, sys.stdin.buffer.read(most), title=title)
    path = Path(what)
    kind = _SUFFIXES.get(path.suffix.lower())
    if kind is None:
        raise Misconfigured(f"{path.name} must be one of {', '.join(_SUFFIXES)}")
    try:
        with path.open("rb") as file:
            return sources.Given(kind, path.name, file.read(most), title=title)
    except OSError as error:
        raise Misconfigured(f"{path.name} cannot be read: {error.strerror}") from error
