"""`python -m ops alerts`, `hand-back`, `reply` and `comments`: what a shop's person does, until they do it themselves."""

import sys
from typing import Annotated, cast

import typer
from rich.table import Table

from ops.terminal import Tenant, out, run
from shared.alerts import Alert, open_alerts
from shared.app import App
from shared.tenants import ConversationKey, TenantId

Account = Annotated[str, typer.Option(help="`user_id` of the Instagram account, the id in webhooks.")]
Customer = Annotated[str, typer.Option(help="The customer's id for this account.")]

#: Where Instagram has what answers beside the assistant.
_SWITCH_OFF = {
    "instant_reply": "Instagram app, Business tools, Instant replies: the greeting to new customers",
    "away_message": "Instagram app, Business tools: away message or frequent questions; else another app that answers",
}


def alerts(tenant: Tenant) -> None:
    """What the merchant has to see to, oldest first."""

    async def found(app: App) -> list[Alert]:
        return await open_alerts(app.database, TenantId(tenant))

    table = Table("since", "what", "account", "customer", "to do")
    for alert in run(found):
        to_do = {
            "customer_waiting": "answer in Instagram, or `python -m ops hand-back`",
            "other_automation": f"switch off «{alert.detail.get('text') or 'a picture'}»: "
            + _SWITCH_OFF.get(str(alert.detail.get("which")), ""),
            "account_stopped": "connect the account again",
        }.get(alert.kind, "")
        table.add_row(
            f"{alert.at:%Y-%m-%d %H:%M}", alert.kind, alert.account_id, alert.customer_id or "", to_do
        )
    out.print(table)


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


def comments(
    tenant: Tenant,
    rule: Annotated[str, typer.Argument(help="Which comments are answered: off, keywords or questions.")],
    keyword: Annotated[
        list[str] | None, typer.Option(help="For the rule `keywords`; may be repeated.")
    ] = None,
    public_reply: Annotated[str, typer.Option(help="What everybody reads below an answered comment.")] = "",
) -> None:
    """Set which comments the assistant answers with a private message."""
    from merchant.rules import CommentRules, Rule, put_rules
    from shared.errors import Misconfigured

    if rule not in ("off", "keywords", "questions"):
        raise Misconfigured(f"{rule} is not a rule for comments: off, keywords or questions")
    rules = CommentRules(cast("Rule", rule), tuple(keyword or ()), public_reply)

    async def put(app: App) -> None:
        await put_rules(app.database, TenantId(tenant), rules)

    run(put)
    out.print(f"comments: {rule}")
