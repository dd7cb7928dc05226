"""What goes wrong on demand: an answer in place of the shop's, or one that is lost after the shop has done what it was asked."""

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

Answer = Callable[[], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Clock:
    """Waiting costs no time, and is known."""

    waited: list[float] = field(default_factory=list)

    async def wait(self, seconds: float) -> None:
        self.waited.append(seconds)

    @property
    def now(self) -> float:
        return sum(self.waited)


@dataclass(slots=True)
class Troubles:
    answers: deque[web.Response] = field(default_factory=deque)  #: given before anything is done
    lost: int = 0  #: so many changes are done, and their answers never arrive

    def says(self, status: int, *, retry_after: str | None = None) -> None:
        headers = {"Retry-After": retry_after} if retry_after is not None else None
        self.answers.append(web.json_response({}, status=status, headers=headers))

    def instead(self) -> web.Response | None:
        return self.answers.popleft() if self.answers else None

    async def done(
        self, request: web.Request, answer: web.StreamResponse, *, changes: bool
    ) -> web.StreamResponse:
        if changes and self.lost:
            self.lost -= 1
            assert request.transport is not None
            request.transport.abort()
        return answer
