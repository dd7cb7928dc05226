"""A customer waits for an owner who has taken over: the owner is told, once for each silence of theirs."""

from pathlib import Path

from shared.alerts import AlertKind, raise_alert
from shared.app import App
from shared.database import named_queries
from shared.telemetry import event
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))


async def remind_owner(app: App, key: ConversationKey) -> None:
    async with app.database.tenant(key.tenant) as tx:
        reminded = await tx.row(SQL["remind"], key.params)
        overdue = reminded is not None and reminded["waits"]
        if overdue:
            kind = AlertKind.CUSTOMER_WAITING
            await raise_alert(tx, key.tenant, key.account, kind, about=key.customer, customer=key.customer)
    if overdue:
        event("owner.reminded", **key.names)
