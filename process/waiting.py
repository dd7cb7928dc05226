"""A customer waits for an owner who has taken over: the owner is told, and may let the assistant answer after all.

The end of a pause by its clock revives nothing; only the owner's word does, for what nobody has answered since they last wrote.
"""

from pathlib import Path

from shared.alerts import AlertKind, end_alert, raise_alert
from shared.app import App
from shared.contracts import TurnDoorbell
from shared.database import named_queries
from shared.person_wanted import seen_to
from shared.telemetry import event
from shared.tenants import ConversationKey
from shared.windows import REPLY

SQL = named_queries(Path(__file__).with_suffix(".sql"))


async def remind_owner(app: App, key: ConversationKey) -> None:
    """Once for each silence of the owner's."""
    async with app.database.tenant(key.tenant) as tx:
        reminded = await tx.row(SQL["remind"], key.params)
        overdue = reminded is not None and reminded["waits"]
        if overdue:
            kind = AlertKind.CUSTOMER_WAITING
            await raise_alert(tx, key.tenant, key.account, kind, about=key.customer, customer=key.customer)
    if overdue:
        event("owner.reminded", **key.names)


async def let_assistant_answer(app: App, key: ConversationKey) -> int:
    """How many messages wait for the assistant again; the pause has ended."""
    async with app.database.tenant(key.tenant) as tx:
        await tx.queue(SQL["lock"], key.params)
        row = await tx.row(SQL["hand_back"], {**key.params, "window": REPLY})
        await end_alert(tx, key.tenant, key.account, AlertKind.CUSTOMER_WAITING, about=key.customer)
        await seen_to(tx, key)
    waiting = int(row["waiting"]) if row else 0
    event("owner.handed_back", **key.names, waiting=waiting)
    if waiting:
        await app.bus.send(TurnDoorbell.of(key).outgoing())
    return waiting
