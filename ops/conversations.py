"""`python -m ops hand-back` and `reply`: what a shop's person does, from a terminal."""

import sys
from typing import Annotated

import typer

from ops.terminal import Tenant, out, run
from shared.app import App
from shared.tenants import ConversationKey, TenantId

Account = Annotated[str, typer.Option(help="`user_id` of the Instagram account, the id in webhooks.")]
Customer = Annotated[str, typer.Option(help="The customer's id for this account.")]


def hand_back(tenant: Tenant, account: Account, customer: Customer) -> None:
    """Let the assistant answer what waits for the owner; the pause ends."""

    async def as_owner(app: App) -> int:
        from merchant.desk import Person, let_assistant_answer
        from merchant.users import owner_of

        owner = Person("operator", await owner_of(app.database, TenantId(tenant)))
        return await let_assistant_answer(app, ConversationKey(TenantId(tenant), account, customer), owner)

    waiting = run(as_owner)
    out.print(f"{waiting} messages wait for the assistant")


def reply(tenant: Tenant, account: Account, customer: Customer) -> None:
    """Write to a customer as the shop's owner; the text is read from standard input."""
    text = sys.stdin.read()

    async def as_owner(app: App) -> int:
        from merchant.desk import Person, reply_as_person
        from merchant.users import owner_of

        owner = Person("operator", await owner_of(app.database, TenantId(tenant)))
        return await reply_as_person(app, ConversationKey(TenantId(tenant), account, customer), owner, text)

    out.print(f"{run(as_owner)} messages are on their way")
