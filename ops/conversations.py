"""`python -m ops alerts`, `hand-back` and `reply`: what a shop's person does, from a terminal."""

import sys
from decimal import Decimal
from typing import Annotated

import typer
from rich.markup import escape

from ops.terminal import Tenant, out, run
from shared.alerts import Alert, AlertKind, open_alerts
from shared.app import App
from shared.person_wanted import reason_of
from shared.tenants import ConversationKey, TenantId

Account = Annotated[str, typer.Option(help="`user_id` of the Instagram account, the id in webhooks.")]
Customer = Annotated[str, typer.Option(help="The customer's id for this account.")]

#: Where Instagram has what answers beside the assistant.
_WHERE = {
    "instant_reply": "Instagram app, Business tools, Instant replies: the greeting to new customers",
    "away_message": "Instagram app, Business tools: away message or frequent questions; else another app that answers",
}


def alerts(tenant: Tenant) -> None:
    """What the merchant has to see to, oldest first."""

    async def found(app: App) -> list[Alert]:
        return await open_alerts(app.database, TenantId(tenant))

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
        case AlertKind.SEARCH_WAITING:
            return f"declare another service in {alert.detail['setting']}, then `{alert.detail['command']}`"
    return f"connect the account again: {alert.about}"


def hand_back(tenant: Tenant, account: Account, customer: Customer) -> None:
    """Let the assistant answer what waits for the owner; the pause ends."""
    from process.waiting import let_assistant_answer

    waiting = run(let_assistant_answer, ConversationKey(TenantId(tenant), account, customer))
    out.print(f"{waiting} messages wait for the assistant")


def reply(tenant: Tenant, account: Account, customer: Customer) -> None:
    """Write to a customer as the shop's owner; the text is read from standard input."""
    text = sys.stdin.read()

    async def as_owner(app: App) -> int:
        from merchant.replies import reply_as_person
        from merchant.users import owner_of

        owner = await owner_of(app.database, TenantId(tenant))
        return await reply_as_person(app, ConversationKey(TenantId(tenant), account, customer), owner, text)

    out.print(f"{run(as_owner)} messages are on their way")
