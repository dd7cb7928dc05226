"""One customer is forgotten: what was said, kept and told of them goes in one transaction, and does not come back.

The keys of their events stay, so a message that is delivered again is known and not written. What was spent stays in the
ledger, and what was sold stays in the orders, without the person.
"""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from shared.app import App
from shared.audit import Actor, write_down
from shared.contracts import SendDoorbell
from shared.database import Transaction, named_queries
from shared.telemetry import event
from shared.tenants import ConversationKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))
#: What refers to a row before it.
TABLES = (
    "notes",
    "corrections",
    "parts",
    "events",
    "turns",
    "alerts",
    "order_drafts",
    "wishes",
    "usage_ledger",
    "customers",
    "conversations",
)


@dataclass(frozen=True, slots=True)
class Erased:
    rows: dict[str, int]  #: by table; of the ledger those that have lost the name
    orders: list[
        tuple[int, str]
    ]  #: number and state: a shop's own system may have them with a name and address


async def erase(app: App, key: ConversationKey) -> Erased:
    """By an operator."""
    await forget_on_the_bus(app, key)
    async with app.database.tenant(key.tenant) as tx:
        erased = await forget(tx, key, actor="operator")
    tell(key, erased)
    return erased


async def forget_on_the_bus(app: App, key: ConversationKey) -> None:
    """Before the database, or what is on its way would be recorded afterwards. Raises BusUnavailable; then another try loses nothing."""
    await app.bus.forget(key.account, SendDoorbell.of(key).session_id)


async def forget(tx: Transaction, key: ConversationKey, *, actor: Actor, user: UUID | None = None) -> Erased:
    """In the database, and written down; `tell` of it after the COMMIT."""
    erased = await erase_rows(tx, key)
    told: dict[str, str | int] = {"account": key.account, "rows": sum(erased.rows.values())}
    await write_down(tx, key.tenant, "customer.erased", actor=actor, user=user, **told)
    return erased


async def erase_rows(tx: Transaction, key: ConversationKey) -> Erased:
    await tx.queue(SQL["lock"], key.params)
    await tx.queue(SQL["keep_keys"], key.params)
    orders = await tx.rows(SQL["orders"], key.params)
    counts = {table: await tx.row(SQL[table], key.params) for table in TABLES}
    rows = {table: int(count["rows"]) for table, count in counts.items() if count}
    return Erased(rows, [(row["order_no"], row["state"]) for row in orders])


def tell(key: ConversationKey, erased: Erased) -> None:
    event("customer.erased", tenant=key.tenant, account=key.account, rows=sum(erased.rows.values()))
