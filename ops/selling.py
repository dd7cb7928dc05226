"""`python -m ops selling`: how a shop is paid, the least that an order comes to, who bargains, and until when it takes orders."""

import json
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer
from rich.markup import escape

from ops.terminal import Tenant, out, run
from shared.errors import Misconfigured
from shared.offers import Bargaining, Offer, offers_of
from shared.tenants import TenantId


def selling(
    tenant: Tenant,
    cliq: Annotated[str | None, typer.Option(help="CliQ alias; an empty one takes it away.")] = None,
    bank: Annotated[
        str | None, typer.Option(help="Bank and IBAN, as customers are told; empty: none.")
    ] = None,
    minimum: Annotated[str | None, typer.Option(help="The least that goods come to; 0: any.")] = None,
    last_order: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="From the next day on the shop is closed.")
    ] = None,
    closed_ar: Annotated[str | None, typer.Option(help="What is told then, in Arabic.")] = None,
    closed_en: Annotated[str | None, typer.Option(help="And in English.")] = None,
    remind_after: Annotated[
        int | None,
        typer.Option(help="Hours until an unanswered summary is said once more, 1 to 20; 0: never."),
    ] = None,
    bargaining: Annotated[
        Bargaining | None,
        typer.Option(help="Who bargains: fixed prices, the offers below, or a person answers."),
    ] = None,
    offers: Annotated[
        typer.FileText | None,
        typer.Option(
            help="All offers, as a JSON list: name_ar, name_en, percent or amount, from_goods, from_pieces, until."
        ),
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Take orders again.")] = False,
) -> None:
    """Set how a shop sells; without options, as it is."""
    from merchant.selling import Selling, put_selling

    wanted = Selling(
        cliq_alias=cliq,
        bank_account=bank,
        minimum_order=None if minimum is None else _amount(minimum),
        last_order_on=None if last_order is None else _day(last_order),
        open=open_,
        closed_ar=closed_ar,
        closed_en=closed_en,
        remind_after_hours=remind_after,
        bargaining=bargaining,
        offers=None if offers is None else _offers(offers.read()),
    )
    row = run(lambda app: put_selling(app.database, TenantId(tenant), wanted))
    for name, value in row.items():
        out.print(escape(f"{name}: {value if value not in ('', None) else '-'}"))


def _offers(text: str) -> list[Offer]:
    try:
        return offers_of(json.loads(text))
    except ValueError as error:  # of JSON, and of what stands in it
        raise Misconfigured(f"these are no offers: {error}") from None


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Misconfigured(f"{text!r} is no amount") from None


def _day(moment: datetime) -> date:
    return moment.date()
