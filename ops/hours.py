"""`python -m ops hours`: when the people of a shop are there, so that customers are told when one answers."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.table import Table

from merchant.hours import put_hours
from ops.terminal import Tenant, out, run
from shared.app import App
from shared.errors import Misconfigured
from shared.hours import DAYS
from shared.tenants import TenantId

Week = dict[str, list[str]]


def hours(
    tenant: Tenant,
    open_: Annotated[
        list[str] | None,
        typer.Option(
            "--open", help="`sat-thu 10:00-14:00,16:00-21:00`; days without any are closed. May be repeated."
        ),
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", help="For these days only: a season's first day.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", help="Its last day; by itself closed, without `--open`.")
    ] = None,
    zone: Annotated[str | None, typer.Option(help="Such as Asia/Amman.")] = None,
    forget: Annotated[bool, typer.Option("--forget", help="No hours at all: no time is promised.")] = False,
) -> None:
    """Set a shop's week, or with `--from` and `--to` a season's or a holiday's; without options, as it is."""

    async def put(app: App) -> tuple[dict[str, Any], str]:
        kept, _ = await put_hours(app.database, TenantId(tenant))
        wanted = {} if forget else _with(kept, open_, first, last)
        return await put_hours(app.database, TenantId(tenant), hours=wanted, zone=zone)

    kept, where = run(put)
    table = Table("when", "open", title=where)
    for name, week in _shown(kept):
        table.add_row(name, "\n".join(f"{day} {', '.join(spans)}" for day, spans in week.items()) or "closed")
    out.print(table)


def _with(
    kept: dict[str, Any], given: list[str] | None, first: str | None, last: str | None
) -> dict[str, Any] | None:
    """None when nothing is to change."""
    if (first is None) != (last is None):
        raise Misconfigured("a season has a first day and a last day: --from and --to")
    if first is None:
        return None if given is None else {**kept, "week": week_of(given)}
    season = {"from": first, "to": last, "week": week_of(given or [])}
    others = [one for one in kept.get("seasons", []) if (one["from"], one["to"]) != (first, last)]
    return {**kept, "seasons": [*others, season]}


def week_of(given: list[str]) -> Week:
    """Of "sat-thu 10:00-14:00,16:00-21:00"; what is said last of a day counts."""
    week: Week = {}
    for text in given:
        days, _, spans = text.partition(" ")
        if not spans.strip():
            raise Misconfigured(f"{text!r}: days and hours look like `sat-thu 10:00-21:00`")
        for day in _days(days.lower()):
            week[day] = [span.strip() for span in spans.split(",")]
    return week


def _days(text: str) -> list[str]:
    first, _, last = text.partition("-")
    last = last or first
    if first not in DAYS or last not in DAYS:
        raise Misconfigured(f"{text!r}: the days are {', '.join(DAYS)}")
    begin = DAYS.index(first)
    return list((DAYS * 2)[begin : begin + (DAYS.index(last) - begin) % len(DAYS) + 1])


def _shown(kept: dict[str, Any]) -> list[tuple[str, Week]]:
    if not kept:
        return [("always", {"no hours:": ["customers are promised a person, and no time"]})]
    today = datetime.now(UTC).date().isoformat()
    seasons = [one for one in kept.get("seasons", []) if one["to"] >= today]
    return [("week", kept.get("week", {}))] + [
        (f"{one['from']} to {one['to']}", one["week"]) for one in seasons
    ]
