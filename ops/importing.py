"""`python -m ops import`: a shop's catalogue from a file, or from its own system."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from catalog.doorbell import announce
from catalog.importing import Imported, Source, Tell, Wish, currency_of, import_from
from catalog.importing import Progress as Told
from catalog.sources.export import opened, writer_of
from catalog.sources.faults import RowFault
from catalog.sources.shops import source_of
from ops.terminal import Tenant, out, run
from shared.app import App
from shared.connectors.connections import CATALOGUES, Kind, connection_of, note_refusal
from shared.errors import Misconfigured, ShopRefused
from shared.tenants import TenantId

SHOWN = 20
#: Some rows were refused, or all were since one was; 1 and 2 are the usual failures.
ROWS_REFUSED = 3


def import_(
    source: Annotated[
        str, typer.Argument(help="A file (CSV, Excel, product feed, JSON), or shopify, or woocommerce.")
    ],
    tenant: Tenant,
    complete: Annotated[
        bool, typer.Option("--complete", help="It has everything the shop sells: others are taken off sale.")
    ] = False,
    all_or_nothing: Annotated[
        bool, typer.Option("--all-or-nothing", help="Take nothing when anything is refused.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be refused.")] = False,
    faults: Annotated[Path | None, typer.Option(help="Write all faults to this CSV file.")] = None,
) -> None:
    """Take a catalogue into the shop; what is wrong is told by row and column. Ends with 3 when rows were refused."""
    wish = Wish(complete=complete, all_or_nothing=all_or_nothing, dry_run=dry_run)
    shown: list[RowFault] = []
    with _all_faults(faults) as write, _bar() as told:

        def tell(fault: RowFault) -> None:
            if len(shown) < SHOWN:
                shown.append(fault)
            write(fault)

        done = run(_import, source, TenantId(tenant), wish, tell, told)
    _show(done, shown, wish)
    if done.refused:
        raise typer.Exit(ROWS_REFUSED)


async def _import(app: App, source: str, tenant: TenantId, wish: Wish, tell: Tell, told: Told) -> Imported:
    opened = await _source(app, source, tenant)
    try:
        done = await import_from(opened, app.database, tenant, wish, tell=tell, progress=told)
    except ShopRefused as error:
        if error.revoked:
            await note_refusal(app, tenant, Kind(source))
        raise
    finally:
        await opened.close()
    if done.wrote:
        await announce(app, tenant)
    return done


async def _source(app: App, source: str, tenant: TenantId) -> Source:
    currency = await currency_of(app.database, tenant)
    if source in CATALOGUES:
        return source_of(await connection_of(app, tenant, Kind(source)), currency, app.road_to_shops)
    from catalog.sources.files import CatalogueFile

    return CatalogueFile(_file(source), currency)


def _file(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise Misconfigured(f"{name} is no file, and neither {' nor '.join(CATALOGUES)}")
    return path


def _show(done: Imported, shown: list[RowFault], wish: Wish) -> None:
    if shown:
        table = Table("row", "column", "value", "expected")
        for fault in shown:
            table.add_row(str(fault.row), *map(escape, (fault.column, fault.value, fault.expected)))
        out.print(table)
        if (told := done.refused + done.warnings) > len(shown):
            out.print(f"and {told - len(shown)} more; --faults FILE.csv writes all of them")
    if done.ignored:
        out.print(f"nobody knows the columns: {escape(', '.join(done.ignored))}")
    if not done.wrote:
        out.print("Nothing was written.")
    if not done.wrote and not wish.dry_run:
        out.print(f"{done.good} products are good, {_told_of(done)}")
        return
    counts = f"{done.added} added, {done.changed} changed, {done.unchanged} unchanged, {_told_of(done)}"
    out.print(f"{counts}, {done.removed} taken off sale" if wish.complete else counts)
    if wish.complete and done.refused:
        out.print("Nothing was taken off sale: a row that was refused may be any product.")


def _told_of(done: Imported) -> str:
    return f"{done.refused} faults" + (f", {done.warnings} warnings" if done.warnings else "")


@contextmanager
def _all_faults(path: Path | None) -> Iterator[Tell]:
    try:
        file = opened(path) if path else nullcontext()
    except OSError as error:
        raise Misconfigured(f"{path} cannot be written: {error.strerror}") from None
    with file as rows:
        yield writer_of(rows) if rows else lambda _: None


@contextmanager
def _bar() -> Iterator[Told]:
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda read, of: bar.update(task, completed=read, total=of or None)
