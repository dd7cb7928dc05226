"""Keeps a lock alive while messages under it are handled, for as long as host.json allows each of them.

Without renewal a handler that outlasts the lock would see its message given to somebody else while it still
works on it; without the bound a handler that never ends would hold it for ever.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from local.servicebus.client import ConnectionLostError
from local.servicebus.errors import BrokerError

_log = logging.getLogger("Host.ServiceBus")
#: how long before its end a lock is renewed, as in .NET's client; half its time when it is short
_MARGIN_SECONDS = 10.0


@dataclass(frozen=True)
class Renewal:
    longest: float
    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[object]]

    @contextlib.asynccontextmanager
    async def of(
        self, locked_until: datetime, renew: Callable[[], Awaitable[datetime]]
    ) -> AsyncIterator["KeptLock"]:
        lock = KeptLock(self, locked_until, renew)
        task = asyncio.create_task(lock.keep())
        try:
            yield lock
        finally:
            task.cancel()


class KeptLock:
    def __init__(
        self, renewal: Renewal, locked_until: datetime, renew: Callable[[], Awaitable[datetime]]
    ) -> None:
        self._renewal = renewal
        self._locked_until = locked_until
        self._renew = renew
        self.restart()

    def restart(self) -> None:
        """Another message of the session: its time begins now."""
        self._since = self._renewal.now()

    async def keep(self) -> None:
        now, sleep = self._renewal.now, self._renewal.sleep
        while True:
            left = (self._locked_until - now()).total_seconds()
            await sleep(max(0.0, left - min(left / 2, _MARGIN_SECONDS)))
            if (now() - self._since).total_seconds() > self._renewal.longest:
                return
            try:
                self._locked_until = await self._renew()
            except (BrokerError, ConnectionLostError) as error:
                _log.warning("A lock could not be renewed: %s", error)
                return
