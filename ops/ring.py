"""Seal everything anew under the ring's newest key, tenant by tenant.

It may be interrupted at any moment and run again: each tenant is one transaction, and what the newest key has sealed is
left alone. It may also run beside the app: rows are locked while they change. Values that do not open are counted and
left as they are, for only their tenant can give them anew.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from shared.app import App
from shared.crypto import Column, KeyRing, sealed_with
from shared.database import Transaction, named_queries
from shared.errors import SealBroken
from shared.every_tenant import every_tenant
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))


@dataclass(slots=True)
class Rotated:
    """What one run did. `keys`: how many values each key of the ring has sealed now."""

    tenants: int = 0
    sealed_anew: int = 0
    keys: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)  #: column and tenant of each value that does not open


async def rotate_key_ring(app: App, *, progress: Callable[[Rotated], None]) -> Rotated:
    """`progress` is called after each tenant. Raises DatabaseUnavailable; what was done until then stays done."""
    done = Rotated()
    async for tenant in every_tenant(app.database):
        async with app.database.tenant(tenant) as tx:
            await _rotate(tx, app.keys, tenant, done)
        done.tenants += 1
        progress(done)
    return done


async def _rotate(tx: Transaction, ring: KeyRing, tenant: TenantId, done: Rotated) -> None:
    locked = {
        column: await tx.queue(SQL[f"lock_{column.name.lower()}"], {"tenant": tenant}) for column in Column
    }
    for column, cursor in locked.items():
        for row in await cursor.fetchall():
            sealed = row["sealed"]
            if sealed_with(sealed) != ring.sealing:
                try:
                    sealed = ring.seal_anew(sealed, tenant=tenant, column=column)
                except SealBroken:
                    done.broken.append(f"{column} of {tenant}")
                else:
                    put = {"tenant": tenant, "key": row["key"], "sealed": sealed}
                    await tx.queue(SQL[f"put_{column.name.lower()}"], put)
                    done.sealed_anew += 1
            done.keys[sealed_with(sealed)] += 1
