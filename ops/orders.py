"""`python -m ops orders`: what customers have ordered, and what becomes of it."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from ops.terminal import Tenant, out, run
from shared.app import App
from shared.database import Row
from shared.language.money import english
from shared.tenants import TenantId

orders = typer.Typer(no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="The order's number.")]
_TOLD = {
    "told": "the customer is told",
    "window_closed": "the customer is not told: they wrote last more than 24 hours ago",
    "later": "the customer is told, with its number there, once the shop's own system has taken it",
    "paused": "the customer is not told: a person is writing with them in Instagram",
    "nobody": "there is no customer to tell",
}


@orders.command("list")
def list_(
    tenant: Tenant,
    state: Annotated[
        list[str] | None,
        typer.Option(help="Only those that are new, confirmed, with_courier …; may be repeated."),
    ] = None,
) -> None:
    """A shop's newest orders."""

    async def found(app: App) -> list[Row]:
        from merchant.orders import NEXT, orders_of

        return await orders_of(app.database, TenantId(tenant), states=tuple(state or NEXT))

    table = Table("order", "since", "state", "payment", "total")
    for row in run(found):
        table.add_row(
            str(row["order_no"]),
            f"{row['created_at']:%Y-%m-%d %H:%M}",
            row["state"],
            f"{row['payment']}, {row['payment_state']}",
            english(row["total"], row["currency"]),
        )
    out.print(table)


@orders.command()
def show(order_no: Number, tenant: Tenant) -> None:
    """One order: what is in it, where it goes and what it comes to."""
    from merchant.orders import Order

    async def found(app: App) -> Order:
        from merchant.orders import order_of

        return await order_of(app.database, TenantId(tenant), order_no)

    order = run(found)
    row = order.row
    out.print(f"order {order_no}: {row['state']}, {row['payment']} {row['payment_state']}")
    for line in order.lines:
        which = ", ".join(filter(None, (line["variant"].get(name) for name in ("size", "color_ar"))))
        out.print(
            escape(f"  {line['quantity']} × {line['name']} {which} ({line['sku']}) {line['unit_price']:f}")
        )
    for name, value in row["delivery"].items():
        if value not in ("", None, False):
            out.print(escape(f"  {name}: {value}"))
    out.print(f"  total: {english(row['total'], row['currency'])}")


@orders.command("set")
def set_(
    order_no: Number,
    state: Annotated[str, typer.Argument(help="confirmed, with_courier, delivered, returned or cancelled.")],
    tenant: Tenant,
) -> None:
    """Move an order on; stock follows, and the customer is told."""

    async def put(app: App) -> str:
        from merchant.desk import Person
        from merchant.orders import set_state
        from merchant.users import owner_of

        owner = Person("operator", await owner_of(app.database, TenantId(tenant)))
        return await set_state(app, TenantId(tenant), order_no, state, owner)

    out.print(f"order {order_no} is {state}; {_TOLD[run(put)]}")


@orders.command()
def paid(order_no: Number, tenant: Tenant) -> None:
    """Somebody has seen the money: nothing else marks an order as paid."""

    async def put(app: App) -> str:
        from merchant.desk import Person
        from merchant.orders import mark_paid
        from merchant.users import owner_of

        owner = Person("operator", await owner_of(app.database, TenantId(tenant)))
        return await mark_paid(app, TenantId(tenant), order_no, owner)

    out.print(f"order {order_no} is paid; {_TOLD[run(put)]}")
