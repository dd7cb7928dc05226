"""A lean AMQP client that only receives: one connection, any number of session links side by side.

For the functions host, which may have hundreds of sessions open at a time: the SDK makes a connection of half
a second for each. What is lost with the connection is lost for good; the owner opens another client.
"""

import asyncio
import contextlib
import time
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import uuid4

from local.servicebus.cbs import sign
from local.servicebus.client.errors import ConnectionLostError
from local.servicebus.client.links import Ask, Receiver, SessionLink
from local.servicebus.client.requests import RequestChannel
from local.servicebus.client.wire import Wire
from local.servicebus.errors import BrokerError, Condition
from local.servicebus.wiretypes import Timestamp, UInt

DEFAULT_PORT = 5672
TOKEN_SECONDS = 3600
RENEW_BEFORE_SECONDS = 600
CONNECT_SECONDS = 10.0
REQUEST_MILLISECONDS = 60_000
#: How much later than the broker the client gives up on an accept the broker does not answer.
GRACE_SECONDS = 1.0


class Client:
    def __init__(self, connection_string: str) -> None:
        parts = dict(part.partition("=")[::2] for part in connection_string.split(";") if part)
        endpoint = urlsplit(parts["Endpoint"])
        self._host = endpoint.hostname or "localhost"
        self._port = endpoint.port or DEFAULT_PORT
        self._rule, self._key = parts["SharedAccessKeyName"], parts["SharedAccessKey"]
        self._name = f"host-{uuid4()}"
        self._links = 0
        self._wire: Wire | None = None
        self._cbs: RequestChannel | None = None
        self._management: dict[str, RequestChannel] = {}
        self._token_until: dict[str, float] = {}
        self._renewing: asyncio.Task[None] | None = None
        self._authorising: dict[str, asyncio.Lock] = {}

    async def connect(self) -> None:
        """Raises ConnectionLostError where nobody answers."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                _, self._wire = await loop.create_connection(
                    lambda: Wire(self._host, self._name), self._host, self._port
                )
                await self._wire.opened
        except OSError as error:
            raise ConnectionLostError(f"no broker at {self._host}:{self._port}: {error}") from error
        self._cbs = RequestChannel(self._wire, "$cbs")
        self._renewing = asyncio.create_task(self._keep_authorised())

    async def close(self) -> None:
        if self._renewing is not None:
            self._renewing.cancel()
        if self._wire is not None:
            self._wire.close()
            await self._wire.closed

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def connected(self) -> bool:
        return self._wire is not None and self._wire.lost is None

    async def accept_session(
        self,
        queue: str,
        session_id: str | None = None,
        timeout: float = 60.0,  # noqa: ASYNC109 - the broker waits, not the caller
    ) -> SessionLink | None:
        """The named session or the next available one; None where none became available in time.

        Raises BrokerError where the named session is another receiver's, or the queue has none.
        """
        await self._authorise(queue)
        link = SessionLink(self._living(), queue, self._link_name(), self._asking(queue))
        try:
            async with asyncio.timeout(timeout + GRACE_SECONDS):
                await link.open(session_id, timeout)
        except (TimeoutError, asyncio.CancelledError) as error:
            link.abandon_attach()
            if isinstance(error, asyncio.CancelledError):
                raise
            return None
        except BrokerError as error:
            if error.condition is Condition.TIMEOUT:
                return None
            raise
        return link

    async def open_receiver(self, queue: str) -> Receiver:
        await self._authorise(queue)
        receiver = Receiver(self._living(), queue, self._link_name(), self._asking(queue))
        await receiver.open()
        return receiver

    def _living(self) -> Wire:
        if self._wire is None:
            raise ConnectionLostError("the client is not connected")
        if self._wire.lost is not None:
            raise self._wire.lost
        return self._wire

    def _link_name(self) -> str:
        self._links += 1
        return f"{self._name}-{self._links}"

    async def _authorise(self, queue: str) -> None:
        async with self._authorising.setdefault(queue, asyncio.Lock()):
            now = time.time()
            if self._token_until.get(queue, 0.0) - RENEW_BEFORE_SECONDS > now:
                return
            self._living()
            assert self._cbs is not None
            resource, until = f"sb://{self._host}:{self._port}/{queue}", int(now) + TOKEN_SECONDS
            asked = {
                "operation": "put-token",
                "type": "servicebus.windows.net:sastoken",
                "name": resource,
                "expiration": Timestamp(until * 1000),
            }
            response = await self._cbs.ask(asked, sign(self._rule, self._key, resource, until))
            status = response.application["status-code"]
            if status >= 300:
                condition = Condition.NOT_FOUND if status == 404 else Condition.UNAUTHORIZED
                raise BrokerError(condition, response.application.get("status-description", ""))
            self._token_until[queue] = until

    async def _keep_authorised(self) -> None:
        """The broker drops links whose token has run out, however quiet they are."""
        with contextlib.suppress(ConnectionLostError, BrokerError):  # whoever uses the client next is told
            while True:
                await asyncio.sleep(TOKEN_SECONDS - RENEW_BEFORE_SECONDS)
                for queue in list(self._token_until):
                    await self._authorise(queue)

    def _asking(self, queue: str) -> Ask:
        async def ask(operation: str, body: dict[str, Any]) -> dict[str, Any]:
            return await self._manage(queue, operation, body)

        return ask

    async def _manage(self, queue: str, operation: str, body: dict[str, Any]) -> dict[str, Any]:
        await self._authorise(queue)
        channel = self._management.get(queue)
        if channel is None or channel.error is not None:
            channel = self._management[queue] = RequestChannel(self._living(), f"{queue}/$management")
        asked = {
            "operation": f"com.microsoft:{operation}",
            "type": "entity-mgmt",
            "com.microsoft:server-timeout": UInt(REQUEST_MILLISECONDS),
        }
        response = await channel.ask(asked, body)
        if response.application["statusCode"] != 200:
            said = response.application
            raise BrokerError(Condition(str(said.get("errorCondition"))), str(said.get("statusDescription")))
        return dict(response.value or {})
