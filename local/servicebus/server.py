"""The listening side: connections over a broker, and the turn of the loop that binds them to the journal.

Everything that arrives in one turn of the event loop is applied, then committed in one transaction, then
answered. So a client hears "accepted" only of what would survive a kill, and a hundred sends that arrive
together cost one commit. `stop` drops every connection and keeps the broker, so that a later `start` on the
same port is an outage and a return.
"""

import asyncio

from local.servicebus.broker import Broker
from local.servicebus.broker.journal import SqliteJournal
from local.servicebus.connection import Connection

ROOT_RULE = "RootManageSharedAccessKey"


class Server:
    def __init__(self, broker: Broker, host: str = "127.0.0.1", port: int = 0) -> None:
        self.broker = broker
        self.host = host
        self.port = port
        self.connections: set[Connection] = set()
        self._listener: asyncio.Server | None = None
        self._dirty: list[Connection] = []
        self._ending = False
        self._alarm: asyncio.TimerHandle | None = None
        self._checkpoint: asyncio.Future[None] | None = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(lambda: Connection(self), self.host, self.port)
        self.port = self._listener.sockets[0].getsockname()[1]
        self.end_turn_soon()

    async def stop(self) -> None:
        if self._listener is None:
            return
        self._listener.close()
        for connection in list(self.connections):
            connection.abort()
        await asyncio.sleep(0)  # aborted transports report their loss in the next turn
        await self._listener.wait_closed()
        self._listener = None
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._checkpoint is not None:
            await self._checkpoint
        self.broker.wake()

    def connection_string(self, rule: str = ROOT_RULE) -> str:
        key = next(known.key for known in self.broker.config.rules if known.name == rule)
        return (
            f"Endpoint=sb://{self.host}:{self.port};SharedAccessKeyName={rule};"
            f"SharedAccessKey={key};UseDevelopmentEmulator=true;"
        )

    def flush_soon(self, connection: Connection) -> None:
        self._dirty.append(connection)
        self.end_turn_soon()

    def end_turn_soon(self) -> None:
        if not self._ending:
            self._ending = True
            asyncio.get_running_loop().call_soon(self._end_turn)

    def _end_turn(self) -> None:
        self._ending = False
        self.broker.journal.commit()
        dirty, self._dirty = self._dirty, []
        for connection in dirty:
            connection.flush()
        self._set_alarm()
        journal = self.broker.journal
        if isinstance(journal, SqliteJournal) and journal.wants_checkpoint and self._checkpoint is None:
            self._checkpoint = asyncio.get_running_loop().run_in_executor(None, journal.checkpoint)
            self._checkpoint.add_done_callback(self._checkpointed)

    def _checkpointed(self, _: asyncio.Future[None]) -> None:
        self._checkpoint = None

    def _set_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        deadline = self.broker.next_deadline()
        if self._listener is not None and deadline is not None:
            delay = max(0.0, deadline - self.broker.clock())
            self._alarm = asyncio.get_running_loop().call_later(delay, self._ring)

    def _ring(self) -> None:
        self.broker.wake()
        self.end_turn_soon()
