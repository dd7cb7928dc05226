"""Queue functions and their broker: one AMQP connection per connection string, shared by all its functions.

When the broker goes away the connection is opened again, with growing pauses and for ever; meanwhile HTTP
answers, timers fire, and handlers that are running run on to their end.
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azure.functions import DataType

from local.host.admin import Admin, Start
from local.host.indexing import Index, LoadedFunction
from local.host.invoke import Invoker
from local.host.locks import Renewal
from local.host.metadata import trigger_input
from local.host.pumps import Pump, QueuePump, SessionPump, Subscription
from local.host.settings import HostSettings, SettingsError, expand
from local.servicebus.client import Client, ConnectionLostError
from local.servicebus.codec import encode
from local.servicebus.messages import DATA, section
from local.servicebus.view import read

_log = logging.getLogger("Host.ServiceBus")
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 5.0
_NO_LOCK = UUID(int=0)


@dataclass(frozen=True)
class Backoff:
    sleep: Callable[[float], Awaitable[object]]
    jitter: Callable[[], float]

    async def pause(self, failures: int) -> None:
        longest = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2 ** min(failures, 16))
        await self.sleep(longest * (1 + self.jitter()) / 2)


class Connection:
    def __init__(self, connection_string: str, backoff: Backoff) -> None:
        self.pumps: list[Pump] = []
        self._connection_string = connection_string
        self._backoff = backoff
        self._client = Client(connection_string)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Give back what nobody works on, wait for the rest, then hang up."""
        for pump in self.pumps:
            pump.take_no_more()
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})
        await asyncio.gather(*(pump.finish() for pump in self.pumps))
        await self._client.close()

    async def _run(self) -> None:
        failures = 0
        while True:
            try:
                await self._client.connect()
                failures = 0
                async with asyncio.TaskGroup() as receiving:
                    for pump in self.pumps:
                        receiving.create_task(pump.run(self._client))
            except* ConnectionLostError as lost:
                _log.warning("Service Bus is away: %s", _first(lost))
            await self._client.close()
            await self._backoff.pause(failures)
            failures += 1
            self._client = Client(self._connection_string)


def build(
    index: Index,
    admin: Admin,
    invoker: Invoker,
    settings: HostSettings,
    *,
    now: Callable[[], datetime],
    sleep: Callable[[float], Awaitable[object]],
    jitter: Callable[[], float],
) -> list[Connection]:
    connections: dict[str, Connection] = {}
    backoff = Backoff(sleep, jitter)
    renewal = Renewal(settings.max_auto_lock_renewal, now, sleep)
    for function in [
        function for function in index.functions if function.trigger.type == "serviceBusTrigger"
    ]:
        trigger = function.trigger
        try:
            connection_string = _connection_string(getattr(trigger, "connection", ""))
            queue = expand(getattr(trigger, "queue_name", ""), os.environ)
            connection = connections.get(connection_string) or Connection(connection_string, backoff)
        except SettingsError as error:
            index.reject(function.name, str(error))
            continue
        subscription = Subscription(
            function, queue, _is_binary(function), invoker, renewal=renewal, pause=backoff.pause
        )
        connections[connection_string] = connection
        connection.pumps.append(_pump(subscription, settings))
        admin.offer(function.name, _starter(function, invoker))
    return list(connections.values())


def _pump(subscription: Subscription, settings: HostSettings) -> Pump:
    if getattr(subscription.function.trigger, "is_sessions_enabled", None):
        return SessionPump(subscription, settings.max_concurrent_sessions, settings.session_idle_timeout)
    return QueuePump(subscription, settings.max_concurrent_calls)


def _is_binary(function: LoadedFunction) -> bool:
    return function.trigger.data_type == DataType.BINARY.value


def _connection_string(setting: str) -> str:
    value = os.environ.get(setting)
    if not value and f"{setting}__fullyQualifiedNamespace" in os.environ:
        raise SettingsError(
            f"'{setting}__fullyQualifiedNamespace' asks for an identity; the local host needs a connection "
            f"string in '{setting}'"
        )
    if not value:
        raise SettingsError(f"the app setting '{setting}' does not exist")
    if "usedevelopmentemulator=true" not in value.lower():
        raise SettingsError(
            f"'{setting}' names a real namespace; the local host receives from the stand-in only "
            "(UseDevelopmentEmulator=true)"
        )
    if any(part not in value for part in ("Endpoint=", "SharedAccessKeyName=", "SharedAccessKey=")):
        raise SettingsError(f"'{setting}' is not a complete Service Bus connection string")
    return value


def _starter(function: LoadedFunction, invoker: Invoker) -> Start:
    """Run the function on a message that never was in a queue: a body and nothing else."""

    def start(text: str) -> Awaitable[object]:
        message = read(section(DATA, encode(text.encode())))
        datum, metadata = trigger_input(message, _NO_LOCK, binary=_is_binary(function))
        return invoker.invoke(function, datum, metadata)

    return start


def _first(errors: BaseExceptionGroup[ConnectionLostError]) -> BaseException:
    """What was said first: a group holds groups when several functions lose their connection at once."""
    error: BaseException = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
