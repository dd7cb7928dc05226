"""What has been kept for as long as it may be is deleted, every night, in transactions of some rows each.

A shop says how long it keeps what was said (`tenants.messages_kept`, a year unless it says otherwise). A conversation in
which nothing has happened for so long goes as if its customer had asked for it: orders stay, without the person. Of one that
goes on what is older goes. Who wanted no messages stays on the list of those. What serves for days only has its own time here.
"""

from datetime import timedelta
from pathlib import Path

from merchant.erasure import erase_rows
from shared.app import App
from shared.audit import Actor, write_down
from shared.database import Transaction, named_queries
from shared.database.every_tenant import visit_every_tenant
from shared.errors import Misconfigured
from shared.telemetry import event
from shared.tenants import ConversationKey, TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: Meta delivers again for 36 hours; a key is all that keeps an erased message from coming back.
EVENT_KEYS = timedelta(days=40)
#: For an account that is connected late.
UNROUTED = timedelta(days=30)
POISON = timedelta(days=90)
IDEMPOTENCY_KEYS = timedelta(days=2)
DELIVERIES = timedelta(days=30)
SHORTEST, LONGEST = 40, 3660  #: days
#: Rows of one transaction, and conversations of one.
ROWS, CONVERSATIONS = 1000, 20


async def keep(app: App) -> None:
    """The timer's run."""
    await _forget_unowned(app)
    await visit_every_tenant(app.database, lambda tenant: forget_old(app, tenant))


async def forget_old(
    app: App, tenant: TenantId, *, rows: int = ROWS, conversations: int = CONVERSATIONS
) -> int:
    """How many rows went, and conversations among them."""
    gone = 0
    while found := await _silent_conversations(app, tenant, conversations):
        gone += found
    for name in (
        "events",
        "parts",
        "turns",
        "notes",
        "corrections",
        "usage_ledger",
        "order_drafts",
        "wishes",
        "alerts",
    ):
        gone += await _batches(app, tenant, name, rows)
    for name, age in (
        ("event_keys", EVENT_KEYS),
        ("api_writes", IDEMPOTENCY_KEYS),
        ("alert_deliveries", DELIVERIES),
    ):
        gone += await _batches(app, tenant, name, rows, age)
    if gone:
        event("retention.forgot", tenant=tenant, rows=gone)
    return gone


async def keep_messages_for(tx: Transaction, tenant: TenantId, days: int, *, actor: Actor) -> None:
    """Raises Misconfigured for a time that is too short or too long."""
    if not SHORTEST <= days <= LONGEST:
        raise Misconfigured(f"messages are kept for {SHORTEST} to {LONGEST} days")
    if await tx.row(SQL["keep_for"], {"tenant": tenant, "days": days}) is None:
        raise Misconfigured(f"there is no tenant {tenant}: run `python -m ops shop`")
    await write_down(tx, tenant, "retention.changed", actor=actor, days=days)


async def _silent_conversations(app: App, tenant: TenantId, most: int) -> int:
    """One that is written to at this moment is left for another night."""
    async with app.database.tenant(tenant) as tx:
        silent = await tx.rows(SQL["silent"], {"tenant": tenant, "most": most})
        for one in silent:
            key = ConversationKey(tenant, one["account_id"], one["customer_id"])
            await erase_rows(tx, key)
            if one["opted_out_at"] is not None:
                await tx.queue(SQL["opted_out"], {**key.params, "at": one["opted_out_at"]})
    return len(silent)


async def _batches(app: App, tenant: TenantId, name: str, most: int, age: timedelta | None = None) -> int:
    """Of rows whose age is their own, or the shop's."""
    gone = 0
    while True:
        async with app.database.tenant(tenant) as tx:
            row = await tx.row(SQL[name], {"tenant": tenant, "most": most, "age": age})
        last = int(row["gone"]) if row else 0
        gone += last
        if last < most:
            return gone


async def _forget_unowned(app: App) -> None:
    params = {"unrouted": UNROUTED, "poison": POISON, "most": ROWS}
    gone = 1
    while gone:
        async with app.database.crossing() as tx:
            row = await tx.row(SQL["unowned"], params)
        gone = int(row["gone"]) if row else 0
