"""`python -m ops eval`: scenarios against the configured model, through the product's own turn; a gate for deployments."""

import json
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from ops.eval.corrections import TenantLive, cases_of
from ops.eval.models import SCRIPTED, Chats, ScriptedModel
from ops.eval.page import page
from ops.eval.places import ShopsInMemory, settings_of
from ops.eval.run import Place, Report, Result, run_cases
from ops.eval.scenario import Case, Turn, read_cases
from ops.eval.thresholds import Thresholds, read_thresholds, shortfalls
from ops.eval.told import as_data, faults, headline
from ops.terminal import complete, out, run
from shared.app import App
from shared.errors import Misconfigured
from shared.tenants import TenantId

HERE = Path(__file__).parents[2] / "evaluation"


def evaluate(
    scenarios: Annotated[Path, typer.Option(help="Folder with scenarios/, shops/ and pictures/.")] = HERE,
    thresholds: Annotated[
        Path | None, typer.Option(help="What must be reached; thresholds.json of the folder by default.")
    ] = None,
    only: Annotated[str | None, typer.Option(help="Scenarios whose file or name holds this text.")] = None,
    tenant: Annotated[
        UUID | None, typer.Option(help="Run this shop's corrections over its live index instead.")
    ] = None,
    script: Annotated[
        bool, typer.Option(help="Let a scripted model answer: proves the machinery only.")
    ] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the report as data.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the report as one page.")] = None,
) -> None:
    """Play scenarios with the configured model and judge each reply; ends with 1 below the thresholds."""
    _refuse_what_cannot_be_written(json_file, html)
    if tenant is not None:
        report, wanted = run(_corrections, TenantId(tenant), only), Thresholds(all=Decimal(1))
    else:
        wanted = read_thresholds(thresholds or scenarios / "thresholds.json")
        cases = _chosen(read_cases(scenarios), only)
        report = complete(_scenarios(cases, scripted=script))
    below = shortfalls(report, wanted)
    if json_file is not None:
        json_file.write_text(json.dumps(as_data(report, below), ensure_ascii=False, indent=1), "utf-8")
    if html is not None:
        html.write_text(page(report, below), "utf-8")
    _show(report, below)
    if below:
        raise typer.Exit(1)


def _refuse_what_cannot_be_written(*paths: Path | None) -> None:
    """Before a model is paid, and not behind it."""
    for path in paths:
        if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
            raise Misconfigured(f"{path} cannot be written: its folder is not there, or it is one itself")


def _chosen(cases: list[Case], only: str | None) -> list[Case]:
    chosen = [case for case in cases if only is None or only in case.id]
    if only is not None and not chosen:
        raise Misconfigured(f"no scenario holds {only!r}")
    return chosen


async def _scenarios(cases: list[Case], *, scripted: bool) -> Report:
    settings = settings_of(os.environ, scripted=scripted)
    shops = ShopsInMemory(settings)
    if scripted:
        return Report(SCRIPTED, True, await _with_progress(cases, shops, ScriptedModel))
    app = App(settings)
    try:
        await shops.know(cases, app.model)
        results = await _with_progress(cases, shops, lambda _: app.model)
    finally:
        await app.close()
    return Report(settings.chat_models[0].name, False, results)


async def _corrections(app: App, tenant: TenantId, only: str | None) -> Report:
    live = await TenantLive.of(app, tenant)
    cases = _chosen(await cases_of(app, tenant), only)
    return Report(
        app.settings.chat_models[0].name, False, await _with_progress(cases, live, lambda _: live.model)
    )


async def _with_progress(
    cases: list[Case], place_of: Callable[[Case], Place], model_of: Callable[[Turn], Chats]
) -> list[Result]:
    with Progress(console=out, transient=True) as bar:
        task = bar.add_task("scenarios", total=len(cases))
        return await run_cases(cases, place_of, model_of, done=lambda: bar.advance(task))


def _show(report: Report, below: list[str]) -> None:
    out.print(headline(report))
    table = Table("kind", "passed", "of")
    for kind, results in report.kinds.items():
        table.add_row(kind, str(sum(result.passed for result in results)), str(len(results)))
    out.print(table)
    for result in report.results:
        if not result.passed:
            out.print(f"[red]failed[/red] {escape(result.case.id)}")
            for fault in faults(result):
                out.print(f"  {escape(fault)}")
    for one in below:
        out.print(f"[red]below[/red] {escape(one)}")
