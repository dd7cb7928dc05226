"""Webhooks out, by Meta's rules: five seconds to answer, anything but 200 is tried again, then it is dropped.

Deliveries of one conversation wait for one another (customer and owner as typed), so that a test meets disorder only
where it asks for it. Echoes of the product's own posts do not wait: Meta sends them while an earlier delivery may still
be open, and a receiver that answers inside its webhook would otherwise wait for itself.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from local.instagram import wire

TIMEOUT_SECONDS = 5.0

#: Waits before each further attempt: at once, then ever more rarely. Meta goes on for 36 h.
RETRIES = (0.0, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)

Lane = tuple[str, str]
Seen = Callable[[int | None, bool], None]


@dataclass(frozen=True)
class Delivery:
    """What the product's webhook answered, attempt by attempt; None where it gave no answer in time."""

    statuses: tuple[int | None, ...] = ()
    raw: bytes = field(default=b"", compare=False, repr=False)  #: for `deliver_raw`, hours later if need be

    @property
    def accepted(self) -> bool:
        return self.statuses[-1:] == (200,)


@dataclass(frozen=True)
class Handshake:
    challenge: str
    status: int
    body: str
    content_type: str

    @property
    def accepted(self) -> bool:
        """Meta compares the body; a JSON string or a trailing newline is not the challenge."""
        return self.status == 200 and self.body == self.challenge


class Attempts:
    """One delivery under way: wait for its first answer, or for its end."""

    def __init__(
        self, raw: bytes, work: Callable[["Attempts"], Awaitable[None]], seen: Seen, timeout: float
    ) -> None:
        self._raw = raw
        self._timeout = timeout
        self._statuses: list[int | None] = []
        self._first = asyncio.Event()
        self._seen = seen
        self.task = asyncio.ensure_future(work(self))

    def note(self, status: int | None, *, last: bool) -> None:
        self._statuses.append(status)
        self._first.set()
        self._seen(status, last)

    async def answered_once(self) -> None:
        first = asyncio.ensure_future(self._first.wait())
        await asyncio.wait({first, self.task}, timeout=self._timeout, return_when=asyncio.FIRST_COMPLETED)
        first.cancel()

    async def finished(self) -> Delivery:
        await asyncio.shield(self.task)
        return Delivery(tuple(self._statuses), self._raw)


def unwatched(_status: int | None, _last: bool) -> None:  # noqa: FBT001  # the shape of Seen
    """For deliveries that no bubble on the page stands for."""


class Webhooks:
    def __init__(
        self,
        *,
        secret: str,
        url: str | None,
        retries: Sequence[float],
        timeout: float,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self.url = url
        self.secret = secret
        self._retries = retries
        self._timeout = timeout
        self._sleep = sleep
        self._session: ClientSession | None = None
        self._lanes: defaultdict[Lane, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._under_way: set[asyncio.Future[None]] = set()

    def start(self, raw: bytes, lanes: Iterable[Lane] = (), seen: Seen = unwatched) -> Attempts:
        """Deliveries of a lane keep the order in which they were started."""

        async def work(attempts: Attempts) -> None:
            async with self._turn(sorted(set(lanes))):
                await self._deliver(raw, attempts)

        attempts = Attempts(raw, work, seen, self._timeout)
        self._under_way.add(attempts.task)
        attempts.task.add_done_callback(self._under_way.discard)
        return attempts

    def start_nothing(self, raw: bytes) -> Attempts:
        """For an account that the app has not subscribed to: Meta tells nobody."""

        async def work(_attempts: Attempts) -> None:
            pass

        return Attempts(raw, work, unwatched, self._timeout)

    async def post(self, raw: bytes, headers: dict[str, str]) -> int | None:
        """One attempt, as it is given."""
        if self.url is None:
            return None
        try:
            # Encoded as given: yarl would otherwise rewrite what the product was told to expect.
            async with self._client().post(
                URL(self.url, encoded=True), data=raw, headers=headers
            ) as response:
                return response.status
        except (TimeoutError, ClientError):
            return None

    async def verify(self, url: str, token: str, challenge: str) -> Handshake:
        query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": token}
        async with self._client().get(url, params=query) as response:
            return Handshake(challenge, response.status, await response.text(), response.content_type)

    async def close(self) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _deliver(self, raw: bytes, attempts: Attempts) -> None:
        headers = wire.headers(raw, self.secret)
        waits = (0.0, *self._retries) if self.url else ()
        for number, wait in enumerate(waits, start=1):
            if wait:
                await self._sleep(wait)
            status = await self.post(raw, headers)
            last = status == 200 or number == len(waits)
            attempts.note(status, last=last)
            if last:
                return

    @asynccontextmanager
    async def _turn(self, lanes: Sequence[Lane]) -> AsyncIterator[None]:
        async with AsyncExitStack() as held:
            for lane in lanes:
                await held.enter_async_context(self._lanes[lane])
            yield

    def _client(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(timeout=ClientTimeout(total=self._timeout))
        return self._session
