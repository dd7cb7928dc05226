"""Permits for calls that Meta limits for each account, leased from the database a block at a time.

One statement leases a block for a short while; it is used up here without asking anybody. However many instances there
are, together they stay within the limit in any window (limits.py says why).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shared.database import Database, named_queries
from shared.errors import OverPace
from shared.pace.limits import LIMITS, Kind, Limit, Share
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

#: Seconds that a call may be kept waiting for its permit before its work is better done another time.
PATIENCE = 3.0


@dataclass(slots=True)
class _Held:
    share: Share = field(default_factory=Share)
    #: Of several calls at once, one asks the database.
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)


class Pace:
    def __init__(
        self,
        database: Database,
        *,
        limits: Mapping[Kind, Limit] = LIMITS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._held: dict[tuple[TenantId, str, Kind], _Held] = {}

    async def permit(self, tenant: TenantId, account: str, kind: Kind) -> None:
        """Returns when one call may leave. Raises OverPace when it would have to wait for too long."""
        held = self._held.setdefault((tenant, account, kind), _Held())
        patient_until = self._clock() + PATIENCE
        while True:
            async with held.asking:
                if held.share.take(self._clock()):
                    return
                if held.share.ask_from <= self._clock():
                    await self._lease(tenant, account, kind, held.share)
                    if held.share.take(self._clock()):
                        return
            now = self._clock()
            wait = max(held.share.ask_from - now, 0.0)
            if now + wait > patient_until:
                raise OverPace(f"over_pace_{kind}", after=wait)
            await self._sleep(wait)

    async def _lease(self, tenant: TenantId, account: str, kind: Kind, share: Share) -> None:
        """Statement and COMMIT share one round trip, so the row comes when the transaction has ended."""
        limit, asked_at = self._limits[kind], self._clock()
        async with self._database.tenant(tenant) as tx:
            asked = {"tenant": tenant, "account": account, "kind": kind.value}
            sizes = {
                "permits": limit.permits,
                "window": limit.window,
                "block": limit.block,
                "span": limit.span,
            }
            unused = {"unused": share.unused(asked_at), "block_end": share.block_end}
            cursor = await tx.queue(SQL["lease"], {**asked, **sizes, **unused})
        row = await cursor.fetchone()
        assert row is not None
        share.renew(
            granted=row["granted"],
            block_end=row["block_end"],
            wait=max(row["wait"], 0.0),
            span=limit.span.total_seconds(),
            asked_at=asked_at,
            now=self._clock(),
        )
        self._forget_idle()

    def _forget_idle(self) -> None:
        """Accounts come and go; one that is asked for again just leases anew."""
        now = self._clock()
        idle = [
            key
            for key, held in self._held.items()
            if held.share.is_idle(now, self._limits[key[2]].window.total_seconds())
            and not held.asking.locked()
        ]
        for key in idle:
            del self._held[key]
