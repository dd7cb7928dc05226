"""`python -m ops alerts`: what a merchant has to see to, and where they are told of it."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

import typer
from rich.markup import escape

from ops.terminal import Tenant, out, run
from shared.alerts import Alert, AlertKind, open_alerts
from shared.app import App
from shared.database import Row
from shared.errors import Misconfigured
from shared.person_wanted import reason_of
from shared.tenants import TenantId

alerts = typer.Typer(invoke_without_command=True)

#: Where Instagram has what answers beside the assistant.
_WHERE = {
    "instant_reply": "Instagram app, Business tools, Instant replies: the greeting to new customers",
    "away_message": "Instagram app, Business tools: away message or frequent questions; else another app that answers",
}


@alerts.callback()
def listed(
    context: typer.Context,
    tenant: Annotated[UUID | None, typer.Option(help="The shop's tenant id.")] = None,
) -> None:
    """What the merchant has to see to, oldest first."""
    if context.invoked_subcommand is not None:
        return
    if tenant is None:
        raise typer.BadParameter("--tenant is missing")
    shop = TenantId(tenant)

    async def found(app: App) -> list[Alert]:
        return await open_alerts(app.database, shop)

    waiting = run(found)
    if not waiting:
        out.print("nothing to see to")
    for alert in waiting:
        who = f" customer {alert.customer_id}" if alert.customer_id else ""
        out.print(f"{alert.at:%Y-%m-%d %H:%M} {alert.kind} account {alert.account_id}{who}")
        out.print(f"  {escape(_to_do(alert))}")


def _to_do(alert: Alert) -> str:
    match alert.kind:
        case AlertKind.CUSTOMER_WAITING:
            return "answer in Instagram, or `python -m ops hand-back`"
        case AlertKind.OTHER_AUTOMATION:
            said = f"«{alert.detail['text']}»" if alert.detail.get("text") else "something without words"
            return f"it says {said}; switch it off: {_WHERE[str(alert.detail['which'])]}"
        case AlertKind.PERSON_WANTED:
            why = reason_of(str(alert.detail["reason"])).value.replace("_", " ")
            return f"{why}: {alert.summary or 'answer in Instagram, or `python -m ops reply`'}"
        case AlertKind.BUDGET_LOW | AlertKind.BUDGET_SPENT:
            told = (
                "has no room for another turn" if alert.kind == AlertKind.BUDGET_SPENT else "is mostly spent"
            )
            return f"the budget of ${Decimal(alert.detail['budget'] or 0):.2f} a {alert.detail['period']} {told}: `python -m ops budget`"
        case AlertKind.NEW_ORDER | AlertKind.ORDER_CHANGED:
            return f"order {alert.about}: `python -m ops orders show`"
        case AlertKind.SEARCH_WAITING:
            return f"declare another service in {alert.detail['setting']}, then `{alert.detail['command']}`"
    return f"connect the account again: {alert.about}"


@alerts.command("set")
def set_(
    tenant: Tenant,
    mail: Annotated[
        str | None, typer.Option(help="The owner's e-mail address; an empty one takes it away.")
    ] = None,
    webhook: Annotated[
        str | None,
        typer.Option(help="https address of the shop's own; each time with a new secret, printed once."),
    ] = None,
    quiet: Annotated[
        str | None, typer.Option(help="Such as 22:00-08:00, by the shop's clock; an empty text: never.")
    ] = None,
    urgent: Annotated[
        list[str] | None,
        typer.Option(help="A kind that is told in quiet hours too; may be repeated, an empty one: none."),
    ] = None,
) -> None:
    """Where the merchant is told, and when not; without options, as it is."""

    async def put(app: App) -> tuple[str | None, Row, list[str]]:
        from merchant import alert_channels

        shop, secret = TenantId(tenant), None
        if mail is not None:
            await alert_channels.put_mail(app, shop, mail)
        if webhook is not None:
            secret = await alert_channels.put_webhook(app, shop, webhook)
        if quiet is not None or urgent:
            kinds = None if urgent is None else [kind for kind in urgent if kind]
            await alert_channels.put_quiet(app, shop, quiet=quiet, urgent=kinds)
        async with app.database.tenant(shop) as tx:
            as_it_is = await alert_channels.shown(tx, shop)
            told = [place.channel for place in await alert_channels.places(app, tx, shop)]
        return secret, as_it_is, told

    secret, as_it_is, told = run(put)
    out.print(f"told by: {', '.join(told) or 'nothing: no browser, e-mail or webhook'}")
    out.print(f"webhook: {escape(as_it_is['webhook_url'] or 'none')}")
    out.print(f"quiet hours: {as_it_is['quiet'] or 'none'} ({as_it_is['time_zone']})")
    out.print(f"urgent all the same: {', '.join(as_it_is['urgent']) or 'nothing'}")
    if secret is not None:
        out.print(f"the webhook's secret, shown this once: {secret}")


@alerts.command()
def test(tenant: Tenant) -> None:
    """Send a test notice to every place of the shop, and say what each answered."""

    async def tried(app: App) -> list[tuple[str, str, str]]:
        from merchant.alerting import try_channels

        outcomes = await try_channels(app, TenantId(tenant))
        return [(place.channel, place.target, one.reason or one.verdict) for place, one in outcomes]

    answers = run(tried)
    for channel, target, answer in answers:
        out.print(f"{channel} {target}: {answer}".replace(" :", ":"))
    if not answers:
        raise Misconfigured("this shop is told nowhere: `python -m ops alerts set`")
    if bad := [channel for channel, _, answer in answers if answer != "sent"]:
        raise Misconfigured(f"not everything was sent: {', '.join(bad)}")


@alerts.command()
def failed(tenant: Tenant) -> None:
    """What did not arrive, or has not yet, newest first."""

    async def found(app: App) -> list[Row]:
        from merchant.alerting import not_delivered

        return await not_delivered(app, TenantId(tenant))

    rows = run(found)
    for row in rows:
        out.print(escape(_line(row)))
    if not rows:
        out.print("everything has arrived, or waits for its first attempt")


def _line(row: Row) -> str:
    to = f"{row['channel']} {row['target']}".strip()
    why = f" ({row['reason']})" if row["reason"] else ""
    return f"{row['at']:%Y-%m-%d %H:%M} {row['kind']} round {row['round']} by {to}: {row['state']}{why}, attempts: {row['attempts']}"
